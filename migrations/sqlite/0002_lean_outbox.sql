-- A lesson that waits and goes is written three times; each index that it stands in is written with it. So what only edits,
-- questions and retries need is kept for those alone.

drop index outbox_lane;
create index outbox_waiting on outbox (retry_at, lane) where state = 'pending' and retry_at is not null;

drop index outbox_screen;
create index outbox_edits on outbox (chat_id, screen) where state = 'pending' and edit is not null;

create index outbox_questions on outbox (question_id) where state = 'pending' and question_id is not null;

-- An introduction in a plain group is found by what it shows.
drop index messages_delivery;

-- What goes to groups is found without passing over all the lessons that wait.
alter table outbox add column in_group integer not null default 0;  -- 0 or 1
update outbox set in_group = 1 where chat_id in (select id from chats where kind <> 'private');
create index outbox_groups on outbox (class, id) where state = 'pending' and in_group = 1;
