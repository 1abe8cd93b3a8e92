# Le groupe de l’équipe de mentors.

command-help-mentors = Comment fonctionne ce groupe
command-mentors = En faire le groupe des mentors

topic-language = Langue : { $language }
topic-country = Pays : { $country }
topic-place = Semaine { $week }, leçon { $day }
topic-before-first = Avant la première leçon
topic-how = Ce qui est écrit dans le sujet d’une personne, ou en réponse à son message, lui est transmis. Un message qui commence par // reste entre mentors.

repeat-mark = Le message ci-dessus figure peut-être deux fois : la connexion s’est interrompue pendant l’envoi.

reply-failed-unreachable = Ce message n’est pas arrivé : la personne est injoignable. Elle a bloqué le bot ou fermé son compte.
reply-failed-left = Ce message n’est pas arrivé : la personne a quitté la formation.
reply-failed-refused = Ce message n’est pas arrivé : il n’a pas pu être transmis sous cette forme. Merci d’en essayer une autre, par exemple du texte.
reply-failed-no-question = Ce message n’a pas été transmis : il n’y a pas ici de question à laquelle répondre, ou ce type de message ne peut pas être copié. Merci de répondre au message d’une personne par du texte, une photo, un message vocal ou une vidéo.

needs-help = { $name }, semaine { $week } : les essais n’ont pas encore suffi.
needs-help-exhausted = { $name }, semaine { $week } : tous les essais sont utilisés, et le test n’est pas encore réussi.
needs-help-lessons = Les leçons où un coup de main serait utile :
needs-help-buttons = Vous pouvez donner un essai de plus, qui peut commencer aussitôt, ou ouvrir la semaine suivante sans le test.
needs-help-buttons-last = Vous pouvez donner un essai de plus, qui peut commencer aussitôt, ou terminer la formation sans le test.
button-give-attempt = Donner un essai de plus
button-open-week = Ouvrir la semaine suivante
button-complete-course = Terminer la formation
help-given-attempt = { $name } a un essai de plus au test de la semaine { $week }.
help-given-opened = { $name } peut continuer au-delà de la semaine { $week }.
help-given-completed = La formation est terminée pour { $name }.

choose-cohort = À quelle session ce groupe est-il destiné ?
group-bound = Ce groupe est maintenant celui des mentors pour « { $title } », qui commence le { $date }.
group-bound-forum = Chaque personne inscrite a ici un sujet à elle. Tout message qui s’y trouve lui est transmis ; un message qui commence par // reste entre mentors.
group-bound-plain = Toutes les questions arrivent dans cette seule conversation. Seule une réponse à une question est transmise à la personne ; un message qui commence par // reste entre mentors. Si les sujets sont activés dans les réglages du groupe et que /mentors est envoyé de nouveau, chaque personne a son sujet.
group-unfit = Ce groupe ne peut pas encore servir aux mentors.
lack-not-admin = Le bot n’a pas ici les droits d’administration. Merci de les lui donner dans les réglages du groupe.
lack-manage-topics = Il manque au bot le droit de gérer les sujets. Merci de le lui donner dans les réglages du groupe.
lack-delete-messages = Il manque au bot le droit de supprimer des messages. Merci de le lui donner dans les réglages du groupe.
lack-gone = Le bot n’est plus dans le groupe, ou le groupe n’existe plus. Merci de l’y ajouter, ou de choisir un autre groupe.
group-unfit-then = Ensuite, à envoyer de nouveau ici : /mentors
group-trouble = Le groupe des mentors pour « { $title } », début { $date }, ne fonctionne pas en ce moment. Des questions attendent.
group-trouble-then = Aucune question n’est perdue. Une fois le problème réglé, à envoyer dans le groupe : /mentors

toast-done-already = C’est déjà fait, ou ce n’est plus nécessaire.
