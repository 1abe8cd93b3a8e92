//! `darb status`: of a bot that runs, of one that does not, and where there is none; and the figures for Prometheus.

use super::process::{Ended, PATIENCE, Place, SECRET};
use super::{NOBODY, port_in_use, refused, telegram, until};
use std::time::{Duration, Instant};

#[test]
fn looking_for_a_bot_where_there_is_none() {
    let place = Place::bare();
    refused(&place.run(&["status"]), 1, &["there is no data file `darb.db`", "DATABASE_URL"]);
    refused(&place.run(&["status", "--watch"]), 1, &["there is no data file `darb.db`"]);
    refused(&place.run(&["status", "--watch", "--json"]), 2, &["--json", "cannot be used with"]);
    assert!(place.files().is_empty(), "{:?}", place.files());
    place.write("darb.db", "");
    refused(&place.run(&["status"]), 1, &["the database is empty"]);
    let elsewhere = Place::bare().with("DATABASE_URL", "mysql://user:hidden@host/darb");
    refused(&elsewhere.run(&["status"]), 2, &["`DATABASE_URL`"]);
    place.write("darb.toml", "database_url = \n");
    refused(&place.run(&["status"]), 2, &["darb.toml:1"]);
    let server = Place::bare().with("DATABASE_URL", &format!("postgres://user:{SECRET}@127.0.0.1:9/darb"));
    refused(&server.run(&["status"]), 1, &["the database"]);
}

/// Runs `darb status` until it ends with this code.
async fn status(place: &Place, arguments: &[&str], code: i32) -> Ended {
    let mut last = place.run(arguments);
    until("another end of `darb status`", || {
        if last.code != Some(code) {
            last = place.run(arguments);
        }
        last.code == Some(code)
    })
    .await;
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_of_a_bot_that_runs_and_of_one_that_ended() {
    let telegram = telegram(0).await;
    let place = Place::on(&telegram.api_url());
    let bot = place.start(&["run"]);
    bot.logs("the bot is running");
    let well = status(&place, &["status"], 0).await;
    assert_eq!(well.err, "");
    for words in
        ["lease ", "epoch 1, renewed ", "reply 0, relay 0, lesson 0, nudge 0", " of 60", "of 30 allowed", "429s "]
    {
        assert!(well.out.contains(words), "`{words}` is not in: {}", well.out);
    }
    assert!(!well.out.contains("course time"), "it is everybody's time: {}", well.out);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["status", "--json"]).out).expect("JSON");
    assert_eq!((&data["healthy"], &data["lease"]["epoch"]), (&true.into(), &1.into()), "{data}");
    assert_eq!(data["figures"]["per_second"], 30, "{data}");
    // Neither the token nor the key is needed.
    let outside = Place::bare().with("DATABASE_URL", &format!("sqlite://{}", place.path("darb.db").display()));
    assert_eq!(outside.run(&["status"]).code, Some(0));
    let watching = outside.start(&["status", "--watch"]);
    watching.says("waiting: reply 0, relay 0, lesson 0, nudge 0; ");
    bot.stop();
    watching.says("the bot is not running: it was ended");
    watching.signal("INT");
    let watched = watching.end();
    assert_eq!((watched.code, watched.err.as_str()), (Some(0), ""), "{}", watched.out);
    let before = (place.files(), place.read("darb.db"));
    let ended = place.run(&["status"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("the bot is not running: it was ended"), "{}", ended.err);
    assert!(ended.out.contains("given back by"), "{}", ended.out);
    let data: serde_json::Value = serde_json::from_str(&place.run(&["status", "--json"]).out).expect("JSON");
    assert_eq!(data["healthy"], false, "{data}");
    assert!((place.files(), place.read("darb.db")) == before, "looking on leaves no trace");
    telegram.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_killed_or_reaches_nobody_is_told() {
    let place = Place::on(NOBODY).with("DARB_SPEED", "60");
    let bot = place.start(&["run"]);
    bot.logs("Telegram cannot be reached");
    let well = status(&place, &["status"], 0).await;
    assert!(well.out.contains("UTC (60 times as fast)"), "{}", well.out);
    drop(bot);
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", place.path("darb.db").display())).await;
    let pool = pool.expect("a data file");
    let set = async |sql: &'static str| {
        sqlx::raw_sql(sql).execute(&pool).await.expect("a statement that works");
    };
    set("update health set figures = replace(figures, '\"silent_ms\":', '\"silent_ms\":130000, \"before\":')").await;
    set("update health set written_at = cast(unixepoch('subsec') * 1000 as integer)").await;
    unwell(&place, &["Telegram has not answered for 2 min 10 s"]);
    set("update health set written_at = written_at - 180000").await;
    unwell(&place, &["nobody has written for 3 min", "the bot is not running or cannot write"]);
    set("delete from health").await;
    unwell(&place, &["nobody has ever written"]);
    set("drop table health; delete from _sqlx_migrations where version > 3").await;
    refused(&place.run(&["status"]), 1, &["an older version of darb"]);
    set("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', 1, x'00', 0)").await;
    refused(&place.run(&["status"]), 2, &["newer version of darb", "9999"]);
    pool.close().await;
}

/// `darb status` says on standard error what is wrong.
#[track_caller]
fn unwell(place: &Place, words: &[&str]) {
    let ended = place.run(&["status"]);
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    for words in words {
        assert!(ended.err.contains(words), "`{words}` is not in: {}", ended.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_served_where_they_are_asked_for() {
    let (port, held) = port_in_use();
    let address = format!("127.0.0.1:{port}");
    let place = Place::on(NOBODY).with("DARB_METRICS", &address);
    refused(&place.run(&["run"]), 1, &["DARB_METRICS", &address]);
    drop(held);
    let bot = place.start(&["run"]);
    bot.logs("Telegram cannot be reached");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = client.get(format!("http://{address}/metrics")).send().await.expect("somebody serves");
        let text = answer.text().await.expect("text");
        if ["darb_serving 1", "darb_waiting{class=\"lesson\"} 0", "# HELP darb_in_flight", "darb_sent_total 0"]
            .iter()
            .all(|it| text.contains(it))
        {
            break;
        }
        assert!(Instant::now() < deadline, "in vain: {text}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bot.stop();
}
