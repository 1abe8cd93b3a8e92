//! The certificate: the name is asked for and shown back, the words that go with the picture, and what a code says.

use super::{Draft, Message, Voice};
use crate::rules::certificate::{Answer, Named, Step};
use crate::rules::course::{Course, Library};
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::text::card::CertificateCard;
use crate::text::catalog::Catalog;
use crate::text::message::Reader;
use crate::text::numbers::day_month_year;
use chrono::NaiveDate;

/// About how large its picture is, in kilobytes.
const PICTURE_KB: u32 = 90;

/// Signs of the code in a group, and groups in a line of the picture.
const GROUP: usize = 4;
const GROUPS: usize = 8;

/// *Certificate*, where one is to be had.
pub(super) fn add_button(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.button(voice.say("button-certificate"), Press::Certificate { enrolment, step: Step::Get });
}

/// Whether passing the test of this week gives a certificate.
pub(super) fn is_given(course: &Course, week: u8) -> bool {
    course.certificate_hours.is_some() && course.weeks.last().is_some_and(|last| last.number == week)
}

pub(super) fn ask(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("certificate-ask"));
    draft.paragraph(&voice.say("certificate-ask-how"));
    draft.finish()
}

/// What was to be shown is not kept any more.
pub(super) fn gone(voice: &Voice<'_>, enrolment: EnrolmentId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("certificate-gone"));
    add_button(voice, &mut draft, enrolment);
    draft.finish()
}

pub(super) fn forgotten(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("certificate-forgotten"));
    draft.finish()
}

/// A notice about a name, with the name, which is in no notice. `undrawn`: signs of it that the picture cannot show.
/// `renewed_since`: the code is new, because the one before has counted for nothing since that day.
/// `None` for other notices.
pub fn certificate(
    catalog: &Catalog,
    notice: &Notice,
    reader: &Reader,
    library: &Library,
    (named, undrawn): (&Named, &[char]),
    renewed_since: Option<NaiveDate>,
) -> Option<Message> {
    let voice = &Voice { catalog, reader, library };
    match *notice {
        Notice::CertificateName { enrolment, .. } => Some(name(voice, enrolment, named, undrawn)),
        Notice::Certificate { enrolment, version, kept, picture } => {
            let is_text = reader.preferences.text_only && !picture;
            Some(words(voice, enrolment, voice.course(version)?, (named, renewed_since), (kept, is_text)))
        }
        _ => None,
    }
}

/// The name, isolated: its direction is its own.
fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

fn name(voice: &Voice<'_>, enrolment: EnrolmentId, named: &Named, undrawn: &[char]) -> Message {
    let press = |step| Press::Certificate { enrolment, step };
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("certificate-name"));
    draft.bold(&isolated(&named.name));
    if undrawn.is_empty() {
        draft.paragraph(&voice.say("certificate-name-right"));
        draft.button(voice.say("button-name-right"), press(Step::Right { keep: false }));
        draft.button(voice.say("button-name-keep"), press(Step::Right { keep: true }));
    } else {
        let signs: Vec<String> = undrawn.iter().map(char::to_string).collect();
        draft.paragraph(&voice.fill("certificate-undrawn", &[("signs", signs.join(" ").into())]));
    }
    draft.button(voice.say("button-name-change"), press(Step::Rename));
    draft.finish()
}

/// Everything that the picture says, with the code to be copied.
fn words(
    voice: &Voice<'_>,
    enrolment: EnrolmentId,
    course: &Course,
    (named, renewed_since): (&Named, Option<NaiveDate>),
    (kept, is_text): (bool, bool),
) -> Message {
    let press = |step| Press::Certificate { enrolment, step };
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("certificate-title"));
    draft.line(&isolated(&named.name));
    draft.paragraph(&voice.title(course));
    draft.line(&dates(voice, named.starts_on, named.ends_on));
    draft.line(&voice.count("certificate-hours", named.hours));
    draft.paragraph(&voice.say("certificate-code"));
    draft.code(&named.code);
    if let Some(since) = renewed_since {
        let since = voice.figures(day_month_year(since));
        draft.line(&voice.fill("certificate-renewed", &[("date", since.into())]));
    }
    draft.paragraph(&voice.fill("certificate-check", &[("bot", bot(voice).into())]));
    draft.paragraph(&voice.say(match (kept, is_text) {
        (true, _) => "certificate-kept",
        (false, true) => "certificate-waits",
        (false, false) => "certificate-used",
    }));
    if is_text {
        draft.button(voice.fill("button-picture", &[("kb", PICTURE_KB.into())]), press(Step::Picture));
    }
    if kept {
        draft.button(voice.say("button-name-change"), press(Step::Rename));
    }
    if kept || is_text {
        draft.button(voice.say("button-name-forget"), press(Step::Forget));
    }
    draft.finish()
}

fn dates(voice: &Voice<'_>, from: NaiveDate, until: NaiveDate) -> String {
    let (from, until) = (voice.figures(day_month_year(from)), voice.figures(day_month_year(until)));
    voice.fill("certificate-dates", &[("from", from.into()), ("until", until.into())])
}

fn bot(voice: &Voice<'_>) -> String {
    format!("@{}", voice.reader.bot_username)
}

/// The picture: the same words, finished. `None` where none is to be drawn.
pub fn certificate_card(
    catalog: &Catalog,
    notice: &Notice,
    reader: &Reader,
    library: &Library,
    named: &Named,
) -> Option<CertificateCard> {
    let Notice::Certificate { version, picture, .. } = *notice else { return None };
    if reader.preferences.text_only && !picture {
        return None;
    }
    let voice = &Voice { catalog, reader, library };
    let course = voice.course(version)?;
    let groups: Vec<String> =
        named.code.as_bytes().chunks(GROUP).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    Some(CertificateCard {
        from_right: voice.is_rtl(),
        title: voice.say("certificate-title"),
        bears: voice.say("certificate-bears"),
        name: named.name.clone(),
        completed: voice.say("certificate-completed"),
        course: voice.title(course),
        passed: voice.say("certificate-passed"),
        dates: format!(
            "{} · {}",
            dates(voice, named.starts_on, named.ends_on),
            voice.count("certificate-hours", named.hours)
        ),
        label: voice.say("certificate-code"),
        lines: groups.chunks(GROUPS).map(|line| line.join(" ")).collect(),
        check: voice.fill("certificate-check", &[("bot", bot(voice).into())]),
        code: named.code.clone(),
    })
}

/// What a code says, and nothing more.
pub(super) fn verified(voice: &Voice<'_>, answer: &Answer, version: Option<VersionId>) -> Message {
    let mut draft = Draft::new(voice);
    match answer {
        Answer::How => draft.line(&voice.say("verify-how")),
        Answer::Garbled => draft.line(&voice.say("verify-garbled")),
        Answer::Forged => draft.line(&voice.say("verify-forged")),
        Answer::Refused { since } => {
            draft.line(&voice.fill("verify-refused", &[("date", voice.figures(day_month_year(*since)).into())]))
        }
        Answer::Genuine { course, starts_on, ends_on, hours, name_fits } => {
            let title = version.and_then(|version| voice.course(version)).map(|course| voice.title(course));
            draft.bold(&voice.say("verify-genuine"));
            draft.line(&voice.fill("verify-course", &[("title", title.unwrap_or_else(|| course.clone()).into())]));
            draft.line(&dates(voice, *starts_on, *ends_on));
            draft.line(&voice.count("certificate-hours", *hours));
            draft.paragraph(&voice.say(match name_fits {
                None => "verify-name-unasked",
                Some(true) => "verify-name-fits",
                Some(false) => "verify-name-other",
            }))
        }
    };
    draft.finish()
}
