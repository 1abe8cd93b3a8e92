-- Corrections of a wrong key: what was ordered, by whom, and what it came to; stays as the record of it. An order is the one
-- row that a process without the lease writes (`darb regrade`); whoever holds the lease carries it out.
create table regrades (
    request      text not null primary key, -- names the act: what is ordered twice is ordered once
    cohort_id    bigint not null,
    week         bigint not null,
    from_version bigint not null,          -- the course version that it corrects
    to_version   bigint,                   -- the corrected one, once it was begun
    change       text not null,             -- JSON: which items, and how
    by_person    bigint,                   -- the admin; null at the command line, or once that admin was forgotten
    state        text not null,             -- ordered, running, done, refused
    ordered_at   bigint not null,          -- real time
    ended_at     bigint,                   -- real time
    changed      bigint not null,          -- people whose marks differ, so far
    passing      bigint not null           -- people who pass by it, so far
);
create index regrades_open on regrades (ordered_at) where state in ('ordered', 'running');
