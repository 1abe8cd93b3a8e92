# What people type instead of pressing a button, besides the words that stand on it; the forms of one wish are separated
# by |. Only a message that consists of such words and nothing else counts, in any of our languages, so nothing stands
# here that could be a question to the mentors.

typed-yes = yes|agree|I agree
typed-no = no|no thanks|no thank you
typed-back = back|go back
typed-arabic = Arabic|in Arabic|change to Arabic
typed-english = English|in English|change to English
typed-french = French|in French|change to French

typed-done = done|finished|lesson done|I am done|I have finished
typed-next-lesson = next|next lesson|the next lesson
typed-lesson = lesson { $day }|open lesson { $day }|lesson number { $day }
typed-lesson-nth =
    { NTH($day) ->
        [first] first lesson|the first lesson
        [second] second lesson|the second lesson
        [third] third lesson|the third lesson
        [fourth] fourth lesson|the fourth lesson
        [fifth] fifth lesson|the fifth lesson
       *[later] sixth lesson|the sixth lesson
    }
typed-lesson-of-week = lesson { $week }.{ $day }|open lesson { $week }.{ $day }|week { $week } lesson { $day }|lesson { $day } of week { $week }
typed-start-week = week { $week }|start week { $week }|begin week { $week }

typed-start-test = the test|start test|start the test|begin the test
typed-true = true
typed-false = false
typed-later = later|continue later
typed-continue = continue|go on

typed-send = send|send it
typed-discard = don't send|do not send|don't send it
typed-withdraw = withdraw|withdraw it|withdraw my message
typed-helped = helped|that helped|it helped

typed-pause = a break|I want a break
typed-leave = leave the course|I want to leave the course
typed-resume = resume|come back|I am back|go on with the course
typed-hour = hour { $hour }|change the hour to { $hour }

typed-settings = to the settings|back to settings
typed-place = another place|change my place
typed-break = break { $days }|break of { $days }|a break of { $days }|pause { $days }
typed-ramadan-hour = ramadan { $hour }|in ramadan { $hour }|hour in ramadan { $hour }
typed-ramadan-usual = ramadan as usual|the usual hour in ramadan
typed-review = review|practise|practice
typed-waiting = waiting lessons|the waiting lessons|from the days of rest
typed-picture = as a picture|my progress as a picture
typed-read = read it|open it
typed-hide = hide it
