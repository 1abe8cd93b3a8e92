//! A mentor's reply that has not gone yet, because the message that it answers has changed meanwhile.

use super::{Draft, Message, Voice};
use crate::rules::help::{Aid, HelpStep, Opening};
use crate::rules::help_screen::Help;
use crate::rules::model::Handle;
use crate::rules::notice::Notice;
use crate::rules::own_words::{Going, Unclear};
use crate::rules::press::Press;

/// What changed, and what the reply can go with.
pub(super) fn ask(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::HelpAsk { enrolment, handle, week, words, unclear, granted, ref opens } = notice else { return None };
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("help-words-ask", &[("name", voice.handle(handle).into())]));
    draft.line(&voice.say(match unclear {
        Unclear::Turned { to: Help::Attempt } => "help-words-ask-turned-attempt",
        Unclear::Turned { to: Help::Week } => "help-words-ask-turned-week",
        Unclear::TakenBack => "help-words-ask-taken-back",
        Unclear::Done { help: Help::Attempt } => "help-words-ask-done-attempt",
        Unclear::Done { help: Help::Week } => "help-words-ask-done-week",
        Unclear::Unfit => "help-words-ask-unfit",
    }));
    let going = |going| Press::Help { enrolment, week, step: HelpStep::Words { going, words } };
    if let Some(granted) = granted {
        draft.button(voice.say("button-words-attempt"), going(Going::With(Aid::Attempt { granted })));
    }
    match opens {
        Some(Opening::Week { week, .. }) => {
            let label = voice.fill("button-words-week", &[("week", (*week).into())]);
            draft.button(label, going(Going::With(Aid::Week)));
        }
        Some(Opening::End { .. }) => {
            draft.button(voice.say("button-words-end"), going(Going::With(Aid::Week)));
        }
        Some(Opening::Attempt { .. }) | None => {}
    }
    draft.button(voice.say("button-words-alone"), going(Going::Alone));
    draft.button(voice.say("button-words-not"), going(Going::Not));
    Some(draft.finish())
}

/// What became of it, where nothing came with it.
pub(super) fn answered(voice: &Voice<'_>, handle: Handle, sent: bool) -> Message {
    let mut draft = Draft::new(voice);
    let key = if sent { "help-words-sent" } else { "help-words-kept" };
    draft.line(&voice.fill(key, &[("name", voice.handle(handle).into())]));
    draft.finish()
}
