//! Questions to the mentors, on the participant's side.

use super::lesson::file_label;
use super::{Draft, Message, Voice, help};
use crate::rules::help::Opening;
use crate::rules::ids::{DeliveryId, EnrolmentId, QuestionId};
use crate::rules::press::Press;
use crate::rules::question::Attachment;

/// The reaction that says: your message was received.
pub(super) const SEEN: &str = "👀";

/// The reaction that says: it reached the participant.
pub(super) const ARRIVED: &str = "👍";

pub(super) fn reaction(emoji: &str) -> Message {
    Message { text: emoji.to_owned(), ..Message::default() }
}

pub(super) fn prompt(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("ask-how"));
    draft.paragraph(&voice.fill("ask-who-sees", &[("name", voice.own_handle().into())]));
    draft.finish()
}

pub(super) fn held(voice: &Voice<'_>, question: QuestionId, first: bool, document: bool) -> Message {
    let mut draft = Draft::new(voice);
    if first {
        draft.line(&voice.fill("question-held-first", &[("name", voice.own_handle().into())]));
        draft.paragraph(&voice.say(if document { "question-held-document" } else { "question-held-look" }));
    } else if document {
        draft.line(&voice.say("question-held-document"));
    } else {
        draft.line(&voice.say("question-held"));
    }
    draft.row([(voice.say("button-send"), Press::SendQuestion { question })]);
    draft.row([(voice.say("button-discard"), Press::DiscardQuestion { question })]);
    draft.finish()
}

pub(super) fn arrived(voice: &Voice<'_>, question: QuestionId) -> Message {
    with_withdraw(voice, "question-arrived", question)
}

pub(super) fn waits(voice: &Voice<'_>, question: QuestionId) -> Message {
    with_withdraw(voice, "question-waits", question)
}

fn with_withdraw(voice: &Voice<'_>, key: &str, question: QuestionId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say(key)).button(voice.say("button-withdraw"), Press::Withdraw { question });
    draft.finish()
}

pub(super) fn discarded(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    with_ask(voice, "question-discarded", enrolment)
}

pub(super) fn withdrawn(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    with_ask(voice, "question-withdrawn", enrolment)
}

fn with_ask(voice: &Voice<'_>, key: &str, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say(key)).button(voice.say("button-ask"), Press::AskMentor { enrolment });
    draft.finish()
}

/// The keyboard under a mentor's copied message; a copy cannot say itself that it may be the second one.
pub(super) fn reply(voice: &Voice<'_>, question: QuestionId, repeated: bool) -> Message {
    let mut draft = Draft::new(voice);
    draft.button(voice.say(helped(repeated)), Press::Helped { question });
    draft.finish()
}

/// The keyboard under a mentor's copied message that came with something.
pub(super) fn reply_with(voice: &Voice<'_>, enrolment: EnrolmentId, opening: &Opening) -> Message {
    let mut draft = Draft::new(voice);
    help::add_opening(voice, &mut draft, enrolment, opening);
    draft.finish()
}

/// A mentor's message with a file, as a button.
pub(super) fn reply_file(
    voice: &Voice<'_>,
    question: QuestionId,
    (of, file): (DeliveryId, Attachment),
    repeated: bool,
    opening: Option<&(EnrolmentId, Opening)>,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say(if file.words { "reply-file-words" } else { "reply-file" }));
    draft.button(file_label(voice, file.kind, file.size), Press::ShowReply { delivery: of });
    match opening {
        Some((enrolment, opening)) => help::add_opening(voice, &mut draft, *enrolment, opening),
        None => {
            draft.button(voice.say(helped(repeated)), Press::Helped { question });
        }
    }
    draft.finish()
}

const fn helped(repeated: bool) -> &'static str {
    if repeated { "button-helped-repeated" } else { "button-helped" }
}
