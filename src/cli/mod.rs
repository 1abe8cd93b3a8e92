//! The command line: one file a subcommand, no logic.

mod bench;
mod check;
mod gift;
mod items;
mod key;
mod regrade;
mod run;
mod sandbox;
mod status;
mod verify;

use crate::app::AppError;
use clap::{Parser, Subcommand};
use tokio::sync::watch;

/// Runs a course in a Telegram chat: a lesson a day, a test a week, mentors who answer.
#[derive(Debug, Parser)]
#[command(name = "darb", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play a course on this computer: a stand-in for Telegram, a page, a clock to move
    Sandbox(sandbox::Arguments),
    /// Run the bot on Telegram
    Run(run::Arguments),
    /// Check the courses: every problem at once, with its place and remedy
    Check(check::Arguments),
    /// Look at question banks in GIFT, Moodle's format
    Gift(gift::Arguments),
    /// Measure the bot on this computer
    #[command(hide = true)]
    Bench(bench::Arguments),
    /// Change the key that seals identities
    Key(key::Arguments),
    /// Check the code of a certificate, without the bot
    Verify(verify::Arguments),
    /// Show what the answers of a cohort say about the items of its tests
    Items(items::Arguments),
    /// Grade a week's test again after its file was corrected
    Regrade(regrade::Arguments),
    /// Show how the bot stands: what waits, what goes, what is wrong
    Status(status::Arguments),
}

impl Cli {
    pub async fn execute(self) -> Result<(), AppError> {
        match self.command {
            Command::Sandbox(arguments) => sandbox::execute(arguments).await,
            Command::Run(arguments) => run::execute(arguments).await,
            Command::Check(arguments) => check::execute(&arguments),
            Command::Gift(arguments) => gift::execute(&arguments),
            Command::Bench(arguments) => bench::execute(arguments).await,
            Command::Key(arguments) => key::execute(arguments).await,
            Command::Verify(arguments) => verify::execute(arguments).await,
            Command::Items(arguments) => items::execute(arguments).await,
            Command::Regrade(arguments) => regrade::execute(arguments).await,
            Command::Status(arguments) => status::execute(&arguments).await,
        }
    }
}

/// Resolves once the process is asked to end (SIGINT or SIGTERM).
async fn asked_to_end() {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .expect("a process can listen for its own signals");
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}

/// Set once the process is asked to end.
fn stop_signal() -> watch::Receiver<bool> {
    let (ask, asked) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_end().await;
        tracing::info!("ending: what is in flight is let finish");
        let _ = ask.send(true);
        // Kept, so that nobody takes the end of this task for a signal.
        std::future::pending::<()>().await;
    });
    asked
}
