//! How far somebody is: in words, which say everything that the picture shows.

use super::{Draft, Message, Voice};
use crate::rules::ids::EnrolmentId;
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::text::draft::{MAX_CAPTION_UNITS, units};

/// About how large a picture is, in kilobytes.
const PICTURE_KB: u32 = 50;

/// Whether a text may stand under a picture.
pub(in crate::text) fn caption_fits(text: &str) -> bool {
    units(text) <= MAX_CAPTION_UNITS
}

/// *My progress as a picture*, under something else.
pub(super) fn add_picture(voice: &Voice<'_>, draft: &mut Draft, enrolment: EnrolmentId) {
    draft.button(voice.say("button-progress-picture"), Press::ShowPicture { enrolment });
}

pub(super) fn progress(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Progress { enrolment, version, opened, done, lessons, ref badges, ref weeks, picture } = notice else {
        return None;
    };
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    let args = [("opened", opened.into()), ("done", done.into()), ("n", lessons.into())];
    draft.line(&voice.fill("progress-lessons", &args));
    for (week, passed) in (1_u8..).zip(badges) {
        let title = voice.week_title(course, week).unwrap_or_default();
        let key = if *passed { "progress-week-passed" } else { "progress-week-open" };
        let text = voice.fill(key, &[("week", week.into()), ("title", title.into())]);
        if week == 1 {
            draft.paragraph(&text)
        } else {
            draft.line(&text)
        };
    }
    draft.paragraph(&voice.say("progress-next"));
    if voice.reader.preferences.text_only && !picture && !weeks.is_empty() {
        let label = voice.fill("button-picture", &[("kb", PICTURE_KB.into())]);
        draft.button(label, Press::ShowPicture { enrolment });
    }
    draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    Some(draft.finish())
}
