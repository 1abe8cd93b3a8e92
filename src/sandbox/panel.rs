//! The seam to the bot: what the sandbox asks whoever runs it.

use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Serialize};

/// A boxed future, so that [`Panel`] can be a trait object.
pub type PanelFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the sandbox asks the bot beside the Bot API.
pub trait Panel: Send + Sync + 'static {
    /// Whether nothing is due or in flight in the bot at course time `now_ms` (Unix milliseconds).
    fn settled(&self, now_ms: i64) -> PanelFuture<'_, bool>;

    /// A few lines for the page, such as the invitation links of the cohort.
    fn about(&self) -> PanelFuture<'_, PanelInfo>;
}

/// What the bot says about itself on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelInfo {
    pub lines: Vec<PanelLine>,
}

/// One line of [`PanelInfo`]. A `t.me/...?start=` link is tapped as the chosen participant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelLine {
    pub title: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The panel of a bot that says nothing: always settled, no lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPanel;

impl Panel for NoPanel {
    fn settled(&self, _now_ms: i64) -> PanelFuture<'_, bool> {
        Box::pin(async { true })
    }

    fn about(&self) -> PanelFuture<'_, PanelInfo> {
        Box::pin(async { PanelInfo::default() })
    }
}
