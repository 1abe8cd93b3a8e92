//! Forgetting somebody: the question, the receipt, and the report before everything about a cohort's persons goes.

use super::admin::cohort_label;
use super::{Draft, Message, Voice};
use crate::rules::course::Language;
use crate::rules::erasing::Counts;
use crate::rules::ids::PersonId;
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::rules::privacy::PERSONS_KEPT_DAYS;
use crate::text::Catalog;

pub(super) fn ask(voice: &Voice<'_>, person: PersonId) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("forget-title")).line(&voice.say("forget-what")).paragraph(&voice.say("forget-never"));
    draft.button(voice.say("button-forget-yes"), Press::Forget { person });
    draft.button(voice.say("button-forget-no"), Press::KeepAll);
    draft.finish()
}

pub(super) fn kept(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("forget-kept"));
    draft.finish()
}

pub(super) fn erased(voice: &Voice<'_>, counts: Counts) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("erased-title"));
    let mut line = |key: &str, n: u32| {
        if n > 0 {
            draft.line(&voice.count(key, n));
        }
    };
    line("erased-enrolments", counts.enrolments);
    line("erased-questions", counts.questions);
    line("erased-views", counts.views);
    line("erased-sentences", counts.sentences);
    line("erased-here", counts.here_deleted);
    line("erased-group", counts.group_deleted);
    if counts.attempts > 0 {
        let figures = [("tries", counts.attempts.into()), ("answers", counts.answers.into())];
        draft.line(&voice.fill("erased-attempts", &figures));
    }
    if counts.topics > 0 {
        draft.line(&voice.say("erased-topics"));
    }
    draft.bold(&voice.say("erased-reach-title"));
    if counts.here_left > 0 {
        draft.line(&voice.count("erased-here-left", counts.here_left));
    }
    if counts.group_left > 0 {
        draft.line(&voice.count("erased-group-left", counts.group_left));
    }
    draft.line(&voice.say("erased-read")).line(&voice.say("erased-telegram"));
    if counts.has_role {
        draft.paragraph(&voice.say("erased-role"));
    }
    draft.paragraph(&voice.say("erased-again"));
    draft.finish()
}

/// A week before; `None` for what is no such notice, or a course that is not in the library.
pub(super) fn retention_due(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let Notice::RetentionDue { version, starts_on, on, counts, kept_days, reason, .. } = notice else { return None };
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("retention-title"));
    let cohort = cohort_label(voice, *version, *starts_on)?;
    draft.line(&voice.fill("retention-cohort", &[("cohort", cohort.into())]));
    let figures = [("date", voice.date(*on).into()), ("days", voice.count("days", *kept_days).into())];
    draft.paragraph(&voice.fill("retention-on", &figures));
    if let Some(reason) = reason {
        let usual = voice.count("days", PERSONS_KEPT_DAYS);
        draft.line(&voice.fill("retention-reason", &[("reason", reason.clone().into()), ("days", usual.into())]));
    }
    draft.paragraph(&voice.count("retention-enrolments", counts.enrolments));
    let figures = [("tries", counts.attempts.into()), ("answers", counts.answers.into())];
    draft.line(&voice.fill("retention-attempts", &figures));
    draft.line(&voice.count("retention-questions", counts.questions));
    draft.line(&voice.count("retention-views", counts.views));
    draft.line(&voice.count("retention-sentences", counts.sentences));
    draft.line(&voice.count("retention-topics", counts.topics));
    draft.paragraph(&voice.say("retention-stays")).line(&voice.say("retention-now"));
    Some(draft.finish())
}

/// The one sentence that tells of `/panic`: for the card on safety. It stands in no list of commands and no page of help.
pub fn panic_told(catalog: &Catalog, language: Language) -> String {
    catalog.text(language, "panic-told", &[])
}
