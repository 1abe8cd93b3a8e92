# A wrong key, found after people had answered: for admins, and the one line to who passes by it.

button-regrade-everybody = { $place }. Count it for everybody
button-regrade-choice = { $place }. { $letter } is right too
items-for-all = It counts for everybody, whatever was answered.
regrade-everybody = Counts for everybody, whatever was answered.
regrade-choice = { $letter } counts as right, too.
regrade-file =
    { PLURAL($n) ->
        [one] Its key is as in the corrected file.
       *[other] Their keys are as in the corrected file.
    }
regrade-people = People who have finished this test: { $n }
regrade-changed = With another score: { $n }
regrade-passing = Who would pass now: { $n }
regrade-then = Nobody loses a pass. Who passes gets one line, and the next week opens for them. It cannot be taken back.
button-regrade-sure = Grade again
button-regrade-back = Back to the questions
regrade-ordered = It is on its way. A message says so when all have been graded again.
regrade-done = Graded again
regrade-refused = Not graded again: the question is no longer as it was, or is corrected already.
regrade-did-change = People with another score: { $n }
regrade-did-pass = People who pass by it: { $n }
regrade-by-admin = Ordered by an admin in the chat.
regrade-by-command = Ordered at the command line.
regraded = There was a mistake in the test of week { $week }, and it was ours. Counted again, you answered { $right } of { $total } right: test passed.
regraded-points = There was a mistake in the test of week { $week }, and it was ours. Counted again, you have { $right } points of { $total }: test passed.
feedback-for-all = This question counts for everybody, whatever was answered: the mistake in it was ours.
data-corrections = Corrections of test questions that you ordered, with the time: { $n }
data-correction = Test of week { $week }: correction ordered on { $at }
