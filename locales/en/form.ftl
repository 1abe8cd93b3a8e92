# The form after the course, and words for what people are asked to think of.

form-offer = Your view of the whole course helps those who come after you: { $questions }, { $minutes }.
button-form = My view of the course
form-place = Your view of the course, { $place } of { $total }
form-intro = Nobody sees who said what. Any question can be skipped, and any answer changed until you hand it in. Numbers and words can be typed, too.
form-scale-low = 1: { $words }
form-scale-high = { $steps }: { $words }
form-answered = This is answered already. Another answer takes its place.
form-sentence = Write a sentence as your next message, within 15 minutes. It is kept encrypted. Nobody reads it unless you allow it afterwards, and then without your name.
form-sentence-again = Your sentence is kept. Another one, as your next message within 15 minutes, takes its place.
button-form-skip = Skip
button-form-keep = Keep my answer
form-quote = Your sentence is kept, encrypted. May the team read and quote it, without your name?
form-end = Those were the questions. You have answered { $answered } of { $total }.
form-end-hand-in = Your view counts once you hand it in. After that it stays as it is.
button-hand-in = Hand in my view
form-thanks = Thank you. Your view of the course is handed in. Others see figures only, once there are five people or more, and never your name.
form-thanks-quotable = The team may quote what you wrote, without your name. You can change that here.
button-unquote = Quote nothing of mine

refused-form-not-yet = The questions about the whole course come after its last test. Where you are now: /today
refused-form-handed-in = Your view of the course is handed in and stays as it is. What else there is to say can be written to the mentors: /ask
refused-form-figure = The answers here go from 1 to { $most }. Please type one of these numbers, or “skip”.

form-stats-title = The form after the course: { $people }
form-stats-few = The form after the course: figures are shown once five people have handed it in.
form-stats-entry = { $place }. { $text }
form-stats-none = no answer

form-preview-line =
    { PLURAL($n) ->
        [one] After the course: a form of one question
       *[other] After the course: a form of { $n } questions
    }
button-preview-form = The form after the course
form-preview-place = The form after the course, { $from } to { $to } of { $total }
form-preview-entry = { $place }. { $text }
form-preview-answer = { $figure }: { $text }
form-preview-sentence = Answered with a sentence, for who wants.

data-views = What you think of the weeks, answers: { $n }
data-view = Week { $week }, { $question }: { $answer }
data-form = The form after the course, answers: { $n }
data-form-entry = { $text } – { $answer }
data-sentences = Sentences that you wrote about the course, encrypted: { $n }. The file shows them.
data-sentence = About week { $week }, encrypted: “{ $words }”
data-form-sentence = { $text } – encrypted: “{ $words }”
data-quotable = It may be quoted, without your name.
data-not-quotable = It is shown to nobody.

typed-form = my view|view of the course|your view of the course
typed-form-skip = skip it|skip this one|skip this question
typed-hand-in = hand in|hand it in
