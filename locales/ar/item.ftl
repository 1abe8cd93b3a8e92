# أنواع الأسئلة في الاختبار.

item-several = قد تكون أكثر من إجابة صحيحة.
item-several-how = الاختيار بالحروف ثم «تقديم الإجابة»، أو بكتابة الحروف في رسالة، مثل: أ ج
item-ticked = اخترتم: { $letters }
item-match = الجزء { $place } من { $total }: ما الذي يناسب «{ $left }»؟
item-pair = • { $left } — { $right }
item-matched = هذه هي الأزواج التي اخترتموها. هل هي إجابتكم؟
item-number = الإجابة عدد يُكتب بالأرقام في رسالة، مثل 12 أو 12.5
item-words = الإجابة كلمة أو بضع كلمات تُكتب في رسالة.
item-essay = الإجابة نص من عندكم يُكتب في رسالة واحدة. يقرؤه فريق التوجيه ويخبركم هل هو كافٍ.
item-essay-who = يراه الفريق باسم { $name }، ونرجو ألا يُذكر فيه اسم شخص أو مكان.
item-essay-written = هل رسالتكم الأخيرة هي الإجابة؟ إن لم تكن، فأي رسالة جديدة تحل محلها.

button-submit = تقديم الإجابة
button-as-question = بل هي رسالة إلى فريق التوجيه
button-go-on = متابعة
feedback-partly = إجابة صحيحة جزئيًا.
feedback-pairs = إجابة صحيحة جزئيًا: { $right } من { $total }.
feedback-unread = نصكم في طريقه إلى فريق التوجيه.
feedback-essay-passed = قرأ فريق التوجيه نصكم: وهو كافٍ.
feedback-essay-needs-work = قرأ فريق التوجيه نصكم: وما زال يحتاج إلى بعض العمل.

result-passed-points = مجموع نقاطكم { $right } من { $total }.
result-not-yet-points = لم يكتمل بعد، ولا بأس: مجموع نقاطكم { $right } من { $total }، والمطلوب { $needed }.
result-so-far = أجبتم صوابًا حتى الآن عن { $right } من { $total }، والمطلوب { $needed }.
result-so-far-points = مجموع نقاطكم حتى الآن { $right } من { $total }، والمطلوب { $needed }.
next-being-read = الباقي يتوقف على نصكم الذي يقرؤه فريق التوجيه، وستصلكم رسالة بعد قراءته.
next-being-read-until = وفي كل الأحوال تتابعون الدورة يوم { $at }.
decimal-sign = .

essay-header = { $name }، اختبار { week-name }: نص ينتظر القراءة.
essay-how = يُختار تحت النص هل هو كافٍ، والرد على النص يصل إلى من كتبه تعليقًا.
button-essay-passes = كافٍ
button-essay-needs-work = يحتاج إلى عمل
essay-noted-passed = { $name }، { week-name }: سُجِّل النص كافيًا. يمكن إضافة تعليق بالرد على النص.
essay-noted-needs-work = { $name }، { week-name }: سُجِّل أن النص يحتاج إلى عمل. تعليق بالرد على النص يوضح ما ينقصه.
essay-marked = كان ذلك إجابتكم في اختبار { week-name }: { $text }

refused-being-read = ما زال فريق التوجيه يقرأ نصكم، وستصلكم رسالة بعد قراءته.
refused-being-read-until = ما زال فريق التوجيه يقرأ نصكم، وستصلكم رسالة بعد قراءته. وفي كل الأحوال تتابعون الدورة يوم { $at }.
refused-number = لم نتمكن من قراءة عدد في رسالتكم. الإجابة بالأرقام وحدها دون أي كلام، مثل 12 أو 12.5. لم تُحسب عليكم، ونرجو كتابتها مرة أخرى.
refused-letters = لا إجابة هنا بهذا الحرف. نرجو كتابة الحرف كما يسبق الإجابة. لم تُحسب عليكم.
refused-nothing-picked = لم يُختر شيء بعد. نرجو اختيار إجابة واحدة على الأقل.

preview-accepted = { $text } ({ $weight })
preview-answer-feedback = التعليق على هذه الإجابة: { $text }
preview-any-number = أي عدد آخر
preview-weight = { $percent }%
preview-distractor = • لا يناسب شيئًا: { $text }
preview-essay = يقرأ الإجابة أحد أعضاء فريق التوجيه.
preview-description = لا إجابة هنا، بل نص للقراءة.

typed-submit = تقديم|هذه إجابتي|تسليم الإجابة
