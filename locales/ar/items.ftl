# كيف تسير أسئلة الاختبار: /items، لإدارة الدورة.

command-items = كيف تسير أسئلة اختبار
help-items = كيف تسير أسئلة اختبار: /items
pick-items = أسئلة أي دفعة؟
items-which-week = أسئلة اختبار أي أسبوع؟
button-items-week = { week-name }: { $title }
button-items-weeks = أسبوع آخر
items-title = أسئلة اختبار { week-name }
items-attempts = المحاولات الأولى: { $n }. المحاولات التالية غير محسوبة هنا.
items-few = المحاولات الأولى حتى الآن: { $n }. تظهر الأرقام ابتداءً من { $least }، فدون ذلك تدل على المصادفة أكثر مما تدل على الأسئلة.
items-none = لا شيء يلفت النظر.
items-line = { $place }. { $text }
items-line-earlier = { $place }. { $text } (كما كان قبل تعديله)
items-facility = إجابات صحيحة: { $value }% (ولأمثال هؤلاء بين { $low }% و{ $high }%)
items-facility-alone = إجابات صحيحة: { $value }%
items-points = متوسط النقاط: { $value }% (ولأمثال هؤلاء بين { $low }% و{ $high }%)
items-points-alone = متوسط النقاط: { $value }%
items-answers = ممن طُرح عليهم، وعددهم { $n }
items-silent = إجابات أقل من أن تدل على شيء: { $n }
items-pick = { $letter } { $share }%
items-pick-key = { $letter } { $share }% ✓
items-doubt-strong = يستحق المراجعة: من أحسنوا في بقية الاختبار اختاروا ({ $letter }). قد يكون الجواب المعتمد خطأً، أو صيغة السؤال مضلِّلة.
items-doubt-negative = يستحق المراجعة: من أحسنوا في بقية الاختبار أخطؤوا هنا. قد يكون الجواب المعتمد خطأً، أو صيغة السؤال مضلِّلة.
items-doubt-guess = يستحق المراجعة: الإجابات عنه أسوأ من التخمين.
items-name = اسمه في الملف: { $name }
items-legend = العلامة ✓ للجواب المعتمد. الحروف بترتيب الملف.
button-items-chart = صورة: الأسئلة من { $from } إلى { $to } (PNG)
