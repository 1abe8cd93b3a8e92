# Settings, breaks, lessons read again: how the course comes to somebody.

# ---- Settings

settings-place = Place: { $place }
settings-zone = Local time as in: { $zone }
settings-clock = Clock where you are: { $time }, when this was written
settings-text-only-on = Text only: on
settings-text-only-off = Text only: off
settings-digits-latin = Digits: Latin
settings-digits-indic = Digits: Arabic-Indic
settings-safety-none = Safety: nothing is switched on
settings-safety-discreet = Safety: discreet arrival
settings-safety-cleaning = Safety: self-cleaning
settings-safety-both = Safety: discreet arrival and self-cleaning
settings-one-a-day = Pace: one lesson a day, as you chose
settings-ramadan = Ramadan, { $from } to { $until }: lessons at { $hour }
settings-ramadan-usual = Ramadan, { $from } to { $until }: your usual hour
settings-break = Break: until you come back
settings-break-until = Break: until { $date }
button-settings = Back to the settings
button-place = Change the place
button-clock = By the time on my clock
button-digits-indic = Arabic-Indic digits
button-digits-latin = Latin digits
button-break = Take a break
button-break-other = Another length of break
button-more-a-day = More than one lesson a day
button-leaving = Leave or erase

choose-place = Which country are you in? Your hour stays { $hour }, by the clock there.
choose-zone = By the clock of which place should your lessons come? Your hour stays { $hour }.
choose-clock = What time is it where you are now? Your hour stays { $hour }, by that clock. Any other time can be typed, for example 16:30.


# ---- Breaks and leaving

break-days =
    { PLURAL($n) ->
        [one] one day
       *[other] { $n } days
    }
choose-break = How long should the break be? Nothing comes meanwhile, your place is kept, and on the day of return the lessons go on by themselves where you stopped. Another length can be typed, for example /pause 5
button-break-days = { $days }, until { $date }
on-break-until = You are on a break until { $date }. On that day the lessons go on by themselves where you stopped, one a day.
refused-break = A break can last { $days } at most, and is typed like this: /pause 5
refused-break-outlasts = The course closes on { $date }, and this break would outlast it. It can last { $days } at most, typed like this: /pause 1
refused-break-last-day = The course closes on { $date }, so nobody could come back from a break any more. It is fine to do nothing until then; what is open: /today
stop-week = A break of a week: nothing comes until { $date }, then the lessons go on by themselves where you stopped.
stop-erase = Erasing: everything that is kept about you goes, for good.
button-week-off = A break of a week
button-erase = Erase everything about me
back-above = Your break is over. The course goes on where you stopped:
back-alone = Your break is over.

# ---- Pace

today-behind-one-a-day = Waiting for you: { $lessons }, { $minutes }. One comes each day, as you chose. For more in a day: /settings
today-test-waits = The test of week { $week } waits for you until { $date }.
button-one-a-day = One a day suits me
companions = { $n } of the group are in week { $week }.

# ---- Lessons read again

lessons-title = Your lessons in week { $week }: { $title }
lessons-done = Opened: { $opened }. Done: { $done }.
lessons-none = No lesson has come yet. What comes and when: /today
button-week = Week { $week }

help-lessons = All lessons so far: /lessons
help-pause = A break of some days: /pause
command-lessons = All lessons so far
spoken-lessons = lessons|my lessons|all lessons
spoken-pause = pause|break
