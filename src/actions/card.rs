//! The summary that ends the onboarding, and what can be done on it: another name, another hour, a practice item.

use super::desk::{ActionError, Desk, Participant};
use super::intent::Pressed;
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;

/// A button of the summary or of the practice item.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    press: Press,
) -> Result<(), ActionError> {
    let enrolment = participant.enrolment.id;
    if let Press::AnotherName { than, .. } = press {
        // A name that was given up already is not what the person sees: the summary shows the one they have.
        if than == participant.enrolment.handle
            && let Err(why) = another_name(desk, &mut participant)
        {
            desk.answer(pressed, Some(&participant.person), Toast::Refused(why));
            return Ok(());
        }
    }
    if let Press::CardHour { hour, .. } = press {
        participant.person.hour = hour;
        participant.rhythm.hour = hour;
        desk.work.people.put(participant.person.id, participant.person.clone());
        desk.keep(&participant);
    }
    let toast = if matches!(press, Press::CardHour { .. }) { Toast::Saved } else { Toast::Silent };
    desk.answer(pressed, Some(&participant.person), toast);
    match press {
        Press::CardHours { .. } => {
            desk.say(participant.place(), Notice::CardHours { enrolment });
        }
        Press::TrySample { .. } => {
            desk.say(participant.place(), Notice::Sample { enrolment, answered: None });
        }
        Press::AnswerSample { choice, .. } => {
            desk.say(participant.place(), Notice::Sample { enrolment, answered: Some(choice) });
        }
        _ => {
            let card = card(desk, &participant);
            desk.say(participant.place(), card);
        }
    }
    Ok(())
}

/// A handle of the cohort that nobody ever had. The one given up is given to nobody: who has seen it, in the organisers'
/// list, would take somebody else for this person.
fn another_name(desk: &mut Desk<'_>, participant: &mut Participant) -> Result<(), crate::rules::decision::Refusal> {
    let met = is_met(desk, participant);
    participant.enrolment.may_rename(met)?;
    let mut cohort = participant.cohort.clone();
    if let Some(known) = desk.work.cohorts.get(&cohort.id) {
        cohort = known.clone();
    }
    let handle = cohort.draw_handle();
    participant.enrolment = participant.enrolment.clone().rename(handle, met)?;
    participant.cohort = cohort.clone();
    desk.work.cohorts.put(cohort.id, cohort);
    desk.keep(participant);
    Ok(())
}

/// Whether the mentors have met them: their topic bears their name.
fn is_met(desk: &Desk<'_>, participant: &Participant) -> bool {
    desk.work.topics.values().any(|topic| topic.enrolment == participant.enrolment.id)
}

/// The summary as things are.
pub(super) fn card(desk: &Desk<'_>, participant: &Participant) -> Notice {
    let first = participant.setting(desk.now).next_of_course(&participant.enrolment).map(|(at, _)| at);
    Notice::Welcome {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        starts_on: participant.cohort.starts_on,
        first_at: first.filter(|at| *at > desk.now),
        rename: participant.enrolment.may_rename(is_met(desk, participant)).is_ok(),
        begun: participant.enrolment.progress.opened > 0,
    }
}
