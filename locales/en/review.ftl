# Practice with questions of a test that were missed.

button-review = Review: { $items }
button-review-next = Next one ({ $left } left)
review-place = From the test of week { $week }, once more. It does not count. Left: { $left }
review-over = That was all for today.
