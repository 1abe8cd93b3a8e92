//! What a sandbox is started with.

use std::fmt;
use std::sync::Arc;

use super::limits::Limits;

/// The settings of one sandbox; [`Settings::new`] gives usable defaults for everything but the two clocks.
#[derive(Clone)]
pub struct Settings {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The bot's token; requests under another one are answered with 401.
    pub token: String,
    /// The bot's `@username`, without the `@`.
    pub bot_username: String,
    /// Course time at the start, Unix milliseconds.
    pub start_ms: i64,
    /// How many times real pace course time runs; 0: it stands and is moved by hand.
    pub speed: u32,
    /// Telegram's sending limits.
    pub limits: Limits,
    /// Whether a request beyond a limit is refused with 429. Otherwise it is served and recorded as a violation.
    pub enforce: bool,
    /// Whether a bot that is no administrator sees only commands, replies to it and service messages in groups.
    pub privacy_mode: bool,
    /// Whether `settled` waits for a clock follower; false for a bot that does not read `GET /clock`.
    pub expects_clock_follower: bool,
    /// The first `update_id`. A bot that keeps its data from run to run needs a larger one each time, or it takes
    /// new updates for repeated ones.
    pub first_update_id: i64,
    /// Real time now, Unix milliseconds: press expiry and sending limits are measured with it.
    pub real_now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Settings {
    /// Defaults: any port, a clock that stands at `start_ms`, Telegram's limits recorded but not enforced.
    pub fn new(start_ms: i64, real_now_ms: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self {
            port: 0,
            token: "7000000001:AAsandboxsandboxsandboxsandboxsandb".to_owned(),
            bot_username: "darb_sandbox_bot".to_owned(),
            start_ms,
            speed: 0,
            limits: Limits::default(),
            enforce: false,
            privacy_mode: true,
            expects_clock_follower: true,
            first_update_id: 100_000_001,
            real_now_ms,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("port", &self.port)
            .field("start_ms", &self.start_ms)
            .field("speed", &self.speed)
            .finish_non_exhaustive()
    }
}
