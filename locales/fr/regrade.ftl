# Une bonne réponse mal marquée, découverte après coup : pour l’administration, et la ligne pour qui réussit grâce à elle.

button-regrade-everybody = { $place }. La compter pour tous
button-regrade-choice = { $place }. { $letter } est juste aussi
items-for-all = Elle compte pour tous, quelle que soit la réponse.
regrade-everybody = Compte pour tous, quelle que soit la réponse.
regrade-choice = { $letter } compte aussi comme juste.
regrade-file =
    { PLURAL($n) ->
        [one] Sa bonne réponse est celle du fichier corrigé.
        [many] Leurs bonnes réponses sont celles du fichier corrigé.
       *[other] Leurs bonnes réponses sont celles du fichier corrigé.
    }
regrade-people = Personnes qui ont terminé ce test : { $n }
regrade-changed = Avec un autre score : { $n }
regrade-passing = Qui réussiraient maintenant : { $n }
regrade-then = Personne ne perd une réussite. Qui réussit reçoit une ligne, et la semaine suivante s’ouvre. On ne revient pas en arrière.
button-regrade-sure = Corriger de nouveau
button-regrade-back = Retour aux questions
regrade-ordered = C’est en route. Un message viendra quand tout le monde aura été corrigé de nouveau.
regrade-done = Corrigé de nouveau
regrade-refused = Pas corrigé de nouveau : la question n’est plus ce qu’elle était, ou elle est déjà corrigée.
regrade-did-change = Personnes avec un autre score : { $n }
regrade-did-pass = Personnes qui réussissent ainsi : { $n }
regrade-by-admin = Demandé par l’administration dans la discussion.
regrade-by-command = Demandé en ligne de commande.
regraded = Il y avait une erreur dans le test de la semaine { $week } ; elle vient de nous. Après un nouveau décompte, vous avez { $right } bonnes réponses sur { $total } : test réussi.
regraded-points = Il y avait une erreur dans le test de la semaine { $week } ; elle vient de nous. Après un nouveau décompte, vous avez { $right } points sur { $total } : test réussi.
feedback-for-all = Cette question compte pour tous, quelle que soit la réponse : l’erreur vient de nous.
data-corrections = Corrections de questions de test que vous avez demandées, avec l’heure : { $n }
data-correction = Test de la semaine { $week } : correction demandée le { $at }
