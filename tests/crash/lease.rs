//! Two processes on one database: the second stands by, and takes over when the first dies or hangs.

use crate::bench;
use crate::order;
use crate::people::{Act, People, duplicates, morning};
use crate::process::{Bot, Ground, On, Pace};
use crate::say;
use darb::sandbox::RequestEntry;
use darb::store::lease::FREE_AFTER;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::str::FromStr;
use std::time::{Duration, Instant};

const PACE: Pace = Pace { in_flight: 8, per_second: 250, private_gap_ms: 300, group_per_minute: 6_000, delay_ms: 60 };

/// Fifteen seconds to the take-over, and one for a process that begins to work on a busy machine.
const TAKE_OVER: Duration = Duration::from_secs(16);

pub async fn take_over(on: On, name: &str) {
    let started = Instant::now();
    let at_ms = morning(0).timestamp_millis() - 20 * 3_600_000;
    let Some(mut ground) = Ground::start(on, name, PACE, at_ms).await else { return };
    let mut people = People::arrive(&mut ground, 24).await;
    let standby = stand_by(&ground, 1).await;

    // The first dies in the middle of the morning.
    let busy = busy(&mut ground, &mut people, Act::Morning { day: 0 }).await;
    let died = ground.kill_beside().await;
    let took = taken_over(&ground, busy, died).await;
    assert!(took < FREE_AFTER / 2, "the lock is gone with the dead process: {took:?}");
    let after_death = settle(&mut ground, &people).await;
    assert!(after_death.0 <= PACE.in_flight, "{after_death:?}");
    ground.bot = Some(standby);

    // The second hangs in the middle of the questions; a third stands by.
    let heir = stand_by(&ground, 2).await;
    let epoch = epoch(&ground).await;
    for act in [Act::Ask { round: 0 }, Act::Send { round: 0 }, Act::Reply { round: 0 }] {
        people.act(&ground, act);
        ground.rest().await;
    }
    // Of those who have a topic: what is in doubt then goes again.
    let busy = self::busy(&mut ground, &mut people, Act::Ask { round: 3 }).await;
    let hung = ground.bot.take().expect("a running bot");
    let since = hang(&ground, &hung).await;
    let in_hand = bench::rows(&ground.url, "id", "from outbox where state = 'sending'").await;
    let hung_took = taken_over(&ground, busy, since).await;
    assert!(hung_took < TAKE_OVER, "{hung_took:?}");
    assert!(i64::try_from(in_hand.len()).is_ok_and(|count| count <= PACE.in_flight), "{in_hand:?}");
    ground.bot = Some(heir);
    // It wakes up among the work of the other, which goes on.
    people.act(&ground, Act::Done);
    hung.signal("CONT");
    let after_hang = settle(&mut ground, &people).await;
    let doubted = after_hang.0 - after_death.0;
    assert!(after_hang.1 - after_death.1 <= doubted, "{after_death:?}, {after_hang:?}");
    assert!(doubted <= i64::try_from(in_hand.len()).expect("few"), "{doubted} doubts, {in_hand:?} were in hand");
    let rows =
        bench::rows(&ground.url, "id, state", &format!("from outbox where epoch = {epoch} and state = 'sending'"))
            .await;
    assert_eq!(rows, [""; 0], "what the one that hung had in hand was taken over");
    ground.until_said("another process took over; standing by", 1).await;

    // It stands by now, and takes over in its turn; the heir has the lock with its next renewal.
    while !bench::rows(&ground.url, "holder", "from lease").await[0].ends_with(')') {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let before = ground.telegram.requests(0).len() as u64;
    let died = ground.kill_beside().await;
    let again = taken_over(&ground, before, died).await;
    assert!(again < FREE_AFTER / 2, "{again:?}");
    ground.bot = Some(hung);
    people.act(&ground, Act::Reply { round: 3 });
    let at_last = settle(&mut ground, &people).await;
    assert_eq!(order::out_of_order(&people, &ground.telegram.ledger()), [""; 0]);
    say(&format!(
        "crash (two processes, {on:?}): taken over {:.1} s after a death, {:.1} s after a hang, {:.1} s after a death again; \
         {} uncertain and {} duplicates after the death, {doubted} of {} in hand and {} after the hang, {} and {} at last; \
         0 lost, {:.1} s",
        took.as_secs_f64(),
        hung_took.as_secs_f64(),
        again.as_secs_f64(),
        after_death.0,
        after_death.1,
        in_hand.len(),
        after_hang.1 - after_death.1,
        at_last.0,
        at_last.1,
        started.elapsed().as_secs_f64()
    ));
}

/// Stops a process where it is. On SQLite not in the middle of a transaction: who hangs there keeps the data file locked,
/// and nobody can take over before it ends. A server ends such a session by itself.
async fn hang(ground: &Ground, bot: &Bot) -> Instant {
    loop {
        bot.signal("STOP");
        let since = Instant::now();
        if ground.url.starts_with("postgres") || is_writable(&ground.url).await {
            return since;
        }
        bot.signal("CONT");
    }
}

async fn is_writable(url: &str) -> bool {
    let options = SqliteConnectOptions::from_str(url).expect("an address").busy_timeout(Duration::ZERO);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("the data file");
    let begun = sqlx::raw_sql("begin immediate; rollback").execute(&mut connection).await;
    connection.close().await.expect("a connection that closes");
    begun.is_ok()
}

/// Starts a second process and waits until it stands by.
async fn stand_by(ground: &Ground, times: usize) -> Bot {
    let standby = ground.another();
    ground.until_said("another process holds the lease; standing by", times).await;
    standby
}

/// Plays an act and waits until some of it is on its way. Returns the number of the last request by then.
async fn busy(ground: &mut Ground, people: &mut People, act: Act) -> u64 {
    let before = ground.telegram.requests(0).len() as u64;
    people.act(ground, act);
    let is_busy = |requests: &[RequestEntry]| requests.iter().filter(|request| request.chat_id.is_some()).count() > 6;
    assert!(ground.telegram.until_requests(before, FREE_AFTER, is_busy).await, "nothing happens\n{}", ground.log());
    ground.look_away().await;
    ground.telegram.requests(0).len() as u64
}

/// How long it took from an instant until another process polled: its first poll confirms nothing.
async fn taken_over(ground: &Ground, after: u64, since: Instant) -> Duration {
    let is_new = |request: &&RequestEntry| {
        request.method == "getUpdates" && request.offset.is_none() && request.received_at > since
    };
    let found =
        ground.telegram.until_requests(after, 2 * FREE_AFTER, |requests| requests.iter().any(|one| is_new(&one))).await;
    assert!(found, "nobody took over\n{}", ground.log());
    let requests = ground.telegram.requests(after);
    requests.iter().find(is_new).expect("just seen").received_at - since
}

/// Waits until all is done and nothing is missing; returns the doubts and the duplicates so far.
async fn settle(ground: &mut Ground, people: &People) -> (i64, i64) {
    ground.rest().await;
    people.later(ground);
    ground.rest().await;
    let (ledger, outbox) = (ground.telegram.ledger(), ground.outbox().await);
    let repeated: i64 = duplicates(&ledger).values().sum();
    assert!(repeated <= outbox.doubts, "{repeated} repeated, {} in doubt", outbox.doubts);
    assert_eq!((people.lost(&ledger), outbox.failed), (Vec::new(), 0), "{}", ground.log());
    assert_eq!(bench::rows(&ground.url, "update_id", "from failed_updates").await, [""; 0]);
    (outbox.doubts, repeated)
}

async fn epoch(ground: &Ground) -> i64 {
    bench::rows(&ground.url, "epoch", "from lease").await[0].parse().expect("a number")
}
