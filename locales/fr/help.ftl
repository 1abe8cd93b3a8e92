# Les mentors aident une personne dont les essais n’ont pas suffi : la phrase prête telle qu’ils la voient, et telle qu’elle arrive.

needs-help-button = Vous pouvez donner un essai de plus, qui peut commencer aussitôt.
help-draft-attempt = À { $name }, avec un essai de plus ({ attempt-name }) au test de la semaine { $week } :
help-draft-week = À { $name }, en ouvrant la semaine { $week } :
help-draft-end = À { $name }, en ouvrant la fin de la formation :
help-draft-means = Ce qui veut dire :
help-draft-own-attempt = Pour le dire avec vos mots, répondez à ce message par du texte, un message vocal ou une photo. Votre réponse part à la place de la phrase, et l’essai avec elle.
help-draft-own-week = Pour le dire avec vos mots, répondez à ce message par du texte, un message vocal ou une photo. Votre réponse part à la place de la phrase, et ouvre la voie.
button-help-send = Envoyer tel quel
button-help-cancel = Annuler
toast-being-written = Quelqu’un de l’équipe répond peut-être à ce message en ce moment, pour autre chose. Le bouton qui est dessous permet d’y renoncer.

help-words-ask = Votre réponse n’est pas encore partie vers { $name }.
help-words-ask-turned-attempt = Le message auquel elle répond a changé entre-temps : il s’agissait d’ouvrir la voie, il s’agit maintenant d’un essai de plus. Avec quoi vos mots doivent-ils partir ?
help-words-ask-turned-week = Le message auquel elle répond a changé entre-temps : il s’agissait d’un essai de plus, il s’agit maintenant d’ouvrir la voie. Avec quoi vos mots doivent-ils partir ?
help-words-ask-taken-back = Ce que proposait le message auquel elle répond a été annulé entre-temps. Avec quoi vos mots doivent-ils partir ?
help-words-ask-done-attempt = Entre-temps, un essai de plus a été donné, alors que le message auquel elle répond proposait d’abord d’ouvrir la voie. Avec quoi vos mots doivent-ils partir ?
help-words-ask-done-week = Entre-temps, la voie a été ouverte, alors que le message auquel elle répond proposait d’abord un essai de plus. Avec quoi vos mots doivent-ils partir ?
help-words-ask-unfit = Ce que propose le message auquel elle répond n’est pas possible en ce moment. Que faire de vos mots ?
button-words-attempt = Avec un essai de plus
button-words-week = Avec la semaine { $week } ouverte
button-words-end = Avec la fin de la formation
button-words-alone = Ma réponse seule
button-words-not = Ne pas envoyer
help-words-sent = La réponse est partie seule vers { $name }.
help-words-kept = La réponse reste ici : { $name } ne l’a pas reçue.

help-from = De la part de l’équipe de mentors
help-attempt = Tout ne reste pas en tête la première fois, et ce n’est pas grave. Je vous ai ouvert un essai de plus au test de la semaine { $week } ; il commence quand vous voulez.
help-week = Je vous ai ouvert la { $next }, pour que vous puissiez continuer.
help-end = Je vous ai ouvert la voie jusqu’à la fin de la formation.
help-stays-badge = Le test de la semaine { $week } reste ouvert si vous souhaitez son badge.
help-stays-certificate = Le test de la semaine { $week } reste ouvert : si vous atteignez le seuil de réussite, vous recevez encore l’attestation.
help-look-before = Avant cela, voici ce qui aide le plus : { $lessons }.
help-look-sometime = Quand vous aurez le temps, un autre regard aide : { $lessons }.
help-closing = Et si quelque chose n’est pas clair, écrivez-moi ici : je vous aiderai avec plaisir.
button-week-at = Semaine { $week } : { $at }

result-foremost = L’essentiel de ce qui a manqué est dans :
