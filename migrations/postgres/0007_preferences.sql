-- What somebody has switched on, as JSON; null while nothing is.
alter table people add column preferences text;
