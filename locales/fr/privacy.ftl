# Ce qui est gardé et qui le voit. Chaque phrase n’est dite que là où elle est vraie.

privacy-title = Ce qui est gardé, et qui le voit
privacy-kept = Gardé jusqu’à { $days } après la clôture de la formation : le numéro de votre compte Telegram, chiffré ; vos réponses et le chemin parcouru ; votre langue, votre heure et vos autres réglages ; votre pays si vous le donnez. Si vous écrivez pourquoi la formation compte pour vous, cette phrase est gardée chiffrée, pour vous seulement.
privacy-not-kept = Pas gardés : votre nom, votre numéro de téléphone, votre nom d’utilisateur et les mots de vos messages aux mentors. Seul un message qui rencontre une panne de notre côté est gardé, chiffré, pendant { $failed-days } au plus, pour que la panne puisse être trouvée.
privacy-result = Personne d’autre que vous ne voit le résultat d’un test ; votre groupe n’en voit rien.
privacy-help = Après un deuxième essai qui ne suffit pas encore, les mentors voient sur quelles leçons vous aider.
privacy-mentors = Les mentors lisent ce que vous leur écrivez sous un nom que la formation vous donne, jamais sous le vôtre ; à côté, on voit votre langue, votre leçon, et votre pays si vous l’avez donné.
privacy-essays = Une réponse rédigée dans un test est lue et notée par les mentors, sous ce même nom.
privacy-organisers = L’équipe d’organisation voit sous le même nom où vous en êtes et combien de tests vous avez réussis.
privacy-views = Votre avis sur les semaines est gardé aussi longtemps que vos réponses.
privacy-views-form = Votre avis sur les semaines, et dans le questionnaire après la formation, est gardé aussi longtemps que vos réponses.
privacy-figures = L’équipe d’organisation n’en voit que des chiffres, jamais qui a dit quoi, et rien qui concerne moins de { $people }.
privacy-sentences = Si vous ajoutez une phrase, elle est gardée chiffrée. Personne ne la lit, sauf si vous permettez de la citer, et alors sans aucun nom.
privacy-telegram = Telegram lui-même garde cette conversation sur ses serveurs et peut la lire, comme toute conversation avec un bot, et il connaît votre numéro de téléphone.
privacy-stays = Ce qui est écrit dans cette conversation y reste jusqu’à ce que vous l’effaciez.
privacy-cleaning = Ce qui vous est écrit dans cette conversation en est retiré au bout de { $hours }.
privacy-cannot = Ce qui ne peut pas être promis : que personne ayant votre téléphone en main ne lise cette conversation, que personne parmi celles et ceux qui lisent vos messages ne les copie, et que Telegram ne remette rien à quiconque.
privacy-stop = Vous pouvez arrêter à tout moment : /stop
days =
    { PLURAL($n) ->
        [one] { $n } jour
        [many] { $n } de jours
       *[other] { $n } jours
    }
