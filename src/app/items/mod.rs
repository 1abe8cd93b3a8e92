//! `darb items`: what the answers of a cohort say about the items of its tests; from outside, read-only, without the key.

mod print;

use super::AppError;
use crate::config::sqlite_path;
use crate::content::{self, ItemPlace, item_places};
use crate::rules::course::{Course, Item, Library};
use crate::rules::ids::CohortId;
use crate::rules::model::Cohort;
use crate::rules::statistics::{Gathered, Report, Source, Which, gather, report};
use crate::store::{Tx, attempts, cohorts, courses, reading};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct ItemsOptions {
    /// The number of a cohort, or the date on which it began; `None` where there is only one.
    pub cohort: Option<String>,
    /// `None`: every week of which somebody has finished the test.
    pub week: Option<u8>,
    pub attempts: Which,
    pub json: bool,
    /// The folder of courses, to name files and lines.
    pub lessons: PathBuf,
}

/// A week's test with its figures.
struct Week<'a> {
    week: u8,
    which: Which,
    report: Report,
    /// By place in the report.
    items: Vec<Shown<'a>>,
}

/// An item of a report.
struct Shown<'a> {
    source: Source,
    item: Option<&'a Item>,
    /// The version that the cohort runs has another key or other choices.
    earlier: bool,
    places: Vec<ItemPlace>,
    /// What the file says now is not what was answered. `None` where the course on disk cannot be read.
    changed: Option<bool>,
}

/// Prints the figures, as tables or as JSON.
pub async fn items(url: &str, options: &ItemsOptions) -> Result<(), AppError> {
    let text = items_text(url, options).await?;
    // Whoever does not read to the end has seen enough.
    let _shown = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// What [`items`] prints.
pub async fn items_text(url: &str, options: &ItemsOptions) -> Result<String, AppError> {
    if let Some(path) = sqlite_path(url).filter(|path| !path.exists()) {
        return Err(AppError::failed(format!(
            "there is no data file `{}`; look where `darb run` was started, or name it with DATABASE_URL",
            path.display()
        )));
    }
    let Some(engine) = reading::open(url).await? else {
        return Err(AppError::failed("the database is empty: `darb run` has never run on it"));
    };
    let text = match engine.read().await {
        Ok(mut tx) => figures(&mut tx, options).await,
        Err(error) => Err(error.into()),
    };
    engine.close().await;
    text
}

async fn figures(tx: &mut Tx, options: &ItemsOptions) -> Result<String, AppError> {
    let all = cohorts::all(tx).await?;
    let library = courses::library(tx).await?;
    let cohort = wanted(&all, &library, options.cohort.as_deref())?;
    let course = library.get(&cohort.version).map(Arc::clone);
    let course = course.ok_or_else(|| AppError::failed(format!("course version {} is missing", cohort.version)))?;
    let weeks: Vec<u8> = match options.week {
        Some(week) if course.week(week).is_some() => vec![week],
        Some(week) => {
            let count = course.weeks.len();
            return Err(AppError::wrong_use(format!(
                "`{}` has no week {week}: its weeks are 1 to {count}",
                course.slug
            )));
        }
        None => course.weeks.iter().map(|week| week.number).collect(),
    };
    let folder = options.lessons.join(&course.slug);
    let on_disk = content::load(&folder).ok();
    let mut found = Vec::new();
    for week in weeks {
        let attempts = attempts::finished_of(tx, cohort.id, week).await?;
        if attempts.is_empty() && options.week.is_none() {
            continue;
        }
        let gathered = gather(&attempts, &library, week, cohort.version, options.attempts);
        let places = item_places(&folder, week);
        let report = report(&gathered.table);
        let items = shown(gathered, (&library, cohort, week), on_disk.as_ref(), |name| {
            places.get(name).cloned().unwrap_or_default()
        });
        found.push(Week { week, which: options.attempts, report, items });
    }
    Ok(if options.json { print::json(cohort, &course, &found) } else { print::text(cohort, &course, &found) })
}

fn shown<'a>(
    gathered: Gathered,
    (library, cohort, week): (&'a Library, &Cohort, u8),
    on_disk: Option<&Course>,
    places: impl Fn(&str) -> Vec<ItemPlace>,
) -> Vec<Shown<'a>> {
    let items_of = |course: &'a Course| course.week(week).map(|week| week.assessment.items.as_slice());
    let of_source = |source: Source| {
        let item = library.get(&source.version).and_then(|course| items_of(course)?.get(usize::from(source.item)));
        let now = on_disk.and_then(|course| course.week(week)).map(|week| {
            let same_name = week.assessment.items.iter().find(|item| item.name == source.name);
            same_name != item
        });
        Shown { item, earlier: source.version != cohort.version, places: places(&source.name), changed: now, source }
    };
    gathered.sources.into_iter().map(of_source).collect()
}

/// The cohort that is meant; an error says which there are.
pub(super) fn wanted<'a>(all: &'a [Cohort], library: &Library, named: Option<&str>) -> Result<&'a Cohort, AppError> {
    let is_meant = |cohort: &&Cohort| {
        named.is_none_or(|named| named.parse() == Ok(cohort.id.0) || named.parse() == Ok(cohort.starts_on))
    };
    let meant: Vec<&Cohort> = all.iter().filter(is_meant).collect();
    if let &[cohort] = meant.as_slice() {
        return Ok(cohort);
    }
    let line = |cohort: &Cohort| {
        let CohortId(id) = cohort.id;
        let slug = library.get(&cohort.version).map_or("?", |course| course.slug.as_str());
        format!("\n  {id}  {slug}, from {}", cohort.starts_on)
    };
    let lines: String = all.iter().map(line).collect();
    Err(AppError::wrong_use(match (named, all.is_empty()) {
        (_, true) => "there is no cohort yet".to_owned(),
        (None, false) => format!("which cohort? There are:{lines}"),
        (Some(named), false) if meant.is_empty() => format!("there is no cohort `{named}`. There are:{lines}"),
        (Some(named), false) => format!("more than one cohort began on {named}; name it by its number:{lines}"),
    }))
}
