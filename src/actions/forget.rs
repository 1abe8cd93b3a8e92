//! What is kept about somebody, and forgetting all of it: asked for and confirmed, in a panic, or after 30 days out of
//! reach.

use super::Context;
use super::desk::{ActionError, Cause, Desk, Participant, Place};
use super::intent::{Pressed, Sender};
use crate::rules::dossier::deletable;
use crate::rules::erasing::{PATIENCE, Plan, Why, batches, plan};
use crate::rules::ids::{ChatId, DeliveryId, EnrolmentId};
use crate::rules::model::Person;
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
use crate::store::chats::Chat;
use crate::store::erasures::{self, Erasure};
use crate::store::{Needs, Work};
use chrono::TimeDelta;

/// Whoever has been out of reach so long is forgotten.
pub const UNREACHABLE_KEPT: TimeDelta = TimeDelta::days(30);

/// People that one transaction forgets; each has rows in several tables.
const CHUNK: i64 = 50;

/// Who is being forgotten and looked after at once.
const ROUND: i64 = 200;

/// Asks once whether everything is to be erased: `/forget`, *Erase everything about me*.
pub fn ask(desk: &mut Desk<'_>, participant: &Participant) {
    desk.say(participant.place(), Notice::ForgetAsk { person: participant.person.id });
}

/// `/forget` of whoever writes, enrolled or not.
pub(super) fn ask_at(desk: &mut Desk<'_>, place: Place, person: Option<&Person>) {
    match person {
        Some(person) => desk.say(place, Notice::ForgetAsk { person: person.id }),
        // Of a stranger nothing is kept, and that is what they are told.
        None => desk.say(place, Notice::MyData),
    };
}

/// `/mydata`: what is kept is looked up when it goes.
pub(super) fn show(desk: &mut Desk<'_>, place: Place) {
    desk.say(place, Notice::MyData);
}

/// The buttons under what is kept and under the question; `None` for others.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    place: Place,
    press: Press,
) -> Option<Result<(), ActionError>> {
    match press {
        Press::ShowMyDataFile => {
            desk.answer(pressed, Some(person), Toast::Silent);
            desk.say(place, Notice::MyDataFile);
        }
        Press::ShowForget => {
            desk.answer(pressed, Some(person), Toast::Silent);
            desk.say(place, Notice::ForgetAsk { person: person.id });
        }
        Press::KeepAll => {
            desk.answer(pressed, Some(person), Toast::Silent);
            desk.say_on_pressed(place, Notice::ForgetKept);
        }
        Press::Forget { person: of } if of == person.id => {
            desk.answer(pressed, Some(person), Toast::Silent);
            return Some(erase(desk, person.chat, Why::Asked));
        }
        Press::Forget { .. } => desk.answer(pressed, Some(person), Toast::OldButton),
        _ => return None,
    }
    Some(Ok(()))
}

/// `/panic`: everything goes without a word, the message that asked for it too.
pub(super) fn panic(desk: &mut Desk<'_>, from: Sender, message: i64) -> Result<(), ActionError> {
    let chat = super::arrive::private_chat(desk, from);
    erase(desk, chat, Why::Panic { message })
}

/// Forgets the person of a private chat, at once and for good: in the commit of this unit of work everything about them
/// goes, and what takes their messages away is on its way. Their sealed chat stays, marked, until that was accepted or 24
/// hours have passed; [`go_on`] ends it. Done twice it finds nothing more. Needs their dossier.
///
/// Who runs things keeps that, and their language: nothing else of them stays.
pub fn erase(desk: &mut Desk<'_>, chat: ChatId, why: Why) -> Result<(), ActionError> {
    let dossier = desk.work.dossier(chat).cloned().unwrap_or_default();
    let person = desk.work.person_at(chat).cloned();
    let language = person.as_ref().map(|person| person.language);
    let Plan { groups, here, counts } = plan(&dossier, why, desk.now);
    desk.work.forget_all_of(chat);
    let id = desk.work.fresh_id();
    if let Some(known) = desk.work.chats.get(&chat).cloned() {
        // The last word is in the language they chose.
        desk.work.chats.put(chat, Chat { language: language.or(known.language), ..known });
    }
    if let Some(person) = person.clone().filter(|_| counts.has_role) {
        desk.work.people.put(person.id, Person::new(person.id, chat, person.language));
    }
    let mut deliveries: Vec<DeliveryId> = Vec::new();
    for (group, notice) in groups {
        deliveries.push(desk.say(Place { chat: group, topic: None, enrolment: None }, notice));
    }
    for notice in here {
        deliveries.push(desk.say(Place { chat, topic: None, enrolment: None }, notice));
    }
    let enrolments: Vec<EnrolmentId> = dossier.enrolments.iter().map(|enrolled| enrolled.id).collect();
    let person = person.filter(|_| !counts.has_role).map(|person| person.id);
    desk.work.erase(Erasure { id, chat, person, enrolments, began_at: desk.real, deliveries });
    tracing::info!(enrolments = counts.enrolments, "everything about somebody was erased");
    Ok(())
}

/// Forgets whoever has been out of reach for 30 days, a few at a time. Returns how many that were.
pub async fn forget_unreachable(context: &Context) -> Result<usize, ActionError> {
    let mut count = 0;
    loop {
        let before = context.clock.now() - UNREACHABLE_KEPT;
        let mut tx = context.store.read().await?;
        let chats = erasures::long_unreachable(&mut tx, before, CHUNK).await?;
        drop(tx);
        if chats.is_empty() {
            return Ok(count);
        }
        count += chats.len();
        let mut work = context.store.work(&context.library).await?;
        work.load(&Needs { dossiers_of: chats.iter().copied().collect(), ..Needs::default() }).await?;
        for chat in chats {
            at_desk(context, &mut work, |desk| erase(desk, chat, Why::Unreachable))?;
        }
        work.save(&[], context.clock.now(), context.clock.real()).await?;
    }
}

fn at_desk(
    context: &Context,
    work: &mut Work,
    act: impl FnOnce(&mut Desk<'_>) -> Result<(), ActionError>,
) -> Result<(), ActionError> {
    let (mut randomness, mut answers) = (context.randomness(), Vec::new());
    let (now, real) = (context.clock.now(), context.clock.real());
    act(&mut Desk::new(work, now, real, &mut randomness, &mut answers, Cause::Tick))
}

/// What became of those who are being forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Whose deletions and receipt were accepted, or whose 24 hours are over: nothing of them is left.
    pub ended: usize,
    /// Who is still waited for.
    pub open: usize,
    /// Whether messages were put on their way to be deleted.
    pub enqueued: bool,
}

/// Goes on with everybody who is being forgotten: what was in flight when it began is taken away too, and when nothing more
/// is on its way the rest goes. What is half done at a crash is done here by whoever starts next.
pub async fn go_on(context: &Context) -> Result<Progress, ActionError> {
    let mut progress = Progress::default();
    let mut tx = context.store.read().await?;
    let erasures = erasures::all(&mut tx, ROUND).await?;
    for erasure in erasures {
        let is_over = context.clock.real().since(erasure.began_at) >= PATIENCE;
        if !is_over {
            let strays = erasures::strays(&mut tx, &erasure).await?;
            let (numbers, _) = deletable(&strays, context.clock.now());
            if !numbers.is_empty() {
                erase_strays(context, erasure, &numbers).await?;
                progress.enqueued = true;
                progress.open += 1;
                continue;
            }
            if erasures::is_open(&mut tx, &erasure).await? {
                progress.open += 1;
                continue;
            }
        }
        let left = erasures::deliveries_left(&mut tx, &erasure).await?;
        end(context, &erasure, &left).await?;
        progress.ended += 1;
    }
    Ok(progress)
}

async fn erase_strays(context: &Context, mut erasure: Erasure, numbers: &[i64]) -> Result<(), ActionError> {
    let mut work = context.store.work(&context.library).await?;
    let place = Place { chat: erasure.chat, topic: None, enrolment: None };
    at_desk(context, &mut work, |desk| {
        erasure.deliveries.extend(batches(numbers).map(|notice| desk.say(place, notice)));
        Ok(())
    })?;
    work.erase_strays(erasure);
    work.save(&[], context.clock.now(), context.clock.real()).await?;
    Ok(())
}

async fn end(context: &Context, erasure: &Erasure, left: &[DeliveryId]) -> Result<(), ActionError> {
    /// Deliveries that one transaction forgets.
    const DELIVERIES: usize = 1_000;
    let mut chunks = left.chunks(DELIVERIES).peekable();
    loop {
        let mut tx = context.store.write().await?;
        erasures::forget_deliveries(&mut tx, chunks.next().unwrap_or_default()).await?;
        if chunks.peek().is_none() {
            erasures::end(&mut tx, context.store.sealer(), erasure).await?;
            tx.commit().await?;
            context.store.acquaintances.forget();
            return Ok(());
        }
        tx.commit().await?;
    }
}
