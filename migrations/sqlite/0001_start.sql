-- Portable columns: text and integers; instants are Unix milliseconds UTC; JSON is text.
-- The same file for the other engine differs in the integer type and in `strict` alone.

create table meta (
    key   text not null primary key,
    value text not null
) strict;

-- One row. `epoch` grows with each taker; every writing transaction checks it.
create table lease (
    id         integer not null primary key check (id = 1),
    holder     text    not null,
    epoch      integer not null,
    renewed_at integer not null  -- real time
) strict;

-- One row: the next id that no process has taken. All nouns draw from it.
create table sequence (
    id   integer not null primary key check (id = 1),
    next integer not null
) strict;

create table course_versions (
    id       integer not null primary key,
    slug     text    not null,
    hash     text    not null unique,  -- SHA-256 of `body`
    body     text    not null,         -- canonical JSON
    added_at integer not null
) strict;

-- The one table with Telegram's ids, sealed beside the keyed hash that finds them.
create table chats (
    id             integer not null primary key,
    lookup         text    not null unique,
    sealed         text    not null,
    key_id         text    not null,
    kind           text    not null,  -- private, group or forum
    language       text,              -- in which a group is written to; a person's own stands with them
    unreachable_at integer            -- course time; null while messages are accepted
) strict;

create table people (
    id        integer not null primary key,
    chat_id   integer not null unique references chats (id),
    language  text    not null,
    country   text,
    zone      text,
    hour      integer not null,
    has_asked integer not null  -- 0 or 1
) strict;

create table roles (
    person_id  integer not null references people (id),
    role       text    not null,
    granted_at integer not null,
    primary key (person_id, role)
) strict;

create table cohorts (
    id               integer not null primary key,
    version_id       integer not null references course_versions (id),
    starts_on        text    not null,  -- a civil date, ISO
    weeks            integer not null,
    zone             text    not null,
    invite_code      text    not null unique,
    capacity         integer,           -- null: no limit
    enrolled         integer not null,
    salt             integer not null,  -- decides the order in which handles are given
    mentors_chat_id  integer references chats (id),
    request          text    not null unique,  -- the press that made it, so that pressing twice makes one
    created_at       integer not null
) strict;

create table enrolments (
    id          integer not null primary key,
    person_id   integer not null references people (id),
    cohort_id   integer not null references cohorts (id),
    handle      integer not null,
    status      text    not null,
    detail      text    not null,  -- JSON: the status with what exists in it
    progress    text    not null,  -- JSON
    next_due_at integer,           -- course time; null when nothing comes by itself
    created_at  integer not null,
    unique (person_id, cohort_id),
    unique (cohort_id, handle)
) strict;

create index enrolments_due on enrolments (next_due_at) where next_due_at is not null;

create table attempts (
    id           integer not null primary key,
    enrolment_id integer not null references enrolments (id),
    version_id   integer not null references course_versions (id),
    week         integer not null,
    number       integer not null,
    seed         integer not null,
    item_order   text    not null,  -- JSON: places in the assessment
    started_at   integer not null,
    finished_at  integer,
    unique (enrolment_id, week, number)
) strict;

-- An item of an attempt has one answer, whatever Telegram repeats.
create table answers (
    attempt_id  integer not null references attempts (id),
    position    integer not null,  -- from 0
    item        text    not null,  -- its name
    choice      integer not null,  -- by place in the source language, from 0
    is_right    integer not null,  -- 0 or 1
    answered_at integer not null,
    primary key (attempt_id, position),
    unique (attempt_id, item)
) strict;

create table questions (
    id           integer not null primary key,
    enrolment_id integer not null references enrolments (id),
    state        text    not null,
    message      integer not null,  -- the participant's message, in their private chat
    asked_at     integer not null,
    unique (enrolment_id, message)
) strict;

-- A participant's place in a mentors' group.
create table topics (
    id           integer not null primary key,
    enrolment_id integer not null references enrolments (id),
    chat_id      integer not null references chats (id),
    thread       integer,           -- Telegram's number; null until made, and in a plain group
    delivery_id  integer not null,  -- the delivery that makes it
    unique (enrolment_id, chat_id)
) strict;

create index topics_thread on topics (chat_id, thread);

-- Messages of ours that stand in chats; outlives the outbox.
create table messages (
    chat_id     integer not null references chats (id),
    message     integer not null,
    delivery_id integer not null,
    screen      text,     -- what it shows, so that it can be edited later
    question_id integer,  -- the question it belongs to
    sent_at     integer not null,
    primary key (chat_id, message)
) strict;

create index messages_delivery on messages (delivery_id);
create index messages_screen on messages (chat_id, screen) where screen is not null;

create table outbox (
    id           integer not null primary key,
    dedupe_key   text    not null unique,
    chat_id      integer not null references chats (id),
    topic_id     integer references topics (id),
    enrolment_id integer,
    question_id  integer,
    source_chat_id integer references chats (id),  -- where a message is copied from
    lane         text    not null,     -- at most one in flight for each
    class        integer not null,     -- 0 reply, 1 relay, 2 lesson, 3 nudge
    kind         text    not null,
    kind_version integer not null,
    notice       text    not null,     -- JSON; ids and figures, never a sentence
    screen       text,
    edit         integer,              -- null: a new message; 0: the screen's newest; else this message
    quiet        integer not null,     -- 1: may wait for morning
    due_at       integer not null,     -- course time
    not_after    integer,              -- course time
    after_id     integer,              -- must be sent first
    state        text    not null,     -- pending, sending, sent, failed, cancelled, uncertain
    attempts     integer not null,
    doubts       integer not null,     -- how often its fate was unknown
    retry_at     integer,              -- real time
    epoch        integer,              -- of the sender that committed `sending`
    reason       text,
    created_at   integer not null,
    settled_at   integer               -- real time
) strict;

create index outbox_pending on outbox (class, id) where state = 'pending';
create index outbox_lane on outbox (lane) where state = 'pending';
create index outbox_sending on outbox (id) where state in ('sending', 'uncertain');
create index outbox_settled on outbox (settled_at) where settled_at is not null;
create index outbox_enrolment on outbox (enrolment_id) where state = 'pending';
create index outbox_screen on outbox (chat_id, screen) where state = 'pending' and screen is not null;

create table updates (
    update_id integer not null primary key,
    seen_at   integer not null  -- real time; kept 48 hours
) strict;

create table failed_updates (
    update_id integer not null primary key,
    sealed    text    not null,
    key_id    text    not null,
    cause     text    not null,
    failed_at integer not null  -- real time; kept 7 days
) strict;
