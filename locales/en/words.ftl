# Words that every family of messages uses. PLURAL() gives the plural category, NTH() a word for the place.

weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday
date = { $weekday } { $day }
moment = { $date } at { $hour }

# Between the members of a list; a space follows.
list-comma = ,

week-name = week { $week }
attempt-name =
    { NTH($number) ->
        [first] first try
        [second] second try
        [third] third try
        [fourth] fourth try
        [fifth] fifth try
        [sixth] sixth try
        [seventh] seventh try
        [eighth] eighth try
        [ninth] ninth try
        [tenth] tenth try
       *[later] try number { $number }
    }
lesson-label = Lesson { $day }
lesson-line = Lesson { $day }: { $title }

hours =
    { PLURAL($n) ->
        [one] one hour
       *[other] { $n } hours
    }
minutes =
    { PLURAL($n) ->
        [one] one minute
       *[other] { $n } minutes
    }
about-minutes =
    { PLURAL($n) ->
        [one] about a minute
       *[other] about { $n } minutes
    }
lessons =
    { PLURAL($n) ->
        [one] one lesson
       *[other] { $n } lessons
    }
weeks =
    { PLURAL($n) ->
        [one] one week
       *[other] { $n } weeks
    }
questions =
    { PLURAL($n) ->
        [one] one question
       *[other] { $n } questions
    }
attempts =
    { PLURAL($n) ->
        [one] one try
       *[other] { $n } tries
    }
right-answers-suffice =
    { PLURAL($n) ->
        [one] one right answer is enough
       *[other] { $n } right answers are enough
    }

# The letters before the choices of a question, separated by |.
choice-letters = A|B|C|D|E|F|G|H

language-ar = Arabic
language-en = English
language-fr = French

country-iq = Iraq
country-jo = Jordan
country-lb = Lebanon
country-eg = Egypt
country-ma = Morocco
country-ps = Palestine
country-sd = Sudan
country-sy = Syria
country-tn = Tunisia
country-ye = Yemen
country-other = Another country
country-unsaid = I'd rather not say

zone-beirut = Beirut
zone-cairo = Cairo
zone-amman = Amman
zone-damascus = Damascus
zone-baghdad = Baghdad
zone-hebron = Hebron
zone-aden = Aden
zone-khartoum = Khartoum
zone-tunis = Tunis
zone-casablanca = Casablanca
zone-utc = World time (UTC)

# Words that stand for a command when they are the whole message, separated by |.
spoken-today = today|today's lesson
spoken-ask = ask|ask the mentors|ask a mentor
spoken-progress = progress|my progress
spoken-settings = settings
spoken-help = help
spoken-privacy = privacy
spoken-language = language|change the language
spoken-hour = hour|change the hour
spoken-stop = stop|leave|leave or erase
spoken-safety = safety|safety on this phone

# The list behind the menu button.
command-today = Today's lesson and what comes next
command-ask = A question to the mentors
command-progress = How far you have come
command-settings = Language, hour, place, break, safety
command-privacy = What is kept, and who sees it
command-help = What you can do here
