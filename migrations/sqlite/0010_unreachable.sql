-- Who has been out of reach for long is found without a look at anybody else.

create index chats_unreachable on chats (unreachable_at) where unreachable_at is not null;
