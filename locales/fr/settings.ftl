# Les réglages, les pauses, les leçons relues : comment la formation arrive à quelqu’un.

# ---- Les réglages

settings-place = Pays : { $place }
settings-zone = Heure locale : celle de { $zone }
settings-clock = Heure chez vous, au moment d’écrire ceci : { $time }
settings-text-only-on = Texte seul : activé
settings-text-only-off = Texte seul : désactivé
settings-digits-latin = Chiffres : latins (0123)
settings-digits-indic = Chiffres : arabes orientaux (٠١٢٣)
settings-safety-none = Sécurité : rien n’est activé
settings-safety-discreet = Sécurité : lignes neutres
settings-safety-cleaning = Sécurité : nettoyage automatique
settings-safety-both = Sécurité : lignes neutres et nettoyage automatique
settings-one-a-day = Rythme : une leçon par jour, comme vous l’avez choisi
settings-ramadan = Ramadan, du { $from } au { $until } : leçons à { $hour }
settings-ramadan-usual = Ramadan, du { $from } au { $until } : votre heure habituelle
settings-break = Pause : jusqu’à votre retour
settings-break-until = Pause : jusqu’au { $date }
button-settings = Retour aux réglages
button-place = Changer de pays
button-clock = Selon l’heure chez moi
button-digits-indic = Chiffres arabes orientaux
button-digits-latin = Chiffres latins
button-break = Faire une pause
button-break-other = Une autre durée de pause
button-more-a-day = Plus d’une leçon par jour
button-leaving = Quitter ou effacer

choose-place = Dans quel pays êtes-vous ? Votre heure reste { $hour }, à l’heure de ce pays.
choose-zone = À l’heure de quel lieu vos leçons doivent-elles arriver ? Votre heure reste { $hour }.
choose-clock = Quelle heure est-il chez vous en ce moment ? Votre heure reste { $hour }, à cette horloge. Toute autre heure peut s’écrire, par exemple 16:30.


# ---- Les pauses et le départ

break-days =
    { PLURAL($n) ->
        [one] { $n } jour
        [many] { $n } de jours
       *[other] { $n } jours
    }
choose-break = Combien de temps la pause doit-elle durer ? Rien n’arrive d’ici là, votre place est gardée, et le jour du retour les leçons reprennent d’elles-mêmes là où vous en étiez. Une autre durée peut s’écrire, par exemple /pause 5
button-break-days = { $days }, jusqu’au { $date }
on-break-until = Vous êtes en pause jusqu’au { $date }. Ce jour-là, les leçons reprennent d’elles-mêmes là où vous en étiez, une par jour.
refused-break = Une pause peut durer { $days } au plus, et s’écrit ainsi : /pause 5
refused-break-outlasts = La formation se termine le { $date }, et cette pause durerait plus longtemps qu’elle. Elle peut durer { $days } au plus, et s’écrit ainsi : /pause 1
refused-break-last-day = La formation se termine le { $date } : d’une pause, on ne pourrait plus revenir. Vous pouvez très bien ne rien faire jusque-là ; ce qui est ouvert : /today
stop-week = Une pause d’une semaine : rien n’arrive jusqu’au { $date }, puis les leçons reprennent d’elles-mêmes là où vous en étiez.
stop-erase = Effacer : tout ce qui est gardé à votre sujet disparaît, pour de bon.
button-week-off = Une pause d’une semaine
button-erase = Effacer toutes mes données
back-above = Votre pause est terminée. La formation reprend là où vous en étiez :
back-alone = Votre pause est terminée.

# ---- Le rythme

today-behind-one-a-day = À votre disposition : { $lessons }, { $minutes }. Une leçon arrive chaque jour, comme vous l’avez choisi. Pour en avoir plus par jour : /settings
today-test-waits = Le test de la semaine { $week } vous attend jusqu’au { $date }.
button-one-a-day = Une par jour me convient
companions = En ce moment, { $n } personnes de votre session sont en semaine { $week }.

# ---- Les leçons relues

lessons-title = Vos leçons de la semaine { $week } : { $title }
lessons-done = Ouvertes : { $opened }. Terminées : { $done }.
lessons-none = Aucune leçon n’est encore arrivée. Ce qui arrive, et quand : /today
button-week = Semaine { $week }

help-lessons = Toutes les leçons jusqu’ici : /lessons
help-pause = Une pause de quelques jours : /pause
command-lessons = Toutes les leçons jusqu’ici
spoken-lessons = leçons|mes leçons|toutes les leçons
spoken-pause = pause|une pause
