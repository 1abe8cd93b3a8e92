# Ce que donnent les questions d’un test : /items, pour l’organisation.

command-items = Ce que donnent les questions d’un test
help-items = Ce que donnent les questions d’un test : /items
pick-items = Les questions de quelle session ?
items-which-week = Les questions du test de quelle semaine ?
button-items-week = Semaine { $week } : { $title }
button-items-weeks = Une autre semaine
items-title = Questions du test de la semaine { $week }
items-attempts = Premiers essais : { $n }. Les essais suivants ne sont pas comptés ici.
items-few = Premiers essais jusqu’ici : { $n }. Les chiffres apparaissent à partir de { $least } : avec moins, ils parleraient du hasard plus que des questions.
items-none = Rien à signaler.
items-line = { $place }. { $text }
items-line-earlier = { $place }. { $text } (avant sa modification)
items-facility = Justes : { $value } % (pour un tel public, entre { $low } % et { $high } %)
items-facility-alone = Justes : { $value } %
items-points = Points : { $value } % (pour un tel public, entre { $low } % et { $high } %)
items-points-alone = Points : { $value } %
items-answers = sur { $n } à qui elle a été posée
items-silent = Trop peu de réponses pour en dire quelque chose : { $n }
items-pick = { $letter } { $share } %
items-pick-key = { $letter } { $share } % ✓
items-doubt-strong = À revoir : qui réussit le reste choisit { $letter }. La bonne réponse est peut-être mal indiquée, ou la question prête à confusion.
items-doubt-negative = À revoir : qui réussit le reste se trompe ici. La bonne réponse est peut-être mal indiquée, ou la question prête à confusion.
items-doubt-guess = À revoir : on y répond moins bien qu’au hasard.
items-name = Son nom dans le fichier : { $name }
items-legend = ✓ : la réponse indiquée comme juste. Les lettres suivent l’ordre du fichier.
button-items-chart = Image : questions { $from } à { $to } (PNG)
