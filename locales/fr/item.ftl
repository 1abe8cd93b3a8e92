# Les sortes de questions d’un test.

item-several = Plusieurs réponses peuvent être justes.
item-several-how = Cochez ce qui est juste puis touchez « Valider », ou écrivez les lettres, par exemple : A C
item-ticked = Coché : { $letters }
item-match = Partie { $place } sur { $total } : qu’est-ce qui va avec « { $left } » ?
item-pair = • { $left } — { $right }
item-matched = Voici vos paires. Est-ce votre réponse ?
item-number = La réponse est un nombre en chiffres, écrit dans un message : 12 ou 12,5
item-words = La réponse est un mot ou quelques mots, écrits dans un message.
item-essay = La réponse est un texte de vous, écrit en un seul message. Les mentors le lisent et vous disent s’il convient.
item-essay-who = Il leur parvient sous le nom { $name } ; merci de n’y nommer ni personnes ni lieux.
item-essay-written = Votre dernier message est-il la réponse ? Sinon, écrivez-en un autre : il le remplacera.

button-submit = Valider
button-as-question = Plutôt un message aux mentors
button-go-on = Continuer
feedback-partly = C’est juste en partie.
feedback-pairs = C’est juste en partie : { $right } sur { $total }.
feedback-unread = Votre texte est en route vers les mentors.
feedback-essay-passed = Les mentors ont lu votre texte : il convient.
feedback-essay-needs-work = Les mentors ont lu votre texte : il demande encore un peu de travail.

result-passed-points = Vos points : { $right } sur { $total }.
result-not-yet-points = Pas encore, et ce n’est pas grave : vous en êtes à { $right } sur { $total }, et il faut { $needed } points.
result-so-far = Jusqu’ici, { $right } bonnes réponses sur { $total } ; il en faut { $needed }.
result-so-far-points = Vos points jusqu’ici : { $right } sur { $total } ; il en faut { $needed }.
next-being-read = La suite dépend de votre texte, que les mentors sont en train de lire. Un message viendra ensuite.
next-being-read-until = Dans tous les cas, la formation continue pour vous le { $at }.
decimal-sign = ,

essay-header = { $name }, test de la semaine { $week } : un texte à lire.
essay-how = Sous le texte, dites s’il convient. Une réponse au texte parvient comme commentaire à la personne qui l’a écrit.
button-essay-passes = Convient
button-essay-needs-work = À retravailler
essay-noted-passed = { $name }, semaine { $week } : noté comme convenant. Un commentaire s’envoie en réponse au texte.
essay-noted-needs-work = { $name }, semaine { $week } : noté comme à retravailler. Un commentaire, en réponse au texte, dit ce qui manque.
essay-marked = C’était votre réponse au test de la semaine { $week } : { $text }

refused-being-read = Les mentors lisent encore votre texte. Un message viendra ensuite.
refused-being-read-until = Les mentors lisent encore votre texte. Un message viendra ensuite ; dans tous les cas, la formation continue pour vous le { $at }.
refused-number = Ce message n’a pas pu être lu comme un nombre. La réponse est un nombre en chiffres et rien d’autre, par exemple 12 ou 12,5. Rien n’est perdu : merci de l’écrire encore une fois.
refused-letters = Aucune réponse ne porte cette lettre. Merci d’écrire la lettre telle qu’elle précède la réponse. Rien n’est perdu.
refused-nothing-picked = Rien n’est encore coché. Merci de cocher d’abord au moins une réponse.

preview-accepted = { $text } ({ $weight })
preview-answer-feedback = Commentaire sur cette réponse : { $text }
preview-any-number = tout autre nombre
preview-weight = { $percent } %
preview-distractor = • ne va avec rien : { $text }
preview-essay = Les mentors lisent la réponse.
preview-description = Rien à répondre ici, un texte à lire.

typed-submit = soumettre|je valide|c’est ma réponse
