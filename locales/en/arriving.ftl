# Arriving: the clock, the phone, the summary, the practice question, the evening before; and the person's own sentence.

clock-title = What time is it where you are?
clock-why = Choose the time nearest to that on your clock, so that lessons come at your hour. Any other time can be typed, for example 16:30.
button-awaited-clock = Please choose a time with the buttons above, or type the one on your clock, for example 16:30.

phone-title = Might somebody look at your phone?
phone-why = With “Perhaps”, lessons come as text without pictures, each as one neutral line that you open when you like, and what is written to you here is removed after { $hours }. It can be changed later: /settings
button-no = No
button-perhaps = Perhaps

button-another-name = Another name
button-try = Try how it works
card-hours = Your hour is { $hour }. Which one suits you better?

sample-intro = A question to practise with. Nothing of it is kept or counted.
sample-item = You are called away in the middle of the week's test. What happens to your answers?
sample-choice-lost = They are lost, and I begin again
sample-choice-kept = They are kept, and I go on later
sample-choice-sent = They are sent to the mentors
sample-feedback = Your answers are kept, and you can go on later, on any day while the test is open.

eve-line = We begin tomorrow at { $hour } your time.

button-why = Why this course matters to me
button-why-mine = My sentence
button-why-change = Change the sentence
button-why-remove = Remove the sentence
why-ask = Why does this course matter to you? One sentence is enough. What you write next is kept encrypted, for you alone, and stands above the first lesson of each week, covered until you touch it.
why-ask-or = If you would rather not, simply do nothing: after an hour, or after any other button, what you write goes to the mentors again.
why-above = Why this course matters to you: { $words }
why-mine = Nobody but you sees this sentence. It stands above the first lesson of each week.
why-removed = No sentence of yours is kept.
