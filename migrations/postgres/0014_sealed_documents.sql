-- A document on its way stands under the name that everything sealed has, with the id of the key that sealed it, so that
-- another key seals it anew. What waits now was sealed with the key of today, whose id begins its check value.
alter table questions rename column document to sealed;
alter table questions add column key_id text;
update questions set key_id = (select substr(value, 1, 8) from meta where key = 'key_check') where sealed is not null;
