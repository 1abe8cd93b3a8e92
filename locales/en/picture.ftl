# The picture of /progress, and its button.

button-picture = As a picture (PNG, about { $kb } kB)
button-progress-picture = My progress as a picture
picture-week = Week { $week }: { $title }
picture-test-passed = Test passed
picture-test-open = The test is open
picture-test-ahead = The test comes after the lessons
picture-done = Done
picture-opened = Opened
picture-ahead = To come

# The picture of /items.
chart-title = What was chosen: test of week { $week }
chart-share = { $share }%
chart-doubt = Worth a look
chart-legend = marked as the right answer
