# Le test de la semaine.

test-offer-first = La semaine { $week } est terminée : « { $title } ». Il reste un petit test : { $items }, { $minutes } ; { $needed }.
test-offer-again = Le test de la semaine { $week }, « { $title } », { attempt-name } : { $items }, { $minutes } ; { $needed }.
test-offer-attempts = Vous avez { $attempts } et pouvez vous arrêter et reprendre à tout moment jusqu’au { $until }.
test-offer-private = Personne d’autre que vous ne voit le résultat.
button-start-test = Commencer le test

test-unoffered = Un petit test : { $items }, { $minutes } ; { $needed }. Vous pouvez vous arrêter et reprendre à tout moment. Personne d’autre que vous ne voit le résultat.
test-place = Question { $place } sur { $total }
test-choice = { $letter }. { $text }
button-true = Vrai
button-false = Faux
button-later = Continuer plus tard
feedback-right = C’est juste.
feedback-not-quite = Pas tout à fait.

test-paused = Vos réponses sont gardées : { $answered } sur { $total } au test de la semaine { $week }. Vous pouvez continuer jusqu’au { $until }.
button-continue = Continuer le test
attempt-ready = Votre { attempt-name } au test de la semaine { $week } peut commencer.
attempt-given = Les mentors vous donnent un essai de plus au test de la semaine { $week }. Il peut commencer maintenant.
button-try-again = Nouvel essai

result-passed-title = Test réussi
result-passed = Vous avez { $right } bonnes réponses sur { $total }.
result-week-complete = La semaine { $week } est terminée : « { $title } »
result-not-yet = Pas encore, et ce n’est pas grave : { $right } sur { $total } pour le moment, et il en faut { $needed }.
result-revise = À revoir : { $lessons }, { $minutes }.
result-reread = Si vous souhaitez y revenir : { $lessons }, { $minutes }.

next-week-open = La semaine { $week } est ouverte.
next-course-completed = C’était la dernière semaine de la formation.
next-revise = Votre { attempt-name } s’ouvre dès que vous aurez rouvert ces leçons.
next-retry-now = Votre { attempt-name } peut commencer maintenant.
next-retry-at = Votre { attempt-name } peut commencer le { $at }. Un message vous le dira.
next-mentors = Tous les essais sont utilisés. Les mentors savent sur quelles leçons vous aider, et peuvent vous donner un essai de plus ou ouvrir la suite. Dans tous les cas, la formation continue pour vous le { $at }.
next-nothing = La suite était déjà ouverte. Ce qui vient ensuite : /today
