# Le questionnaire après la formation, et les mots pour donner son avis.

form-offer = Votre avis sur toute la formation aidera les personnes qui viendront après vous : { $questions }, { $minutes }.
button-form = Mon avis sur la formation
form-place = Votre avis sur la formation, { $place } sur { $total }
form-intro = Personne ne voit qui a dit quoi. Chaque question peut être passée, et chaque réponse changée tant que vous n’avez pas remis votre avis. Les chiffres et les mots peuvent aussi s’écrire.
form-scale-low = 1 : { $words }
form-scale-high = { $steps } : { $words }
form-answered = Vous avez déjà répondu ici. Une autre réponse prendra la place de la première.
form-sentence = Écrivez une phrase dans votre prochain message, d’ici 15 minutes. Elle est gardée chiffrée. Personne ne la lit, sauf si vous le permettez ensuite, et alors sans votre nom.
form-sentence-again = Votre phrase est gardée. Une autre, écrite dans votre prochain message d’ici 15 minutes, prendra sa place.
button-form-skip = Passer
button-form-keep = Garder ma réponse
form-quote = Votre phrase est gardée, chiffrée. L’équipe peut-elle la lire et la citer, sans votre nom ?
form-end = C’étaient toutes les questions. Réponses données : { $answered } sur { $total }.
form-end-hand-in = Votre avis compte une fois remis. Ensuite, il reste tel quel.
button-hand-in = Remettre mon avis
form-thanks = Merci. Votre avis sur la formation est remis. Seuls des chiffres se voient, à partir de cinq personnes, et jamais votre nom.
form-thanks-quotable = L’équipe peut citer ce que vous avez écrit, sans votre nom. Vous pouvez changer cela ici.
button-unquote = Ne rien citer de moi

refused-form-not-yet = Les questions sur toute la formation viennent après son dernier test. Où vous en êtes : /today
refused-form-handed-in = Votre avis sur la formation est remis et reste tel quel. Le reste peut s’écrire aux mentors : /ask
refused-form-figure = Ici, les réponses vont de 1 à { $most }. Merci d’écrire un de ces chiffres, ou « passer ».

form-stats-title = Le questionnaire après la formation : { $people }
form-stats-few = Le questionnaire après la formation : les chiffres se voient une fois que cinq personnes l’ont remis.
form-stats-entry = { $place }. { $text }
form-stats-none = sans réponse

form-preview-line =
    { PLURAL($n) ->
        [one] Après la formation : un questionnaire de { $n } question
        [many] Après la formation : un questionnaire de { $n } de questions
       *[other] Après la formation : un questionnaire de { $n } questions
    }
button-preview-form = Le questionnaire après la formation
form-preview-place = Le questionnaire après la formation, { $from } à { $to } sur { $total }
form-preview-entry = { $place }. { $text }
form-preview-answer = { $figure } : { $text }
form-preview-sentence = La réponse est une phrase, pour qui le souhaite.

data-views = Votre avis sur les semaines, réponses : { $n }
data-view = Semaine { $week }, { $question } : { $answer }
data-form = Le questionnaire après la formation, réponses : { $n }
data-form-entry = { $text } – { $answer }
data-sentences = Phrases que vous avez écrites sur la formation, chiffrées : { $n }. Le fichier permet de les lire.
data-sentence = Sur la semaine { $week }, chiffrée : « { $words } »
data-form-sentence = { $text } – chiffrée : « { $words } »
data-quotable = Elle peut être citée, sans votre nom.
data-not-quotable = Elle n’est montrée à personne.

typed-form = mon avis|avis sur la formation|votre avis sur la formation
typed-form-skip = passer la question|passer cette question
typed-hand-in = remettre|remettre l’avis
