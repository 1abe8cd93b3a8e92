# ما تقرؤه إدارة الدورة.

command-cohorts = كل الدفعات
command-newcohort = إنشاء دفعة
command-invite = رابط الدعوة إلى دفعة
command-roster = المشاركون في دفعة وما أنجزوه
command-stats = أرقام دفعة
command-preview = معاينة دورة مع الإجابات
command-admins = من يدير هذا البوت

help-admin-title = لإدارة الدورة
help-cohorts = كل الدفعات: /cohorts
help-newcohort = إنشاء دفعة: /newcohort
help-invite = رابط الدعوة: /invite
help-roster = المشاركون في دفعة وما أنجزوه: /roster
help-stats = أرقام دفعة: /stats
help-preview = معاينة دورة مع الإجابات: /preview
help-admins = من يدير هذا البوت: /admins
help-mentors = لربط دفعة بفريق التوجيه: يُضاف البوت مشرفًا إلى مجموعة الفريق، ويُرسل فيها: /mentors

claimed = صارت إدارة هذا البوت لكم.
claimed-next = الخطوة الأولى إنشاء دفعة: /newcohort
admins-title = من يدير هذا البوت
admins-line = الحساب { $id }، منذ { $date }
admins-you = الحساب { $id } (حسابكم)، منذ { $date }
admins-claim = لإضافة شخص إلى الإدارة: يرسل إلى البوت هذه الرسالة خلال ساعة.
button-remove-admin = إزالة الحساب { $id }
admin-removed = لم يعد الحساب { $id } يدير هذا البوت.

cohort-label = دفعة { $month }: { $title }
cohorts-title = الدفعات
cohorts-none = لا توجد دفعة بعد. إنشاء الأولى: /newcohort
cohort-dates = من { $from }، ومتاحة حتى { $until }
cohort-dates-closed = من { $from }، وأُغلقت يوم { $until }
cohort-no-mentors = لا مجموعة لفريق التوجيه بعد: يُضاف البوت إليها مشرفًا، ويُرسل فيها: /mentors
enrolled = عدد المسجّلين: { $n }
capacity = عدد الأماكن: { $n }
button-roster-of = المشاركون: { $cohort }
button-roster = المشاركون
button-stats = الأرقام
button-previous = السابق
button-next = التالي

invitation = دعوة إلى { $cohort }، تبدأ يوم { $date }
invitation-how = كل من يفتح الرابط ويبدأ المحادثة يمكنه الانضمام. نرجو إرساله إلى المعنيين فقط.

roster-page = الصفحة { $page } من { $pages }
roster-empty = لم ينضم أحد بعد.
roster-line = { $name }: الأسبوع { $week }، دروس { $opened } (أُنهي { $done })، اختبارات { $badges }
status-onboarding = قيد التسجيل
status-waiting = بانتظار البداية
status-paused = في استراحة
status-completed = إتمام الدورة
status-left = مغادرة
status-stuck = بحاجة إلى مساعدة
status-unreachable = يتعذّر الوصول

stats-onboarding = قيد التسجيل: { $n }
stats-waiting = بانتظار البداية: { $n }
stats-active = في الطريق: { $n }
stats-paused = في استراحة: { $n }
stats-completed = أتمّوا الدورة: { $n }
stats-left = غادروا: { $n }
stats-unreachable = يتعذّر الوصول إليهم: { $n }
stats-week = { week-name }: بدأه { $reached }، واجتاز اختباره { $passed }
stats-questions = الأسئلة: { $open } بانتظار الرد، و{ $answered } أُجيب عنها

pick-invite = رابط الدعوة إلى أي دفعة؟
pick-roster = المشاركون في أي دفعة؟
pick-stats = أرقام أي دفعة؟

newcohort-course = لأي دورة هذه الدفعة؟
newcohort-start = متى تبدأ دورة «{ $title }»؟
newcohort-start-typed = يمكن كتابة أي تاريخ آخر هكذا: { $example }
newcohort-zone = البداية يوم { $date }. توقيت أي مدينة نعتمد لمن لا يذكر بلده؟
newcohort-confirm = دفعة جديدة
newcohort-confirm-course = الدورة: { $title }، { $weeks }
newcohort-confirm-date = البداية: { $date } ({ $iso })
newcohort-confirm-zone = التوقيت: { $city }
button-create = إنشاء
button-other-date = تاريخ آخر
newcohort-created = أُنشئت { $cohort }. تبدأ يوم { $date }.
newcohort-created-link = رابط الدعوة إليها:

preview-menu = أي دورة نعاين؟
preview-week = { week-name }: { $title }
button-preview-test = اختبار { week-name }
button-contents = المحتويات
preview-place = اختبار { week-name }، السؤال { $place } من { $total }
preview-choice-right = { $letter }. { $text } ✓ (صحيح)
preview-feedback = التعليق على هذا الخيار: { $text }
preview-feedback-any = التعليق على أي خيار: { $text }

rush-title = دروس كثيرة في ساعة واحدة
rush-when = { $moment }، بتوقيت: { $city }
rush-due = ما يحين موعده في تلك الساعة: { $lessons }.
rush-takes = تُرسل الدروس بسرعة أقصاها { $rate } في الثانية، فيستغرق إرسالها كلها { $minutes }.
rush-last = يصل آخرها { $moment }.
rush-fair = يصل الدرس إلى الجميع، ولا تتأخر بسببه الإجابات والأسئلة.
rush-spread = ما يفيد: أن يختار بعض المشاركين ساعة أخرى عبر /hour
rush-paid = يرفع تيليغرام هذا الحد للبوتات التي تدفع مقابل الإرسال الأسرع. هذا شأن من يدير الخادم.

refused-claim-code = هذا الرمز غير صالح. نرجو استعمال رمز جديد: يُطبع عند تشغيل البرنامج بلا إدارة.
refused-no-course = لم تُقرأ أي دورة، فلا يمكن إنشاء دفعة. نرجو تشغيل فحص ملفات الدورة، فهو يبيّن السبب.
refused-no-cohort = لا توجد دفعة بعد. إنشاء الأولى: /newcohort
refused-start-past = هذا التاريخ في الماضي. نرجو اختيار تاريخ لاحق.
refused-date = هذا ليس تاريخًا. نرجو كتابته هكذا: { "\u2068" }2027-01-31{ "\u2069" }
refused-only-group = هذا ممكن في مجموعة فقط: يُضاف البوت إلى مجموعة فريق التوجيه، ويُرسل فيها: /mentors
refused-last-admin = لا يمكن إزالة آخر حساب يدير البوت. تمكن إضافة حساب آخر أولًا: /admins
refused-not-allowed = هذا لمالكي البوت فقط. من يدير هذا البوت: /admins

pick-days-show = أيام الراحة ورمضان: لأي دفعة؟
pick-days-rest = راحة للجميع، { $dates }: في أي دفعة؟
pick-days-no-rest = إلغاء أيام الراحة التي أُرسلت هنا: في أي دفعة؟
pick-days-ramadan = رمضان، { $dates }: في أي دفعة؟
pick-days-own-ramadan = رمضان كما في الدورة: في أي دفعة؟
days-done-rest = أُضيفت راحة لهذه الدفعة: { $dates }. لا يرنّ فيها شيء، والدروس تنتظر وتأتي مع الدرس التالي.
days-done-no-rest = أُلغيت لهذه الدفعة أيام الراحة التي أُرسلت هنا.
days-done-ramadan = صُحّح رمضان لهذه الدفعة: { $dates }.
days-done-own-ramadan = عاد رمضان لهذه الدفعة كما هو في الدورة.
days-done-undo = تم التراجع عن آخر تغيير في هذه الدفعة.
days-so-already = هكذا كان من قبل، ولم يتغير شيء.
days-now = ما يسري الآن:
button-undo = تراجع
