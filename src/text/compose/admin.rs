//! What admins read: who they are, cohorts, invitations, the roster, figures.

use super::feedback::add_figures;
use super::{Draft, Message, Voice, numbers, wizard};
use crate::rules::ids::{CohortId, PersonId, VersionId};
use crate::rules::model::COHORT_ZONES;
use crate::rules::notice::{CohortLine, Notice, PickFor, RosterLine};
use crate::rules::press::Press;
use crate::rules::schedule::Zone;
use chrono::{Datelike, NaiveDate};

pub(super) fn claimed(voice: &Voice<'_>) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say("claimed"));
    draft.paragraph(&voice.say("claimed-next"));
    draft.finish()
}

/// `claim_code` makes another admin; it stands in a command of its own line, without any mark, to be passed on.
pub(super) fn admins(
    voice: &Voice<'_>,
    admins: &[(PersonId, NaiveDate)],
    you: PersonId,
    owner: bool,
    claim_code: Option<&str>,
) -> Message {
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("admins-title"));
    for (person, since) in admins {
        let key = if *person == you { "admins-you" } else { "admins-line" };
        draft.line(&voice.fill(key, &[("id", person.0.into()), ("date", voice.date(*since).into())]));
        if owner && *person != you {
            let label = voice.fill("button-remove-admin", &[("id", person.0.into())]);
            draft.button(label, Press::RemoveAdmin { person: *person });
        }
    }
    if let Some(code) = claim_code {
        draft.paragraph(&voice.say("admins-claim")).line(&format!("/claim {code}"));
    }
    draft.finish()
}

pub(super) fn admin_removed(voice: &Voice<'_>, person: PersonId) -> Message {
    let mut draft = Draft::new(voice);
    draft.line(&voice.fill("admin-removed", &[("id", person.0.into())]));
    draft.finish()
}

pub(super) fn cohorts(voice: &Voice<'_>, cohorts: &[CohortLine]) -> Option<Message> {
    /// More would not fit a message; the newest come first.
    const MOST: usize = 20;
    let mut draft = Draft::new(voice);
    if cohorts.is_empty() {
        draft.line(&voice.say("cohorts-none"));
        return Some(draft.finish());
    }
    draft.bold(&voice.say("cohorts-title"));
    for line in cohorts.iter().take(MOST) {
        let label = label_among(voice, line, cohorts)?;
        draft.paragraph(&label);
        let dates = [("from", voice.date(line.starts_on).into()), ("until", voice.date(line.closes_on).into())];
        draft.line(&voice.fill(if line.closed { "cohort-dates-closed" } else { "cohort-dates" }, &dates));
        draft.line(&voice.count("enrolled", line.enrolled));
        if !line.has_mentors {
            draft.line(&voice.say("cohort-no-mentors"));
        }
        draft.button(
            voice.fill("button-roster-of", &[("cohort", label.into())]),
            Press::Roster { cohort: line.cohort, page: 0 },
        );
    }
    Some(draft.finish())
}

/// The label of a cohort in a list; with the day where another there starts in the same month.
pub(super) fn label_among(voice: &Voice<'_>, line: &CohortLine, all: &[CohortLine]) -> Option<String> {
    let month = numbers::month_year(line.starts_on);
    let is_like = |other: &&CohortLine| other.version == line.version && numbers::month_year(other.starts_on) == month;
    if all.iter().filter(is_like).count() < 2 {
        return cohort_label(voice, line.version, line.starts_on);
    }
    cohort_label_on(voice, line.version, line.starts_on)
}

/// "7/3/2027, title": where it matters which cohort is meant.
pub(super) fn cohort_label_on(voice: &Voice<'_>, version: VersionId, starts_on: NaiveDate) -> Option<String> {
    let title = voice.title(voice.course(version)?);
    let day = format!("{}/{}", starts_on.day(), numbers::month_year(starts_on));
    Some(voice.fill("cohort-label", &[("month", day.into()), ("title", title.into())]))
}

/// "3/2027, title": short enough for a button.
pub(super) fn cohort_label(voice: &Voice<'_>, version: VersionId, starts_on: NaiveDate) -> Option<String> {
    let title = voice.title(voice.course(version)?);
    let args = [("month", numbers::month_year(starts_on).into()), ("title", title.into())];
    Some(voice.fill("cohort-label", &args))
}

pub(super) fn invitation(
    voice: &Voice<'_>,
    version: VersionId,
    starts_on: NaiveDate,
    invite_code: &str,
    enrolled: u32,
    capacity: Option<u32>,
) -> Option<Message> {
    let mut draft = Draft::new(voice);
    let args = [("cohort", cohort_label(voice, version, starts_on)?.into()), ("date", voice.date(starts_on).into())];
    draft.line(&voice.fill("invitation", &args));
    draft.paragraph(&invitation_link(voice, invite_code));
    draft.paragraph(&voice.count("enrolled", enrolled));
    if let Some(capacity) = capacity {
        draft.line(&voice.count("capacity", capacity));
    }
    draft.paragraph(&voice.say("invitation-how"));
    Some(draft.finish())
}

/// Alone on its line, without any mark.
pub(super) fn invitation_link(voice: &Voice<'_>, invite_code: &str) -> String {
    format!("https://t.me/{}?start={invite_code}", voice.reader.bot_username)
}

/// `page` counts from 0.
pub(super) fn roster(
    voice: &Voice<'_>,
    cohort: CohortId,
    run: (VersionId, NaiveDate),
    page: u8,
    pages: u8,
    lines: &[RosterLine],
) -> Option<Message> {
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, run.0, run.1)?);
    if lines.is_empty() {
        draft.line(&voice.say("roster-empty"));
    } else {
        draft.line(&voice.fill("roster-page", &[("page", page.saturating_add(1).into()), ("pages", pages.into())]));
    }
    for (index, line) in lines.iter().enumerate() {
        let text = roster_line(voice, line);
        if index == 0 {
            draft.paragraph(&text)
        } else {
            draft.line(&text)
        };
    }
    let previous = page.checked_sub(1).map(|page| ("button-previous", page));
    let next = page.checked_add(1).filter(|page| *page < pages).map(|page| ("button-next", page));
    let turn = [previous, next].into_iter().flatten();
    draft.row(turn.map(|(key, page)| (voice.say(key), Press::Roster { cohort, page })));
    draft.button(voice.say("button-stats"), Press::Stats { cohort });
    Some(draft.finish())
}

fn roster_line(voice: &Voice<'_>, line: &RosterLine) -> String {
    let args = [
        ("name", voice.handle(line.handle).into()),
        ("week", line.week.into()),
        ("opened", line.lessons_opened.into()),
        ("done", line.lessons_done.into()),
        ("badges", line.badges.into()),
    ];
    let mut text = voice.fill("roster-line", &args);
    let status = match line.status.as_str() {
        "onboarding" => Some("status-onboarding"),
        "waiting" => Some("status-waiting"),
        "paused" => Some("status-paused"),
        "completed" => Some("status-completed"),
        "left" => Some("status-left"),
        // Who is simply on the way needs no word.
        _ => None,
    };
    let stuck = line.stuck.then_some("status-stuck");
    let unreachable = line.unreachable.then_some("status-unreachable");
    for key in [status, stuck, unreachable].into_iter().flatten() {
        text.push_str(&voice.say("list-comma"));
        text.push(' ');
        text.push_str(&voice.say(key));
    }
    text
}

pub(super) fn stats(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Stats { cohort, version, starts_on, ref counts, ref feedback } = notice else { return None };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    for (key, count) in [
        ("stats-onboarding", counts.onboarding),
        ("stats-waiting", counts.waiting),
        ("stats-active", counts.active),
        ("stats-paused", counts.paused),
        ("stats-completed", counts.completed),
        ("stats-left", counts.left),
        ("stats-unreachable", counts.unreachable),
    ] {
        draft.line(&voice.count(key, count));
    }
    for (week, (reached, passed)) in (1_u8..).zip(&counts.weeks) {
        let args = [("week", week.into()), ("reached", (*reached).into()), ("passed", (*passed).into())];
        let text = voice.fill("stats-week", &args);
        if week == 1 {
            draft.paragraph(&text)
        } else {
            draft.line(&text)
        };
    }
    let args = [("open", counts.questions_open.into()), ("answered", counts.questions_answered.into())];
    draft.paragraph(&voice.fill("stats-questions", &args));
    add_figures(voice, &mut draft, feedback);
    draft.button(voice.say("button-roster"), Press::Roster { cohort, page: 0 });
    Some(draft.finish())
}

pub(super) fn pick_cohort(voice: &Voice<'_>, cohorts: &[CohortLine], what: PickFor) -> Option<Message> {
    let mut draft = Draft::new(voice);
    draft.line(&voice.say(match what {
        PickFor::Invite => "pick-invite",
        PickFor::Roster => "pick-roster",
        PickFor::Stats => "pick-stats",
        PickFor::Items { .. } => "pick-items",
    }));
    for line in cohorts {
        let cohort = line.cohort;
        let press = match what {
            PickFor::Invite => Press::Invite { cohort },
            PickFor::Roster => Press::Roster { cohort, page: 0 },
            PickFor::Stats => Press::Stats { cohort },
            PickFor::Items { week } => Press::Items { cohort, week: week.unwrap_or(0), page: 0 },
        };
        draft.button(label_among(voice, line, cohorts)?, press);
    }
    Some(draft.finish())
}

/// The arithmetic of many lessons at once, on the wall of the city where most of them are.
pub(super) fn rush(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let Notice::Rush { at, zone, lessons, per_second, minutes, last_at } = notice else { return None };
    let name = COHORT_ZONES.into_iter().find(|name| name == zone).unwrap_or("UTC");
    let zone = Zone::named(name).unwrap_or_else(Zone::utc);
    let moment = |at| numbers::moment(voice.catalog, voice.language(), &zone, at);
    let mut draft = Draft::new(voice);
    draft.bold(&voice.say("rush-title"));
    let when = [("moment", moment(*at).into()), ("city", wizard::city(voice, name).into())];
    draft.line(&voice.fill("rush-when", &when));
    draft.line(&voice.fill("rush-due", &[("lessons", voice.count("lessons", *lessons).into())]));
    let takes = [("rate", (*per_second).into()), ("minutes", voice.count("about-minutes", *minutes).into())];
    draft.line(&voice.fill("rush-takes", &takes));
    draft.line(&voice.fill("rush-last", &[("moment", moment(*last_at).into())]));
    draft.paragraph(&voice.say("rush-fair"));
    draft.paragraph(&voice.say("rush-spread"));
    draft.line(&voice.say("rush-paid"));
    Some(draft.finish())
}
