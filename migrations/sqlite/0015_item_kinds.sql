-- Answers that are more than one choice. Such a row has `choice` -1.
alter table answers add column mark integer;  -- ten-millionths of what the item is worth; null: all if it is right, else nothing
alter table answers add column given text;  -- JSON of what was ticked, matched or sent; null: the choice, or sealed
alter table answers add column sealed text;  -- JSON of what was typed, sealed
alter table answers add column key_id text;  -- of the key that sealed it

-- What is ticked, matched or written for the current item and not submitted yet, JSON.
alter table attempts add column draft text;

-- An essay on its way to the mentors is a question with the answer that it is.
alter table questions add column attempt_id integer;
alter table questions add column position integer;
