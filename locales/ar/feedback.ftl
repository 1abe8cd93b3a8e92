# رأي المشاركين في الأسبوع.

views-intro = رأيكم في هذا الأسبوع بثلاث لمسات. لا يعرف أحد من قال ماذا.
views-place = { $place } من { $total }:
views-useful = ما مدى الفائدة؟
views-useful-short = الفائدة
views-useful-0 = قليلة
views-useful-1 = متوسطة
views-useful-2 = كبيرة
views-pace = كيف كانت السرعة؟
views-pace-short = السرعة
views-pace-0 = بطيئة
views-pace-1 = مناسبة
views-pace-2 = سريعة
views-atmosphere = كيف كانت الأجواء؟
views-atmosphere-short = الأجواء
views-atmosphere-0 = غير مريحة
views-atmosphere-1 = مقبولة
views-atmosphere-2 = طيبة
views-thanks = شكرًا لكم على رأيكم.
button-sentence = إضافة جملة

sentence-prompt = تُكتب الجملة عن { week-name } في رسالتكم التالية خلال { $minutes }، وتُحفظ مشفّرة. لا يقرؤها أحد إلا بإذنكم بعد ذلك، ودون اسمكم.
button-no-sentence = لا داعي
sentence-dropped = حسنًا. رسالتكم التالية رسالة عادية من جديد.
sentence-kept = جملتكم عن { week-name } محفوظة مشفّرة. هل يُسمح للفريق بقراءتها واقتباسها دون اسمكم؟
sentence-quotable = يمكن للفريق اقتباس جملتكم عن { week-name } دون اسمكم. يمكن تغيير ذلك هنا.
sentence-private = جملتكم عن { week-name } لا تظهر لأحد. يمكن تغيير ذلك هنا.
button-quote = أسمح بالاقتباس
button-no-quote = دون اقتباس

views-people =
    { PLURAL($n) ->
        [zero] لا أحد
        [one] شخص واحد
        [two] شخصان
        [few] { $n } أشخاص
        [many] { $n } شخصًا
       *[other] { $n } شخص
    }
views-between = ؛ { "" }
stats-views = رأي المشاركين في { week-name }: { $people }
stats-views-line = { $question } ({ $groups })
stats-views-group = { $steps }: { $people }
stats-views-all = { $question } – العدد أقل من أن تُفصل الإجابات
stats-views-rule = يُحسب المشاركون خمسة خمسة، ولا تقل أي مجموعة عن خمسة.
quotes-title = جُمل يُسمح باقتباسها:
quotes-line = «{ $sentence }»
quotes-more =
    { PLURAL($n) ->
        [zero] لا جملة أخرى.
        [one] بقيت جملة واحدة لا تتسع لها الرسالة.
        [two] بقيت جملتان لا تتسع لهما الرسالة.
        [few] بقيت { $n } جمل لا تتسع لها الرسالة.
        [many] بقيت { $n } جملة لا تتسع لها الرسالة.
       *[other] بقيت { $n } جملة لا تتسع لها الرسالة.
    }
