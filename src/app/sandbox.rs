//! `darb sandbox`: everything on this computer. The bot is the real one, over real HTTP; its Telegram is the stand-in.

use super::{AppError, Options, StorePanel, run};
use crate::clock::Clock;
use crate::config::{Config, KeySource};
use crate::rules::press::Press;
use crate::sandbox::{NoPanel, PanelLine, Sandbox, Settings};
use crate::seal::Randomness;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{oneshot, watch};

/// How the sandbox is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxOptions {
    /// 0: any free port.
    pub port: u16,
    pub lessons: PathBuf,
}

/// How long one step of the preparation may take.
const STEP: Duration = Duration::from_secs(20);

/// Runs until `stop` is set. Nothing outlives it: the data file is a temporary one.
pub async fn sandbox(options: SandboxOptions, stop: watch::Receiver<bool>) -> Result<(), AppError> {
    let real = Clock::system();
    let first_day = coming_sunday(real.now().date_naive());
    let start = first_day.and_time(NaiveTime::MIN).and_utc() + chrono::TimeDelta::hours(5);
    let mut settings = Settings::new(start.timestamp_millis(), Arc::new(move || real.real().0));
    settings.port = options.port;
    let stand_in = Sandbox::start(settings, Arc::new(NoPanel)).await.map_err(|error| {
        AppError::failed(format!("port {} cannot be used: {error}; choose another with --port", options.port))
    })?;
    let folder =
        tempfile::tempdir().map_err(|error| AppError::failed(format!("no temporary folder can be made: {error}")))?;
    let admin = stand_in.add_user("Dana", "en");
    let config = Config {
        token: stand_in.token().to_owned(),
        api_url: stand_in.api_url(),
        database_url: format!("sqlite://{}", folder.path().join("sandbox.db").display()),
        lessons: options.lessons,
        admins: vec![admin],
        key: KeySource::Given(Randomness::system().bytes::<32>().map(|byte| format!("{byte:02x}")).concat()),
        speed: 1,
        per_second: 30,
        paid_broadcast: false,
        private_gap_ms: 1_000,
        group_per_minute: 20,
        in_flight: 60,
        requests: 60,
        metrics: None,
        retention: crate::config::Retention::default(),
    };
    let (halt, halted) = watch::channel(false);
    let (ready, is_ready) = oneshot::channel();
    let bot = tokio::spawn(run(
        config,
        Options { clock: Some(stand_in.clock_url()), ready: Some(ready), ..Options::default() },
        halted,
    ));
    let Ok((store, clock)) = is_ready.await else {
        return ended(bot.await);
    };
    let panel = StorePanel { engine: store.engine().clone(), clock: Some(clock.clone()), lines: Vec::new() };
    stand_in.set_panel(Arc::new(panel));
    let invitation = prepare(&stand_in, admin, first_day).await?;
    let lines = vec![
        PanelLine {
            title: "Invitation".to_owned(),
            text: format!("A cohort is ready; it starts on {}. Tap the link as a participant.", first_day),
            link: Some(invitation.clone()),
        },
        PanelLine {
            title: "Next".to_owned(),
            text: "Arrive, then move the clock with “next morning”. Answer questions in the group in the middle."
                .to_owned(),
            link: None,
        },
    ];
    stand_in.set_panel(Arc::new(StorePanel { engine: store.engine().clone(), clock: Some(clock), lines }));
    println!("The sandbox is ready: {}", stand_in.page_url());
    println!("A participant joins by {invitation} (on the page: tap the link).  Ctrl-C ends it.");
    let mut stop = stop;
    let mut bot = bot;
    let result = tokio::select! {
        _ = stop.changed() => {
            let _ = halt.send(true);
            ended((&mut bot).await)
        }
        result = &mut bot => ended(result),
    };
    stand_in.stop().await;
    result
}

fn ended(result: Result<Result<(), AppError>, tokio::task::JoinError>) -> Result<(), AppError> {
    result.unwrap_or_else(|error| Err(AppError::failed(format!("the bot panicked: {error}"))))
}

/// Sets up what every rehearsal needs, by the same taps and words an admin would use: a mentors' group, a cohort, and a
/// few people who have not arrived yet. Returns the invitation link.
async fn prepare(stand_in: &Sandbox, admin: i64, first_day: NaiveDate) -> Result<String, AppError> {
    let group = stand_in.add_group("Mentors", true);
    let mentor = stand_in.add_user("Mounir", "en");
    for user in [admin, mentor] {
        stand_in.add_to_group(user, group);
    }
    stand_in.set_administrator(admin, group, true);
    for (name, language) in [("ليلى", "ar"), ("Sami", "en"), ("Nour", "ar")] {
        stand_in.add_user(name, language);
    }
    stand_in.send_text(admin, admin, "/start", None, None);
    rest(stand_in).await?;
    stand_in.send_text(admin, admin, "/newcohort", None, None);
    rest(stand_in).await?;
    stand_in.send_text(admin, admin, &first_day.to_string(), None, None);
    tap(stand_in, admin, |press| matches!(press, Press::CohortZone { zone: 0, .. })).await?;
    tap(stand_in, admin, |press| matches!(press, Press::CohortCreate { .. })).await?;
    rest(stand_in).await?;
    stand_in.send_text(admin, group, "/mentors", None, None);
    rest(stand_in).await?;
    let messages = stand_in.chat_messages(admin);
    let words = messages.iter().rev().flat_map(|message| message.text.split_whitespace());
    let link = words.into_iter().find(|word| word.contains("t.me/") && word.contains("start="));
    link.map(str::to_owned).ok_or_else(|| AppError::failed("the sandbox's cohort was not made"))
}

async fn rest(stand_in: &Sandbox) -> Result<(), AppError> {
    if stand_in.settled(STEP).await {
        Ok(())
    } else {
        Err(AppError::failed("the bot does not come to rest in the sandbox"))
    }
}

/// Taps the newest button that asks for something.
async fn tap(stand_in: &Sandbox, user: i64, wanted: impl Fn(Press) -> bool) -> Result<(), AppError> {
    rest(stand_in).await?;
    let messages = stand_in.chat_messages(user);
    let mut buttons = messages
        .iter()
        .rev()
        .flat_map(|message| message.buttons.iter().flatten().map(|button| (message.message_id, button)))
        .filter_map(|(message, button)| Some((message, button.data.clone()?)));
    let found = buttons.find(|(_, data)| Press::decode(data).is_some_and(&wanted));
    let (message, data) = found.ok_or_else(|| {
        let newest = messages.last().map(|message| message.text.as_str()).unwrap_or_default();
        AppError::failed(format!("a button is missing in the sandbox under: {newest}"))
    })?;
    stand_in.press(user, user, message, &data);
    Ok(())
}

/// Today if it is a Sunday, else the next one.
fn coming_sunday(today: NaiveDate) -> NaiveDate {
    let ahead = (7 - today.weekday().days_since(Weekday::Sun)) % 7;
    today + Days::new(ahead.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coming_sunday_is_today_or_within_a_week() {
        for (today, expected) in
            [("2026-11-22", "2026-11-22"), ("2026-11-23", "2026-11-29"), ("2026-11-28", "2026-11-29")]
        {
            let today: NaiveDate = today.parse().expect("a date");
            assert_eq!(coming_sunday(today).to_string(), expected);
        }
    }
}
