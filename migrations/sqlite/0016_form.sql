-- What people answer in the form after the course: one row for each entry answered with a tap. Another answer replaces it
-- until the form is handed in, which stands in the enrolment's progress with the course version whose entries these are.
create table form_answers (
    enrolment_id integer not null,
    entry        text not null,     -- its name in course.toml
    choice       integer not null,  -- from 0
    answered_at  integer not null,  -- course time
    primary key (enrolment_id, entry)
) strict;

-- A sentence for who wants; goes with its enrolment.
create table form_sentences (
    id           integer not null primary key,
    enrolment_id integer not null,
    entry        text not null,
    sealed       text not null,     -- the words, for the purpose `form`
    key_id       text not null,
    quotable     integer not null,  -- 1: admins may read it, without a name; 0 until its author says so
    written_at   integer not null,
    unique (enrolment_id, entry)
) strict;
