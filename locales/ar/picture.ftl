# صورة /progress وزرها.

button-picture = عرضها صورةً (PNG، نحو { $kb } ك.ب)
button-progress-picture = عرض التقدم في صورة
picture-week = { week-name }: { $title }
picture-test-passed = اجتزتم الاختبار
picture-test-open = الاختبار متاح
picture-test-ahead = الاختبار بعد الدروس
picture-done = أنهيتموه
picture-opened = مفتوح
picture-ahead = لاحقًا

# صورة /items.
chart-title = ما اختير من الإجابات: اختبار { week-name }
chart-share = { $share }%
chart-doubt = يستحق المراجعة
chart-legend = الجواب المعتمد
