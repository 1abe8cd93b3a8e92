# تمرين على أسئلة من الاختبار لم تُصَب في المرة الأولى.

button-review = مراجعة: { $items }
button-review-next = السؤال التالي (بقي { $left })
review-place = من اختبار { week-name }، مرة أخرى، دون احتساب. المتبقي: { $left }
review-over = اكتملت مراجعة اليوم.
