-- The date on which somebody was last heard, where they are, as the number of days from the beginning of our era; it stands
-- in the progress too, and here it can be counted by country. Null until they are heard.
alter table enrolments add column heard_on integer;
-- Days of rest and Ramadan as admins corrected them, and countries that have fallen silent, as JSON; null while there are none.
alter table cohorts add column days text;
