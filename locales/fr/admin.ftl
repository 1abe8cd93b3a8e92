# Ce que lit l’équipe d’organisation.

command-cohorts = Toutes les sessions
command-newcohort = Créer une session
command-invite = Le lien d’invitation d’une session
command-roster = Qui participe à une session, et où en est chaque personne
command-stats = Les chiffres d’une session
command-preview = Parcourir une formation avec ses réponses
command-admins = Qui gère ce bot

help-admin-title = Pour l’équipe d’organisation
help-cohorts = Toutes les sessions : /cohorts
help-newcohort = Créer une session : /newcohort
help-invite = Le lien d’invitation : /invite
help-roster = Qui participe à une session, et où en est chaque personne : /roster
help-stats = Les chiffres d’une session : /stats
help-preview = Parcourir une formation avec ses réponses : /preview
help-admins = Qui gère ce bot : /admins
help-mentors = Pour donner des mentors à une session : ajoutez le bot à leur groupe avec les droits d’administration et envoyez-y /mentors

claimed = Vous gérez maintenant ce bot.
claimed-next = La première étape est une session : /newcohort
admins-title = Qui gère ce bot
admins-line = Compte { $id }, depuis le { $date }
admins-you = Compte { $id } (vous), depuis le { $date }
admins-claim = Quelqu’un d’autre peut aider à le gérer : cette personne envoie ce message au bot, dans l’heure qui vient.
button-remove-admin = Retirer le compte { $id }
admin-removed = Le compte { $id } ne gère plus ce bot.

cohort-label = Session { $month } : { $title }
cohorts-title = Sessions
cohorts-none = Il n’y a pas encore de session. La première : /newcohort
cohort-dates = À partir du { $from }, ouverte jusqu’au { $until }
cohort-dates-closed = À partir du { $from }, close depuis le { $until }
cohort-no-mentors = Pas encore de groupe de mentors : ajoutez-y le bot avec les droits d’administration et envoyez-y /mentors
enrolled = Personnes inscrites : { $n }
capacity = Places : { $n }
button-roster-of = Personnes inscrites : { $cohort }
button-roster = Personnes inscrites
button-stats = Chiffres
button-previous = Page précédente
button-next = Page suivante

invitation = Invitation à { $cohort }, début { $date }
invitation-how = Toute personne qui ouvre le lien et démarre le bot peut s’inscrire. Merci de ne l’envoyer qu’à celles et ceux à qui il est destiné.

roster-page = Page { $page } sur { $pages }
roster-empty = Personne ne s’est encore inscrit.
roster-line = { $name } : semaine { $week }, leçons { $opened } (terminées : { $done }), tests { $badges }
status-onboarding = inscription en cours
status-waiting = en attente du début
status-paused = en pause
status-completed = formation terminée
status-left = formation quittée
status-stuck = a besoin d’aide
status-unreachable = injoignable

stats-onboarding = Inscriptions en cours : { $n }
stats-waiting = En attente du début : { $n }
stats-active = En chemin : { $n }
stats-paused = En pause : { $n }
stats-completed = Formation terminée : { $n }
stats-left = Formation quittée : { $n }
stats-unreachable = Injoignables : { $n }
stats-week = Semaine { $week } : commencée par { $reached }, test réussi par { $passed }
stats-questions = Questions : { $open } en attente d’une réponse, { $answered } avec réponse

pick-invite = Le lien d’invitation de quelle session ?
pick-roster = Les personnes inscrites à quelle session ?
pick-stats = Les chiffres de quelle session ?

newcohort-course = Pour quelle formation ?
newcohort-start = Quand commence « { $title } » ?
newcohort-start-typed = Toute autre date peut s’écrire ainsi : { $example }
newcohort-zone = Début le { $date }. L’heure de quelle ville compte pour qui ne dit pas son pays ?
newcohort-confirm = Une nouvelle session
newcohort-confirm-course = Formation : { $title }, { $weeks }
newcohort-confirm-date = Début : { $date } ({ $iso })
newcohort-confirm-zone = Heure de la ville : { $city }
button-create = Créer
button-other-date = Une autre date
newcohort-created = Session créée : { $cohort }. Elle commence le { $date }.
newcohort-created-link = Son lien d’invitation :

preview-menu = Quelle formation souhaitez-vous parcourir ?
preview-week = Semaine { $week } : { $title }
button-preview-test = Test de la semaine { $week }
button-contents = Sommaire
preview-place = Test de la semaine { $week }, question { $place } sur { $total }
preview-choice-right = { $letter }. { $text } ✓ (juste)
preview-feedback = Commentaire sur ce choix : { $text }
preview-feedback-any = Commentaire sur tous les choix : { $text }

rush-title = Beaucoup de leçons à la même heure
rush-when = { $moment }, heure de la ville : { $city }
rush-due = À envoyer à cette heure : { $lessons }.
rush-takes = Les leçons partent à { $rate } messages par seconde au plus : il faut { $minutes } pour toutes.
rush-last = La dernière arrive le { $moment }.
rush-fair = Chaque personne reçoit la sienne, et cela ne retarde ni les réponses ni les questions.
rush-spread = Ce qui aide : qu’une partie des personnes choisisse une autre heure, avec /hour.
rush-paid = Telegram relève sa limite pour les bots qui paient pour cela (paid broadcasts). C’est l’affaire de qui gère le serveur.

refused-claim-code = Ce code n’est pas valable. Merci d’en prendre un nouveau : il s’affiche quand le programme démarre sans personne pour le gérer.
refused-no-course = Aucune formation n’a pu être lue, donc aucune session ne peut être créée. Merci de lancer la vérification des fichiers, qui dit pourquoi.
refused-no-cohort = Il n’y a pas encore de session. La première : /newcohort
refused-start-past = Cette date est passée. Merci d’en choisir une plus tardive.
refused-date = Ce n’est pas une date. Merci de l’écrire ainsi : 2027-01-31
refused-only-group = Cela ne fonctionne que dans un groupe : ajoutez le bot au groupe des mentors et envoyez-y /mentors
refused-last-admin = Le dernier compte qui gère le bot ne peut pas être retiré. Un autre peut d’abord être ajouté : /admins
refused-not-allowed = Cela revient aux propriétaires du bot. Qui gère ce bot : /admins

pick-days-show = Les jours de repos et le ramadan de quelle session ?
pick-days-rest = Repos pour tout le monde, { $dates } : dans quelle session ?
pick-days-no-rest = Retirer les jours de repos envoyés ici : dans quelle session ?
pick-days-ramadan = Ramadan, { $dates } : dans quelle session ?
pick-days-own-ramadan = Ramadan comme dans la formation : dans quelle session ?
days-done-rest = Ajouté pour cette session, repos : { $dates }. Rien ne sonne alors ; les leçons attendent et arrivent avec la suivante.
days-done-no-rest = Les jours de repos envoyés ici sont retirés pour cette session.
days-done-ramadan = Le ramadan est corrigé pour cette session : { $dates }.
days-done-own-ramadan = Pour cette session, le ramadan est de nouveau comme dans la formation.
days-done-undo = La dernière modification de cette session est annulée.
days-so-already = C’était déjà le cas ; rien n’a changé.
days-now = Ce qui vaut maintenant :
button-undo = Annuler
