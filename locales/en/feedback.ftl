# What people think of a week.

views-intro = Your view of this week, in three taps. Nobody sees who said what.
views-place = { $place } of { $total }:
views-useful = How useful was it?
views-useful-short = Useful
views-useful-0 = Not very
views-useful-1 = Fairly
views-useful-2 = Very
views-pace = How was the pace?
views-pace-short = Pace
views-pace-0 = Too slow
views-pace-1 = Just right
views-pace-2 = Too fast
views-atmosphere = How was the atmosphere?
views-atmosphere-short = Atmosphere
views-atmosphere-0 = Uneasy
views-atmosphere-1 = All right
views-atmosphere-2 = Good
views-thanks = Thank you for your view.
button-sentence = Add a sentence

sentence-prompt = Write your sentence about week { $week } as your next message, within { $minutes }. It is kept encrypted. Nobody reads it unless you allow it afterwards, and then without your name.
button-no-sentence = Rather not
sentence-dropped = All right. Your next message is an ordinary message again.
sentence-kept = Your sentence about week { $week } is kept, encrypted. May the team read and quote it, without your name?
sentence-quotable = The team may quote your sentence about week { $week }, without your name. You can change that here.
sentence-private = Your sentence about week { $week } is shown to nobody. You can change that here.
button-quote = It may be quoted
button-no-quote = Not quoted

views-people =
    { PLURAL($n) ->
        [one] one person
       *[other] { $n } people
    }
views-between = ; { "" }
stats-views = What people think of week { $week }: { $people }
stats-views-line = { $question } ({ $groups })
stats-views-group = { $steps }: { $people }
stats-views-all = { $question } – too few to tell the answers apart
stats-views-rule = People are counted by fives, and no group is smaller than five.
quotes-title = Sentences that may be quoted:
quotes-line = “{ $sentence }”
quotes-more =
    { PLURAL($n) ->
        [one] One more does not fit.
       *[other] { $n } more do not fit.
    }
