# Arriving, lessons, questions to the mentors, settings, and what cannot be.

# ---- Arriving

onboarding-language = Welcome. Which language do you prefer for the course?
button-back = Back

button-agree = I agree
button-decline = No, thanks

country-title = Which country are you in?
country-why = It sets your local time, so that lessons come at your hour. If you would rather not say, you are asked for the time on your clock instead.

hour-title = At what hour should lessons come?
hour-why = It is your local time, and you can change it whenever you like. Any other hour can be typed, for example 18.

welcome-done = Welcome, your registration is complete.
welcome-course = Your course: { $title }
welcome-week = Week { $week }, from { $date }: { $title }
welcome-rhythm = A lesson a day, and a short test at the end of each week.
welcome-first = The first lesson comes on { $at }.
welcome-first-now = The first lesson follows right away.
welcome-hour = Your hour: { $hour }, local time.
welcome-name = Your name in the course: { $name }. The mentors know you by it alone.
welcome-ask = A question? Write it here at any time and it goes to the mentors.

consent-declined = All right, nothing is kept. If you change your mind, open the invitation link again.
stranger = Hello. A training takes place in this chat. To join it, open the invitation link from the organisers.
button-awaited = Please choose with one of the buttons above, or type its words.
button-awaited-hour = Please choose an hour with the buttons above, or type one from 0 to 23, for example 18.

# ---- Lessons

button-done = Done
button-next-lesson = Next lesson
button-first-lesson = First lesson now
button-test-now = Start the test now
button-ask = Ask the mentors
button-open-lesson = Open lesson { $day }
button-start-week = Start week { $week } now

today-at = You are in week { $week }, lesson { $day }: { $title }
today-before-first = Your lessons have not begun yet.
today-behind = Nothing is lost: { $lessons } behind, { $minutes }.
today-test = The test of week { $week } can be started now.
today-next = The next lesson comes on { $at }.
today-nothing = Nothing is waiting for you at the moment. Your lessons stay open, and you can always write to the mentors.

progress-lessons = Lessons opened: { $opened } of { $n }. Done: { $done }.
progress-week-passed = Week { $week }, { $title }: test passed
progress-week-open = Week { $week }, { $title }: not yet
progress-next = What comes next: /today

week-opened = Week { $week } is open: { $title }
week-opened-mentor = The mentors have opened week { $week } for you: { $title }
week-opened-waiting = Week { $week } is open, so that you can go on: { $title }
week-first-lesson = Its first lesson comes on { $at }.
week-first-lesson-or-now = Its first lesson comes on { $at }, or now with the button below.

completed-title = You have completed the course: { $title }
completed-badges = Tests passed: { $n } of { $weeks }.
completed-stays = Your lessons stay open, and you can go on asking the mentors.

# ---- Questions

ask-how = Write your question here as an ordinary message: text, photo, voice or video. It goes to the mentors, and their reply comes here.
ask-who-sees = The mentors see it under your name in the course: { $name }. It is safer without the names of people and places.
question-held-first = This is your first message to the mentors. They will see it under the name { $name }.
question-held-look = Please look once more whether it names people or places. Shall it be sent?
question-held = A photo or a recording can show more than was meant: faces, places, a voice. Shall it be sent to the mentors?
button-send = Send to the mentors
button-discard = Don't send
question-arrived = Your message has reached the mentors. Their reply will come here.
question-waits = Your message is waiting: the mentors cannot be reached yet. It goes to them as soon as they can be; please leave it in this chat until then.
button-withdraw = Withdraw the message
question-discarded = All right, the message was not sent.
question-withdrawn = The message was withdrawn, and is no longer in the mentors' group.
button-helped = That helped
button-helped-repeated = That helped (may be repeated)

toast-done-next = Done. Next: { $at }.
toast-done = Done.
toast-sent = Sent.
toast-saved = Saved.

# ---- Settings and words

help-title = What you can do here
help-today = Today's lesson and what comes next: /today
help-ask = A question to the mentors: /ask
help-progress = How far you have come: /progress
help-settings = Language, hour, place, safety: /settings
help-stop = Leaving the course: /stop
help-words = The word alone is enough too, such as “today” or “help”. When a press does not get through, the words on the button can be typed instead, up to the first comma: “next lesson”, “lesson 3”, “B”. Any other message goes to the mentors.
help-privacy = What is kept, and who sees it: /privacy

settings-title = Settings
settings-language = Language: { $language }
settings-hour = Hour of the lessons: { $hour }
settings-name = Your name in the course: { $name }
button-language = Change the language
button-hour = Change the hour
choose-language = Which language do you prefer?
choose-hour = Lessons come at { $hour }. Choose another hour here, or type it like this: /hour 18
language-set = The language is changed.
hour-set = Your hour is now { $hour }.
next-comes = The next lesson comes on { $at }.

stop-title = A break, or leaving the course?
stop-leave = Leaving: nothing comes any more. Your place is kept while the course runs, and your data are deleted { $days } after it closes.
stop-neither = To go on as before, simply do nothing.
button-leave = Leave, keep my place
paused = Your break has begun. Nothing comes until you return, and your place is kept.
button-resume = Go on with the course
left = You have left the course. Nothing more will come, and your data are deleted { $days } after the course closes. As long as the course runs you can come back.
button-come-back = Come back to the course
resumed = Good to have you back.
resumed-see-today = Where you stand: /today
apology = Something went wrong on our side, not on yours. Please try again in a moment.

# ---- What cannot be

refused-invitation-unknown = This invitation link is not known. Please ask whoever sent it to you for a new one.
refused-invitation-closed = This course closed on { $date }. Please ask the organisers about the next one.
refused-invitation-full = All places in this course are taken. Please ask the organisers about the next one.
refused-already-enrolled = You are in this course already. Where you stand: /today
refused-enrolled-elsewhere = You are in another course that is still running. It can be left first: /stop
refused-not-enrolled = For this you need to be in a course. To join one, open the invitation link from the organisers.
on-break = You are on a break. The button below brings you back.
has-left = You have left this course. The button below brings you back.
refused-on-break = You are on a break. The way back: /today
refused-has-left = You have left this course. The way back: /today
refused-course-closed = This course closed on { $date }, so tests can no longer be taken. Where you stand: /today
refused-not-yet = The next lesson opens on { $at }.
refused-enough-today = That was enough for today. The next lesson comes on { $at }.
refused-enough-today-open = That was enough for today. More lessons can be opened tomorrow.
refused-test-first = The next week opens after the test of week { $week }. The way to it: /today
refused-nothing-more = That was the last lesson. Those that are open stay open: /today
refused-lessons-first = The test opens after the lessons of week { $week }. The way to them: /today
refused-test-passed = You have passed the test of week { $week } already. What comes next: /today
refused-revise-first = The next try opens once these have been opened again: { $lessons }.
refused-attempt-at = The next try can start on { $at }.
refused-no-attempt = All tries are used. The mentors know, and in any case the course goes on for you on { $at }.
refused-no-attempt-open = All tries are used. The mentors can give you another one.
refused-past-attempt = These buttons belong to a test that is over. Where you stand: /today
refused-already-answered = This question is answered already. Where you stand: /today
refused-outdated = This button is no longer in use. Where you stand: /today
refused-several-buttons = Several buttons begin with these words. Please type all that stands on the one you mean.
refused-kind = This kind of message cannot be carried to the mentors. Text, photos, voice and video can.
refused-hour = This is no hour. Please type one from 0 to 23, for example /hour 18
refused-language = The course does not have this language. Those it has: /settings
refused-command = This command is not known. All that there are: /help
refused-too-late = A mentor has answered already, so the message can no longer be withdrawn. What is left to say can be written: /ask
refused-name-known = The mentors know you by this name already, so it stays.
refused-sentence-long = This is longer than { $most } characters. Please send a shorter sentence.
