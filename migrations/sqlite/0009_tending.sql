-- What is done with a message of ours by itself, for who wishes it: it becomes a neutral line, and it goes.
alter table messages add column hides_at integer;
alter table messages add column goes_at integer;
create index messages_hiding on messages (hides_at) where hides_at is not null;
create index messages_going on messages (goes_at) where goes_at is not null;

-- A document on its way to the mentors: how it is fetched, sealed. Its name and words stand nowhere.
alter table questions add column document text;
