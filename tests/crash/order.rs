//! What must hold for everything that the stand-in saw, however often the bot was ended in between: the order in each
//! lane, and the limits.

use crate::evidence::is_delivery;
use crate::people::People;
use crate::process::Pace;
use darb::rules::press::Press;
use darb::sandbox::{LedgerEntry, RequestEntry};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How much shorter a window may come out: requests that leave evenly do not arrive evenly, the less so on a busy machine.
/// The gap in a private chat counts from the answer, so it cannot.
const TOLERANCE: Duration = Duration::from_millis(100);

/// A kind of thing of which one follows another in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sequence {
    Lessons,
    Items,
    Questions,
    Replies,
}

/// Everything that came after something that was to follow it. What came twice comes twice in a row, as nothing overtakes
/// what is in doubt.
pub fn out_of_order(people: &People, ledger: &[LedgerEntry]) -> Vec<String> {
    let places = places(people);
    let mut newest: BTreeMap<(i64, Option<i64>, Sequence), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for entry in ledger {
        let Some(chat) = entry.chat_id else { continue };
        let seen = match entry.method.as_str() {
            "sendMessage" | "copyMessage" => places.get(&(chat, entry.text.as_str())).copied(),
            _ => None,
        };
        let Some((sequence, place)) = seen.or_else(|| item(entry)) else { continue };
        let newest = newest.entry((chat, entry.thread_id, sequence)).or_insert(place);
        if place < *newest {
            found.push(format!("{sequence:?} {place} after {newest} in {chat}: {}", entry.text));
        }
        *newest = (*newest).max(place);
    }
    found
}

/// An item of a test by the buttons under it: the attempt, then the position.
fn item(entry: &LedgerEntry) -> Option<(Sequence, usize)> {
    let mut presses = entry.buttons.iter().filter_map(|button| Press::decode(button.data.as_deref()?));
    presses.find_map(|press| match press {
        Press::Answer { attempt, position, .. } => {
            Some((Sequence::Items, usize::try_from(attempt.0).ok()? * 1_000 + usize::from(position)))
        }
        _ => None,
    })
}

/// Which place the story gives to what is said in a chat.
fn places(people: &People) -> BTreeMap<(i64, &str), (Sequence, usize)> {
    let mut places = BTreeMap::new();
    for person in &people.all {
        let lessons = people.lessons.iter().map(|lesson| people.course.lesson(*lesson).expect("a lesson"));
        let parts = lessons.flat_map(|lesson| &lesson.body[&person.language]);
        for (place, part) in parts.enumerate() {
            places.insert((person.id, part.text.as_str()), (Sequence::Lessons, place));
        }
    }
    for (place, (_, _, words)) in people.questions.iter().enumerate() {
        places.insert((people.group, words.as_str()), (Sequence::Questions, place));
    }
    for (place, (chat, words)) in people.replies.iter().enumerate() {
        places.insert((*chat, words.as_str()), (Sequence::Replies, place));
    }
    places
}

/// Every window of a limit in which more arrived than may, by when requests reached the stand-in.
pub fn beyond_limits(pace: Pace, group: i64, requests: &[RequestEntry]) -> Vec<String> {
    let counted = |request: &&RequestEntry| {
        is_delivery(request.method) && !matches!(request.method, "setMessageReaction" | "deleteMessage")
    };
    let counted: Vec<&RequestEntry> = requests.iter().filter(counted).collect();
    let mut found = Vec::new();
    let all: Vec<Instant> = counted.iter().map(|request| request.received_at).collect();
    // The bot releases slots in groups of a twentieth of a second.
    let per_second = pace.per_second as usize + (pace.per_second as usize / 20).max(1);
    found.extend(crowded(&all, Duration::from_secs(1), per_second).map(|count| format!("{count} in a second")));
    let of_group: Vec<Instant> =
        counted.iter().filter(|request| request.chat_id == Some(group)).map(|request| request.received_at).collect();
    let per_minute = pace.group_per_minute as usize;
    let crowds = crowded(&of_group, Duration::from_secs(60), per_minute);
    found.extend(crowds.map(|count| format!("{count} in a minute in the group")));
    let mut last: BTreeMap<i64, Instant> = BTreeMap::new();
    for request in counted {
        let Some(chat) = request.chat_id.filter(|chat| *chat > 0) else { continue };
        if let Some(before) = last.insert(chat, request.received_at) {
            let gap = request.received_at - before;
            if gap < Duration::from_millis(pace.private_gap_ms) {
                found.push(format!("{} in {chat} after {gap:?}", request.method));
            }
        }
    }
    found
}

/// How many there are in each window that begins with one and has more than may be.
fn crowded(at: &[Instant], window: Duration, most: usize) -> impl Iterator<Item = usize> {
    let starts = at.iter().enumerate();
    starts.filter_map(move |(index, first)| {
        let count = at[index..].iter().take_while(|other| **other - *first + TOLERANCE < window).count();
        (count > most).then_some(count)
    })
}
