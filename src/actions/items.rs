//! How the items of a week's test do, for admins: from first attempts, and in silence about a handful of people.

use super::desk::{ActionError, Desk, Place};
use crate::rules::ids::CohortId;
use crate::rules::model::Cohort;
use crate::rules::notice::Notice;
use crate::rules::statistics::{A_CHART, A_PAGE, ItemLine, MIN_ATTEMPTS, Which, gather, lines};

/// The items of a week from a page (from 0) on; which week, where that was not said or there is none such.
pub(super) fn page(desk: &Desk<'_>, cohort: &Cohort, week: Option<u8>, page: u8) -> Result<Notice, ActionError> {
    let (id, version, starts_on) = (cohort.id, cohort.version, cohort.starts_on);
    let course = desk.course_of(cohort)?;
    let Some(week) = week.filter(|week| course.week(*week).is_some()) else {
        return Ok(Notice::ItemsWeeks { cohort: id, version, starts_on });
    };
    let (attempts, lines) = figures(desk, cohort, week);
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let last = count.saturating_sub(1) / A_PAGE;
    let first = u16::from(page).min(last) * A_PAGE;
    let mut lines = part_of(lines, first, A_PAGE);
    if lines.iter().any(|line| line.doubt.is_some()) {
        let places = desk.files.lines(&course.slug, week);
        for line in lines.iter_mut().filter(|line| line.doubt.is_some()) {
            line.lines = name_of(desk, week, line).and_then(|name| places.get(&name).cloned()).unwrap_or_default();
        }
    }
    Ok(Notice::Items { cohort: id, version, starts_on, week, attempts, first, count, lines })
}

/// A picture of which choices were picked. Nothing comes where there is nothing to show.
pub(super) fn chart(
    desk: &mut Desk<'_>,
    place: Place,
    cohort: CohortId,
    week: u8,
    part: u8,
) -> Result<(), ActionError> {
    let cohort = desk.cohort(cohort)?.clone();
    let (id, version, starts_on) = (cohort.id, cohort.version, cohort.starts_on);
    let (attempts, all) = figures(desk, &cohort, week);
    let lines = part_of(all, u16::from(part) * A_CHART, A_CHART);
    if !lines.is_empty() {
        desk.say(place, Notice::ItemsChart { cohort: id, version, starts_on, week, attempts, lines });
    }
    Ok(())
}

/// How many first attempts are finished, and the items; none of those for too few.
fn figures(desk: &Desk<'_>, cohort: &Cohort, week: u8) -> (u32, Vec<ItemLine>) {
    let attempts = desk.work.sittings_of(cohort.id, week);
    let gathered = gather(attempts, &desk.work.library, week, cohort.version, Which::First);
    let count = gathered.table.attempts.len();
    let lines = if count < MIN_ATTEMPTS { Vec::new() } else { lines(&gathered) };
    (u32::try_from(count).unwrap_or(u32::MAX), lines)
}

/// The name of an item in the files.
fn name_of(desk: &Desk<'_>, week: u8, line: &ItemLine) -> Option<String> {
    let items = &desk.work.library.get(&line.version)?.week(week)?.assessment.items;
    items.get(usize::from(line.item)).map(|item| item.name.clone())
}

fn part_of(lines: Vec<ItemLine>, first: u16, most: u16) -> Vec<ItemLine> {
    lines.into_iter().skip(first.into()).take(most.into()).collect()
}
