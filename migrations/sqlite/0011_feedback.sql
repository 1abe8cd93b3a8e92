-- What people think of a week: one row for each tap. The first answer stays.
create table feedback (
    enrolment_id integer not null,
    week         integer not null,  -- from 1
    question     text not null,    -- useful, pace, atmosphere
    step         integer not null,  -- from 0
    answered_at  integer not null,  -- course time
    primary key (enrolment_id, week, question)
) strict;

-- A sentence for who wants; goes with its enrolment.
create table sentences (
    id           integer not null primary key,
    enrolment_id integer not null,
    week         integer not null,
    sealed       text not null,    -- the words, for the purpose `feedback`
    key_id       text not null,
    quotable     integer not null,  -- 1: admins may read it, without a name; 0 until its author says so
    written_at   integer not null,
    unique (enrolment_id, week)
) strict;
