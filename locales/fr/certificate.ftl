# L’attestation, et ce que dit son code.

button-certificate = Attestation
spoken-certificate = attestation|mon attestation
command-certificate = Mon attestation, après le dernier test
command-verify = Vérifier le code d’une attestation

certificate-ask = Quel nom doit figurer sur votre attestation ?
certificate-ask-how = Merci de l’envoyer dans votre prochain message, d’ici une heure. Il sert une seule fois, à établir l’attestation, puis il est oublié, sauf si vous permettez de le conserver.
certificate-name = Ce nom figurera sur votre attestation :
certificate-name-right = S’il est exact, l’attestation est établie avec lui, puis il est oublié. Si vous le conservez, il reste ici, chiffré, jusqu’à ce que vous le fassiez oublier : l’attestation peut alors être refaite sans vous le redemander.
certificate-undrawn = L’image ne peut pas montrer ces signes : { $signs }. Merci d’envoyer le nom en lettres latines ou arabes.
button-name-right = Le nom est exact
button-name-keep = Le nom est exact, le conserver
button-name-change = Modifier le nom
button-name-forget = Oublier le nom

certificate-title = Attestation de suivi
certificate-bears = Cette attestation est délivrée à
certificate-completed = pour avoir suivi la formation
certificate-passed = et réussi son dernier test
certificate-dates = Du { $from } au { $until }
certificate-hours =
    { PLURAL($n) ->
        [one] { $n } heure
        [many] { $n } d’heures
       *[other] { $n } heures
    }
certificate-code = Code de vérification :
certificate-renewed = Ce code est nouveau. Si vous avez une attestation antérieure, son code ne compte plus depuis le { $date } : merci de présenter désormais celle-ci.
certificate-check = Pour la vérifier : envoyer le code à { $bot }.
certificate-used = Votre nom n’est pas conservé ici. Ce message est le seul exemplaire dans cette conversation ; pour en établir un autre, il suffit d’écrire « attestation », et le nom sera redemandé.
certificate-kept = Votre nom est conservé ici, chiffré. Écrire « attestation » la refait.
certificate-waits = Votre nom attend ici, chiffré, un jour au plus, si vous souhaitez l’image.
certificate-gone = Le nom n’est plus conservé. L’attestation peut être refaite avec un nom que vous envoyez.
certificate-forgotten = Le nom est oublié. Écrire « attestation » le redemande.

verify-how = Envoyez le code après la commande : /verify CODE. Avec un nom après le code, vous apprenez aussi si l’attestation a été établie à ce nom.
verify-garbled = Ce code n’est pas entier. Un code compte environ 160 lettres et chiffres. Merci de le copier du premier au dernier, ou d’envoyer ce que dit le carré de l’image.
verify-forged = Ce code ne porte pas notre signature. Soit une lettre a été mal copiée, soit l’attestation ne vient pas d’ici.
verify-refused = Ce code porte une signature que d’autres ont pu fabriquer : depuis le { $date }, il ne prouve plus rien. La personne à qui revient l’attestation peut la faire refaire ici.
verify-genuine = Ce code est authentique. Il dit :
verify-course = Formation suivie, dernier test réussi : { $title }
verify-name-unasked = Le code ne contient aucun nom. Pour vérifier celui d’une attestation, envoyez-le après le code : /verify CODE NOM
verify-name-fits = Le nom envoyé est celui pour lequel l’attestation a été établie.
verify-name-other = L’attestation a été établie pour un autre nom que celui envoyé. Merci de comparer l’orthographe avec l’image.

refused-name-unfit = Ceci ne peut pas figurer comme nom sur une attestation. Merci d’envoyer un nom fait de lettres, de { $most } signes au plus.
refused-no-certificate = Cette formation ne donne pas d’attestation. L’équipe de mentors peut en dire plus : /ask.
refused-certificate-later = L’attestation vient après le test réussi de la semaine { $week }. /today montre où vous en êtes.

data-certified = Le nom de votre attestation, chiffré : « { $name } »
data-certified-kept = Le nom de votre attestation, chiffré. Le fichier permet de le lire.

privacy-name-kept = Le nom de votre attestation est gardé, chiffré, parce que vous l’avez permis ; écrire « attestation » permet de le faire oublier.
