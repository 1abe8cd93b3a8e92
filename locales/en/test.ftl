# The week's test.

test-offer-first = Week { $week } is complete: { $title }. What remains is a short test: { $items }, { $minutes }; { $needed }.
test-offer-again = The test of week { $week }, { $title }, { attempt-name }: { $items }, { $minutes }; { $needed }.
test-offer-attempts = You have { $attempts }, and can stop and come back at any time until { $until }.
test-offer-private = Nobody but you sees the result.
button-start-test = Start the test

test-unoffered = A short test: { $items }, { $minutes }; { $needed }. You can stop and come back at any time. Nobody but you sees the result.
test-place = Question { $place } of { $total }
test-choice = { $letter }. { $text }
button-true = True
button-false = False
button-later = Continue later
feedback-right = Right.
feedback-not-quite = Not quite.

test-paused = Your answers are kept: { $answered } of { $total } in the test of week { $week }. You can go on until { $until }.
button-continue = Continue the test
attempt-ready = Your { attempt-name } at the test of week { $week } can start now.
attempt-given = The mentors have given you one more try at the test of week { $week }. It can start now.
button-try-again = Try again

result-passed-title = Test passed
result-passed = You answered { $right } of { $total } right.
result-week-complete = Week { $week } is complete: { $title }
result-not-yet = Not yet, and that is all right: you answered { $right } of { $total } right, and { $needed } are needed.
result-revise = Worth another look: { $lessons }, { $minutes }.
result-reread = Should you want another look: { $lessons }, { $minutes }.

next-week-open = Week { $week } is open.
next-course-completed = That was the last week of the course.
next-revise = Your { attempt-name } opens as soon as you have opened these lessons again.
next-retry-now = Your { attempt-name } can start now.
next-retry-at = Your { attempt-name } can start on { $at }. A message will come then.
next-mentors = All tries are used. The mentors know which lessons to help with, and can give you another try or open the way. In any case the course goes on for you on { $at }.
next-nothing = The way on was open already. What comes next: /today
