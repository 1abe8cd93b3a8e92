//! What the sandbox asks of the bot: whether it has come to rest, and what to show on the page.

use crate::clock::Clock;
use crate::sandbox::{Panel, PanelFuture, PanelInfo, PanelLine};
use crate::store::{Engine, enrolments, in_flight, regrades, tending};
use chrono::DateTime;

/// Answers from the data file alone, so it serves a bot in this process and one in another.
#[derive(Debug)]
pub struct StorePanel {
    pub engine: Engine,
    /// The clock of a bot in this process; `None` for one in another.
    pub clock: Option<Clock>,
    pub lines: Vec<PanelLine>,
}

impl StorePanel {
    async fn is_at_rest(&self, now_ms: i64) -> bool {
        let Some(now) = DateTime::from_timestamp_millis(now_ms) else { return false };
        if self.clock.as_ref().is_some_and(|clock| clock.now() < now) {
            return false;
        }
        let Ok(mut tx) = self.engine.read().await else { return false };
        let due = enrolments::is_any_due(&mut tx, now).await;
        let tended = tending::first_due(&mut tx).await.map(|first| first.is_some_and(|first| first <= now));
        let real = self.clock.as_ref().map_or_else(|| Clock::system().real(), Clock::real);
        let idle = in_flight::is_idle(&mut tx, now, real).await;
        let graded = regrades::open(&mut tx).await.map(|open| open.is_none());
        matches!((due, tended, idle, graded), (Ok(false), Ok(false), Ok(true), Ok(true)))
    }
}

impl Panel for StorePanel {
    fn settled(&self, now_ms: i64) -> PanelFuture<'_, bool> {
        Box::pin(self.is_at_rest(now_ms))
    }

    fn about(&self) -> PanelFuture<'_, PanelInfo> {
        Box::pin(async { PanelInfo { lines: self.lines.clone() } })
    }
}
