# The mentors' group.

command-help-mentors = How this group works
command-mentors = Make this the mentors' group

topic-language = Language: { $language }
topic-country = Country: { $country }
topic-place = Week { $week }, lesson { $day }
topic-before-first = Before the first lesson
topic-how = What is written in a participant's topic, or as a reply to their message, is carried to them. A message that begins with // stays among the mentors.

repeat-mark = The question above may stand here twice: the connection broke while it was on its way.

reply-failed-unreachable = This did not arrive: the participant cannot be reached. They have blocked the bot or closed their account.
reply-failed-left = This did not arrive: the participant has left the course.
reply-failed-refused = This did not arrive: the message could not be carried in this form. Please try another one, for example text.
reply-failed-no-question = This was not carried: there is no question here to answer, or this kind of message cannot be copied. Please reply to a participant's message with text, a photo, voice or video.

needs-help = { $name }, week { $week }: the tries so far were not enough yet.
needs-help-exhausted = { $name }, week { $week }: all tries are used, and the test is not passed yet.
needs-help-lessons = Lessons to help with:
needs-help-buttons = You can give one more try, which can start at once, or open the next week without the test.
needs-help-buttons-last = You can give one more try, which can start at once, or have the course completed without the test.
button-give-attempt = Give one more try
button-open-week = Open the next week
button-complete-course = Complete the course
help-given-attempt = { $name } has one more try at the test of week { $week }.
help-given-opened = { $name } can go on past week { $week }.
help-given-completed = The course is completed for { $name }.

choose-cohort = Which cohort is this group for?
group-bound = This is now the mentors' group for “{ $title }”, which starts on { $date }.
group-bound-forum = Each participant gets a topic of their own here. Every message in it is carried to them; one that begins with // stays among the mentors.
group-bound-plain = All questions come into this one conversation. Only a reply to a question is carried to the participant; one that begins with // stays among the mentors. If topics are turned on in the group's settings and /mentors is sent again, each participant gets a topic.
group-unfit = This group cannot serve the mentors yet.
lack-not-admin = The bot is not an administrator here. Please make it one in the group's settings.
lack-manage-topics = The bot lacks the right to manage topics. Please grant it in the group's settings.
lack-delete-messages = The bot lacks the right to delete messages. Please grant it in the group's settings.
lack-gone = The bot is not in the group any more, or the group is gone. Please add it, or take another group.
group-unfit-then = Afterwards, send here again: /mentors
group-trouble = The mentors' group for “{ $title }”, start { $date }, cannot serve at the moment. Questions are waiting.
group-trouble-then = No question is lost. Once this is put right, send in the group: /mentors

toast-done-already = This was done already, or is no longer needed.
