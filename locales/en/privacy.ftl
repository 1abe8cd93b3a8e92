# What is kept and who sees it. Each sentence is said only where it is true.

privacy-title = What is kept, and who sees it
privacy-kept = Kept until { $days } after the course closes: your Telegram account's number, encrypted; your answers, and how far you have come; your language, your hour and your other settings; your country if you give it. If you write down why the course matters to you, the sentence is kept encrypted, for you alone.
privacy-not-kept = Not kept: your name, phone number or username, or the words of your messages to the mentors. Only a message that meets a fault on our side is kept, encrypted, for at most { $failed-days }, so that the fault can be found.
privacy-result = The result of a test is seen by you alone; your group sees nothing.
privacy-help = After a second try that is not yet enough, the mentors see which lessons to help with.
privacy-mentors = The mentors read what you write to them under a name you get for the course, never your own; beside it they see your language, your lesson, and your country if you gave it.
privacy-essays = A longer answer that you write in a test is read and marked by the mentors, under the same name.
privacy-organisers = The organisers see under the same name how far you have come and how many tests you have passed.
privacy-views = What you say of the weeks is kept as long as your answers.
privacy-views-form = What you say of the weeks, and in the form after the course, is kept as long as your answers.
privacy-figures = The organisers see figures of it, never who said what, and nothing about fewer than { $people }.
privacy-sentences = If you add a sentence, it is kept encrypted. Nobody reads it unless you allow it to be quoted, and then without any name.
privacy-telegram = Telegram itself keeps this chat on its servers and can read it, like any chat with a bot, and it knows your phone number.
privacy-stays = What is written in this chat stays there until you delete it.
privacy-cleaning = What is written to you in this chat is removed from it after { $hours }.
privacy-cannot = What cannot be promised: that nobody who holds your phone reads this chat, that nobody who reads your messages copies them, and that Telegram hands nothing over.
privacy-stop = You can stop at any time: /stop
days =
    { PLURAL($n) ->
        [one] one day
       *[other] { $n } days
    }
