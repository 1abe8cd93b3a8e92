# Pour qui quelqu’un pourrait regarder le téléphone : lignes neutres, fichiers sur demande, et la fiche sur la sécurité.

# Figure sur l’écran verrouillé : ne dit rien de la formation.
veiled = Il y a du nouveau pour vous.
button-read = Lire
button-hide = Masquer
reply-gone = Ce message n’est plus là : la personne qui l’a écrit l’a supprimé. Vous pouvez reposer votre question à tout moment.
reply-file = Les mentors vous ont répondu par un fichier. Il n’est chargé que si vous le demandez.
reply-file-words = Les mentors vous ont répondu par un fichier et quelques mots dessous. Ils ne sont chargés que si vous les demandez.
refused-nothing-to-read = Il n’y a rien de nouveau à ouvrir. Toutes les leçons jusqu’ici : /lessons
refused-nothing-to-hide = Rien n’est ouvert ici qui puisse être masqué. À propos des lignes neutres : /safety

file-photo = Image
file-document = Document
file-audio = Enregistrement
file-video = Vidéo
file-kilobytes = { $kind }, { $n } Ko
file-megabytes = { $kind }, { $n } Mo

safety-title = Sécurité sur ce téléphone
safety-discreet-on = Lignes neutres : activées. Ce qui arrive de soi-même est une seule ligne qui ne dit rien, avec « Lire » et « Masquer » ; ce qui a été ouvert se masque tout seul au bout de { $hours }. Ce qui est arrivé ces deux derniers jours devient aussi une telle ligne ; ce qui est plus ancien reste tel quel.
safety-discreet-off = Lignes neutres : désactivées. Les leçons et les réponses peuvent se lire dans les notifications.
safety-cleaning-on = Nettoyage automatique : activé. Ce qui vous est écrit ici est supprimé au bout de { $hours }.
safety-cleaning-off = Nettoyage automatique : désactivé. Ce qui vous est écrit ici reste.
safety-text-only-on = Texte seul : activé. Les images et les fichiers arrivent quand vous les demandez.
safety-text-only-off = Texte seul : désactivé. Les images et les fichiers arrivent avec les leçons.
safety-only-telegram = Ce que vous avez écrit vous-même, et le nom de cette conversation, restent malgré tout. Seul Telegram peut tout retirer du téléphone :
safety-timer = Le minuteur de Telegram, pour tout ce qui viendra désormais : dans cette conversation ⋮ (iPhone : le nom en haut, puis ⋯), Suppression auto, 1 jour.
safety-delete-chat = Supprimer l’échange, pour tout en une fois : dans cette conversation ⋮, Supprimer l’échange, Supprimer (iPhone : dans la liste, glisser la conversation vers la gauche, Supprimer, Supprimer).
safety-panic = En cas de danger : /panic efface aussitôt tout ce qui est ici, sans question et sans un mot. Cette commande n’est écrite nulle part ailleurs, mieux vaut donc la retenir.
button-discreet-on = Activer les lignes neutres
button-discreet-off = Désactiver les lignes neutres
button-cleaning-on = Activer le nettoyage
button-cleaning-off = Désactiver le nettoyage
button-text-only-on = Activer le texte seul
button-text-only-off = Désactiver le texte seul

question-held-document = Un document peut en dire plus que prévu : le nom de la personne qui l’a écrit s’y trouve souvent. Seul le fichier est transmis, sous un nom neutre, sans ce que vous avez écrit dessous. Faut-il l’envoyer aux mentors ?
refused-document = Cette formation n’accepte pas les documents : des noms de personnes et de lieux s’y cachent souvent. L’essentiel peut s’écrire ici, ou s’envoyer en photo.
refused-document-large = Ce document dépasse 20 Mo et ne peut pas être transmis. Un plus petit le peut, ou la partie importante en photo.

button-safety = Sécurité sur ce téléphone
help-safety = Sécurité sur ce téléphone : /safety
