//! The week's test: its intro, a stop on the way, another go. Its questions are in `item`.

use super::lesson::add_waiting;
use super::{Draft, Message, Voice, rules};
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::Notice;
use crate::rules::press::Press;

pub(super) fn offer(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::TestOffer { enrolment, version, week, number, items, minutes, needed, attempts_left, until, waiting } =
        notice
    else {
        return None;
    };
    let course = voice.course(version)?;
    let (title, assessment) = (voice.week_title(course, week)?, &course.week(week)?.assessment);
    let mut draft = Draft::new(voice);
    let key = if number <= 1 { "test-offer-first" } else { "test-offer-again" };
    let args = [
        ("week", week.into()),
        ("title", title.into()),
        ("number", number.into()),
        ("items", voice.count("questions", items).into()),
        ("minutes", voice.count("about-minutes", minutes).into()),
        ("needed", voice.count("right-answers-suffice", needed).into()),
    ];
    draft.line(&voice.fill(key, &args));
    let attempts = voice.count("attempts", attempts_left);
    let args = [("attempts", attempts.into()), ("until", voice.date(until).into())];
    let key = if assessment.rules.time_limit.is_some() { "test-offer-attempts-limited" } else { "test-offer-attempts" };
    draft.paragraph(&voice.fill(key, &args));
    for rule in rules::of_offer(voice, assessment) {
        draft.line(&rule);
    }
    draft.paragraph(&voice.say("test-offer-private"));
    draft.button(voice.say("button-start-test"), Press::StartTest { enrolment, week, number });
    add_waiting(voice, &mut draft, enrolment, waiting);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

pub(super) fn paused(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::AttemptPaused { attempt, week, answered, total, until, time, .. } = notice else { return None };
    let mut args = vec![("week", week.into()), ("answered", answered.into()), ("total", total.into())];
    let key = match time {
        Some(time) => {
            args.push(("hour", rules::hour(voice, time).into()));
            "test-paused-limited"
        }
        None => {
            args.push(("until", voice.date(until).into()));
            "test-paused"
        }
    };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(key, &args)).button(voice.say("button-continue"), Press::Continue { attempt });
    Some(draft.finish())
}

/// Attempt `number` can start, and may last so many minutes.
pub(super) fn ready(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    week: u8,
    (number, limit): (u8, Option<u8>),
    given_by_mentor: bool,
) -> Message {
    let key = if given_by_mentor { "attempt-given" } else { "attempt-ready" };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(key, &[("week", week.into()), ("number", number.into())]));
    if let Some(minutes) = limit {
        draft.line(&rules::limit(voice, minutes));
    }
    draft.button(voice.say("button-try-again"), Press::StartTest { enrolment, week, number });
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}
