# Whoever may have somebody look at their phone: neutral lines, files on request, and the safety card.

# Stands on a lock screen: says nothing of the course.
veiled = Something new for you.
button-read = Read
button-hide = Hide
reply-gone = This message is no longer there: its author has deleted it. You can ask again at any time.
reply-file = The mentors have answered you with a file. It is loaded when you ask for it.
reply-file-words = The mentors have answered you with a file and some words under it. Both are loaded when you ask for them.
refused-nothing-to-read = Nothing is waiting to be opened. All lessons so far: /lessons
refused-nothing-to-hide = Nothing stands open here that could be hidden. About neutral lines: /safety

file-photo = Picture
file-document = Document
file-audio = Recording
file-video = Film
file-kilobytes = { $kind }, { $n } KB
file-megabytes = { $kind }, { $n } MB

safety-title = Safety on this phone
safety-discreet-on = Neutral lines: on. What comes by itself is one line that says nothing, with Read and Hide; what was opened hides by itself after { $hours }. What had come in the last two days becomes such a line too; what is older stays as it is.
safety-discreet-off = Neutral lines: off. Lessons and replies can be read in notifications.
safety-cleaning-on = Clearing away: on. What is written to you here is deleted after { $hours }.
safety-cleaning-off = Clearing away: off. What is written to you here stays.
safety-text-only-on = Text only: on. Pictures and files come when you ask for them.
safety-text-only-off = Text only: off. Pictures and files come with the lessons.
safety-only-telegram = What you wrote yourself, and the name of this chat, stay all the same. Only Telegram itself removes everything from the phone:
safety-timer = Telegram's own timer, for everything from now on: in this chat ⋮ (iPhone: the name at the top, then ⋯), Auto-Delete, 1 day.
safety-delete-chat = Delete chat, for everything at once: in this chat ⋮, Delete chat, Delete (iPhone: swipe the chat to the left in the list, Delete, Delete).
safety-panic = In danger: /panic erases everything here at once, without a question and without a word. It is written in no other place, so it is worth remembering.
button-discreet-on = Neutral lines on
button-discreet-off = Neutral lines off
button-cleaning-on = Clearing away on
button-cleaning-off = Clearing away off
button-text-only-on = Text only on
button-text-only-off = Text only off

question-held-document = A document can tell more than is meant: the name of its author is often inside. Only the file is passed on, under a neutral name, without what you wrote under it. Shall it go to the mentors?
refused-document = Documents are not accepted in this course: the names of people and places are often hidden in them. What matters can be written here, or sent as a picture.
refused-document-large = This document is larger than 20 MB and cannot be passed on. A smaller one can, or the part that matters as a picture.

button-safety = Safety on this phone
help-safety = Safety on this phone: /safety
