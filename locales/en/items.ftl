# How the questions of a test do: /items, for admins.

command-items = How the questions of a test are doing
help-items = How the questions of a test are doing: /items
pick-items = Which cohort's questions?
items-which-week = The questions of which week's test?
button-items-week = Week { $week }: { $title }
button-items-weeks = Another week
items-title = Questions of the test of week { $week }
items-attempts = First attempts: { $n }. Later attempts are not counted here.
items-few = First attempts so far: { $n }. Figures are shown from { $least } on: with fewer, they would say more about chance than about the questions.
items-none = Nothing stands out.
items-line = { $place }. { $text }
items-line-earlier = { $place }. { $text } (as it was before it was changed)
items-facility = Right: { $value }% (for people like these between { $low }% and { $high }%)
items-facility-alone = Right: { $value }%
items-points = Points: { $value }% (for people like these between { $low }% and { $high }%)
items-points-alone = Points: { $value }%
items-answers = of { $n } who had this question
items-silent = Too few answers to say anything: { $n }
items-pick = { $letter } { $share }%
items-pick-key = { $letter } { $share }% ✓
items-doubt-strong = Worth a look: those who do well on the rest choose { $letter }. The right answer may be marked wrongly, or the question misleads.
items-doubt-negative = Worth a look: those who do well on the rest miss it. The right answer may be marked wrongly, or the question misleads.
items-doubt-guess = Worth a look: it is answered worse than by guessing.
items-name = Its name in the file: { $name }
items-legend = ✓ is the answer that is marked as right. Letters are in the order of the file.
button-items-chart = Picture: questions { $from } to { $to } (PNG)
