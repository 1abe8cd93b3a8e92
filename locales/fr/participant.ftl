# L’arrivée, les leçons, les messages aux mentors, les réglages, et ce qui n’est pas possible.

# ---- L’arrivée

onboarding-language = Bienvenue. Dans quelle langue préférez-vous suivre la formation ?
button-back = Retour

button-agree = J’accepte
button-decline = Non, merci

country-title = Dans quel pays êtes-vous ?
country-why = Il donne votre heure locale, pour que les leçons arrivent à votre heure. Si vous préférez ne pas le dire, l’heure de votre horloge vous est demandée à la place.

hour-title = À quelle heure les leçons doivent-elles arriver ?
hour-why = C’est votre heure locale, et vous pouvez la changer quand vous voulez. Toute autre heure peut s’écrire, par exemple 18.

welcome-done = Bienvenue, votre inscription est terminée.
welcome-course = Votre formation : { $title }
welcome-week = Semaine { $week }, à partir du { $date } : { $title }
welcome-rhythm = Une leçon par jour, et un petit test à la fin de chaque semaine.
welcome-first = La première leçon arrive le { $at }.
welcome-first-now = La première leçon suit aussitôt.
welcome-hour = Votre heure : { $hour }, heure locale.
welcome-name = Votre nom dans la formation : { $name }. Les mentors ne vous connaissent que sous ce nom.
welcome-ask = Une question ? Écrivez-la ici à tout moment : elle va aux mentors.

consent-declined = D’accord, rien n’est gardé. Si vous changez d’avis, il suffit de rouvrir le lien d’invitation.
stranger = Bonjour. Une formation a lieu dans cette conversation. Pour la rejoindre, ouvrez le lien d’invitation de l’équipe d’organisation.
button-awaited = Merci de choisir avec l’un des boutons ci-dessus, ou d’écrire ses mots.
button-awaited-hour = Merci de choisir une heure avec les boutons ci-dessus, ou d’en écrire une de 0 à 23, par exemple 18.

# ---- Les leçons

button-done = Leçon terminée
button-next-lesson = Leçon suivante
button-first-lesson = Première leçon maintenant
button-test-now = Commencer le test maintenant
button-ask = Message aux mentors
button-open-lesson = Ouvrir la leçon { $day }
button-start-week = Commencer la semaine { $week } maintenant

today-at = Vous êtes en semaine { $week }, leçon { $day } : { $title }
today-before-first = Vos leçons n’ont pas encore commencé.
today-behind = Rien n’est perdu : il vous reste { $lessons }, { $minutes }.
today-test = Le test de la semaine { $week } peut commencer maintenant.
today-next = La prochaine leçon arrive le { $at }.
today-nothing = Rien ne vous attend pour le moment. Vos leçons restent ouvertes, et vous pouvez toujours écrire aux mentors.

progress-lessons = Leçons ouvertes : { $opened } sur { $n }. Terminées : { $done }.
progress-week-passed = Semaine { $week }, { $title } : test réussi
progress-week-open = Semaine { $week }, { $title } : pas encore
progress-next = Ce qui vient ensuite : /today

week-opened = La semaine { $week } est ouverte : { $title }
week-opened-mentor = Les mentors vous ont ouvert la semaine { $week } : { $title }
week-opened-waiting = La semaine { $week } est ouverte, pour que vous puissiez continuer : { $title }
week-first-lesson = Sa première leçon arrive le { $at }.
week-first-lesson-or-now = Sa première leçon arrive le { $at }, ou maintenant avec le bouton ci-dessous.

completed-title = Vous avez terminé la formation : { $title }
completed-badges = Tests réussis : { $n } sur { $weeks }.
completed-stays = Vos leçons restent ouvertes, et vous pouvez continuer à écrire aux mentors.

# ---- Les messages aux mentors

ask-how = Écrivez votre question ici comme un message ordinaire : texte, photo, message vocal ou vidéo. Elle va aux mentors, et leur réponse arrive ici.
ask-who-sees = Les mentors la voient sous votre nom dans la formation : { $name }. Il est plus sûr de ne nommer ni personnes ni lieux.
question-held-first = C’est votre premier message aux mentors. Il leur parviendra sous le nom { $name }.
question-held-look = Merci de regarder encore une fois s’il nomme des personnes ou des lieux. Faut-il l’envoyer ?
question-held = Une photo ou un enregistrement peut montrer plus que prévu : des visages, des lieux, une voix. Faut-il envoyer ce message aux mentors ?
button-send = Envoyer aux mentors
button-discard = Ne pas envoyer
question-arrived = Votre message est arrivé chez les mentors. La réponse viendra ici.
question-waits = Votre message attend : les mentors ne sont pas joignables pour l’instant. Il leur parviendra dès que possible ; merci de le laisser dans cette conversation jusque-là.
button-withdraw = Retirer le message
question-discarded = D’accord, le message n’a pas été envoyé.
question-withdrawn = Le message est retiré, et n’est plus dans le groupe des mentors.
button-helped = Cela m’a aidé
button-helped-repeated = Cela m’a aidé (peut-être en double)

toast-done-next = C’est noté. Ensuite : { $at }.
toast-done = C’est noté.
toast-sent = Message envoyé.
toast-saved = Enregistré.

# ---- Les réglages

help-title = Ce que vous pouvez faire ici
help-today = La leçon du jour et la suite : /today
help-ask = Un message aux mentors : /ask
help-progress = Le chemin parcouru : /progress
help-settings = Langue, heure, pays, sécurité : /settings
help-stop = Quitter la formation : /stop
help-privacy = Ce qui est gardé, et qui le voit : /privacy
help-words = Le mot seul suffit aussi, comme « aujourd’hui » ou « aide ». Quand un appui n’arrive pas, les mots du bouton peuvent s’écrire à la place, jusqu’à la première virgule : « leçon suivante », « leçon 3 », « B ». Tout autre message va aux mentors.

settings-title = Réglages
settings-language = Langue : { $language }
settings-hour = Heure des leçons : { $hour }
settings-name = Votre nom dans la formation : { $name }
button-language = Changer de langue
button-hour = Changer l’heure
choose-language = Quelle langue préférez-vous ?
choose-hour = Les leçons arrivent à { $hour }. Choisissez une autre heure ici, ou écrivez-la ainsi : /hour 18
language-set = La langue est changée.
hour-set = Votre heure est maintenant { $hour }.
next-comes = La prochaine leçon arrive le { $at }.

stop-title = Une pause, ou quitter la formation ?
stop-leave = Quitter : plus rien n’arrive. Votre place est gardée tant que la formation dure, et vos données sont effacées { $days } après sa clôture.
stop-neither = Pour continuer comme avant, il n’y a rien à faire.
button-leave = Quitter, garder ma place
paused = Votre pause a commencé. Rien n’arrive avant votre retour, et votre place est gardée.
button-resume = Continuer la formation
left = Vous avez quitté la formation. Plus rien n’arrivera, et vos données seront effacées { $days } après sa clôture. Tant qu’elle dure, vous pouvez revenir.
button-come-back = Revenir dans la formation
resumed = Bon retour parmi nous.
resumed-see-today = Où vous en êtes : /today
apology = Quelque chose n’a pas marché de notre côté, pas du vôtre. Merci de réessayer dans un instant.

# ---- Ce qui n’est pas possible

refused-invitation-unknown = Ce lien d’invitation n’est pas connu. Merci d’en demander un nouveau à qui vous l’a envoyé.
refused-invitation-closed = Cette formation a été close le { $date }. Merci de vous renseigner sur la prochaine auprès de l’équipe d’organisation.
refused-invitation-full = Toutes les places de cette formation sont prises. Merci de vous renseigner sur la prochaine auprès de l’équipe d’organisation.
refused-already-enrolled = Vous êtes déjà dans cette formation. Où vous en êtes : /today
refused-enrolled-elsewhere = Vous êtes dans une autre formation qui dure encore. Vous pouvez d’abord la quitter : /stop
refused-not-enrolled = Pour cela, il faut être dans une formation. Pour en rejoindre une, ouvrez le lien d’invitation de l’équipe d’organisation.
on-break = Vous êtes en pause. Le bouton ci-dessous vous ramène.
has-left = Vous avez quitté cette formation. Le bouton ci-dessous vous ramène.
refused-on-break = Vous êtes en pause. Pour revenir : /today
refused-has-left = Vous avez quitté cette formation. Pour revenir : /today
refused-course-closed = Cette formation a été close le { $date }, il n’y a donc plus de tests à passer. Où vous en êtes : /today
refused-not-yet = La prochaine leçon s’ouvre le { $at }.
refused-enough-today = C’est assez pour aujourd’hui. La prochaine leçon arrive le { $at }.
refused-enough-today-open = C’est assez pour aujourd’hui. D’autres leçons pourront s’ouvrir demain.
refused-test-first = La semaine suivante s’ouvre après le test de la semaine { $week }. Pour y aller : /today
refused-nothing-more = C’était la dernière leçon. Les leçons ouvertes le restent : /today
refused-lessons-first = Le test s’ouvre après les leçons de la semaine { $week }. Pour y aller : /today
refused-test-passed = Vous avez déjà réussi le test de la semaine { $week }. La suite : /today
refused-revise-first = Le prochain essai s’ouvre une fois ces leçons rouvertes : { $lessons }.
refused-attempt-at = Le prochain essai peut commencer le { $at }.
refused-no-attempt = Tous les essais sont utilisés. Les mentors le savent, et dans tous les cas la formation continue pour vous le { $at }.
refused-no-attempt-open = Tous les essais sont utilisés. Les mentors peuvent vous en donner un autre.
refused-past-attempt = Ces boutons appartiennent à un test terminé. Où vous en êtes : /today
refused-already-answered = Cette question a déjà sa réponse. Où vous en êtes : /today
refused-outdated = Ce bouton ne sert plus. Où vous en êtes : /today
refused-several-buttons = Plusieurs boutons commencent par ces mots. Merci d’écrire tout ce qui se trouve sur le bon.
refused-kind = Ce type de message ne peut pas être transmis aux mentors. Texte, photos, messages vocaux et vidéos le peuvent.
refused-hour = Ce n’est pas une heure. Merci d’en écrire une de 0 à 23, par exemple /hour 18
refused-language = La formation n’existe pas dans cette langue. Celles qu’elle a : /settings
refused-command = Cette commande n’est pas connue. Toutes les commandes : /help
refused-too-late = Une réponse des mentors est déjà là, le message ne peut donc plus être retiré. Ce qui reste à dire peut s’écrire : /ask
refused-name-known = Les mentors vous connaissent déjà sous ce nom, il reste donc le vôtre.
refused-sentence-long = Cette phrase dépasse { $most } caractères. Merci d’en envoyer une plus courte.
