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

help-words-ask = Your reply has not gone to { $name } yet.
help-words-ask-turned-attempt = The message that it answers has changed meanwhile: it was about opening the way, and is about one more try now. What shall your words come with?
help-words-ask-turned-week = The message that it answers has changed meanwhile: it was about one more try, and is about opening the way now. What shall your words come with?
help-words-ask-taken-back = What the message that it answers was about has been taken back meanwhile. What shall your words come with?
help-words-ask-done-attempt = Meanwhile one more try was given, and the message that it answers had been about opening the way before. What shall your words come with?
help-words-ask-done-week = Meanwhile the way was opened, and the message that it answers had been about one more try before. What shall your words come with?
help-words-ask-unfit = What the message that it answers is about cannot be given as things stand. What shall become of your words?
button-words-attempt = With one more try
button-words-week = With week { $week } open
button-words-end = With the course completed
button-words-alone = My reply alone
button-words-not = Don't send
help-words-sent = The reply went to { $name } by itself.
help-words-kept = The reply stays here; { $name } has not got it.

help-from = From your mentor
help-attempt = Not everything stays in mind the first time, and that is all right. I have opened one more try at the test of week { $week } for you; it starts when you like.
help-week = I have opened { $next } for you, so that you can go on.
help-end = I have opened the way to the end of the course for you.
help-stays-badge = The test of week { $week } stays open if you would like its badge.
help-stays-certificate = The test of week { $week } stays open: reach the pass mark in it, and you still get the certificate.
help-look-before = Before it, this is what helps most: { $lessons }.
help-look-sometime = When you have time, another look helps: { $lessons }.
help-closing = And if something is unclear, write to me here: I am glad to help.
button-week-at = Week { $week }: { $at }

result-foremost = Most of what was missed is in:
