//! A mentor's reply to a message about help: it goes instead of the ready sentence, with what that opens. The message may
//! have turned into something else while the reply was written; then nothing is done before it is asked what was meant.

use super::desk::{Desk, Participant, Place};
use super::help::{carry_out, given, is_possible, mentors_place};
use super::relay;
use crate::rules::decision::Refusal;
use crate::rules::enrolment::Status;
use crate::rules::help::{Aid, Opening};
use crate::rules::help_screen::{HelpScreen, Stands, Stood};
use crate::rules::ids::ChatId;
use crate::rules::notice::{Notice, Toast};
use crate::rules::own_words::{Going, OwnWords, Unclear};

/// Takes a reply to a message with this screen, if it is about help. False where it is a message like any other.
pub(super) fn taken(
    desk: &mut Desk<'_>,
    group: ChatId,
    participant: &Participant,
    words: OwnWords,
    (replied, screen): (i64, &str),
) -> bool {
    let about = HelpScreen::decode(screen).filter(|screen| screen.enrolment == participant.enrolment.id);
    let Some(HelpScreen { week, stands, stood, .. }) = about else { return false };
    let (now, aid) = match stands {
        Stands::Call => (None, None),
        Stands::Sentence(aid) => (Some(aid.help()), Some(aid)),
        Stands::Done(help) => (Some(help), None),
        Stands::Question(_) => return false,
    };
    if stood.others_than(now) {
        let unclear = match stands {
            Stands::Sentence(aid) => Unclear::Turned { to: aid.help() },
            Stands::Done(help) => Unclear::Done { help },
            Stands::Call | Stands::Question(_) => Unclear::TakenBack,
        };
        ask(desk, group, participant, week, words, unclear);
        return true;
    }
    let Some(aid) = aid else { return false };
    match carry_out(desk, participant.clone(), week, aid) {
        Ok((participant, opening)) => {
            copy(desk, group, &participant, words, Some((aid, opening)));
            let here = mentors_place(desk, &participant, group);
            desk.say_on(here, given(&participant, week, aid, stood), replied);
            true
        }
        // Somebody was quicker: what the reply speaks of is so.
        Err(Refusal::Outdated) => false,
        Err(_) => {
            ask(desk, group, participant, week, words, Unclear::Unfit);
            true
        }
    }
}

/// What is it to go with? In reply to it, with what can be given as things stand.
fn ask(desk: &mut Desk<'_>, group: ChatId, participant: &Participant, week: u8, words: OwnWords, unclear: Unclear) {
    let enrolment = &participant.enrolment;
    let granted = enrolment.progress.week(week).granted;
    let may_try = is_possible(desk, participant, week, Aid::Attempt { granted }).is_ok();
    let notice = Notice::HelpAsk {
        enrolment: enrolment.id,
        handle: enrolment.handle,
        week,
        words,
        unclear,
        granted: may_try.then_some(granted),
        opens: is_possible(desk, participant, week, Aid::Week).ok(),
    };
    let here = mentors_place(desk, participant, group);
    desk.say(here, notice);
}

/// A button under that question: once, whoever presses it.
pub(super) fn press(
    desk: &mut Desk<'_>,
    here: Place,
    participant: &Participant,
    week: u8,
    (going, words): (Going, OwnWords),
) -> Result<Toast, Refusal> {
    let asked = desk.pressed_screen().and_then(HelpScreen::decode).map(|screen| screen.stands);
    let is_of_group = participant.cohort.mentors == Some(here.chat);
    if !is_of_group || asked != Some(Stands::Question(words.message)) {
        return Err(Refusal::Outdated);
    }
    if matches!(participant.enrolment.status, Status::Left { .. }) && going != Going::Not {
        return Err(Refusal::HasLeft);
    }
    let (enrolment, handle) = (participant.enrolment.id, participant.enrolment.handle);
    let answered = |sent| Notice::HelpAnswered { enrolment, handle, week, sent };
    let notice = match going {
        Going::With(aid) => {
            let (participant, opening) = carry_out(desk, participant.clone(), week, aid)?;
            copy(desk, here.chat, &participant, words, Some((aid, opening)));
            given(&participant, week, aid, Stood::default())
        }
        Going::Alone => {
            let mut participant = participant.clone();
            participant.is_told(desk.now);
            desk.keep(&participant);
            copy(desk, here.chat, &participant, words, None);
            answered(true)
        }
        Going::Not => answered(false),
    };
    desk.say_on_pressed(here, notice);
    Ok(if going == Going::Not { Toast::Silent } else { Toast::Sent })
}

/// Puts the reply on its way: once with the same, whatever is pressed at the same moment. Where one mentor presses *alone*
/// and another, before the buttons are gone, *with one more try*, the words come twice: a try must not be given unsaid.
fn copy(desk: &mut Desk<'_>, group: ChatId, participant: &Participant, words: OwnWords, with: Option<(Aid, Opening)>) {
    let with_what = match with {
        None => "",
        Some((Aid::Attempt { .. }, _)) => ":a",
        Some((Aid::Week, _)) => ":w",
    };
    let OwnWords { message, file } = words;
    let enrolment = participant.enrolment.id;
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
        opening: with.map(|(_, opening)| opening),
    };
    desk.say_once(format!("words:{group}:{message}{with_what}"), participant.place(), reply, None);
}
