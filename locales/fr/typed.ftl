# Ce qui s’écrit au lieu d’appuyer sur un bouton, en plus des mots qui s’y trouvent ; les formes d’un même souhait sont
# séparées par |. Seul compte un message fait de ces mots et de rien d’autre : rien ici ne peut être une question aux
# mentors.

typed-yes = oui|j’accepte|d’accord
typed-no = non|non merci
typed-back = retour|revenir en arrière
typed-arabic = arabe|en arabe
typed-english = anglais|en anglais
typed-french = français|en français

typed-done = terminé|fini|leçon finie|j’ai fini|j’ai terminé
typed-next-lesson = suivant|suivante|la leçon suivante|la suite
typed-lesson = leçon { $day }|la leçon { $day }|ouvrir leçon { $day }|leçon numéro { $day }
typed-lesson-nth =
    { NTH($day) ->
        [first] première leçon|la première leçon
        [second] deuxième leçon|la deuxième leçon
        [third] troisième leçon|la troisième leçon
        [fourth] quatrième leçon|la quatrième leçon
        [fifth] cinquième leçon|la cinquième leçon
       *[later] sixième leçon|la sixième leçon
    }
typed-lesson-of-week = leçon { $week }.{ $day }|ouvrir la leçon { $week }.{ $day }|semaine { $week } leçon { $day }|leçon { $day } de la semaine { $week }
typed-start-week = semaine { $week }|commencer la semaine { $week }|la semaine { $week }

typed-start-test = le test|commencer le test|test de la semaine
typed-true = vrai|c’est vrai
typed-false = faux|c’est faux
typed-later = plus tard|continuer plus tard
typed-continue = continuer|reprendre

typed-send = envoyer|envoyez
typed-discard = ne pas envoyer|n’envoyez pas
typed-withdraw = retirer|retirer mon message
typed-helped = utile|cela m’a aidé|ça m’a aidé

typed-pause = je veux une pause|je voudrais une pause
typed-leave = quitter la formation|je veux quitter la formation
typed-resume = revenir|je reviens|je suis de retour
typed-hour = heure { $hour }|heure des leçons { $hour }|changer l’heure à { $hour }

typed-settings = vers les réglages|revenir aux réglages
typed-place = un autre lieu|changer de lieu
typed-break = pause { $days }|pause de { $days }|une pause de { $days }
typed-ramadan-hour = ramadan { $hour }|pendant le ramadan { $hour }|heure du ramadan { $hour }
typed-ramadan-usual = ramadan comme d’habitude|l’heure habituelle pendant le ramadan
typed-review = à revoir|réviser|révision
typed-waiting = leçons en attente|les leçons en attente|des jours de repos
typed-picture = en image|ma progression en image
typed-read = ouvrir|lire le message
typed-hide = cacher|masquer le message
