//! The week's test: its intro, a stop on the way, another go. Its questions are in `item`.

use super::lesson::add_waiting;
use super::{Draft, Message, Voice};
use crate::rules::ids::{AttemptId, EnrolmentId};
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use chrono::NaiveDate;

pub(super) fn offer(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::TestOffer { enrolment, version, week, number, items, minutes, needed, attempts_left, until, waiting } =
        notice
    else {
        return None;
    };
    let title = voice.week_title(voice.course(version)?, week)?;
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
    draft.paragraph(&voice.fill("test-offer-attempts", &args));
    draft.paragraph(&voice.say("test-offer-private"));
    draft.button(voice.say("button-start-test"), Press::StartTest { enrolment, week, number });
    add_waiting(voice, &mut draft, enrolment, waiting);
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}

pub(super) fn paused(
    voice: &Voice<'_>,
    attempt: AttemptId,
    week: u8,
    answered: u8,
    total: u8,
    until: NaiveDate,
) -> Message {
    let args = [
        ("week", week.into()),
        ("answered", answered.into()),
        ("total", total.into()),
        ("until", voice.date(until).into()),
    ];
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("test-paused", &args)).button(voice.say("button-continue"), Press::Continue { attempt });
    draft.finish()
}

pub(super) fn ready(voice: &Voice<'_>, enrolment: EnrolmentId, week: u8, number: u8, given_by_mentor: bool) -> Message {
    let key = if given_by_mentor { "attempt-given" } else { "attempt-ready" };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill(key, &[("week", week.into()), ("number", number.into())]));
    draft.button(voice.say("button-try-again"), Press::StartTest { enrolment, week, number });
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}
