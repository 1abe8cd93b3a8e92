# كلمات تستعملها كل الرسائل.

weekday-mon = الاثنين
weekday-tue = الثلاثاء
weekday-wed = الأربعاء
weekday-thu = الخميس
weekday-fri = الجمعة
weekday-sat = السبت
weekday-sun = الأحد
date = { $weekday } { $day }
moment = { $date }، الساعة { $hour }

list-comma = ،

week-name =
    { NTH($week) ->
        [first] الأسبوع الأول
        [second] الأسبوع الثاني
        [third] الأسبوع الثالث
        [fourth] الأسبوع الرابع
        [fifth] الأسبوع الخامس
        [sixth] الأسبوع السادس
        [seventh] الأسبوع السابع
        [eighth] الأسبوع الثامن
        [ninth] الأسبوع التاسع
        [tenth] الأسبوع العاشر
       *[later] الأسبوع { $week }
    }
attempt-name =
    { NTH($number) ->
        [first] المحاولة الأولى
        [second] المحاولة الثانية
        [third] المحاولة الثالثة
        [fourth] المحاولة الرابعة
        [fifth] المحاولة الخامسة
        [sixth] المحاولة السادسة
        [seventh] المحاولة السابعة
        [eighth] المحاولة الثامنة
        [ninth] المحاولة التاسعة
        [tenth] المحاولة العاشرة
       *[later] المحاولة { $number }
    }
lesson-label = الدرس { $day }
lesson-line = الدرس { $day }: { $title }

hours =
    { PLURAL($n) ->
        [zero] أقل من ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $n } ساعات
        [many] { $n } ساعة
       *[other] { $n } ساعة
    }
minutes =
    { PLURAL($n) ->
        [zero] أقل من دقيقة
        [one] دقيقة واحدة
        [two] دقيقتان
        [few] { $n } دقائق
        [many] { $n } دقيقة
       *[other] { $n } دقيقة
    }
about-minutes =
    { PLURAL($n) ->
        [zero] أقل من دقيقة
        [one] نحو دقيقة
        [two] نحو دقيقتين
        [few] نحو { $n } دقائق
        [many] نحو { $n } دقيقة
       *[other] نحو { $n } دقيقة
    }
lessons =
    { PLURAL($n) ->
        [zero] لا دروس
        [one] درس واحد
        [two] درسان
        [few] { $n } دروس
        [many] { $n } درسًا
       *[other] { $n } درس
    }
weeks =
    { PLURAL($n) ->
        [zero] لا أسابيع
        [one] أسبوع واحد
        [two] أسبوعان
        [few] { $n } أسابيع
        [many] { $n } أسبوعًا
       *[other] { $n } أسبوع
    }
questions =
    { PLURAL($n) ->
        [zero] لا أسئلة
        [one] سؤال واحد
        [two] سؤالان
        [few] { $n } أسئلة
        [many] { $n } سؤالًا
       *[other] { $n } سؤال
    }
attempts =
    { PLURAL($n) ->
        [zero] لا محاولات
        [one] محاولة واحدة
        [two] محاولتان
        [few] { $n } محاولات
        [many] { $n } محاولة
       *[other] { $n } محاولة
    }
right-answers-suffice =
    { PLURAL($n) ->
        [zero] تكفي المشاركة
        [one] تكفي إجابة صحيحة واحدة
        [two] تكفي إجابتان صحيحتان
        [few] تكفي { $n } إجابات صحيحة
        [many] تكفي { $n } إجابة صحيحة
       *[other] تكفي { $n } إجابة صحيحة
    }

choice-letters = أ|ب|ج|د|هـ|و|ز|ح

language-ar = العربية
language-en = الإنجليزية
language-fr = الفرنسية

country-iq = العراق
country-jo = الأردن
country-lb = لبنان
country-eg = مصر
country-ma = المغرب
country-ps = فلسطين
country-sd = السودان
country-sy = سوريا
country-tn = تونس
country-ye = اليمن
country-other = بلد آخر
country-unsaid = أفضّل عدم الذكر

zone-beirut = بيروت
zone-cairo = القاهرة
zone-amman = عمّان
zone-damascus = دمشق
zone-baghdad = بغداد
zone-hebron = الخليل
zone-aden = عدن
zone-khartoum = الخرطوم
zone-tunis = تونس
zone-casablanca = الدار البيضاء
zone-utc = التوقيت العالمي (UTC)

spoken-today = اليوم|درس اليوم
spoken-ask = سؤال|اسأل|سؤال إلى فريق التوجيه
spoken-progress = تقدمي|التقدم|ما أنجزته
spoken-settings = إعدادات|الإعدادات
spoken-help = مساعدة|المساعدة
spoken-privacy = خصوصية|الخصوصية
spoken-language = لغة|اللغة|تغيير اللغة
spoken-hour = ساعة|الساعة|تغيير الساعة
spoken-stop = توقف|التوقف|مغادرة|المغادرة|مغادرة أو حذف
spoken-safety = سلامة|السلامة|الأمان|السلامة على هذا الهاتف

command-today = درس اليوم وما يليه
command-ask = سؤال إلى فريق التوجيه
command-progress = ما أُنجز حتى الآن
command-settings = اللغة والساعة والبلد والاستراحة والسلامة
command-privacy = ما الذي يُحفظ، ومن يراه
command-help = ما يمكن فعله هنا
