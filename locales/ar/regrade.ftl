# إجابة معلّمة خطأً اكتُشفت بعد أن أجاب الناس: لإدارة الدورة، وسطر واحد لمن يجتاز بها.

button-regrade-everybody = { $place }. احتسابه للجميع
button-regrade-choice = { $place }. { $letter } صحيحة أيضًا
items-for-all = يُحتسب للجميع أيًّا كانت الإجابة.
regrade-everybody = يُحتسب للجميع أيًّا كانت الإجابة.
regrade-choice = تُحتسب { $letter } صحيحة أيضًا.
regrade-file = إجاباتها الصحيحة كما في الملف المصحَّح.
regrade-people = من أنهوا هذا الاختبار: { $n }
regrade-changed = من تتغيّر نتيجتهم: { $n }
regrade-passing = من يجتازون الاختبار بعد التصحيح: { $n }
regrade-then = لا يفقد أحد اجتيازه. من يجتاز يصله سطر واحد، ويُفتح له الأسبوع التالي. ولا رجوع عن ذلك.
button-regrade-sure = إعادة التصحيح
button-regrade-back = العودة إلى الأسئلة
regrade-ordered = بدأت إعادة التصحيح. ستصل رسالة حين تنتهي للجميع.
regrade-done = أُعيد التصحيح
regrade-refused = لم يُعَد التصحيح: لم يعد السؤال كما كان، أو صُحِّح من قبل.
regrade-did-change = من تغيّرت نتيجتهم: { $n }
regrade-did-pass = من اجتازوا الاختبار بذلك: { $n }
regrade-by-admin = بطلب من إدارة الدورة في المحادثة.
regrade-by-command = بطلب من سطر الأوامر.
regraded = كان في اختبار { week-name } سؤال خاطئ، والخطأ منا. بعد إعادة الاحتساب: أجبتم صوابًا عن { $right } من { $total }، واجتزتم الاختبار.
regraded-points = كان في اختبار { week-name } سؤال خاطئ، والخطأ منا. بعد إعادة الاحتساب: لديكم { $right } من { $total } نقطة، واجتزتم الاختبار.
feedback-for-all = يُحتسب هذا السؤال للجميع أيًّا كانت الإجابة، فالخطأ فيه منا.
