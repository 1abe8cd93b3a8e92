//! The committed table of instants: what another program says about local hours. Read here, made by `instants.py`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use std::sync::LazyLock;

pub struct Table {
    /// The version of the zone rules it was made from, such as `2026f`.
    pub tzdb_version: String,
    pub runs: Vec<Run>,
}

/// Local hours that follow each other and are all as far from UTC as the first.
pub struct Run {
    pub zone: String,
    pub first: NaiveDateTime,
    pub last: NaiveDateTime,
    pub first_utc: DateTime<Utc>,
}

pub static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("instants.csv")));

impl Table {
    fn parse(text: &str) -> Self {
        let version = text.lines().next().and_then(|line| line.strip_prefix("# tzdata "));
        let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
        Self { tzdb_version: version.expect("the first line names the version").into(), runs: rows.map(run).collect() }
    }

    /// The instant of a local hour.
    pub fn instant(&self, zone: &str, on: NaiveDate, hour: u8) -> DateTime<Utc> {
        let local = on.and_hms_opt(hour.into(), 0, 0).expect("an hour of the day");
        let run = self.runs.iter().find(|run| run.zone == zone && run.first <= local && local <= run.last);
        run.unwrap_or_else(|| panic!("{zone} {local} is not in the table")).instant(local)
    }

    /// The dates on which a zone's clocks change.
    pub fn changes(&self, zone: &str) -> Vec<NaiveDate> {
        self.runs.iter().filter(|run| run.zone == zone).skip(1).map(|run| run.first.date()).collect()
    }
}

impl Run {
    pub fn hours(&self) -> impl Iterator<Item = NaiveDateTime> {
        std::iter::successors(Some(self.first), |hour| Some(*hour + TimeDelta::hours(1)))
            .take_while(|hour| *hour <= self.last)
    }

    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.first_utc + (local - self.first)
    }
}

fn run(row: &str) -> Run {
    let cells: Vec<&str> = row.split(',').collect();
    let [zone, first, last, first_utc] = cells[..] else { panic!("four cells, not `{row}`") };
    let time = |cell: &str| NaiveDateTime::parse_from_str(cell, "%Y-%m-%dT%H:%M").expect("a local hour");
    let first_utc = time(first_utc.strip_suffix('Z').expect("UTC")).and_utc();
    Run { zone: zone.into(), first: time(first), last: time(last), first_utc }
}
