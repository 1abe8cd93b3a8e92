# What admins read.

command-cohorts = All cohorts
command-newcohort = Make a cohort
command-invite = The invitation link of a cohort
command-roster = Who is in a cohort, and how far
command-stats = Figures of a cohort
command-preview = Look at a course with its answers
command-admins = Who runs this bot

help-admin-title = For the organisers
help-cohorts = All cohorts: /cohorts
help-newcohort = Make a cohort: /newcohort
help-invite = The invitation link: /invite
help-roster = Who is in a cohort, and how far: /roster
help-stats = Figures of a cohort: /stats
help-preview = Look at a course with its answers: /preview
help-admins = Who runs this bot: /admins
help-mentors = To give a cohort its mentors: add the bot to their group as an administrator and send there: /mentors

claimed = This bot is now yours to run.
claimed-next = The first step is a cohort: /newcohort
admins-title = Who runs this bot
admins-line = Account { $id }, since { $date }
admins-you = Account { $id } (you), since { $date }
admins-claim = Somebody else can help to run it: within an hour, let them send the bot this message.
button-remove-admin = Remove account { $id }
admin-removed = Account { $id } no longer runs this bot.

cohort-label = Cohort { $month }: { $title }
cohorts-title = Cohorts
cohorts-none = There is no cohort yet. The first one: /newcohort
cohort-dates = From { $from }, open until { $until }
cohort-dates-closed = From { $from }, closed since { $until }
cohort-no-mentors = No mentors' group yet: add the bot to it as an administrator and send there: /mentors
enrolled = Enrolled: { $n }
capacity = Places: { $n }
button-roster-of = Participants: { $cohort }
button-roster = Participants
button-stats = Figures
button-previous = Previous
button-next = Next

invitation = Invitation to { $cohort }, start { $date }
invitation-how = Whoever opens the link and starts the bot can join. Please send it only to those it is meant for.

roster-page = Page { $page } of { $pages }
roster-empty = Nobody has joined yet.
roster-line = { $name }: week { $week }, lessons { $opened } ({ $done } done), tests { $badges }
status-onboarding = registering
status-waiting = waiting for the start
status-paused = on a break
status-completed = completed
status-left = left
status-stuck = needs help
status-unreachable = cannot be reached

stats-onboarding = Registering: { $n }
stats-waiting = Waiting for the start: { $n }
stats-active = On the way: { $n }
stats-paused = On a break: { $n }
stats-completed = Completed: { $n }
stats-left = Left: { $n }
stats-unreachable = Cannot be reached: { $n }
stats-week = Week { $week }: begun by { $reached }, test passed by { $passed }
stats-questions = Questions: { $open } waiting for a reply, { $answered } answered

pick-invite = Which cohort's invitation link?
pick-roster = Which cohort's participants?
pick-stats = Which cohort's figures?

newcohort-course = Which course is it for?
newcohort-start = When does “{ $title }” start?
newcohort-start-typed = Any other date can be typed like this: { $example }
newcohort-zone = It starts on { $date }. Which city's time counts for those who don't name their country?
newcohort-confirm = A new cohort
newcohort-confirm-course = Course: { $title }, { $weeks }
newcohort-confirm-date = Start: { $date } ({ $iso })
newcohort-confirm-zone = Time of: { $city }
button-create = Create
button-other-date = Another date
newcohort-created = Created: { $cohort }. It starts on { $date }.
newcohort-created-link = Its invitation link:

preview-menu = Which course would you like to look at?
preview-week = Week { $week }: { $title }
button-preview-test = Test of week { $week }
button-contents = Contents
preview-place = Test of week { $week }, question { $place } of { $total }
preview-choice-right = { $letter }. { $text } ✓ (right)
preview-feedback = To this choice: { $text }
preview-feedback-any = To any choice: { $text }

rush-title = Many lessons at the same hour
rush-when = { $moment }, { $city }
rush-due = Due at that hour: { $lessons }.
rush-takes = Lessons leave at { $rate } messages a second at most, so all of them take { $minutes }.
rush-last = The last one comes on { $moment }.
rush-fair = Everybody gets theirs, and answers and questions are not held up by it.
rush-spread = What helps: some of the people choose another hour, with /hour.
rush-paid = Telegram raises its limit for bots that pay for it (paid broadcasts). That is up to whoever runs the server.

refused-claim-code = This code is not valid. Please use a new one: it is printed when the program starts without administrators.
refused-no-course = No course could be read, so no cohort can be made. Please run the check of the course files; it says why.
refused-no-cohort = There is no cohort yet. The first one: /newcohort
refused-start-past = This date is in the past. Please choose a later one.
refused-date = This is no date. Please type it like this: 2027-01-31
refused-only-group = This only works in a group: add the bot to the mentors' group and send /mentors there.
refused-last-admin = The last account that runs the bot cannot be removed. Another one can be added first: /admins
refused-not-allowed = This is for the owners of the bot only. Who runs it: /admins

pick-days-show = Which cohort's days of rest, and Ramadan?
pick-days-rest = Rest for everybody, { $dates }: in which cohort?
pick-days-no-rest = Taking back the days of rest that were sent here: in which cohort?
pick-days-ramadan = Ramadan, { $dates }: in which cohort?
pick-days-own-ramadan = Ramadan as the course has it: in which cohort?
days-done-rest = Added for this cohort: rest, { $dates }. Nothing rings then; lessons wait and come with the next one.
days-done-no-rest = The days of rest that were sent here are taken back, for this cohort.
days-done-ramadan = Ramadan is corrected for this cohort: { $dates }.
days-done-own-ramadan = For this cohort, Ramadan is as the course has it again.
days-done-undo = The last change to this cohort is undone.
days-so-already = It stood so already; nothing was changed.
days-now = How it stands now:
button-undo = Undo
