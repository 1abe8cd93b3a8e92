# الوصول والدروس والرسائل إلى فريق التوجيه والإعدادات وما لا يمكن.

# ---- الوصول

onboarding-language = أهلًا بكم. بأي لغة تفضّلون متابعة الدورة؟
button-back = رجوع

button-agree = أوافق
button-decline = لا، شكرًا

country-title = في أي بلد تقيمون؟
country-why = بهذا نعرف توقيتكم المحلي لتصل الدروس في ساعتكم. وإن فضّلتم عدم ذكره، نسأل عن الساعة عندكم بدلًا منه.

hour-title = في أي ساعة تناسبكم الدروس؟
hour-why = الساعة بتوقيتكم المحلي، ويمكن تغييرها متى شئتم. ويمكن أيضًا كتابة أي ساعة أخرى، مثل 18.

welcome-done = أهلًا بكم، اكتمل التسجيل.
welcome-course = دورتكم: { $title }
welcome-week = { week-name }، من { $date }: { $title }
welcome-rhythm = درس كل يوم، واختبار قصير في نهاية كل أسبوع.
welcome-first = يصل الدرس الأول يوم { $at }.
welcome-first-now = يصل الدرس الأول الآن.
welcome-hour = ساعتكم: { $hour } بالتوقيت المحلي.
welcome-name = اسمكم في الدورة: { $name }. بهذا الاسم وحده يعرفكم فريق التوجيه.
welcome-ask = لأي سؤال تكفي الكتابة هنا في أي وقت، فتصل رسالتكم إلى فريق التوجيه.

consent-declined = كما تشاؤون، لم يُحفظ شيء. وإن غيّرتم رأيكم، يكفي فتح رابط الدعوة من جديد.
stranger = أهلًا بكم. تجري في هذه المحادثة دورة تدريبية، والانضمام إليها عبر رابط دعوة من المنظّمين.
button-awaited = نرجو الاختيار من الأزرار أعلاه، أو كتابة ما عليها.
button-awaited-hour = نرجو اختيار ساعة من الأزرار أعلاه، أو كتابتها من 0 إلى 23، مثل 18.

# ---- الدروس

button-done = أنهيتُ الدرس
button-next-lesson = الدرس التالي
button-first-lesson = الدرس الأول الآن
button-test-now = بدء الاختبار الآن
button-ask = سؤال إلى فريق التوجيه
button-open-lesson = فتح الدرس { $day }
button-start-week = بدء { week-name } الآن

today-at = أنتم في { week-name }، الدرس { $day }: { $title }
today-before-first = لم تبدأ دروسكم بعد.
today-behind = لم يفُتكم شيء: بانتظاركم { $lessons }، { $minutes }.
today-test = اختبار { week-name } متاح الآن.
today-next = يصل الدرس التالي يوم { $at }.
today-nothing = لا شيء بانتظاركم الآن. تبقى الدروس السابقة متاحة، وكذلك الكتابة إلى فريق التوجيه.

progress-lessons = الدروس المفتوحة: { $opened } من { $n }، أنهيتم منها { $done }.
progress-week-passed = { week-name }، { $title }: اجتزتم الاختبار
progress-week-open = { week-name }، { $title }: لم يكتمل بعد
progress-next = الخطوة التالية: /today

week-opened = فُتح { week-name }: { $title }
week-opened-mentor = فتح لكم فريق التوجيه { week-name }: { $title }
week-opened-waiting = فُتح { week-name } لتتابعوا الدورة: { $title }
week-first-lesson = يصل درسه الأول يوم { $at }.
week-first-lesson-or-now = يصل درسه الأول يوم { $at }، أو الآن بالزر أدناه.

completed-title = أتممتم الدورة: { $title }
completed-badges = الاختبارات التي اجتزتموها: { $n } من { $weeks }.
completed-stays = تبقى الدروس متاحة لكم، وتبقى الكتابة إلى فريق التوجيه ممكنة.

# ---- الرسائل إلى فريق التوجيه

ask-how = اكتبوا سؤالكم هنا كأي رسالة، نصًّا أو صورة أو صوتًا أو فيديو. تصل رسالتكم إلى فريق التوجيه، ويصلكم الرد هنا.
ask-who-sees = يراها فريق التوجيه باسمكم في الدورة: { $name }. والأسلم ألّا تَرِد فيها أسماء أشخاص أو أماكن.
question-held-first = هذه أول رسالة منكم إلى فريق التوجيه، وسيراها باسم { $name }.
question-held-look = نرجو التأكد مرة أخرى من خلوّها من أسماء أشخاص أو أماكن. هل نرسلها؟
question-held = قد تُظهر الصورة أو التسجيل أكثر مما نقصد: وجوهًا أو أماكن أو صوتًا. هل نرسل هذه الرسالة إلى فريق التوجيه؟
button-send = إرسال إلى فريق التوجيه
button-discard = عدم الإرسال
question-arrived = وصلت رسالتكم إلى فريق التوجيه، وسيصلكم الرد هنا.
question-waits = رسالتكم في الانتظار، إذ يتعذّر الوصول إلى فريق التوجيه الآن. ستصل إليه حالما يمكن ذلك، فنرجو إبقاءها في هذه المحادثة حتى ذلك الحين.
button-withdraw = سحب الرسالة
question-discarded = حسنًا، لم تُرسل الرسالة.
question-withdrawn = سُحبت الرسالة، ولم تعد في مجموعة فريق التوجيه.
button-helped = أفادني الرد
button-helped-repeated = أفادني الرد (قد يكون مكررًا)

toast-done-next = أحسنتم. التالي: { $at }.
toast-done = أحسنتم.
toast-sent = أُرسلت.
toast-saved = تم الحفظ.

# ---- الإعدادات

help-title = ما يمكن فعله هنا
help-today = درس اليوم وما يليه: /today
help-ask = سؤال إلى فريق التوجيه: /ask
help-progress = ما أنجزتموه حتى الآن: /progress
help-settings = اللغة والساعة والبلد والسلامة: /settings
help-stop = مغادرة الدورة: /stop
help-words = تكفي الكلمة وحدها أيضًا، مثل «اليوم» أو «مساعدة». وإذا لم يصل لمس الزر، فتكفي كتابة ما عليه حتى أول فاصلة: «الدرس التالي»، «الدرس 3»، «ب». وكل رسالة أخرى تصل إلى فريق التوجيه.
help-privacy = ما الذي يُحفظ، ومن يراه: /privacy

settings-title = الإعدادات
settings-language = اللغة: { $language }
settings-hour = ساعة الدروس: { $hour }
settings-name = اسمكم في الدورة: { $name }
button-language = تغيير اللغة
button-hour = تغيير الساعة
choose-language = أي لغة تفضّلون؟
choose-hour = تصل الدروس الساعة { $hour }. يمكن اختيار ساعة أخرى هنا، أو كتابتها هكذا: /hour 18
language-set = تم تغيير اللغة.
hour-set = ساعتكم الآن { $hour }.
next-comes = يصل الدرس التالي يوم { $at }.

stop-title = استراحة أم مغادرة الدورة؟
stop-leave = المغادرة: لا يصلكم شيء بعدها. يبقى مكانكم محفوظًا ما دامت الدورة جارية، وتُحذف بياناتكم بعد { $days } من إغلاقها.
stop-neither = للمتابعة كالمعتاد لا حاجة إلى فعل شيء.
button-leave = مغادرة مع حفظ مكاني
paused = بدأت استراحتكم. لن يصلكم شيء حتى تعودوا، ومكانكم محفوظ.
button-resume = متابعة الدورة
left = غادرتم الدورة. لن يصلكم شيء بعد الآن، وتُحذف بياناتكم بعد { $days } من إغلاقها. والعودة ممكنة ما دامت الدورة جارية.
button-come-back = العودة إلى الدورة
resumed = أهلًا بعودتكم.
resumed-see-today = لمعرفة أين وصلتم: /today
apology = حدث خلل من جهتنا، لا من جهتكم. نرجو المحاولة مرة أخرى بعد قليل.

# ---- ما لا يمكن

refused-invitation-unknown = رابط الدعوة هذا غير معروف. نرجو طلب رابط جديد ممن أرسله إليكم.
refused-invitation-closed = أُغلقت هذه الدورة يوم { $date }. نرجو سؤال المنظّمين عن الدورة القادمة.
refused-invitation-full = اكتمل عدد المشاركين في هذه الدورة. نرجو سؤال المنظّمين عن الدورة القادمة.
refused-already-enrolled = أنتم مسجّلون في هذه الدورة. لمعرفة أين وصلتم: /today
refused-enrolled-elsewhere = أنتم مسجّلون في دورة أخرى ما زالت جارية. يمكن مغادرتها أولًا: /stop
refused-not-enrolled = هذا متاح للمسجّلين في دورة. والانضمام عبر رابط دعوة من المنظّمين.
on-break = أنتم في استراحة. للعودة يكفي الزر أدناه.
has-left = سبق أن غادرتم هذه الدورة. للعودة إليها يكفي الزر أدناه.
refused-on-break = أنتم في استراحة. طريق العودة: /today
refused-has-left = سبق أن غادرتم هذه الدورة. طريق العودة إليها: /today
refused-course-closed = أُغلقت هذه الدورة يوم { $date }، فلم يعد إجراء الاختبارات ممكنًا. لمعرفة أين وصلتم: /today
refused-not-yet = يُفتح الدرس التالي يوم { $at }.
refused-enough-today = هذا يكفي لليوم. يصل الدرس التالي يوم { $at }.
refused-enough-today-open = هذا يكفي لليوم. ويمكن فتح دروس أخرى غدًا.
refused-test-first = يُفتح الأسبوع التالي بعد اختبار { week-name }. الطريق إليه: /today
refused-nothing-more = كان هذا آخر درس، وتبقى الدروس المفتوحة متاحة لكم: /today
refused-lessons-first = يُفتح الاختبار بعد دروس { week-name }. الطريق إليها: /today
refused-test-passed = سبق أن اجتزتم اختبار { week-name }. الخطوة التالية: /today
refused-revise-first = تُفتح المحاولة التالية بعد العودة إلى: { $lessons }.
refused-attempt-at = المحاولة التالية متاحة يوم { $at }.
refused-no-attempt = انتهت المحاولات. فريق التوجيه على علم بذلك، وتتابعون الدورة في كل الأحوال يوم { $at }.
refused-no-attempt-open = انتهت المحاولات. ويمكن لفريق التوجيه منحكم محاولة أخرى.
refused-past-attempt = هذه الأزرار لاختبار انتهى. لمعرفة أين وصلتم: /today
refused-already-answered = سبقت الإجابة عن هذا السؤال. لمعرفة أين وصلتم: /today
refused-outdated = لم يعد هذا الزر مستعملًا. لمعرفة أين وصلتم: /today
refused-several-buttons = تبدأ أزرار عدة بهذه الكلمات. نرجو كتابة كل ما على الزر المقصود.
refused-kind = لا يمكن نقل هذا النوع من الرسائل إلى فريق التوجيه. يمكن نقل النص والصورة والصوت والفيديو.
refused-hour = هذه ليست ساعة. نرجو كتابتها من 0 إلى 23، مثل: /hour 18
refused-language = هذه اللغة غير متوفرة في الدورة. يمكن الاختيار من لغاتها: /settings
refused-command = هذا الأمر غير معروف. كل الأوامر: /help
refused-too-late = وصل رد من فريق التوجيه، فلم يعد سحب الرسالة ممكنًا. وما بقي تمكن كتابته: /ask
refused-name-known = يعرفكم فريق التوجيه بهذا الاسم، لذلك يبقى كما هو.
refused-sentence-long = هذا أطول من { $most } حرف. نرجو إرسال جملة أقصر.
