//! Where the tries did not suffice, mentors help: one more try, or the way past the week. Each comes with a sentence that
//! a mentor sees first: it goes as it is, or a reply to it goes instead. Whoever comes second finds it done.

use super::desk::{ActionError, Desk, Participant, Place};
use super::intent::Pressed;
use super::{learn, own_words};
use crate::rules::course::Assessment;
use crate::rules::decision::Refusal;
use crate::rules::help::{Aid, HelpStep, Opening};
use crate::rules::help_screen::{HelpScreen, Stands, Stood};
use crate::rules::ids::{ChatId, EnrolmentId, PersonId};
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
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
    let here = mentors_place(desk, participant, place.chat);
    if let Press::Help { step: HelpStep::Words { going, words }, .. } = press {
        return own_words::press(desk, here, participant, week, (going, words));
    }
    participant.enrolment.check_running()?;
    match press {
        Press::GiveAttempt { granted, .. } => offer(desk, here, participant, week, Aid::Attempt { granted }),
        Press::OpenWeek { .. } => offer(desk, here, participant, week, Aid::Week),
        Press::Help { step: HelpStep::Cancel, .. } => {
            let call = call_again(participant, week, taken_back(desk)).ok_or(Refusal::Outdated)?;
            desk.say_on_pressed(here, call);
            Ok(Toast::Silent)
        }
        Press::Help { step: HelpStep::Send(aid), .. } => {
            let (participant, opening) = carry_out(desk, participant.clone(), week, aid)?;
            say(desk, &participant, week, opening);
            let stood = shown(desk).map(|screen| screen.stood).unwrap_or_default();
            desk.say_on_pressed(here, given(&participant, week, aid, stood));
            Ok(Toast::Sent)
        }
        _ => Err(Refusal::Outdated),
    }
}

/// The ready sentence, in place of what was pressed. Nothing is done yet.
fn offer(desk: &mut Desk<'_>, here: Place, participant: &Participant, week: u8, aid: Aid) -> Result<Toast, Refusal> {
    let opening = is_possible(desk, participant, week, aid)?;
    let shown = shown(desk);
    if let Some(Stands::Sentence(other)) = shown.map(|screen| screen.stands)
        && other != aid
    {
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
        stood: shown.map(|screen| screen.stood).unwrap_or_default(),
    };
    desk.say_on_pressed(here, notice);
    Ok(Toast::Silent)
}

/// What stands on the message that was pressed.
fn shown(desk: &Desk<'_>) -> Option<HelpScreen> {
    desk.pressed_screen().and_then(HelpScreen::decode)
}

/// The sentences that stood there, with the one that is taken back now.
fn taken_back(desk: &Desk<'_>) -> Stood {
    let Some(HelpScreen { stands, stood, .. }) = shown(desk) else { return Stood::default() };
    if let Stands::Sentence(aid) = stands { stood.and(aid.help()) } else { stood }
}

/// What an aid would open as things stand, or why it cannot be given.
pub(super) fn is_possible(desk: &Desk<'_>, participant: &Participant, week: u8, aid: Aid) -> Result<Opening, Refusal> {
    participant.enrolment.check_running()?;
    check_rules(participant, week, aid)?;
    participant.setting(desk.now).would_open(&participant.enrolment, week, aid)
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
pub(super) fn carry_out(
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

/// That it is done, where it was offered.
pub(super) fn given(participant: &Participant, week: u8, aid: Aid, stood: Stood) -> Notice {
    let (enrolment, handle) = (participant.enrolment.id, participant.enrolment.handle);
    let opened = aid == Aid::Week;
    let completed = opened && week >= participant.cohort.weeks;
    Notice::HelpGiven { enrolment, handle, week, opened, completed, stood }
}

/// The call for help as things stand; `None` when there is nothing to help with any more.
fn call_again(participant: &Participant, week: u8, stood: Stood) -> Option<Notice> {
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
        stood,
    })
}

pub(super) fn mentors_place(desk: &Desk<'_>, participant: &Participant, group: ChatId) -> Place {
    let enrolment = participant.enrolment.id;
    let topic = desk.work.topics.values().find(|topic| topic.enrolment == enrolment && topic.chat == group);
    Place { chat: group, topic: topic.map(|topic| topic.id), enrolment: Some(enrolment) }
}
