# The kinds of questions in a test.

item-several = More than one answer can be right.
item-several-how = Tick what is right and press “Submit”, or write the letters, such as: A C
item-ticked = Ticked: { $letters }
item-match = Part { $place } of { $total }: what belongs to “{ $left }”?
item-pair = • { $left } — { $right }
item-matched = These are your pairs. Is that your answer?
item-number = The answer is a number in figures, written as a message: 12 or 12.5
item-words = The answer is a word or a few, written as a message.
item-essay = The answer is a text of your own, written as one message. The mentors read it and tell you whether it passes.
item-essay-who = They see it under the name { $name }; please leave out names of people and places.
item-essay-written = Is your last message the answer? If not, write another; it takes its place.

button-submit = Submit
button-as-question = A message to the mentors instead
button-go-on = Continue
feedback-partly = Partly right.
feedback-pairs = Partly right: { $right } of { $total }.
feedback-unread = Your text is on its way to the mentors.
feedback-essay-passed = The mentors have read your text: it passes.
feedback-essay-needs-work = The mentors have read your text: it needs some more work.

result-passed-points = You reached { $right } of { $total } points.
result-not-yet-points = Not yet, and that is all right: you reached { $right } of { $total } points, and { $needed } are needed.
result-so-far = You answered { $right } of { $total } right so far; { $needed } are needed.
result-so-far-points = You reached { $right } of { $total } points so far; { $needed } are needed.
next-being-read = The rest depends on your text, which the mentors are reading. A message comes when they have.
next-being-read-until = In any case the course goes on for you on { $at }.
decimal-sign = .

essay-header = { $name }, test of week { $week }: a text to be read.
essay-how = Please press under the text whether it passes. A reply to it reaches its author as a comment.
button-essay-passes = Passes
button-essay-needs-work = Needs work
essay-noted-passed = { $name }, week { $week }: marked as passed. A comment goes as a reply to the text.
essay-noted-needs-work = { $name }, week { $week }: marked as needing work. A comment, as a reply to the text, says what is missing.
essay-marked = It was your answer in the test of week { $week }: { $text }

refused-being-read = The mentors are still reading your text. A message comes when they have.
refused-being-read-until = The mentors are still reading your text. A message comes when they have; in any case the course goes on for you on { $at }.
refused-number = That could not be read as a number. The answer is one number in figures and nothing else, such as 12 or 12.5. Nothing is lost: please write it once more.
refused-letters = No answer has this letter. Please write the letter as it stands before the answer. Nothing is lost.
refused-nothing-picked = Nothing is ticked yet. Please tick at least one answer first.

preview-accepted = { $text } ({ $weight })
preview-answer-feedback = To this answer: { $text }
preview-any-number = any other number
preview-weight = { $percent } %
preview-distractor = • belongs to nothing: { $text }
preview-essay = A mentor reads the answer.
preview-description = Nothing is answered here.

typed-submit = submit|that is my answer
