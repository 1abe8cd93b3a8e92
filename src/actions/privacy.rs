//! What is kept and who sees it, as things are for who asks.

use super::desk::{Desk, Participant, Place};
use crate::rules::course::Course;
use crate::rules::ids::VersionId;
use crate::rules::model::Person;
use crate::rules::notice::Notice;
use crate::rules::preferences::Preferences;
use crate::rules::privacy::Switches;

/// `/privacy`, for anybody and at any time: of the course of who is in one, else of all that can be joined.
pub(super) fn notice(
    desk: &mut Desk<'_>,
    place: Place,
    offered: &[VersionId],
    person: Option<&Person>,
    participant: Option<&Participant>,
) {
    let switches = match participant {
        Some(participant) => of(desk, participant),
        None => {
            let courses = offered.iter().filter_map(|version| desk.work.library.get(version));
            let courses: Vec<&Course> = courses.map(AsRef::as_ref).collect();
            let wishes = person.map_or_else(Preferences::default, |person| person.preferences);
            Switches::of(courses, wishes, desk.kept_days)
        }
    };
    // On the way in, nobody can be asked yet.
    let arrived = participant.filter(|participant| participant.enrolment.may_ask());
    let enrolment = arrived.map(|participant| participant.enrolment.id);
    desk.say(participant.map_or(place, Participant::place), Notice::Privacy { enrolment, switches });
}

/// As things are for a participant.
pub(super) fn of(desk: &Desk<'_>, participant: &Participant) -> Switches {
    let name_kept = participant.enrolment.progress.name_kept;
    let switches = Switches::of([participant.course.as_ref()], participant.person.preferences, desk.kept_days);
    Switches { name_kept, ..switches }
}
