-- The files that lessons show, once for all versions of all courses.
create table media (
    hash     text not null primary key,  -- SHA-256 of the bytes, in small hexadecimal digits
    body     text not null,              -- the bytes, in base64
    added_at bigint not null
);

-- What Telegram has of them already: goes again by `file_id`, without another upload.
create table media_files (
    hash     text not null,
    bot_id   bigint not null,  -- Telegram's id of the bot: another one cannot use the `file_id`
    file_id  text not null,
    taken_at bigint not null,  -- real time
    primary key (hash, bot_id)
);
