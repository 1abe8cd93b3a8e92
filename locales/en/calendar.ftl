# Days and pace: reminders, a break by itself, Ramadan, days of rest, countries that fall silent.

# ---- Reminders: what is next, and how long it takes

nudge-0 = Next for you: { $next }, { $minutes }.
nudge-1 = Whenever it suits you: { $next }, { $minutes }.
nudge-2 = Open until { $until }: { $next }, { $minutes }.
nudge-3 = A short step, if today is a good day for it: { $next }, { $minutes }. You can stop and come back.
nudge-4 = You can go on where you stopped: { $next }, { $minutes }.
nudge-test = the test of week { $week }
nudge-revise = { $lessons } to read again before the next try
self-paused = Nothing was heard from you for a while, so a break has begun. Nothing comes now and your place is kept; one press brings you back, whenever you like.

# ---- Days of rest

button-waiting = From the days of rest: { $lessons }

# ---- Ramadan

button-ramadan = Another hour in Ramadan
ramadan-hours = At what hour should lessons come in Ramadan?
ramadan-dates = It is kept here from { $from } to { $until }. Before and after, your usual hour holds: { $hour }.
ramadan-now = Your hour in Ramadan: { $hour }
ramadan-typed = Any other full or half hour can be typed like this: /ramadan 22:30
button-ramadan-usual = As usual, { $hour }
ramadan-set = In Ramadan lessons come at { $hour }.
ramadan-usual = In Ramadan lessons come at your usual hour, { $hour }.
refused-half-hour = This is no hour for Ramadan. Please type a full or half hour, for example /ramadan 22:30
spoken-ramadan = ramadan|ramadan hour|another hour in ramadan

# ---- What admins see

days-span = { $from } to { $until }
days-ramadan = Ramadan: { $dates }
days-no-ramadan = Ramadan: no dates
days-rest = Rest for everybody: { $dates }
days-no-rest = Rest for everybody: no days besides those of the course
days-how-ramadan = To correct Ramadan, send its first and last day: /ramadan 2027-02-08 2027-03-09
days-how-rest = To add days of rest: /rest 2027-03-10 2027-03-12
days-how-none = A dash in place of the dates takes back what was sent here: /rest -
refused-span = Two dates are needed, the first day and the last: /ramadan 2027-02-08 2027-03-09 or /rest 2027-03-10 2027-03-12
country-silent = { $country }: hardly anybody is heard since { $since }, { $silent } of { $people } people are silent.
country-silent-why = Perhaps the internet is shut down there. Reminders for { $country } are held back until people are heard again; lessons wait for them as usual.
country-heard = { $country }: people are heard again, and reminders go on.
help-rest = Days of rest and Ramadan: /rest
command-rest = Days of rest and Ramadan
