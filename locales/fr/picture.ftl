# L’image de /progress, et son bouton.

button-picture = En image (PNG, environ { $kb } Ko)
button-progress-picture = Ma progression en image
picture-week = Semaine { $week } : { $title }
picture-test-passed = Test réussi
picture-test-open = Le test est ouvert
picture-test-ahead = Le test vient après les leçons
picture-done = Terminée
picture-opened = Ouverte
picture-ahead = À venir

# L’image de /items.
chart-title = Les réponses choisies : test de la semaine { $week }
chart-share = { $share } %
chart-doubt = À revoir
chart-legend = indiquée comme la bonne réponse
