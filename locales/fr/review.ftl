# S’entraîner avec des questions d’un test restées sans bonne réponse.

button-review = À revoir : { $items }
button-review-next = Suivante (il en reste { $left })
review-place = Une question du test de la semaine { $week }, encore une fois. Elle ne compte pas. Il en reste : { $left }
review-over = C’était tout pour aujourd’hui.
