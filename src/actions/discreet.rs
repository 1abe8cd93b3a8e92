//! *Read* and *Hide*: what stands in a discreet person's chat is opened in place, and made a neutral line again. What no
//! edit can bring into a line (a mentor's message, a file) stands beside it and is deleted.

use super::desk::{ActionError, Desk, Place};
use super::intent::Pressed;
use super::labels::Open;
use super::learn::FILE_ONCE;
use crate::rules::decision::Refusal;
use crate::rules::discretion::DELETABLE_FOR;
use crate::rules::ids::{ChatId, DeliveryId};
use crate::rules::model::Person;
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
use crate::store::in_flight::InFlight;
use chrono::{DateTime, Utc};

/// A press of a discreet person; `None` for other buttons. Whose delivery it is, is checked.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    press: Press,
) -> Option<Result<(), ActionError>> {
    let (Press::Read { delivery } | Press::Hide { delivery } | Press::ShowReply { delivery }) = press else {
        return None;
    };
    let shown = desk.work.in_flight.get(&delivery).cloned();
    if let Press::ShowReply { .. } = press {
        show_reply(desk, pressed, person, delivery, shown.filter(|shown| shown.chat == person.chat));
        return Some(Ok(()));
    }
    // What a delivery says is kept for a month; a line that is older has nothing to open, but can be hidden.
    let is_theirs = shown.as_ref().is_none_or(|shown| shown.chat == person.chat);
    let Some(message) = pressed.message.filter(|_| is_theirs) else {
        desk.answer(pressed, Some(person), Toast::OldButton);
        return Some(Ok(()));
    };
    let enrolment = shown.as_ref().and_then(|shown| shown.enrolment);
    let place = Place { chat: person.chat, topic: None, enrolment };
    let notice = shown.map(|shown| shown.notice);
    Some(match (press, notice) {
        (Press::Read { .. }, None) => {
            desk.answer(pressed, Some(person), Toast::OldButton);
            Ok(())
        }
        (Press::Read { .. }, Some(notice)) => {
            desk.answer(pressed, Some(person), Toast::Silent);
            read(desk, place, message, delivery, notice)
        }
        (_, notice) => {
            desk.answer(pressed, Some(person), Toast::Silent);
            let sent_at = desk.work.messages.get(&(person.chat, message)).map(|standing| standing.sent_at);
            veil(desk, Place { enrolment: None, ..place }, (message, sent_at), notice.as_ref(), delivery);
            Ok(())
        }
    })
}

fn read(
    desk: &mut Desk<'_>,
    place: Place,
    message: i64,
    delivery: DeliveryId,
    notice: Notice,
) -> Result<(), ActionError> {
    let sent_at = desk.work.messages.get(&(place.chat, message)).map(|standing| standing.sent_at);
    let mut notices = as_today(desk, delivery, notice)?;
    if notices.is_empty() {
        return Ok(());
    }
    let first = notices.remove(0);
    if stands_apart(desk, place.chat, &first) {
        // A press that a phone repeats brings it once.
        let said = desk.say_once(format!("read:{delivery}:{message}"), place, first, None);
        take_away(desk, place, message, sent_at, Some(said));
    } else {
        desk.say_on(place, first, message);
    }
    for (part, notice) in (1..).zip(notices) {
        desk.say_once(format!("read:{delivery}:{message}:{part}:{}", desk.now.timestamp()), place, notice, None);
    }
    Ok(())
}

/// *Read* in words: it stands below them, and the line goes.
pub(super) fn open_below(desk: &mut Desk<'_>, place: Place, line: &Open) -> Result<(), ActionError> {
    let (delivery, notice) = match &line.notice {
        Notice::Veiled { of } => (*of, desk.work.in_flight.get(of).map(|shown| shown.notice.clone())),
        notice => (line.delivery, Some(notice.clone())),
    };
    let Some(notice) = notice else {
        desk.refuse(place, Refusal::NothingToRead);
        return Ok(());
    };
    let mut said = None;
    for notice in as_today(desk, delivery, notice)? {
        said = Some(desk.say_again(place, notice));
    }
    take_away(desk, place, line.message, Some(line.sent_at), said);
    Ok(())
}

/// *Hide* in words.
pub(super) fn close(desk: &mut Desk<'_>, place: Place, open: &Open) {
    let of = open.notice.shown_by(open.delivery);
    veil(desk, Place { enrolment: None, ..place }, (open.message, Some(open.sent_at)), Some(&open.notice), of);
}

/// A mentor's picture, film or recording, copied when it is asked for: once for each press of who has it as a button.
fn show_reply(desk: &mut Desk<'_>, pressed: &Pressed, person: &Person, delivery: DeliveryId, shown: Option<InFlight>) {
    let (enrolment, notice) = match shown {
        Some(shown) => (shown.enrolment, shown.notice),
        None => (None, Notice::Apology),
    };
    let Notice::Reply { enrolment: of, question, group, message, reply_to, opening, .. } = notice else {
        desk.answer(pressed, Some(person), Toast::OldButton);
        return;
    };
    desk.answer(pressed, Some(person), Toast::Silent);
    let place = Place { chat: person.chat, topic: None, enrolment };
    let opens = Some(delivery);
    let copy = Notice::Reply {
        enrolment: of,
        question,
        group,
        message,
        reply_to,
        repeated: false,
        opens,
        file: None,
        opening,
    };
    let key = format!("shown:{delivery}:{}", desk.now.timestamp() / FILE_ONCE);
    desk.say_once(key, place, copy, None);
}

/// What a line opens, with the buttons of today, and all of it at once.
fn as_today(desk: &Desk<'_>, delivery: DeliveryId, notice: Notice) -> Result<Vec<Notice>, ActionError> {
    Ok(match notice {
        Notice::Lesson { enrolment, lesson, .. } | Notice::LessonButtons { enrolment, lesson, .. } => {
            let participant = desk.participant(enrolment)?;
            participant.setting(desk.now).show_lesson(&participant.enrolment, lesson)
        }
        Notice::Reply { enrolment, question, group, message, reply_to, file, opening, .. } => {
            let (opens, repeated) = (Some(delivery), false);
            vec![Notice::Reply { enrolment, question, group, message, reply_to, repeated, opens, file, opening }]
        }
        other => vec![other],
    })
}

/// Makes a neutral line of a message. `notice` is what it shows, as far as that is known; `of` the delivery that *Read*
/// brings back.
pub(super) fn veil(
    desk: &mut Desk<'_>,
    place: Place,
    (message, sent_at): (i64, Option<DateTime<Utc>>),
    notice: Option<&Notice>,
    of: DeliveryId,
) {
    match notice {
        // The line of the first part opens all of the lesson.
        Some(Notice::Lesson { part: 1.., .. }) => take_away(desk, place, message, sent_at, None),
        Some(notice) if stands_apart(desk, place.chat, notice) => {
            take_away(desk, place, message, sent_at, None);
            desk.say_once(format!("veil:{}:{message}", place.chat), place, Notice::Veiled { of }, None);
        }
        _ => {
            desk.say_on(place, Notice::Veiled { of }, message);
        }
    }
}

/// Deletes a message of ours, or leaves a dot of one that is too old for that.
pub(super) fn take_away(
    desk: &mut Desk<'_>,
    place: Place,
    message: i64,
    sent_at: Option<DateTime<Utc>>,
    after: Option<DeliveryId>,
) {
    let is_young = sent_at.is_none_or(|sent_at| desk.now < sent_at + DELETABLE_FOR);
    let notice = if is_young { Notice::Sweep { messages: vec![message] } } else { Notice::Dot { message } };
    desk.say_after(Place { enrolment: None, ..place }, notice, after);
}

/// Whether it can be no edit of a line of text: a copy, or a file.
fn stands_apart(desk: &Desk<'_>, chat: ChatId, notice: &Notice) -> bool {
    let (version, lesson, part) = match notice {
        Notice::Reply { .. }
        | Notice::ReplyClosed { .. }
        | Notice::LessonFile { .. }
        | Notice::MyDataFile
        | Notice::Certificate { .. } => return true,
        Notice::Gone { file, .. } => return *file,
        Notice::Lesson { version, lesson, part, .. } => (*version, *lesson, Some(usize::from(*part))),
        Notice::LessonButtons { version: Some(version), lesson, .. } => (*version, *lesson, None),
        _ => return false,
    };
    let Some(person) = desk.work.person_at(chat) else { return false };
    let course = desk.work.library.get(&version);
    let parts = course.and_then(|course| course.parts(lesson, person.language)).unwrap_or_default();
    let part = part.map_or(parts.last(), |part| parts.get(part));
    !person.preferences.text_only && part.is_some_and(|part| part.media.is_some())
}
