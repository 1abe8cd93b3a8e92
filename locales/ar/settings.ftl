# الإعدادات والاستراحة والعودة إلى الدروس: كيف تصل الدورة إلى كل شخص.

# ---- الإعدادات

settings-place = البلد: { $place }
settings-zone = التوقيت المحلي كما في: { $zone }
settings-clock = الساعة عندكم لحظة كتابة هذا: { $time }
settings-text-only-on = النص فقط: مفعّل
settings-text-only-off = النص فقط: غير مفعّل
settings-digits-latin = الأرقام: لاتينية
settings-digits-indic = الأرقام: مشرقية
settings-safety-none = السلامة: لا شيء مفعّل
settings-safety-discreet = السلامة: الوصول المتكتّم
settings-safety-cleaning = السلامة: التنظيف الذاتي
settings-safety-both = السلامة: الوصول المتكتّم والتنظيف الذاتي
settings-one-a-day = الوتيرة: درس واحد في اليوم، كما اخترتم
settings-ramadan = رمضان، من { $from } إلى { $until }: تصل الدروس الساعة { $hour }
settings-ramadan-usual = رمضان، من { $from } إلى { $until }: ساعتكم المعتادة
settings-break = الاستراحة: حتى عودتكم
settings-break-until = الاستراحة: حتى { $date }
button-settings = العودة إلى الإعدادات
button-place = تغيير البلد
button-clock = بحسب الساعة عندي
button-digits-indic = الأرقام المشرقية
button-digits-latin = الأرقام اللاتينية
button-break = أخذ استراحة
button-break-other = مدة أخرى للاستراحة
button-more-a-day = أكثر من درس في اليوم
button-leaving = مغادرة أو حذف

choose-place = في أي بلد تقيمون؟ تبقى ساعتكم { $hour } بتوقيت ذلك البلد.
choose-zone = بتوقيت أي مكان تناسبكم الدروس؟ تبقى ساعتكم { $hour }.
choose-clock = كم الساعة عندكم الآن؟ تبقى ساعة دروسكم { $hour } بهذا التوقيت. وتمكن كتابة أي وقت آخر، مثل 16:30.


# ---- الاستراحة والمغادرة

break-days =
    { PLURAL($n) ->
        [zero] لا أيام
        [one] يوم واحد
        [two] يومان
        [few] { $n } أيام
        [many] { $n } يومًا
       *[other] { $n } يوم
    }
choose-break = كم تدوم الاستراحة؟ لا يصلكم شيء خلالها، ومكانكم محفوظ، وفي يوم العودة تُستأنف الدروس تلقائيًّا من حيث توقفتم. ويمكن كتابة مدة أخرى، مثل: /pause 5
button-break-days = { $days }، حتى { $date }
on-break-until = أنتم في استراحة حتى { $date }. في ذلك اليوم تُستأنف الدروس تلقائيًّا من حيث توقفتم، درسًا كل يوم.
refused-break = أطول مدة ممكنة للاستراحة: { $days }. وتُكتب هكذا: /pause 5
refused-break-outlasts = تُغلق الدورة يوم { $date }، وهذه الاستراحة تمتد إلى ما بعد إغلاقها. أطول استراحة ممكنة: { $days }، وتُكتب هكذا: /pause 1
refused-break-last-day = تُغلق الدورة يوم { $date }، فلا عودة ممكنة بعد استراحة تبدأ الآن. ولا بأس بعدم فعل شيء حتى ذلك اليوم. وما هو مفتوح: /today
stop-week = استراحة أسبوع: لا يصلكم شيء حتى { $date }، ثم تُستأنف الدروس تلقائيًّا من حيث توقفتم.
stop-erase = الحذف: يزول كل ما هو محفوظ عنكم، بلا رجعة.
button-week-off = استراحة أسبوع
button-erase = حذف كل بياناتي
back-above = انتهت استراحتكم، وتستمر الدورة من حيث توقفتم:
back-alone = انتهت استراحتكم.

# ---- الوتيرة

today-behind-one-a-day = بانتظاركم: { $lessons }، { $minutes }. يصلكم درس كل يوم كما اخترتم. ولأكثر من درس في اليوم: /settings
today-test-waits = اختبار { week-name } بانتظاركم حتى { $date }.
button-one-a-day = درس واحد في اليوم يناسبني
companions = في { week-name } الآن { $n } من دفعتكم.

# ---- العودة إلى الدروس

lessons-title = دروسكم في { week-name }: { $title }
lessons-done = المفتوحة: { $opened }، أنهيتم منها { $done }.
lessons-none = لم يصل أي درس بعد. ما سيصل ومتى: /today
button-week = { week-name }

help-lessons = كل الدروس حتى الآن: /lessons
help-pause = استراحة لبضعة أيام: /pause
command-lessons = كل الدروس حتى الآن
spoken-lessons = دروسي|الدروس|كل الدروس
spoken-pause = استراحة
