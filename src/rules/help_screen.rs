//! What a message about help in the mentors' group shows, as its screen names it: the call, a ready sentence, what was done.
//!
//! The message turns from one into the other while people may be writing a reply to it, and a reply names the message and
//! not what its writer saw there. So a screen remembers which sentences stood there and were taken back: a reply to such a
//! message is carried out as nothing before it is asked what was meant.

use super::help::Aid;
use super::ids::EnrolmentId;
use serde::{Deserialize, Serialize};

/// What mentors do for somebody, whichever time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    Attempt,
    Week,
}

impl Aid {
    pub const fn help(self) -> Help {
        match self {
            Self::Attempt { .. } => Help::Attempt,
            Self::Week => Help::Week,
        }
    }
}

/// The ready sentences that stood on a message before, and were taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stood {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub attempt: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub week: bool,
}

impl Stood {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    pub const fn and(self, help: Help) -> Self {
        match help {
            Help::Attempt => Self { attempt: true, ..self },
            Help::Week => Self { week: true, ..self },
        }
    }

    /// Whether a reply can be meant for anything else than what stands there now; `None`: nothing does.
    pub const fn others_than(self, now: Option<Help>) -> bool {
        (self.attempt && !matches!(now, Some(Help::Attempt))) || (self.week && !matches!(now, Some(Help::Week)))
    }

    const fn code(self) -> &'static str {
        match (self.attempt, self.week) {
            (false, false) => "",
            (true, false) => "a",
            (false, true) => "w",
            (true, true) => "aw",
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        let all = [(false, false), (true, false), (false, true), (true, true)];
        all.map(|(attempt, week)| Self { attempt, week }).into_iter().find(|stood| stood.code() == code)
    }
}

/// What stands there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// The call for help with its buttons.
    Call,
    /// The ready sentence of an aid: a reply is the mentor's own words for it.
    Sentence(Aid),
    /// It was done.
    Done(Help),
    /// It is asked what a reply, by its number in the group, is to go with.
    Question(i64),
}

/// A screen about help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelpScreen {
    pub enrolment: EnrolmentId,
    pub week: u8,
    pub stands: Stands,
    pub stood: Stood,
}

impl HelpScreen {
    /// As it is kept; [`HelpScreen::decode`] reads it.
    pub fn encode(&self) -> String {
        let Self { enrolment, week, stands, stood } = self;
        let what = match stands {
            // As it was kept before anything was remembered.
            Stands::Call | Stands::Done(_) if stood.is_nothing() => return format!("h:{enrolment}:{week}"),
            Stands::Call => "c".to_owned(),
            Stands::Sentence(Aid::Attempt { granted }) => format!("a{granted}"),
            Stands::Sentence(Aid::Week) => "w".to_owned(),
            Stands::Done(Help::Attempt) => "da".to_owned(),
            Stands::Done(Help::Week) => "dw".to_owned(),
            Stands::Question(message) => format!("q{message}"),
        };
        let end = if stood.is_nothing() { String::new() } else { format!(":{}", stood.code()) };
        format!("h:{enrolment}:{week}:{what}{end}")
    }

    /// `None` for other screens.
    pub fn decode(screen: &str) -> Option<Self> {
        let mut fields = screen.split(':');
        let ("h", enrolment, week) = (fields.next()?, fields.next()?, fields.next()?) else { return None };
        let (enrolment, week) = (EnrolmentId(enrolment.parse().ok()?), week.parse().ok()?);
        let stands = match fields.next() {
            None | Some("c") => Stands::Call,
            Some("w") => Stands::Sentence(Aid::Week),
            Some("da") => Stands::Done(Help::Attempt),
            Some("dw") => Stands::Done(Help::Week),
            Some(other) => match (other.strip_prefix('a'), other.strip_prefix('q')) {
                (Some(granted), _) => Stands::Sentence(Aid::Attempt { granted: granted.parse().ok()? }),
                (_, Some(message)) => Stands::Question(message.parse().ok()?),
                _ => return None,
            },
        };
        let stood = Stood::of_code(fields.next().unwrap_or_default())?;
        fields.next().is_none().then_some(Self { enrolment, week, stands, stood })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STOOD: [Stood; 4] = [
        Stood { attempt: false, week: false },
        Stood { attempt: true, week: false },
        Stood { attempt: false, week: true },
        Stood { attempt: true, week: true },
    ];

    #[test]
    fn a_screen_says_what_stands_there_and_what_stood_there() {
        let stands = [
            Stands::Call,
            Stands::Sentence(Aid::Attempt { granted: 0 }),
            Stands::Sentence(Aid::Attempt { granted: 255 }),
            Stands::Sentence(Aid::Week),
            Stands::Done(Help::Attempt),
            Stands::Done(Help::Week),
            Stands::Question(77),
        ];
        for (stands, stood) in stands.into_iter().flat_map(|stands| STOOD.map(|stood| (stands, stood))) {
            let screen = HelpScreen { enrolment: EnrolmentId(7), week: 2, stands, stood };
            let read = HelpScreen::decode(&screen.encode()).expect("its own");
            // What was done and what may be done are the same to a reply where nothing else stood there.
            let is_plain = matches!(stands, Stands::Done(_)) && stood.is_nothing();
            assert_eq!(read, if is_plain { HelpScreen { stands: Stands::Call, ..screen } } else { screen });
        }
        for other in ["h:7:2:", "h:7:2:x", "h:7:2:a", "h:x:2:w", "t:7:2:w", "s", "h:7:2:w:x", "h:7:2:w:a:a", "h:7"] {
            assert_eq!(HelpScreen::decode(other), None, "{other}");
        }
    }

    #[test]
    fn screens_of_earlier_versions_are_read() {
        for (screen, stands) in [
            ("h:7:2", Stands::Call),
            ("h:7:2:a1", Stands::Sentence(Aid::Attempt { granted: 1 })),
            ("h:7:2:w", Stands::Sentence(Aid::Week)),
        ] {
            let read = HelpScreen::decode(screen).expect("a screen");
            assert_eq!((read.stands, read.stood, read.encode().as_str()), (stands, Stood::default(), screen));
        }
    }

    #[test]
    fn a_reply_is_plain_only_where_nothing_else_stood() {
        let [nothing, attempt, week, both] = STOOD;
        for (stood, now, others) in [
            (nothing, None, false),
            (nothing, Some(Help::Week), false),
            (attempt, None, true),
            (attempt, Some(Help::Attempt), false),
            (attempt, Some(Help::Week), true),
            (week, Some(Help::Attempt), true),
            (both, Some(Help::Attempt), true),
            (nothing.and(Help::Week), Some(Help::Week), false),
            (nothing.and(Help::Week).and(Help::Attempt), Some(Help::Week), true),
        ] {
            assert_eq!(stood.others_than(now), others, "{stood:?} {now:?}");
        }
    }
}
