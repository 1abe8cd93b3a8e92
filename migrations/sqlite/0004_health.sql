-- How the bot stands, for whoever looks on: figures without persons, written by the holder of the lease.

-- One row.
create table health (
    id         integer not null primary key check (id = 1),
    epoch      integer not null,  -- of the lease under which it was written
    written_at integer not null,  -- real time, by the engine's clock
    figures    text    not null   -- JSON
) strict;

-- What is rare is counted without a look at all the rest.
create index outbox_failed on outbox (settled_at) where state = 'failed';
create index outbox_doubtful on outbox (settled_at) where doubts > 0;
