//! Dossiers: everything that is kept about somebody, gathered from every table for whoever asks or has it erased.

use super::error::StoreError;
use super::statement::{IdRow, id_rows, row, statement};
use super::tx::Tx;
use super::{attempts, cohorts, enrolments, feedback, form, notes, people, regrades};
use crate::rules::answer::Written;
use crate::rules::certificate::Named;
use crate::rules::dossier::{Asked, Dossier, Enrolled, Held, Known, Tried, Views, WrittenAnswer};
use crate::rules::ids::{ChatId, CohortId, EnrolmentId, PersonId};
use crate::rules::model::Cohort;
use crate::rules::question::QuestionState;
use crate::seal::Sealer;
use std::collections::{BTreeMap, BTreeSet};

row! {
    struct WrittenRow { enrolment_id: i64, week: i64, item: String, sealed: String }
}

statement!(
    WRITTEN,
    [id: Int],
    "select a.enrolment_id, a.week, n.item, n.sealed from answers n join attempts a on a.id = n.attempt_id \
     join {rows} on r.id = a.enrolment_id where n.sealed is not null order by n.attempt_id, n.position"
);

row! {
    struct TriedRow {
        enrolment_id: i64, week: i64, number: i64, started_at: i64, finished_at: Option<i64>, answers: i64, correct: i64,
    }
}

statement!(
    TRIED,
    [id: Int],
    "select a.enrolment_id, a.week, a.number, a.started_at, a.finished_at, \
     (select count(*) from answers n where n.attempt_id = a.id) as answers, \
     (select count(*) from answers n where n.attempt_id = a.id and n.is_right = 1) as correct \
     from attempts a join {rows} on r.id = a.enrolment_id order by a.enrolment_id, a.week, a.number"
);

row! {
    struct AskedRow { enrolment_id: i64, state: String, asked_at: i64 }
}

statement!(
    ASKED,
    [id: Int],
    "select q.enrolment_id, q.state, q.asked_at from questions q join {rows} on r.id = q.enrolment_id order by q.id"
);

row! {
    struct NoteRow { enrolment_id: i64, kind: String, sealed: String }
}

statement!(
    NOTES,
    [id: Int],
    "select n.enrolment_id, n.kind, n.sealed from notes n join {rows} on r.id = n.enrolment_id order by n.enrolment_id, n.kind"
);

row! {
    struct HeldRow { enrolment_id: i64, chat_id: i64, kind: String, thread: Option<i64> }
}

statement!(
    HELD,
    [id: Int],
    "select t.enrolment_id, t.chat_id, c.kind, t.thread from topics t join {rows} on r.id = t.enrolment_id \
     join chats c on c.id = t.chat_id order by t.id"
);

row! {
    struct KnownRow { enrolment_id: i64, chat_id: i64, message: i64, sent_at: i64 }
}

// By the question they belong to, by the introduction or call for help that they show, by the delivery that sent them.
statement!(
    KNOWN_IN_GROUPS,
    [id: Int],
    "select q.enrolment_id, m.chat_id, m.message, m.sent_at from questions q join {rows} on r.id = q.enrolment_id \
     join topics t on t.enrolment_id = q.enrolment_id join messages m on m.chat_id = t.chat_id and m.question_id = q.id \
     union \
     select t.enrolment_id, m.chat_id, m.message, m.sent_at from topics t join {rows} on r.id = t.enrolment_id \
     join messages m on m.chat_id = t.chat_id where m.screen = 'i:' || t.enrolment_id or m.screen like 'h:' || t.enrolment_id || ':%' \
     union \
     select t.enrolment_id, m.chat_id, m.message, m.sent_at from topics t join {rows} on r.id = t.enrolment_id \
     join messages m on m.chat_id = t.chat_id join outbox o on o.id = m.delivery_id and o.enrolment_id = t.enrolment_id \
     order by 4, 3"
);

row! {
    struct OwnRow { chat_id: i64, message: i64, sent_at: i64 }
}

statement!(
    OWN,
    [id: Int],
    "select m.chat_id, m.message, m.sent_at from messages m join {rows} on r.id = m.chat_id order by m.sent_at, m.message"
);

row! {
    struct WaitingRow { chat_id: i64, count: i64 }
}

statement!(
    WAITING,
    [id: Int],
    "select o.chat_id, count(*) as count from outbox o join {rows} on r.id = o.chat_id where o.state = 'pending' and o.to_come in (0, 1) \
     and o.kind not in ('my_data', 'my_data_file') group by o.chat_id"
);

/// What is kept about the persons of these private chats; a dossier for each, also where there is nobody.
pub async fn of_chats(tx: &mut Tx, sealer: &Sealer, chats: &[ChatId]) -> Result<BTreeMap<ChatId, Dossier>, StoreError> {
    let mut dossiers: BTreeMap<ChatId, Dossier> = chats.iter().map(|chat| (*chat, Dossier::default())).collect();
    if chats.is_empty() {
        return Ok(dossiers);
    }
    let ids = id_rows(dossiers.keys().map(|chat| chat.0));
    let mut chat_of: BTreeMap<PersonId, ChatId> = BTreeMap::new();
    let (asked, roles) = (people::ask_by_chats(tx, &ids), people::ask_roles(tx));
    for person in people::read(tx, asked).await? {
        chat_of.insert(person.id, person.chat);
        let chat = person.chat;
        dossiers.entry(chat).or_default().person = Some(person);
    }
    for grant in people::read_roles(tx, roles).await? {
        if let Some(chat) = chat_of.get(&grant.person) {
            dossiers.entry(*chat).or_default().roles.push(grant.role);
        }
    }
    let people = id_rows(chat_of.keys().map(|id| id.0));
    for (person, corrected) in regrades::ordered_by(tx, &people).await? {
        if let Some(chat) = chat_of.get(&person) {
            dossiers.entry(*chat).or_default().corrected.push(corrected);
        }
    }
    for row in tx.fetch_by::<OwnRow>(&OWN, &ids).await? {
        let known = Known { message: row.message, sent_at: super::instant_or_epoch(row.sent_at) };
        dossiers.entry(ChatId(row.chat_id)).or_default().messages.push(known);
    }
    for row in tx.fetch_by::<WaitingRow>(&WAITING, &ids).await? {
        dossiers.entry(ChatId(row.chat_id)).or_default().waiting = row.count.try_into().unwrap_or(u32::MAX);
    }
    for (person, enrolled) in enrolled(tx, sealer, &chat_of).await? {
        if let Some(chat) = chat_of.get(&person) {
            dossiers.entry(*chat).or_default().enrolments.push(enrolled);
        }
    }
    Ok(dossiers)
}

/// The enrolments of these people, the oldest first, with all that hangs on them.
async fn enrolled(
    tx: &mut Tx,
    sealer: &Sealer,
    chat_of: &BTreeMap<PersonId, ChatId>,
) -> Result<Vec<(PersonId, Enrolled)>, StoreError> {
    let cohorts: BTreeMap<CohortId, Cohort> =
        cohorts::all(tx).await?.into_iter().map(|cohort| (cohort.id, cohort)).collect();
    let asked = enrolments::ask_by_people(tx, &id_rows(chat_of.keys().map(|id| id.0)));
    let mut stored = enrolments::read(tx, asked).await?;
    stored.sort_by_key(|stored| stored.enrolment.id);
    let mut found: BTreeMap<i64, (PersonId, Enrolled)> = BTreeMap::new();
    for stored in stored {
        let enrolment = stored.enrolment;
        let Some(cohort) = cohorts.get(&enrolment.cohort) else { continue };
        let enrolled = Enrolled {
            id: enrolment.id,
            version: cohort.version,
            starts_on: cohort.starts_on,
            closes_on: cohort.calendar().closes_on(),
            handle: enrolment.handle,
            since: stored.created_at,
            status: enrolment.status,
            progress: enrolment.progress,
            why: None,
            name: None,
            views: Views::default(),
            attempts: Vec::new(),
            written: Vec::new(),
            questions: Vec::new(),
            groups: Vec::new(),
        };
        found.insert(enrolment.id.0, (enrolment.person, enrolled));
    }
    hang_on(tx, sealer, &mut found).await?;
    Ok(found.into_values().collect())
}

/// Attempts, questions, the sentence of their own, and what stands in the mentors' groups.
async fn hang_on(
    tx: &mut Tx,
    sealer: &Sealer,
    found: &mut BTreeMap<i64, (PersonId, Enrolled)>,
) -> Result<(), StoreError> {
    let ids: Vec<IdRow> = id_rows(found.keys().copied());
    for row in tx.fetch_by::<NoteRow>(&NOTES, &ids).await? {
        let Some((_, enrolled)) = found.get_mut(&row.enrolment_id) else { continue };
        // One that cannot be opened is kept all the same, and is no reason why nothing could be told or erased.
        let opened = notes::open(sealer, &row.sealed);
        let opened = opened.inspect_err(|error| tracing::error!(%error, "a note cannot be read"));
        let words = opened.unwrap_or_else(|_| "?".to_owned());
        match row.kind.as_str() {
            "why" => enrolled.why = Some(words),
            _ => enrolled.name = Some(Named::decode(&words).map_or_else(|| "?".to_owned(), |named| named.name)),
        }
    }
    hang_views_on(tx, sealer, &ids, found).await?;
    let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
    for row in tx.fetch_by::<TriedRow>(&TRIED, &ids).await? {
        let Some((_, enrolled)) = found.get_mut(&row.enrolment_id) else { continue };
        enrolled.attempts.push(Tried {
            week: small(row.week),
            number: small(row.number),
            started_at: super::instant_or_epoch(row.started_at),
            finished_at: super::instant(row.finished_at),
            answers: row.answers.try_into().unwrap_or(u32::MAX),
            right: row.correct.try_into().unwrap_or(u32::MAX),
        });
    }
    for row in tx.fetch_by::<WrittenRow>(&WRITTEN, &ids).await? {
        let Some((_, enrolled)) = found.get_mut(&row.enrolment_id) else { continue };
        let words = attempts::typed(sealer, &row.sealed).unwrap_or_else(|| Written("?".to_owned()));
        enrolled.written.push(WrittenAnswer { week: small(row.week), item: row.item, words });
    }
    for row in tx.fetch_by::<AskedRow>(&ASKED, &ids).await? {
        let Some((_, enrolled)) = found.get_mut(&row.enrolment_id) else { continue };
        if let Some(state) = QuestionState::from_name(&row.state) {
            enrolled.questions.push(Asked { state, asked_at: super::instant_or_epoch(row.asked_at) });
        }
    }
    let mut known: BTreeMap<(i64, i64), Vec<Known>> = BTreeMap::new();
    for row in tx.fetch_by::<KnownRow>(&KNOWN_IN_GROUPS, &ids).await? {
        let one = Known { message: row.message, sent_at: super::instant_or_epoch(row.sent_at) };
        known.entry((row.enrolment_id, row.chat_id)).or_default().push(one);
    }
    let mut seen: BTreeSet<(i64, i64)> = BTreeSet::new();
    for row in tx.fetch_by::<HeldRow>(&HELD, &ids).await? {
        let key = (row.enrolment_id, row.chat_id);
        let Some((_, enrolled)) = found.get_mut(&row.enrolment_id).filter(|_| seen.insert(key)) else { continue };
        enrolled.groups.push(Held {
            chat: ChatId(row.chat_id),
            forum: row.kind == "forum",
            thread: row.thread,
            messages: known.remove(&key).unwrap_or_default(),
        });
    }
    Ok(())
}

/// What they think of the weeks and of the course.
async fn hang_views_on(
    tx: &mut Tx,
    sealer: &Sealer,
    ids: &[IdRow],
    found: &mut BTreeMap<i64, (PersonId, Enrolled)>,
) -> Result<(), StoreError> {
    let (taps, sentences) = feedback::own(tx, sealer, ids).await?;
    let answered = form::own(tx, sealer, ids).await?;
    let mut of = |enrolment: EnrolmentId, add: &mut dyn FnMut(&mut Views)| {
        if let Some((_, enrolled)) = found.get_mut(&enrolment.0) {
            add(&mut enrolled.views);
        }
    };
    for tap in taps {
        of(tap.enrolment, &mut |views| views.taps.push((tap.week, tap.question.clone(), tap.step)));
    }
    for one in sentences {
        of(one.enrolment, &mut |views| views.sentences.push((one.week, one.words.clone(), one.quotable)));
    }
    for (enrolment, entry, choice) in answered.taps {
        of(enrolment, &mut |views| views.form.push((entry.clone(), choice)));
    }
    for (enrolment, entry, words, quotable) in answered.sentences {
        of(enrolment, &mut |views| views.form_sentences.push((entry.clone(), words.clone(), quotable)));
    }
    Ok(())
}
