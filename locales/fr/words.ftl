# Les mots de toutes les familles de messages. PLURAL() donne la catégorie du pluriel, NTH() un mot pour le rang.
# Une espace fine insécable se place devant ; : ! ? et à l’intérieur des guillemets.

weekday-mon = lundi
weekday-tue = mardi
weekday-wed = mercredi
weekday-thu = jeudi
weekday-fri = vendredi
weekday-sat = samedi
weekday-sun = dimanche
date = { $weekday } { $day }
moment = { $date } à { $hour }

list-comma = ,

week-name = semaine { $week }
attempt-name =
    { NTH($number) ->
        [first] premier essai
        [second] deuxième essai
        [third] troisième essai
        [fourth] quatrième essai
        [fifth] cinquième essai
        [sixth] sixième essai
        [seventh] septième essai
        [eighth] huitième essai
        [ninth] neuvième essai
        [tenth] dixième essai
       *[later] essai numéro { $number }
    }
lesson-label = Leçon { $day }
lesson-line = Leçon { $day } : { $title }

hours =
    { PLURAL($n) ->
        [one] { $n } heure
        [many] { $n } d’heures
       *[other] { $n } heures
    }
minutes =
    { PLURAL($n) ->
        [one] { $n } minute
        [many] { $n } de minutes
       *[other] { $n } minutes
    }
about-minutes =
    { PLURAL($n) ->
        [one] environ { $n } minute
        [many] environ { $n } de minutes
       *[other] environ { $n } minutes
    }
lessons =
    { PLURAL($n) ->
        [one] { $n } leçon
        [many] { $n } de leçons
       *[other] { $n } leçons
    }
weeks =
    { PLURAL($n) ->
        [one] { $n } semaine
        [many] { $n } de semaines
       *[other] { $n } semaines
    }
questions =
    { PLURAL($n) ->
        [one] { $n } question
        [many] { $n } de questions
       *[other] { $n } questions
    }
attempts =
    { PLURAL($n) ->
        [one] { $n } essai
        [many] { $n } d’essais
       *[other] { $n } essais
    }
right-answers-suffice =
    { PLURAL($n) ->
        [one] { $n } bonne réponse suffit
        [many] { $n } de bonnes réponses suffisent
       *[other] { $n } bonnes réponses suffisent
    }

choice-letters = A|B|C|D|E|F|G|H

language-ar = arabe
language-en = anglais
language-fr = français

country-iq = Irak
country-jo = Jordanie
country-lb = Liban
country-eg = Égypte
country-ma = Maroc
country-ps = Palestine
country-sd = Soudan
country-sy = Syrie
country-tn = Tunisie
country-ye = Yémen
country-other = Un autre pays
country-unsaid = Je préfère ne pas le dire

zone-beirut = Beyrouth
zone-cairo = Le Caire
zone-amman = Amman
zone-damascus = Damas
zone-baghdad = Bagdad
zone-hebron = Hébron
zone-aden = Aden
zone-khartoum = Khartoum
zone-tunis = Tunis
zone-casablanca = Casablanca
zone-utc = Temps universel (UTC)

spoken-today = aujourd’hui|leçon du jour
spoken-ask = demander|message|message aux mentors|écrire aux mentors
spoken-progress = progression|ma progression|mes progrès
spoken-settings = réglages|les réglages|paramètres
spoken-help = aide|l’aide
spoken-privacy = confidentialité|vie privée
spoken-language = langue|la langue|changer de langue
spoken-hour = heure|l’heure|changer l’heure|changer d’heure
spoken-stop = stop|arrêter|quitter|quitter ou effacer
spoken-safety = sécurité|sécurité sur ce téléphone

command-today = La leçon du jour et la suite
command-ask = Un message aux mentors
command-progress = Le chemin parcouru
command-settings = Langue, heure, pays, pause, sécurité
command-privacy = Ce qui est gardé, et qui le voit
command-help = Ce que vous pouvez faire ici
