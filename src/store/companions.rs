//! How many people of a cohort have opened so many lessons: counted now and then for a whole cohort, never for a person.

use super::error::StoreError;
use super::statement::{Statement, row};
use super::tx::Tx;
use crate::rules::ids::CohortId;
use std::collections::BTreeMap;
use std::sync::{LazyLock, RwLock};

row! {
    struct OpenedRow { opened: i64, count: i64 }
}

/// Every running enrolment of the cohort is read, a second or two for a million: for the background alone.
static OPENED: LazyLock<Statement> = LazyLock::new(|| {
    let text = "select {opened} as opened, count(*) as count from enrolments \
         where cohort_id = $1 and status = 'active' group by {opened} order by 1";
    Statement::of_each(
        &text.replace("{opened}", "json_extract(progress, '$.opened')"),
        &text.replace("{opened}", "cast(cast(progress as json) ->> 'opened' as bigint)"),
    )
});

/// Lessons opened, and how many have opened as many; who has opened none, paused or left is not counted.
pub async fn opened(tx: &mut Tx, cohort: CohortId) -> Result<Vec<(u16, u32)>, StoreError> {
    let rows = tx.fetch::<OpenedRow>(&OPENED, [cohort.0.into()]).await?;
    let small = |row: OpenedRow| Some((u16::try_from(row.opened).ok()?, u32::try_from(row.count).ok()?));
    Ok(rows.into_iter().filter_map(small).collect())
}

/// How many are in each week of each cohort, as last counted; in memory, and gone with the process.
#[derive(Debug, Default)]
pub struct Companions(RwLock<BTreeMap<CohortId, BTreeMap<u8, u32>>>);

impl Companions {
    /// Puts a new count in the place of the one before.
    pub fn set(&self, counted: BTreeMap<CohortId, BTreeMap<u8, u32>>) {
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = counted;
    }

    /// `None` where few are, or nothing was counted yet.
    pub fn in_week(&self, cohort: CohortId, week: u8) -> Option<u32> {
        let counted = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        counted.get(&cohort)?.get(&week).copied()
    }
}
