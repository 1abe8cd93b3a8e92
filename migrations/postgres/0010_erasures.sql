-- Who is being forgotten: nothing of them is left but their sealed chat, until what takes their messages away was accepted.
create table erasures (
    id       bigint  not null primary key,  -- older deliveries and messages of the chat are theirs, newer ones are not
    chat_id  bigint  not null references chats (id),
    began_at bigint  not null,  -- real time
    detail   text    not null   -- JSON: ids of the deliveries that carry it out, and of the enrolments there were
);

-- Who has been out of reach for long is found without a look at everybody.
create index chats_unreachable on chats (unreachable_at) where unreachable_at is not null;
