# L’image de /progress, et son bouton.

button-picture = En image (PNG, environ { $kb } Ko)
picture-week = Semaine { $week } : { $title }
picture-test-passed = Test réussi
picture-test-open = Le test est ouvert
picture-test-ahead = Le test vient après les leçons
picture-done = Terminée
picture-opened = Ouverte
picture-ahead = À venir
