# اختبار الأسبوع.

test-offer-first = اكتمل { week-name }: «{ $title }». بقي اختبار قصير: { $items }، { $minutes }، { $needed }.
test-offer-again = اختبار { week-name } «{ $title }»، { attempt-name }: { $items }، { $minutes }، { $needed }.
test-offer-attempts = لكم { $attempts }، ويمكن التوقف والعودة في أي وقت حتى { $until }.
test-offer-private = النتيجة لا يراها أحد غيركم.
button-start-test = بدء الاختبار

test-unoffered = اختبار قصير: { $items }، { $minutes }، { $needed }. يمكن التوقف والعودة في أي وقت، والنتيجة لا يراها أحد غيركم.
test-place = السؤال { $place } من { $total }
test-choice = { $letter }. { $text }
button-true = صواب
button-false = خطأ
button-later = المتابعة لاحقًا
feedback-right = إجابة صحيحة.
feedback-not-quite = ليس تمامًا.

test-paused = إجاباتكم محفوظة: { $answered } من { $total } في اختبار { week-name }. تمكن المتابعة حتى { $until }.
button-continue = متابعة الاختبار
attempt-ready = { attempt-name } في اختبار { week-name } متاحة الآن.
attempt-given = منحكم فريق التوجيه محاولة إضافية في اختبار { week-name }، وهي متاحة الآن.
button-try-again = محاولة جديدة

result-passed-title = اجتزتم الاختبار
result-passed = أجبتم صوابًا عن { $right } من { $total }.
result-week-complete = اكتمل { week-name }: «{ $title }»
result-not-yet = لم يكتمل بعد، ولا بأس: أجبتم صوابًا عن { $right } من { $total }، والمطلوب { $needed }.
result-revise = تستحق نظرة أخرى: { $lessons }، { $minutes }.
result-reread = لمن أراد نظرة أخرى: { $lessons }، { $minutes }.

next-week-open = فُتح { week-name }.
next-course-completed = كان هذا آخر أسبوع في الدورة.
next-revise = تُفتح { attempt-name } حالما تعودون إلى هذه الدروس.
next-retry-now = { attempt-name } متاحة الآن.
next-retry-at = { attempt-name } متاحة يوم { $at }، وستصلكم رسالة عندها.
next-mentors = انتهت المحاولات. فريق التوجيه يعرف في أي الدروس يمكنه مساعدتكم، وقد يمنحكم محاولة أخرى أو يفتح لكم الطريق. وفي كل الأحوال تتابعون الدورة يوم { $at }.
next-nothing = الطريق مفتوح أمامكم أصلًا. الخطوة التالية: /today
