# Mentors help somebody whose tries did not suffice: the ready sentence as mentors see it, and as it arrives.

needs-help-button = You can give one more try, which can start at once.
help-draft-attempt = To { $name }, with one more try ({ attempt-name }) at the test of week { $week }:
help-draft-week = To { $name }, with week { $week } open:
help-draft-end = To { $name }, with the course completed:
help-draft-means = Which means:
help-draft-own-attempt = To say it in your own words, reply to this message with text, voice or a picture. Your reply goes instead, and the try with it.
help-draft-own-week = To say it in your own words, reply to this message with text, voice or a picture. Your reply goes instead, and opens the way.
button-help-send = Send as it is
button-help-cancel = Cancel
toast-being-written = A colleague may be writing a reply to this message just now, about something else. The button below it takes that back.

help-from = From your mentor
help-attempt = Not everything stays in mind the first time, and that is all right. I have opened one more try at the test of week { $week } for you; it starts when you like.
help-week = I have opened { $next } for you, so that you can go on. The test of week { $week } stays open if you would like its badge.
help-end = I have opened the way to the end of the course for you. The test of week { $week } stays open if you would like its badge.
help-look-before = Before it, this is what helps most: { $lessons }.
help-look-sometime = When you have time, another look helps: { $lessons }.
help-closing = And if something is unclear, write to me here: I am glad to help.
button-week-at = Week { $week }: { $at }

result-foremost = Most of what was missed is in:
