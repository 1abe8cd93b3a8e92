# Jours et rythme : rappels, pause qui vient d’elle-même, ramadan, jours de repos, pays qui se taisent.

# ---- Les rappels : ce qui vient ensuite, et combien de temps il faut

nudge-0 = La suite pour vous : { $next }, { $minutes }.
nudge-1 = Quand cela vous convient : { $next }, { $minutes }.
nudge-2 = Possible jusqu’au { $until } : { $next }, { $minutes }.
nudge-3 = Un petit pas, si la journée s’y prête : { $next }, { $minutes }. Vous pouvez vous arrêter et reprendre.
nudge-4 = Vous pouvez reprendre là où vous en étiez : { $next }, { $minutes }.
nudge-test = le test de la semaine { $week }
nudge-revise = { $lessons } à rouvrir avant le prochain essai
self-paused = Nous sommes sans nouvelles de vous depuis un moment, une pause a donc commencé. Rien n’arrive pour l’instant et votre place est gardée ; un bouton suffit pour revenir, quand vous voulez.

# ---- Les jours de repos

button-waiting = Des jours de repos : { $lessons }

# ---- Le ramadan

button-ramadan = Une autre heure pendant le ramadan
ramadan-hours = À quelle heure les leçons doivent-elles arriver pendant le ramadan ?
ramadan-dates = Il dure ici du { $from } au { $until }. Avant et après, votre heure habituelle s’applique : { $hour }.
ramadan-now = Votre heure pendant le ramadan : { $hour }
ramadan-typed = Toute autre heure, pleine ou demie, peut s’écrire ainsi : /ramadan 22:30
button-ramadan-usual = Comme d’habitude, { $hour }
ramadan-set = Pendant le ramadan, les leçons arrivent à { $hour }.
ramadan-usual = Pendant le ramadan, les leçons arrivent à votre heure habituelle, { $hour }.
refused-half-hour = Ce n’est pas une heure pour le ramadan. Merci d’écrire une heure pleine ou une demie, par exemple /ramadan 22:30
spoken-ramadan = ramadan|heure du ramadan|une autre heure pendant le ramadan

# ---- Ce que voit l’équipe d’organisation

days-span = du { $from } au { $until }
days-ramadan = Ramadan : { $dates }
days-no-ramadan = Ramadan : pas de dates
days-rest = Repos pour tout le monde : { $dates }
days-no-rest = Repos pour tout le monde : aucun jour en dehors de ceux de la formation
days-how-ramadan = Pour corriger le ramadan, envoyez son premier et son dernier jour : /ramadan 2027-02-08 2027-03-09
days-how-rest = Pour ajouter des jours de repos : /rest 2027-03-10 2027-03-12
days-how-none = Un tiret à la place des dates retire ce qui a été envoyé ici : /rest -
refused-span = Il faut deux dates, le premier jour et le dernier : /ramadan 2027-02-08 2027-03-09 ou /rest 2027-03-10 2027-03-12
country-silent = { $country } : presque plus de nouvelles depuis le { $since }. Personnes silencieuses : { $silent } sur { $people }.
country-silent-why = { $country } : internet y est peut-être coupé. Les rappels sont retenus là-bas jusqu’à ce que des nouvelles reviennent ; les leçons attendent comme d’habitude.
country-heard = { $country } : des nouvelles reviennent, et les rappels reprennent.
help-rest = Jours de repos et ramadan : /rest
command-rest = Jours de repos et ramadan
