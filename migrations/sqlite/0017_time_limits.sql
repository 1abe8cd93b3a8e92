-- When the time of an attempt is over: real time, Unix milliseconds; null where it has no limit.
alter table attempts add column ends_at integer;

-- Attempts that may end by themselves: a handful, looked at every second.
create index attempts_ends on attempts (ends_at) where ends_at is not null and finished_at is null;
