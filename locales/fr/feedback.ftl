# Ce que l’on pense d’une semaine.

views-intro = Votre avis sur cette semaine, en trois réponses rapides. Personne ne voit qui a dit quoi.
views-place = { $place } sur { $total } :
views-useful = Cette semaine vous a-t-elle été utile ?
views-useful-short = Utilité
views-useful-0 = Peu
views-useful-1 = Assez
views-useful-2 = Très
views-pace = Comment était le rythme ?
views-pace-short = Rythme
views-pace-0 = Trop lent
views-pace-1 = Juste bien
views-pace-2 = Trop rapide
views-atmosphere = Comment était l’ambiance ?
views-atmosphere-short = Ambiance
views-atmosphere-0 = Pesante
views-atmosphere-1 = Correcte
views-atmosphere-2 = Bonne
views-thanks = Merci pour votre avis.
button-sentence = Ajouter une phrase

sentence-prompt = Écrivez votre phrase sur la semaine { $week } dans votre prochain message, d’ici { $minutes }. Elle est gardée chiffrée. Personne ne la lit, sauf si vous le permettez ensuite, et alors sans votre nom.
button-no-sentence = Plutôt pas
sentence-dropped = D’accord. Votre prochain message est de nouveau un message ordinaire.
sentence-kept = Votre phrase sur la semaine { $week } est gardée, chiffrée. L’équipe peut-elle la lire et la citer, sans votre nom ?
sentence-quotable = L’équipe peut citer votre phrase sur la semaine { $week }, sans votre nom. Vous pouvez changer cela ici.
sentence-private = Votre phrase sur la semaine { $week } n’est montrée à personne. Vous pouvez changer cela ici.
button-quote = On peut la citer
button-no-quote = Ne pas la citer

views-people =
    { PLURAL($n) ->
        [one] { $n } personne
        [many] { $n } de personnes
       *[other] { $n } personnes
    }
views-between = { "" } ; { "" }
stats-views = Ce que l’on pense de la semaine { $week } : { $people }
stats-views-line = { $question } ({ $groups })
stats-views-group = { $steps } : { $people }
stats-views-all = { $question } – trop peu d’avis pour distinguer les réponses
stats-views-rule = Les personnes sont comptées par cinq, et aucun groupe n’en compte moins de cinq.
quotes-title = Phrases qui peuvent être citées :
quotes-line = « { $sentence } »
quotes-more =
    { PLURAL($n) ->
        [one] Faute de place, { $n } autre ne figure pas ici.
        [many] Faute de place, { $n } d’autres ne figurent pas ici.
       *[other] Faute de place, { $n } autres ne figurent pas ici.
    }
