//! At which moment a kill fell: from what the stand-in had received and answered, and from what the data say of the dead.

use crate::bench;
use crate::process::{Ground, KEY};
use darb::sandbox::RequestEntry;
use darb::seal::{Key, Randomness, Sealer};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// What a kill interrupted; the numbers are of rows that were committed as *sending*.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Of which epoch the dead process was.
    pub epoch: i64,
    /// All of them, by chat.
    pub sending: BTreeMap<i64, i64>,
    /// Their request never reached the stand-in.
    pub claimed: i64,
    /// Their request had reached it, or was on its way, and had no effect yet.
    pub before_effect: i64,
    /// It had taken effect and was not answered.
    pub after_effect: i64,
    /// It was answered; the data file does not know.
    pub unmarked: i64,
    /// Something happened while it died, so the moment cannot be told.
    pub unclear: i64,
    /// Updates were handed out to it and are not confirmed; whether it had committed them.
    pub intake: Option<bool>,
}

impl Evidence {
    pub fn in_doubt(&self) -> i64 {
        self.sending.values().sum()
    }
}

/// What is read from the data of the dead, before anybody else opens them.
struct Remains {
    epoch: i64,
    /// By chat: rows in *sending*, and all rows that this epoch released.
    sending: BTreeMap<i64, (i64, i64)>,
    handled: BTreeSet<i64>,
}

/// Looks at a process that died between two instants. `first`: the number of the last request before its time.
pub async fn examine(ground: &Ground, first: u64, died: (Instant, Instant), before: i64) -> Evidence {
    let requests = ground.telegram.requests(first);
    let unread: BTreeSet<i64> = ground.telegram.unread_ids().into_iter().collect();
    let given: BTreeSet<i64> = requests
        .iter()
        .filter(|request| request.answered_at.is_some_and(|at| at < died.0))
        .flat_map(|request| request.handed_out.iter().copied())
        .filter(|id| unread.contains(id))
        .collect();
    let remains = remains(ground, &given).await;
    let mut evidence = Evidence { epoch: remains.epoch, ..Evidence::default() };
    if remains.epoch == before {
        // It died before it held the lease: what is in doubt is its predecessor's.
        return evidence;
    }
    for (chat, (sending, released)) in remains.sending {
        evidence.sending.insert(chat, sending);
        let of_chat: Vec<&RequestEntry> =
            requests.iter().filter(|request| request.chat_id == Some(chat) && is_delivery(request.method)).collect();
        tell(&mut evidence, sending, released, &of_chat, died);
    }
    evidence.intake = (!given.is_empty()).then(|| given.iter().all(|id| remains.handled.contains(id)));
    evidence
}

/// Divides the rows of a chat that were in *sending* by how far their requests had come. A row has one request in its time,
/// and one that was answered and marked is not in *sending*.
fn tell(evidence: &mut Evidence, sending: i64, released: i64, requests: &[&RequestEntry], died: (Instant, Instant)) {
    let unsent = released - count(requests.len());
    let (mut before_effect, mut after_effect, mut unclear) = (0, 0, 0);
    for request in requests {
        let while_dying = |at: Instant| at >= died.0 && at <= died.1;
        match (request.effect_at, request.answered_at) {
            (_, Some(at)) if at < died.0 => {}
            (_, Some(at)) if while_dying(at) => unclear += 1,
            (Some(at), _) if while_dying(at) => unclear += 1,
            (Some(at), _) if at < died.0 => after_effect += 1,
            _ => before_effect += 1,
        }
    }
    let unmarked = sending - unsent - before_effect - after_effect - unclear;
    if unsent < 0 || unmarked < 0 {
        evidence.unclear += sending;
        return;
    }
    evidence.claimed += unsent;
    evidence.before_effect += before_effect;
    evidence.after_effect += after_effect;
    evidence.unclear += unclear;
    evidence.unmarked += unmarked;
}

/// Whether a request with a chat is a row's one request; looking up a group takes two.
pub fn is_delivery(method: &str) -> bool {
    !matches!(method, "getUpdates" | "getMe" | "answerCallbackQuery" | "getChat" | "getChatMember" | "setMyCommands")
}

async fn remains(ground: &Ground, given: &BTreeSet<i64>) -> Remains {
    let url = copy(ground).await;
    let epoch = number(&bench::rows(&url, "epoch", "from lease").await[0]);
    let sealer = Sealer::new(&Key::parse(&KEY.repeat(32)).expect("a key"), Randomness::seeded(1));
    let rest = format!(
        "from outbox o join chats c on c.id = o.chat_id where o.epoch = {epoch} \
         and o.kind not in ('set_commands', 'check_group') \
         and o.chat_id in (select d.chat_id from outbox d where d.state = 'sending' and d.epoch = {epoch}) \
         group by c.sealed"
    );
    let columns = "c.sealed, sum(case when o.state = 'sending' then 1 else 0 end), count(*)";
    let mut sending = BTreeMap::new();
    for row in bench::rows(&url, columns, &rest).await {
        let mut parts = row.split('|');
        let chat = sealer.open_chat(parts.next().expect("a chat")).expect("sealed with our key");
        sending.insert(chat, (number(parts.next().expect("a sum")), number(parts.next().expect("a count"))));
    }
    let ids: Vec<String> = given.iter().map(i64::to_string).collect();
    let handled = match ids.as_slice() {
        [] => BTreeSet::new(),
        ids => {
            let rest = format!("from updates where update_id in ({})", ids.join(","));
            bench::rows(&url, "update_id", &rest).await.iter().map(|id| number(id)).collect()
        }
    };
    Remains { epoch, sending, handled }
}

/// The data as the dead process left them. A data file is copied with its log, so that opening it recovers nothing; a
/// server has to have noticed, and to have finished what it was told to commit.
pub async fn copy(ground: &Ground) -> String {
    if ground.url.starts_with("postgres") {
        let others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() \
             and backend_type = 'client backend'";
        while bench::rows(&ground.url, "count(*)", others).await[0] != "0" {}
        return ground.url.clone();
    }
    let folder = ground.folder().join("remains");
    std::fs::create_dir_all(&folder).expect("a folder");
    for name in ["crash.db", "crash.db-wal"] {
        let (from, to) = (ground.folder().join(name), folder.join(name));
        let _none_yet = std::fs::remove_file(&to);
        if from.exists() {
            std::fs::copy(from, to).expect("a copy");
        }
    }
    let _none_yet = std::fs::remove_file(folder.join("crash.db-shm"));
    format!("sqlite://{}", folder.join("crash.db").display())
}

fn number(text: &str) -> i64 {
    text.parse().expect("a number")
}

fn count(of: usize) -> i64 {
    i64::try_from(of).expect("few")
}
