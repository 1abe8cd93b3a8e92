-- Handles drawn so far: one that was given back is given to nobody else.
alter table cohorts add column names integer not null default 0;
update cohorts set names = enrolled;

-- What participants wrote for themselves, sealed. Goes with their enrolment.
create table notes (
    enrolment_id integer not null references enrolments (id),
    kind         text    not null,  -- why: why this course matters to them
    sealed       text    not null,
    key_id       text    not null,
    written_at   integer not null,  -- course time
    primary key (enrolment_id, kind)
) strict;
