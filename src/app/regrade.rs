//! `darb regrade`: after a file was corrected, the keys of a week's test. It shows who would pass and writes an order; the bot
//! that holds the lease carries it out, now if it runs, else when it starts next.

use super::AppError;
use super::items::wanted;
use crate::config::{KeySource, Keys, sqlite_path};
use crate::content;
use crate::rules::course::{Assessment, Course};
use crate::rules::ids::VersionId;
use crate::rules::model::Cohort;
use crate::rules::real_time::RealTime;
use crate::rules::regrade::{Change, Effect, Unlike, corrections, effect};
use crate::seal::{Key, Randomness, Sealer};
use crate::store::regrades::{self, Order, Stage};
use crate::store::{Engine, attempts, cohorts, courses, reading};
use std::path::PathBuf;
use std::time::Duration;

/// How long a running bot is given to carry it out before it is said that none runs.
const PATIENCE: Duration = Duration::from_secs(6);

/// How often it is looked whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What is asked for.
#[derive(Debug, Clone)]
pub struct RegradeOptions {
    /// The number of a cohort, or the date on which it began.
    pub cohort: String,
    pub week: u8,
    /// Show who would pass, and change nothing.
    pub dry_run: bool,
    /// The folder of courses, with the corrected file.
    pub lessons: PathBuf,
}

/// What a corrected file comes to.
struct Plan {
    cohort: Cohort,
    version: VersionId,
    change: Option<Change>,
    lines: Vec<String>,
}

/// Prints what differs and who would pass; then orders it, and says what became of it.
pub async fn regrade(keys: &Keys, options: &RegradeOptions) -> Result<(), AppError> {
    let url = keys.database_url.as_str();
    if let Some(path) = sqlite_path(url).filter(|path| !path.exists()) {
        return Err(AppError::failed(format!("there is no data file `{}`", path.display())));
    }
    let plan = plan(keys, options).await?;
    for line in &plan.lines {
        println!("{line}");
    }
    let Some(change) = plan.change else { return Ok(()) };
    if options.dry_run {
        println!("Nothing was changed. Without --dry-run they are graded again.");
        return Ok(());
    }
    let order = Order {
        request: String::new(),
        cohort: plan.cohort.id,
        week: options.week,
        version: plan.version,
        change,
        by: None,
        ordered_at: now(),
    };
    let engine = Engine::open(url).await?;
    let ended = carry_out(&engine, order).await;
    engine.close().await;
    ended
}

fn now() -> RealTime {
    crate::clock::Clock::system().real()
}

async fn plan(keys: &Keys, options: &RegradeOptions) -> Result<Plan, AppError> {
    let Some(engine) = reading::open(&keys.database_url).await? else {
        return Err(AppError::failed("the database is empty: `darb run` has never run on it"));
    };
    let plan = read_plan(&engine, keys, options).await;
    engine.close().await;
    plan
}

async fn read_plan(engine: &Engine, keys: &Keys, options: &RegradeOptions) -> Result<Plan, AppError> {
    let mut tx = engine.read().await?;
    let all = cohorts::all(&mut tx).await?;
    let library = courses::library(&mut tx).await?;
    let cohort = wanted(&all, &library, Some(&options.cohort))?.clone();
    let course = library.get(&cohort.version).cloned();
    let course = course.ok_or_else(|| AppError::failed(format!("course version {} is missing", cohort.version)))?;
    let asked = assessment(&course, options.week)?;
    let folder = options.lessons.join(&course.slug);
    let on_disk = content::load(&folder).map_err(|problems| {
        AppError::wrong_use(format!(
            "`{}` has to be right first; `darb check` says what is wrong\n\n{problems}",
            folder.display()
        ))
    })?;
    let file = assessment(&on_disk, options.week)?;
    let change = corrections(&asked.items, &file.items).map_err(|unlike| refused(&course, options.week, &unlike))?;
    let mut lines =
        vec![format!("Cohort {}: {}, from {}, week {}", cohort.id, course.slug, cohort.starts_on, options.week)];
    if rules_of(asked) != rules_of(file) {
        lines.push(
            "The rules of this test in course.toml are others by now; for this cohort they stay as they were."
                .to_owned(),
        );
    }
    let Some(corrected) = change.as_ref().and_then(|change| change.apply(&course, options.week)) else {
        lines.push("The keys in the file are those of the cohort: there is nothing to grade again.".to_owned());
        return Ok(Plan { version: cohort.version, cohort, change: None, lines });
    };
    let key = match &keys.key {
        KeySource::Given(text) => Key::parse(text)?,
        KeySource::File(path) | KeySource::BesideData(path) => Key::read(path)?,
    };
    let sealer = Sealer::new(&key, Randomness::system());
    crate::store::meta::is_key_checked(&mut tx, &sealer).await?;
    let finished = attempts::finished_of_opened(&mut tx, &sealer, cohort.id, options.week).await?;
    let effect = effect(&finished, &library, options.week, assessment(&corrected, options.week)?);
    let names = change.as_ref().map(Change::names).unwrap_or_default();
    lines.push(format!("Another key: {}", names.join(", ")));
    let Effect { people, changed, passing } = effect;
    lines.push(format!(
        "People who have finished the test: {people}; with another score: {changed}; who would pass now: {passing}"
    ));
    Ok(Plan { version: cohort.version, cohort, change, lines })
}

fn assessment(course: &Course, week: u8) -> Result<&Assessment, AppError> {
    let count = course.weeks.len();
    let week_of = course.week(week).map(|week| &week.assessment);
    week_of
        .ok_or_else(|| AppError::wrong_use(format!("`{}` has no week {week}: its weeks are 1 to {count}", course.slug)))
}

/// The test without its items.
fn rules_of(assessment: &Assessment) -> Assessment {
    Assessment { items: Vec::new(), ..assessment.clone() }
}

fn refused(course: &Course, week: u8, unlike: &[Unlike]) -> AppError {
    let line = |unlike: &Unlike| match unlike {
        Unlike::Missing(name) => format!("\n  `{name}` was answered, and is not in the file any more"),
        Unlike::New(name) => format!("\n  `{name}` is new, and nobody was asked it"),
        Unlike::Changed(name, what) => format!("\n  `{name}`: {what}"),
    };
    let lines: String = unlike.iter().map(line).collect();
    AppError::wrong_use(format!(
        "only keys, weights and feedback can be corrected after people have answered; in week {week} of `{}` something else differs from what they were asked:{lines}\n\
         put that back as it was; other changes are for the next cohort",
        course.slug
    ))
}

/// Writes the order, and waits a while for whoever carries it out.
async fn carry_out(engine: &Engine, mut order: Order) -> Result<(), AppError> {
    let mut tx = engine.write().await?;
    let all = regrades::of_cohort(&mut tx, order.cohort).await?;
    order.request = regrades::name_of(order.cohort, order.week, &order.change, &all);
    regrades::order(&mut tx, &order);
    tx.commit().await?;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let mut tx = engine.read().await?;
        let all = regrades::of_cohort(&mut tx, order.cohort).await?;
        let next = regrades::open(&mut tx).await?;
        drop(tx);
        let ours = all.iter().find(|regrade| regrade.order.request == order.request);
        let is_first = next.is_none_or(|next| next.order.request == order.request);
        match ours.map(|regrade| (regrade.stage, regrade.effect)) {
            Some((Stage::Done, Effect { changed, passing, .. })) => {
                println!("Graded again: people with another score: {changed}; who pass by it: {passing}");
                return Ok(());
            }
            Some((Stage::Refused, _)) => {
                return Err(AppError::failed(
                    "it was not graded again: the items are no longer as they were when it was ordered; run the command once more",
                ));
            }
            stage if tokio::time::Instant::now() >= deadline => {
                println!("{}", waiting(stage.map(|(stage, _)| stage), is_first));
                return Ok(());
            }
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}

/// What is said when patience is over.
fn waiting(stage: Option<Stage>, is_first: bool) -> &'static str {
    match (stage, is_first) {
        (Some(Stage::Running { .. }), _) => {
            "It is being graded again; the admins hear of it in the chat when that is done."
        }
        (_, true) => "It is ordered. The bot does not run: it grades again as soon as it does (`darb run`).",
        (_, false) => {
            "It is ordered, behind another correction; the admins hear of it in the chat when that is done. `darb status` says whether the bot runs."
        }
    }
}
