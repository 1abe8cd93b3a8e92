-- Portable columns: text and integers; instants are Unix milliseconds UTC; JSON is text.
-- The same file for the other engine differs in the integer type and in `strict` alone.

create table meta (
    key   text not null primary key,
    value text not null
);

-- One row. `epoch` grows with each taker; every writing transaction checks it.
create table lease (
    id         bigint not null primary key check (id = 1),
    holder     text    not null,
    epoch      bigint not null,
    renewed_at bigint not null  -- real time
);

-- One row: the next id that no process has taken. All nouns draw from it.
create table sequence (
    id   bigint not null primary key check (id = 1),
    next bigint not null
);

create table course_versions (
    id       bigint not null primary key,
    slug     text    not null,
    hash     text    not null unique,  -- SHA-256 of `body`
    body     text    not null,         -- canonical JSON
    added_at bigint not null
);

-- The one table with Telegram's ids, sealed beside the keyed hash that finds them.
create table chats (
    id             bigint not null primary key,
    lookup         text    not null unique,
    sealed         text    not null,
    key_id         text    not null,
    kind           text    not null,  -- private, group or forum
    language       text,              -- in which a group is written to; a person's own stands with them
    unreachable_at bigint            -- course time; null while messages are accepted
);

create table people (
    id        bigint not null primary key,
    chat_id   bigint not null unique references chats (id),
    language  text    not null,
    country   text,
    zone      text,
    hour      bigint not null,
    has_asked bigint not null  -- 0 or 1
);

create table roles (
    person_id  bigint not null references people (id),
    role       text    not null,
    granted_at bigint not null,
    primary key (person_id, role)
);

create table cohorts (
    id               bigint not null primary key,
    version_id       bigint not null references course_versions (id),
    starts_on        text    not null,  -- a civil date, ISO
    weeks            bigint not null,
    zone             text    not null,
    invite_code      text    not null unique,
    capacity         bigint,           -- null: no limit
    enrolled         bigint not null,
    salt             bigint not null,  -- decides the order in which handles are given
    mentors_chat_id  bigint references chats (id),
    request          text    not null unique,  -- the press that made it, so that pressing twice makes one
    created_at       bigint not null
);

create table enrolments (
    id          bigint not null primary key,
    person_id   bigint not null references people (id),
    cohort_id   bigint not null references cohorts (id),
    handle      bigint not null,
    status      text    not null,
    detail      text    not null,  -- JSON: the status with what exists in it
    progress    text    not null,  -- JSON
    next_due_at bigint,           -- course time; null when nothing comes by itself
    created_at  bigint not null,
    unique (person_id, cohort_id),
    unique (cohort_id, handle)
);

create index enrolments_due on enrolments (next_due_at) where next_due_at is not null;

create table attempts (
    id           bigint not null primary key,
    enrolment_id bigint not null references enrolments (id),
    version_id   bigint not null references course_versions (id),
    week         bigint not null,
    number       bigint not null,
    seed         bigint not null,
    item_order   text    not null,  -- JSON: places in the assessment
    started_at   bigint not null,
    finished_at  bigint,
    unique (enrolment_id, week, number)
);

-- An item of an attempt has one answer, whatever Telegram repeats.
create table answers (
    attempt_id  bigint not null references attempts (id),
    position    bigint not null,  -- from 0
    item        text    not null,  -- its name
    choice      bigint not null,  -- by place in the source language, from 0
    is_right    bigint not null,  -- 0 or 1
    answered_at bigint not null,
    primary key (attempt_id, position),
    unique (attempt_id, item)
);

create table questions (
    id           bigint not null primary key,
    enrolment_id bigint not null references enrolments (id),
    state        text    not null,
    message      bigint not null,  -- the participant's message, in their private chat
    asked_at     bigint not null,
    unique (enrolment_id, message)
);

-- A participant's place in a mentors' group.
create table topics (
    id           bigint not null primary key,
    enrolment_id bigint not null references enrolments (id),
    chat_id      bigint not null references chats (id),
    thread       bigint,           -- Telegram's number; null until made, and in a plain group
    delivery_id  bigint not null,  -- the delivery that makes it
    unique (enrolment_id, chat_id)
);

create index topics_thread on topics (chat_id, thread);

-- Messages of ours that stand in chats; outlives the outbox.
create table messages (
    chat_id     bigint not null references chats (id),
    message     bigint not null,
    delivery_id bigint not null,
    screen      text,     -- what it shows, so that it can be edited later
    question_id bigint,  -- the question it belongs to
    sent_at     bigint not null,
    primary key (chat_id, message)
);

create index messages_delivery on messages (delivery_id);
create index messages_screen on messages (chat_id, screen) where screen is not null;

create table outbox (
    id           bigint not null primary key,
    dedupe_key   text    not null unique,
    chat_id      bigint not null references chats (id),
    topic_id     bigint references topics (id),
    enrolment_id bigint,
    question_id  bigint,
    source_chat_id bigint references chats (id),  -- where a message is copied from
    lane         text    not null,     -- at most one in flight for each
    class        bigint not null,     -- 0 reply, 1 relay, 2 lesson, 3 nudge
    kind         text    not null,
    kind_version bigint not null,
    notice       text    not null,     -- JSON; ids and figures, never a sentence
    screen       text,
    edit         bigint,              -- null: a new message; 0: the screen's newest; else this message
    quiet        bigint not null,     -- 1: may wait for morning
    due_at       bigint not null,     -- course time
    not_after    bigint,              -- course time
    after_id     bigint,              -- must be sent first
    state        text    not null,     -- pending, sending, sent, failed, cancelled, uncertain
    attempts     bigint not null,
    doubts       bigint not null,     -- how often its fate was unknown
    retry_at     bigint,              -- real time
    epoch        bigint,              -- of the sender that committed `sending`
    reason       text,
    created_at   bigint not null,
    settled_at   bigint               -- real time
);

create index outbox_pending on outbox (class, id) where state = 'pending';
create index outbox_lane on outbox (lane) where state = 'pending';
create index outbox_sending on outbox (id) where state in ('sending', 'uncertain');
create index outbox_settled on outbox (settled_at) where settled_at is not null;
create index outbox_enrolment on outbox (enrolment_id) where state = 'pending';
create index outbox_screen on outbox (chat_id, screen) where state = 'pending' and screen is not null;

create table updates (
    update_id bigint not null primary key,
    seen_at   bigint not null  -- real time; kept 48 hours
);

create table failed_updates (
    update_id bigint not null primary key,
    sealed    text    not null,
    key_id    text    not null,
    cause     text    not null,
    failed_at bigint not null  -- real time; kept 7 days
);
