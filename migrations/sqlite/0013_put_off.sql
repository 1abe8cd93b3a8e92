-- 1 while its time is yet to come, as far as anybody has looked: what was put off until morning is out of the way of every
-- look until then, however much it is.
alter table outbox add column to_come integer not null default 0;

drop index outbox_pending;
create index outbox_pending on outbox (to_come, class, id) where state = 'pending';
create index outbox_to_come on outbox (class, due_at) where state = 'pending' and to_come = 1;
