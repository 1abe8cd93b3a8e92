//! What people think: the taps, the sentence, and what admins read of it.

use super::admin::cohort_label;
use super::{Draft, Message, Voice};
use crate::rules::feedback::{AWAITED_MINUTES, STEPS, WEEK_QUESTIONS, WeekFigures};
use crate::rules::ids::{AttemptId, EnrolmentId};
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::text::draft::units;

/// Under a week's result: the next of the three questions, or thanks and the sentence.
pub(super) fn add_views(
    voice: &Voice<'_>,
    draft: &mut Draft,
    (enrolment, attempt): (EnrolmentId, AttemptId),
    week: u8,
    views: u8,
) {
    let Some(question) = WEEK_QUESTIONS.get(usize::from(views)) else {
        draft.paragraph(&voice.say("views-thanks"));
        draft.button(voice.say("button-sentence"), Press::WriteSentence { enrolment, week });
        return;
    };
    if views == 0 {
        draft.paragraph(&voice.say("views-intro"));
    }
    let args = [("place", (views + 1).into()), ("total", WEEK_QUESTIONS.len().into())];
    let text = format!("{} {}", voice.fill("views-place", &args), voice.say(&format!("views-{question}")));
    if views == 0 {
        draft.line(&text);
    } else {
        draft.paragraph(&text);
    }
    let tap = |step| (step_words(voice, question, step), Press::Rate { attempt, question: views, step });
    draft.row((0..STEPS).map(tap));
}

/// The next question alone.
pub(super) fn next(voice: &Voice<'_>, of: (EnrolmentId, AttemptId), week: u8, views: u8) -> Message {
    let mut draft = Draft::new(voice);
    add_views(voice, &mut draft, of, week, views);
    draft.finish()
}

fn step_words(voice: &Voice<'_>, question: &str, step: u8) -> String {
    voice.say(&format!("views-{question}-{step}"))
}

pub(super) fn prompt(voice: &Voice<'_>, enrolment: EnrolmentId, week: u8) -> Message {
    let mut draft = Draft::new(voice);
    let minutes = voice.count("minutes", AWAITED_MINUTES);
    draft.line(&voice.fill("sentence-prompt", &[("week", week.into()), ("minutes", minutes.into())]));
    draft.button(voice.say("button-no-sentence"), Press::NoSentence { enrolment, week });
    draft.finish()
}

pub(super) fn dropped(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("sentence-dropped"));
    draft.finish()
}

pub(super) fn kept(voice: &Voice<'_>, enrolment: EnrolmentId, week: u8, quotable: Option<bool>) -> Message {
    let mut draft = Draft::new(voice);
    let key = match quotable {
        None => "sentence-kept",
        Some(true) => "sentence-quotable",
        Some(false) => "sentence-private",
    };
    draft.line(&voice.fill(key, &[("week", week.into())]));
    let yes = (voice.say("button-quote"), Press::Quote { enrolment, week, quotable: true });
    let no = (voice.say("button-no-quote"), Press::Quote { enrolment, week, quotable: false });
    draft.row(match quotable {
        None => vec![yes, no],
        Some(true) => vec![no],
        Some(false) => vec![yes],
    });
    draft.finish()
}

/// The figures of each week, as far as they may be shown.
pub(super) fn add_figures(voice: &Voice<'_>, draft: &mut Draft, figures: &[WeekFigures]) {
    for of_week in figures {
        let people = voice.count("views-people", of_week.people);
        draft.paragraph(&voice.fill("stats-views", &[("week", of_week.week.into()), ("people", people.into())]));
        for (question, groups) in WEEK_QUESTIONS.iter().zip(&of_week.questions) {
            let group = |group: &crate::rules::feedback::Group| {
                let steps: Vec<String> = group.steps.iter().map(|step| step_words(voice, question, *step)).collect();
                let args = [("steps", steps.join(" / ").into()), ("people", group.people.into())];
                voice.fill("stats-views-group", &args)
            };
            let question = voice.say(&format!("views-{question}-short"));
            if groups.len() < 2 {
                draft.line(&voice.fill("stats-views-all", &[("question", question.into())]));
                continue;
            }
            let groups: Vec<String> = groups.iter().map(group).collect();
            let args = [("question", question.into()), ("groups", groups.join(&voice.say("views-between")).into())];
            draft.line(&voice.fill("stats-views-line", &args));
        }
    }
    if !figures.is_empty() {
        draft.paragraph(&voice.say("stats-views-rule"));
    }
}

pub(super) fn quotes(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    /// Room for the title and for what does not fit.
    const ROOM: usize = 3_600;
    let Notice::Quotes { version, starts_on, words, .. } = notice else { return None };
    // All were taken back or erased since.
    let _first = words.first()?;
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, *version, *starts_on)?);
    draft.line(&voice.say("quotes-title"));
    let mut taken = 0;
    for (index, sentence) in words.iter().enumerate() {
        let line = voice.fill("quotes-line", &[("sentence", sentence.as_str().into())]);
        taken += units(&line) + 2;
        if taken > ROOM {
            draft.paragraph(&voice.count("quotes-more", words.len() - index));
            break;
        }
        draft.paragraph(&line);
    }
    Some(draft.finish())
}
