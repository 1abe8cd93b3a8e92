//! A wrong key, corrected in the chat: who would pass is shown first, then it is ordered. `regrade` carries it out.

use super::desk::{ActionError, Desk, Place};
use super::intent::Pressed;
use crate::rules::ids::{CohortId, PersonId, VersionId};
use crate::rules::model::{Cohort, Person};
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
use crate::rules::regrade::{Change, Effect, effect};
use crate::store::regrades::{self, Order, Regrade};

/// *Count it for everybody*, *This is right too*, and *Grade again* behind either, of an admin; `None` for other buttons.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    person: &Person,
    place: Place,
    press: Press,
) -> Option<Result<(), ActionError>> {
    let Press::Regrade { cohort, version, week, item, choice, sure } = press else { return None };
    let toast = match desk.work.corrections_of(cohort).map(<[Regrade]>::to_vec) {
        // What people answered is read for who taps, and not for whatever is typed.
        None => Toast::OldButton,
        Some(all) => match plan(desk, (cohort, version), week, (item, choice), &all) {
            None => Toast::DoneAlready,
            Some(plan) => {
                if sure && !plan.is_ordered {
                    order(desk, person.id, &plan, &all);
                }
                desk.say(place, plan.notice(choice, sure || plan.is_ordered));
                Toast::Silent
            }
        },
    };
    desk.answer(pressed, Some(person), toast);
    Some(Ok(()))
}

/// What a correction would come to.
struct Plan {
    cohort: Cohort,
    week: u8,
    /// The place of the item in the version that the cohort runs now.
    item: u16,
    change: Change,
    effect: Effect,
    /// It was ordered already, and is yet to be done.
    is_ordered: bool,
}

impl Plan {
    fn notice(&self, choice: Option<u8>, ordered: bool) -> Notice {
        let Cohort { id: cohort, version, starts_on, .. } = self.cohort;
        let Self { week, item, effect, .. } = *self;
        Notice::RegradeAsk { cohort, version, starts_on, week, item, choice, effect, ordered }
    }
}

/// `None` where there is nothing to correct: the item is no longer as it was in the version that the button was drawn from, or
/// is corrected so. Another item may have been corrected since then; the list that still stands there goes on serving.
fn plan(
    desk: &Desk<'_>,
    (cohort, version): (CohortId, VersionId),
    week: u8,
    (item, choice): (u16, Option<u8>),
    all: &[Regrade],
) -> Option<Plan> {
    let cohort = desk.cohort(cohort).ok()?.clone();
    let course = desk.course_of(&cohort).ok()?;
    let drawn = desk.work.library.get(&version)?.week(week)?.assessment.items.get(usize::from(item))?;
    let item = course.week(week)?.assessment.items.iter().position(|item| item == drawn)?;
    let name = drawn.name.clone();
    let change = match choice {
        Some(choice) => Change::Choice { item: name, choice },
        None => Change::Everybody { item: name },
    };
    let corrected = change.apply(&course, week)?;
    let attempts = desk.work.sittings_of(cohort.id, week);
    let effect = effect(attempts, &desk.work.library, week, &corrected.week(week)?.assessment);
    let mut open = all.iter().filter(|regrade| regrade.is_open());
    let is_ordered = open.any(|regrade| regrade.order.week == week && regrade.order.change == change);
    Some(Plan { cohort, week, item: u16::try_from(item).ok()?, change, effect, is_ordered })
}

/// Any number of presses order it once. `all`: what was ever ordered for the cohort.
fn order(desk: &mut Desk<'_>, by: PersonId, plan: &Plan, all: &[Regrade]) {
    let cohort = plan.cohort.id;
    let request = regrades::name_of(cohort, plan.week, &plan.change, all);
    desk.work.regrades.orders.push(Order {
        request,
        cohort,
        week: plan.week,
        version: plan.cohort.version,
        change: plan.change.clone(),
        by: Some(by),
        ordered_at: desk.real,
    });
}
