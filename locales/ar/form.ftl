# الاستبيان بعد الدورة، وكلمات إبداء الرأي.

form-offer = رأيكم في الدورة كلها يفيد من يأتي بعدكم: { $questions }، { $minutes }.
button-form = إبداء رأيي في الدورة
form-place = رأيكم في الدورة، { $place } من { $total }
form-intro = لا يعرف أحد من قال ماذا. يمكن تخطي أي سؤال، وتغيير أي إجابة حتى التسليم. والأرقام والكلمات تُكتب أيضًا بدل اللمس.
form-scale-low = 1: { $words }
form-scale-high = { $steps }: { $words }
form-answered = لهذا السؤال إجابة منكم، وأي إجابة أخرى تحل محلها.
form-sentence = تُكتب الجملة في رسالتكم التالية خلال 15 دقيقة، وتُحفظ مشفّرة. لا يقرؤها أحد إلا بإذنكم بعد ذلك، ودون اسمكم.
form-sentence-again = جملتكم محفوظة. تحل محلها جملة أخرى تُكتب في رسالتكم التالية خلال 15 دقيقة.
button-form-skip = تخطي السؤال
button-form-keep = إبقاء إجابتي
form-quote = جملتكم محفوظة مشفّرة. هل يُسمح للفريق بقراءتها واقتباسها دون اسمكم؟
form-end = انتهت الأسئلة. أجبتم عن { $answered } من { $total }.
form-end-hand-in = يُحسب رأيكم بعد تسليمه، ثم يبقى كما هو.
button-hand-in = تسليم رأيي
form-thanks = شكرًا لكم، سُلّم رأيكم في الدورة. لا يظهر منه إلا أرقام، ابتداءً من خمسة أشخاص، ودون اسمكم أبدًا.
form-thanks-quotable = يمكن للفريق اقتباس ما كتبتموه دون اسمكم. يمكن تغيير ذلك هنا.
button-unquote = سحب إذن الاقتباس

refused-form-not-yet = أسئلة الرأي في الدورة كلها تأتي بعد اختبارها الأخير. أين وصلتم الآن: /today
refused-form-handed-in = سُلّم رأيكم في الدورة ويبقى كما هو. وما عدا ذلك تمكن كتابته إلى فريق التوجيه: /ask
refused-form-figure = الإجابات هنا من 1 إلى { $most }. نرجو كتابة أحد هذه الأرقام أو كلمة «تخطي».

form-stats-title = الاستبيان بعد الدورة: { $people }
form-stats-few = الاستبيان بعد الدورة: تظهر الأرقام حين يسلّمه خمسة أشخاص.
form-stats-entry = { $place }. { $text }
form-stats-none = دون إجابة

form-preview-line =
    { PLURAL($n) ->
        [zero] بعد الدورة: لا أسئلة
        [one] بعد الدورة: استبيان من سؤال واحد
        [two] بعد الدورة: استبيان من سؤالين
        [few] بعد الدورة: استبيان من { $n } أسئلة
        [many] بعد الدورة: استبيان من { $n } سؤالًا
       *[other] بعد الدورة: استبيان من { $n } سؤال
    }
button-preview-form = الاستبيان بعد الدورة
form-preview-place = الاستبيان بعد الدورة، من { $from } إلى { $to }، والمجموع { $total }
form-preview-entry = { $place }. { $text }
form-preview-answer = { $figure }: { $text }
form-preview-sentence = الإجابة جملة تُكتب، لمن يرغب.

data-views = رأيكم في الأسابيع، عدد الإجابات: { $n }
data-view = { week-name }، { $question }: { $answer }
data-form = الاستبيان بعد الدورة، عدد الإجابات: { $n }
data-form-entry = { $text } – { $answer }
data-sentences = الجمل التي كتبتموها عن الدورة محفوظة مشفّرة، وعددها: { $n }. يمكن قراءتها في الملف.
data-sentence = عن { week-name }، محفوظة مشفّرة: «{ $words }»
data-form-sentence = { $text } – محفوظة مشفّرة: «{ $words }»
data-quotable = يُسمح باقتباسها دون اسمكم.
data-not-quotable = لا تظهر لأحد.

typed-form = رأيي|رأيي في الدورة|إبداء الرأي في الدورة
typed-form-skip = تخطي|تخطي هذا السؤال|التخطي
typed-hand-in = تسليم|تسليم الرأي
