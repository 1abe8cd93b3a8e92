//! Where the tries did not suffice, mentors help: one more try, or the way past the week. Each comes with a sentence that
//! a mentor sees first: it goes as it is, or a reply to it goes instead. Whoever comes second finds it done.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::Pressed;
use super::{learn, relay};
use crate::rules::course::Assessment;
use crate::rules::decision::Refusal;
use crate::rules::help::{Aid, HelpStep, Opening};
use crate::rules::ids::{ChatId, EnrolmentId, PersonId};
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
use crate::rules::question::Attachment;
use crate::rules::role::Act;

/// *Give one more try*, *Open the next week*, and what stands under their ready sentences; by a mentor in the group or an
/// admin. `None` for other buttons.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    place: Place,
    by: Option<PersonId>,
    press: Press,
) -> Option<Result<(), ActionError>> {
    let (enrolment, week) = match press {
        Press::GiveAttempt { enrolment, week, .. }
        | Press::OpenWeek { enrolment, week }
        | Press::Help { enrolment, week, .. } => (enrolment, week),
        _ => return None,
    };
    desk.work.enrolment(enrolment)?;
    Some(desk.participant(enrolment).map(|participant| {
        let toast = match act(desk, place, by, &participant, week, press) {
            Ok(toast) => toast,
            Err(Refusal::OnBreak) => Toast::Refused(Refusal::OnBreak),
            Err(Refusal::HasLeft) => Toast::Refused(Refusal::HasLeft),
            Err(Refusal::NoWaiver) => Toast::Refused(Refusal::NoWaiver),
            Err(_) => Toast::DoneAlready,
        };
        let who = by.and_then(|by| desk.work.people.get(&by)).cloned();
        desk.answer(pressed, who.as_ref(), toast);
    }))
}

fn act(
    desk: &mut Desk<'_>,
    place: Place,
    by: Option<PersonId>,
    participant: &Participant,
    week: u8,
    press: Press,
) -> Result<Toast, Refusal> {
    let is_mentor = participant.cohort.mentors == Some(place.chat);
    if !is_mentor && !by.is_some_and(|by| desk.may(by, Act::WaiveGate)) {
        return Err(Refusal::NotAllowed);
    }
    participant.enrolment.check_running()?;
    let here = mentors_place(desk, participant, place.chat);
    match press {
        Press::GiveAttempt { granted, .. } => offer(desk, here, participant, week, Aid::Attempt { granted }),
        Press::OpenWeek { .. } => offer(desk, here, participant, week, Aid::Week),
        Press::Help { step: HelpStep::Cancel, .. } => {
            let call = call_again(participant, week).ok_or(Refusal::Outdated)?;
            desk.say_on_pressed(here, call);
            Ok(Toast::Silent)
        }
        Press::Help { step: HelpStep::Send(aid), .. } => {
            let (participant, opening) = carry_out(desk, participant.clone(), week, aid)?;
            say(desk, &participant, week, opening);
            desk.say_on_pressed(here, given(&participant, week, aid));
            Ok(Toast::Sent)
        }
        _ => Err(Refusal::Outdated),
    }
}

/// The ready sentence, in place of what was pressed. Nothing is done yet.
fn offer(desk: &mut Desk<'_>, here: Place, participant: &Participant, week: u8, aid: Aid) -> Result<Toast, Refusal> {
    check_rules(participant, week, aid)?;
    let opening = participant.setting(desk.now).would_open(&participant.enrolment, week, aid)?;
    let being_written = desk.pressed_screen().and_then(Aid::of_screen);
    if being_written.is_some_and(|(_, _, other)| other != aid) {
        // An old keyboard: somebody may be writing a reply to what stands here by now.
        return Ok(Toast::BeingWritten);
    }
    let enrolment = &participant.enrolment;
    let notice = Notice::HelpDraft {
        enrolment: enrolment.id,
        version: participant.cohort.version,
        handle: enrolment.handle,
        week,
        missed: enrolment.progress.week(week).missed,
        aid,
        opening,
        language: participant.person.language,
    };
    desk.say_on_pressed(here, notice);
    Ok(Toast::Silent)
}

/// Whether the course lets mentors do this.
fn check_rules(participant: &Participant, week: u8, aid: Aid) -> Result<(), Refusal> {
    let assessment = participant.course.week(week).map(|week| &week.assessment);
    match aid {
        Aid::Week if !assessment.is_some_and(Assessment::may_be_waived) => Err(Refusal::NoWaiver),
        _ => Ok(()),
    }
}

/// Does it, once.
fn carry_out(
    desk: &mut Desk<'_>,
    mut participant: Participant,
    week: u8,
    aid: Aid,
) -> Result<(Participant, Opening), Refusal> {
    participant.enrolment.check_running()?;
    check_rules(&participant, week, aid)?;
    let mut enrolment = participant.enrolment.clone();
    let opening = participant.setting(desk.now).help(&mut enrolment, week, aid)?;
    participant.enrolment = enrolment;
    participant.is_told(desk.now);
    desk.keep(&participant);
    Ok((participant, opening))
}

/// The ready sentence to whom it is for.
fn say(desk: &mut Desk<'_>, participant: &Participant, week: u8, opening: Opening) {
    let enrolment = &participant.enrolment;
    let missed = enrolment.progress.week(week).missed;
    let notice =
        Notice::MentorSays { enrolment: enrolment.id, version: participant.cohort.version, week, missed, opening };
    let notice = learn::accompanied(desk, participant, notice);
    desk.say(participant.place(), notice);
}

/// A mentor's own words did not get through, but what they opened is open: the ready sentence says so.
pub(super) fn say_instead(desk: &mut Desk<'_>, enrolment: EnrolmentId, opening: Opening) -> Result<(), ActionError> {
    let participant = desk.participant(enrolment)?;
    let week = opening.week_of_test(participant.cohort.weeks);
    say(desk, &participant, week, opening);
    Ok(())
}

/// A mentor's reply to a ready sentence: it goes instead, with what it opens under it. False where the sentence is about
/// nothing any more: then it is a message like any other.
pub(super) fn in_own_words(
    desk: &mut Desk<'_>,
    group: ChatId,
    participant: &Participant,
    (message, file): (i64, Option<Attachment>),
    (replied, screen): (i64, &str),
) -> bool {
    let Some((enrolment, week, aid)) = Aid::of_screen(screen).filter(|(of, ..)| *of == participant.enrolment.id) else {
        return false;
    };
    let Ok((participant, opening)) = carry_out(desk, participant.clone(), week, aid) else { return false };
    let question = relay::conversation(desk, enrolment);
    let reply = Notice::Reply {
        enrolment,
        question,
        group,
        message,
        reply_to: None,
        repeated: false,
        opens: None,
        file,
        opening: Some(opening),
    };
    desk.say(participant.place(), reply);
    let here = mentors_place(desk, &participant, group);
    desk.say_on(here, given(&participant, week, aid), replied);
    true
}

fn given(participant: &Participant, week: u8, aid: Aid) -> Notice {
    let (enrolment, handle) = (participant.enrolment.id, participant.enrolment.handle);
    Notice::HelpGiven { enrolment, handle, week, opened: aid == Aid::Week }
}

/// The call for help as things stand; `None` when there is nothing to help with any more.
fn call_again(participant: &Participant, week: u8) -> Option<Notice> {
    let progress = participant.enrolment.progress.week(week);
    let is_called = !progress.badge && !progress.gate.is_open() && progress.used > 0;
    is_called.then(|| Notice::NeedsHelp {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        handle: participant.enrolment.handle,
        week,
        granted: progress.granted,
        exhausted: progress.exhausted_at.is_some(),
        missed: progress.missed,
    })
}

fn mentors_place(desk: &Desk<'_>, participant: &Participant, group: ChatId) -> Place {
    let enrolment = participant.enrolment.id;
    let topic = desk.work.topics.values().find(|topic| topic.enrolment == enrolment && topic.chat == group);
    Place { chat: group, topic: topic.map(|topic| topic.id), enrolment: Some(enrolment) }
}
