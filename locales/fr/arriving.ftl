# L’arrivée : l’horloge, le téléphone, le résumé, la question d’entraînement, la veille ; et la phrase à soi.

clock-title = Quelle heure est-il chez vous ?
clock-why = Choisissez l’heure la plus proche de celle de votre horloge, pour que les leçons arrivent à votre heure. Toute autre heure peut s’écrire, par exemple 16:30.
button-awaited-clock = Merci de choisir une heure avec les boutons ci-dessus, ou d’écrire celle de votre horloge, par exemple 16:30.

phone-title = Quelqu’un pourrait-il regarder votre téléphone ?
phone-why = Avec « Peut-être », les leçons arrivent en texte, sans images, chacune sous une ligne neutre que vous ouvrez quand vous voulez, et ce qui vous est écrit ici disparaît au bout de { $hours }. Cela peut se changer plus tard : /settings
button-no = Non
button-perhaps = Peut-être

button-another-name = Un autre nom
button-try = Essayer pour voir
card-hours = Votre heure est { $hour }. Laquelle vous convient le mieux ?

sample-intro = Une question pour s’entraîner. Rien n’en est gardé ni compté.
sample-item = On vous appelle au milieu du test de la semaine. Que deviennent vos réponses ?
sample-choice-lost = Elles sont perdues, et je recommence
sample-choice-kept = Elles sont gardées, et je continue plus tard
sample-choice-sent = Elles sont envoyées aux mentors
sample-feedback = Vos réponses sont gardées, et vous pouvez continuer plus tard, n’importe quel jour tant que le test est ouvert.

eve-line = Nous commençons demain à { $hour }, à votre heure.

button-why = Pourquoi cette formation compte pour moi
button-why-mine = Ma phrase
button-why-change = Changer la phrase
button-why-remove = Retirer la phrase
why-ask = Pourquoi cette formation compte-t-elle pour vous ? Une phrase suffit. Ce que vous écrirez maintenant est gardé chiffré, pour vous seulement, et figure au-dessus de la première leçon de chaque semaine, masqué jusqu’à ce que vous le touchiez.
why-ask-or = Si vous préférez ne rien écrire, il n’y a rien à faire : au bout d’une heure, ou après tout autre bouton, ce que vous écrivez va de nouveau aux mentors.
why-above = Pourquoi cette formation compte pour vous : { $words }
why-mine = Personne d’autre que vous ne voit cette phrase. Elle figure au-dessus de la première leçon de chaque semaine.
why-removed = Aucune phrase de vous n’est gardée.
