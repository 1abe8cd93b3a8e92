-- What is left of deliveries that were settled long ago: how many of a kind ended how on a day.
create table delivery_counts (
    day   bigint not null,  -- real time: days since 1970-01-01, UTC
    kind  text    not null,
    state text    not null,  -- sent, failed, cancelled
    count bigint not null,
    primary key (day, kind, state)
);

-- A topic or a group that is forgotten is looked for in the outbox, which is long.
create index outbox_topic on outbox (topic_id) where topic_id is not null;
create index outbox_source on outbox (source_chat_id) where source_chat_id is not null;
