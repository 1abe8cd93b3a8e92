//! From a claimed delivery to a request: who receives it, in which words, on which message; or why it does not go.

use super::transport::{Request, Source};
use crate::picture;
use crate::rules::addressing::Verb;
use crate::rules::certificate::Named;
use crate::rules::course::{Language, Library, Media, MediaKind};
use crate::rules::discretion::{Shape, shape};
use crate::rules::dossier::Dossier;
use crate::rules::notice::{Class, CommandScope, Notice, OpenedBy, WhyKey};
use crate::rules::outcome::Reason;
use crate::rules::schedule::{HOUR_OF_MORNING, Rhythm, Zone};
use crate::seal::Keyring;
use crate::store::chats::ChatKind;
use crate::store::claim::Claimed;
use crate::store::outbox::Edit;
use crate::text::{
    Card, Catalog, Message, Reader, card, certificate, certificate_card, commands, compose, hide_button, my_data,
    my_data_file, put_above,
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What a claimed delivery comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    Go(Box<Request>),
    /// It must not go, and why.
    Cancel(&'static str),
    /// It may wait for morning.
    Postpone(DateTime<Utc>),
    /// It cannot go, and somebody has to hear of it.
    Refuse(Reason),
}

/// What may wait does not ring at night when it is later than this; what comes on time comes at the person's own hour.
const LATE: TimeDelta = TimeDelta::hours(1);

/// What preparing needs at hand.
#[derive(Clone)]
pub struct Preparer {
    pub catalog: Arc<Catalog>,
    pub bot_username: String,
    /// Tells which codes of certificates count, and signs in place of those that do not any more.
    pub keyring: Arc<Keyring>,
}

impl std::fmt::Debug for Preparer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Preparer").field("bot_username", &self.bot_username).finish_non_exhaustive()
    }
}

impl Preparer {
    /// Prepares a delivery for its reader as they are now. `dossier` is given where the notice needs it.
    pub fn prepare(
        &self,
        library: &Library,
        claimed: &Claimed,
        dossier: Option<&Dossier>,
        now: DateTime<Utc>,
    ) -> Prepared {
        if let Some(reason) = stopped(claimed, now) {
            return reason;
        }
        let zone = claimed.zone.as_deref().and_then(Zone::named).unwrap_or_else(Zone::utc);
        if claimed.quiet && now - claimed.due_at > LATE {
            let rhythm = Rhythm::daily(zone.clone(), HOUR_OF_MORNING);
            if rhythm.is_quiet(now) {
                return Prepared::Postpone(rhythm.next_after(now).min(rhythm.on(zone.date(now) + Days::new(1))));
            }
        }
        let silent = is_silent(claimed, &zone, now);
        let reader = Reader {
            language: claimed.language.unwrap_or(Language::En),
            zone,
            hour: claimed.hour,
            handle: claimed.handle,
            preferences: claimed.preferences,
            bot_username: self.bot_username.clone(),
        };
        let shape = shape_of(claimed);
        let veil = Notice::Veiled { of: claimed.id };
        let as_button = claimed.notice.for_text_only(claimed.id, claimed.preferences);
        let notice = match (shape, &as_button) {
            (Shape::Left, _) => return Prepared::Cancel("with the first part"),
            (Shape::Veiled, _) => &veil,
            (Shape::Plain | Shape::Hideable, Some(button)) => button,
            (Shape::Plain | Shape::Hideable, None) => &claimed.notice,
        };
        let mut named = named(claimed);
        let renewed_since = named.as_mut().and_then(|named| self.renew(named));
        let composed = match (notice, dossier) {
            (Notice::MyData, Some(dossier)) => Some(my_data(&self.catalog, dossier, &reader, library)),
            (Notice::CertificateName { .. } | Notice::Certificate { .. }, _) if named.is_some() => {
                let named = named.as_ref().expect("just looked");
                let undrawn = picture::undrawn(&named.name);
                certificate(&self.catalog, notice, &reader, library, (named, &undrawn), renewed_since)
            }
            (Notice::MyDataFile, Some(dossier)) => Some(my_data_file(&self.catalog, dossier, &reader, library, now)),
            (notice, _) => compose(&self.catalog, notice, &reader, library),
        };
        let Some(mut message) = composed else {
            // A part that the reader's language does not need, or content that this version of the course lacks.
            return Prepared::Cancel("nothing to show");
        };
        if shape == Shape::Veiled {
            return Prepared::Go(Box::new(Request::Send {
                chat: claimed.telegram_id,
                thread: None,
                reply_to: None,
                silent,
                message,
            }));
        }
        if shape == Shape::Hideable {
            let delivery = claimed.notice.shown_by(claimed.id);
            message.keyboard.push(vec![hide_button(&self.catalog, reader.language, delivery)]);
        }
        if as_button.is_some() {
            let (chat, reply_to) = (claimed.telegram_id, reply_to(claimed));
            return Prepared::Go(Box::new(Request::Send { chat, thread: None, reply_to, silent, message }));
        }
        let words = claimed.note.as_deref().filter(|_| shows_note(&claimed.notice));
        if let Some(words) = words {
            // On a lesson, which rings, it is not for a notification to tell.
            let covered = matches!(claimed.notice, Notice::Lesson { .. });
            message = put_above(&self.catalog, &reader, message, words, covered);
        }
        let own = named.and_then(|named| certificate_card(&self.catalog, &claimed.notice, &reader, library, &named));
        let drawing = own
            .map(Card::Certificate)
            .or_else(|| card(&self.catalog, &claimed.notice, &reader, library, &message))
            .map(Box::new);
        if let Some(card) = &drawing {
            message.media = Some(of_ours(card));
        }
        match request(&self.catalog, claimed, message, drawing, reader.language, silent) {
            Some(request) => Prepared::Go(Box::new(request)),
            None => Prepared::Cancel("nothing to change"),
        }
    }
}

impl Preparer {
    /// A code whose key was refused since it was made is not sent again: the same is certified under the key that counts.
    /// Since when that one was refused; `None` where the code is good.
    fn renew(&self, named: &mut Named) -> Option<NaiveDate> {
        let (code, since) = self.keyring.renewed(&named.code)?;
        named.code = code;
        Some(since)
    }

    /// The edit that a delivery comes to. `None` if it comes to anything else: that is for a look to see to.
    pub fn edit(&self, library: &Library, claimed: &Claimed, now: DateTime<Utc>) -> Option<Box<Request>> {
        // A notice that makes a panic costs itself only, and is found again by the look.
        let prepared = catch_unwind(AssertUnwindSafe(|| self.prepare(library, claimed, None, now))).ok()?;
        match prepared {
            Prepared::Go(request) => match *request {
                Request::Edit { .. } | Request::EditCaption { .. } | Request::EditKeyboard { .. } => Some(request),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The name that a certificate is about, where it is still there.
fn named(claimed: &Claimed) -> Option<Named> {
    let is_about = matches!(claimed.notice, Notice::CertificateName { .. } | Notice::Certificate { .. });
    claimed.note.as_deref().filter(|_| is_about).and_then(Named::decode)
}

/// Whether the reader's own sentence stands above it: a note by itself, or the first part of a week's first lesson. It is
/// read when the lesson goes, so it costs no message of its own, and one that was changed or removed a minute ago is so.
const fn shows_note(notice: &Notice) -> bool {
    match notice {
        Notice::WhyMine { .. } => true,
        Notice::Lesson { part, lesson, keys, .. } => {
            *part == 0 && lesson.day == 1 && matches!(keys.why, Some(WhyKey::Mine))
        }
        _ => false,
    }
}

/// How it stands in the chat of its reader; in a group there is nobody to hide from.
pub(super) fn shape_of(claimed: &Claimed) -> Shape {
    if claimed.chat_kind == ChatKind::Private {
        shape(claimed.preferences, &claimed.notice, claimed.class, claimed.edit != Edit::No)
    } else {
        Shape::Plain
    }
}

/// Why a delivery does not go, whatever it says.
fn stopped(claimed: &Claimed, now: DateTime<Utc>) -> Option<Prepared> {
    if !claimed.is_readable {
        return Some(Prepared::Cancel("cannot be read"));
    }
    if claimed.not_after.is_some_and(|not_after| not_after < now) {
        return Some(Prepared::Cancel("too late"));
    }
    if claimed.chat_kind == ChatKind::Private && claimed.unreachable {
        return Some(if claimed.class == Class::Relay {
            Prepared::Refuse(Reason::Unreachable)
        } else {
            Prepared::Cancel("unreachable")
        });
    }
    // That a break began by itself is what whoever is on that break hears.
    let tells_of_break = matches!(claimed.notice, Notice::SelfPaused { .. });
    if !tells_of_break && claimed.class >= Class::Lesson && matches!(claimed.status.as_deref(), Some("left" | "paused"))
    {
        return Some(Prepared::Cancel("stopped"));
    }
    None
}

/// The file of a picture that is drawn by us.
fn of_ours(card: &Card) -> Media {
    let name = card.file_name().to_owned();
    Media {
        hash: picture::hash(card),
        kind: MediaKind::Photo,
        mime: "image/png".to_owned(),
        name,
        bytes: None,
        size: None,
    }
}

/// Whether it comes without a sound: what was decided so, reminders, and a line that takes the place of something hidden;
/// what is a day late, for its day has a sound of its own; and at night what somebody else does for the reader, a mentor's reply above all.
fn is_silent(claimed: &Claimed, zone: &Zone, now: DateTime<Utc>) -> bool {
    let is_a_day_late = claimed.quiet && zone.date(now) > zone.date(claimed.created_at);
    let by_others = matches!(
        claimed.notice,
        Notice::Reply { opens: None, .. }
            | Notice::AttemptReady { given_by_mentor: true, .. }
            | Notice::WeekOpened { by: OpenedBy::Mentor, .. }
            | Notice::MentorSays { .. }
    );
    let at_night = || Rhythm::daily(zone.clone(), HOUR_OF_MORNING).is_quiet(now);
    let was_decided = claimed.silent || claimed.class == Class::Nudge || claimed.notice.is_tending();
    was_decided || is_a_day_late || (by_others && at_night())
}

/// `None` when what it would change does not stand anywhere.
fn request(
    catalog: &Catalog,
    claimed: &Claimed,
    mut message: Message,
    drawing: Option<Box<Card>>,
    language: Language,
    silent: bool,
) -> Option<Request> {
    let chat = claimed.telegram_id;
    let target = match claimed.edit {
        Edit::No => None,
        Edit::Screen => claimed.standing,
        Edit::Message(message) => Some(message),
    };
    if let Some(mut media) = message.media.take() {
        if let Some(target) = target {
            // The picture that stands there stays: an edit changes what is written under it.
            return Some(Request::EditCaption { chat, target, message });
        }
        return Some(Request::SendFile {
            chat,
            thread: claimed.thread,
            reply_to: reply_to(claimed),
            silent,
            message,
            source: media.bytes.take().map(Source::Made),
            media,
            drawing,
        });
    }
    Some(match claimed.notice.verb() {
        Verb::Message => match target {
            Some(target) => Request::Edit { chat, target, message },
            None => Request::Send { chat, thread: claimed.thread, reply_to: reply_to(claimed), silent, message },
        },
        Verb::Keyboard => Request::EditKeyboard { chat, target: target?, keyboard: message.keyboard },
        Verb::Copy => copy(claimed, message, silent)?,
        Verb::Topic => Request::CreateTopic { chat, title: message.text },
        Verb::Delete => Request::Delete { chat, target: claimed.standing? },
        Verb::Sweep => {
            let Notice::Sweep { messages } = &claimed.notice else { return None };
            Request::DeleteMany { chat, targets: messages.clone() }
        }
        Verb::Dot => {
            let Notice::Dot { message: target } = claimed.notice else { return None };
            Request::Dot { chat, target, text: message.text }
        }
        Verb::DeleteMany => {
            let Notice::EraseMessages { messages } = &claimed.notice else { return None };
            Request::DeleteMany { chat, targets: messages.clone() }
        }
        Verb::DeleteTopic => {
            let Notice::EraseTopic { thread } = claimed.notice else { return None };
            Request::DeleteTopic { chat, thread }
        }
        Verb::React => {
            let (Notice::Received { message: target, .. } | Notice::ReplyArrived { message: target, .. }) =
                claimed.notice
            else {
                return None;
            };
            Request::React { chat, target, emoji: message.text }
        }
        Verb::CheckGroup => Request::CheckGroup { chat },
        Verb::Commands => {
            let Notice::SetCommands { scope, language: of } = claimed.notice else { return None };
            let commands = commands(
                catalog,
                scope,
                of.unwrap_or(if scope == CommandScope::Participants { Language::En } else { language }),
            );
            Request::SetCommands { scope, chat, language: of, commands }
        }
    })
}

fn copy(claimed: &Claimed, message: Message, silent: bool) -> Option<Request> {
    let chat = claimed.telegram_id;
    Some(match claimed.notice {
        Notice::Reply { message: source, reply_to, .. } => Request::Copy {
            chat,
            thread: None,
            reply_to,
            silent,
            from_chat: claimed.mentors_telegram_id?,
            source,
            keyboard: message.keyboard,
        },
        Notice::QuestionCopy { .. } if claimed.document.is_some() => Request::SendDocument {
            chat,
            thread: claimed.thread,
            reply_to: claimed.header.filter(|_| claimed.thread.is_none()),
            document: claimed.document.clone()?,
            keyboard: message.keyboard,
        },
        Notice::QuestionCopy { message: source, .. } => Request::Copy {
            chat,
            thread: claimed.thread,
            // In a plain group the message that introduces the participant says whose question it is.
            reply_to: claimed.header.filter(|_| claimed.thread.is_none()),
            silent,
            from_chat: claimed.person_telegram_id?,
            source,
            keyboard: message.keyboard,
        },
        _ => return None,
    })
}

/// The message that a notice answers.
fn reply_to(claimed: &Claimed) -> Option<i64> {
    match claimed.notice {
        Notice::QuestionHeld { .. } | Notice::QuestionArrived { .. } | Notice::QuestionWaits { .. } => {
            claimed.question_message
        }
        Notice::ReplyFailed { message, .. } => Some(message),
        Notice::HelpAsk { words, .. } => Some(words.message),
        Notice::Reply { reply_to, .. } => reply_to,
        Notice::NeedsHelp { .. } => claimed.header.filter(|_| claimed.thread.is_none()),
        _ => None,
    }
}
