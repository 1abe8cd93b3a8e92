//! How figures are printed. What an author wrote, in whatever script, stands at the end of its line, so that no terminal
//! can move a column with it; and in isolates, so that a line in Arabic does not run backwards.

use super::{Shown, Week};
use crate::content::ItemPlace;
use crate::rules::course::{Course, ItemKind};
use crate::rules::model::Cohort;
use crate::rules::statistics::{Doubt, Figure, ItemFigures, MIN_ATTEMPTS, Pick, PlaceFigures, Which, WholeFigures};
use serde_json::{Value, json};

/// Letters of a question that a line shows.
const TEXT: usize = 60;

const HEADS: [&str; 9] =
    ["no", "n", "facility", "deviation", "guess", "discrimination", "efficiency", "weight", "effective weight"];

pub(super) fn text(cohort: &Cohort, course: &Course, weeks: &[Week<'_>]) -> String {
    let mut lines = vec![format!("Cohort {}: {}, from {}", cohort.id, course.slug, cohort.starts_on)];
    if weeks.is_empty() {
        lines.push("Nobody has finished a test yet.".to_owned());
    }
    for week in weeks {
        add_week(&mut lines, course, week);
    }
    lines.join("\n") + "\n"
}

fn add_week(lines: &mut Vec<String>, course: &Course, week: &Week<'_>) {
    let n = week.report.n;
    lines.push(String::new());
    lines.push(format!("Week {}: {} {n}", week.week, which_words(week.which)));
    if n < MIN_ATTEMPTS {
        lines.push(format!("  Figures are shown from {MIN_ATTEMPTS} on: with fewer, they say more about chance."));
        return;
    }
    for (name, figure) in whole(&week.report.whole) {
        lines.push(format!("  {name:<22}{}", figure.map_or_else(|| "-".to_owned(), |figure| cell(&figure, 1))));
    }
    lines.push(String::new());
    let rows: Vec<(Vec<String>, String)> = (week.report.items.iter().zip(&week.items))
        .map(|(figures, shown)| (item_cells(figures, shown), name_of(course, shown)))
        .collect();
    add_table(lines, &HEADS, "item", rows);
    if !week.report.places.is_empty() {
        lines.push(String::new());
        lines.push("  Attempts hold different items. The places in which they were asked:".to_owned());
        let rows =
            (1_usize..).zip(&week.report.places).map(|(place, figures)| (place_cells(place, figures), String::new()));
        add_table(
            lines,
            &["place", "facility", "deviation", "discrimination", "efficiency", "effective weight"],
            "",
            rows.collect(),
        );
    }
    lines.push(String::new());
    lines.push("  In percent, with 95 % intervals; skewness and kurtosis are plain numbers. docs/items.md says what each means.".to_owned());
    add_doubts(lines, course, week);
}

fn which_words(which: Which) -> &'static str {
    match which {
        Which::First => "first finished attempts,",
        Which::Best => "best attempts of each,",
        Which::Last => "last attempts of each,",
        Which::All => "all attempts (not independent of each other, so intervals are too narrow),",
    }
}

fn whole(whole: &WholeFigures) -> [(&'static str, Option<Figure>); 8] {
    [
        ("mean", whole.mean),
        ("median", whole.median),
        ("standard deviation", whole.deviation),
        ("skewness", whole.skewness),
        ("kurtosis", whole.kurtosis),
        ("internal consistency", whole.consistency),
        ("error ratio", whole.error_ratio),
        ("standard error", whole.standard_error),
    ]
}

/// `85.3 [70.1, 93.6]`.
fn cell(figure: &Figure, digits: usize) -> String {
    let Figure { value, interval, .. } = figure;
    match interval {
        Some((low, high)) => format!("{value:.1} [{low:.digits$}, {high:.digits$}]"),
        None => format!("{value:.1}"),
    }
}

fn or_dash(figure: Option<&Figure>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| cell(figure, 0))
}

fn item_cells(figures: &ItemFigures, shown: &Shown<'_>) -> Vec<String> {
    let exact = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    let mark = if figures.doubt.is_some() { "!" } else { "" };
    vec![
        format!("{mark}{}", shown.source.item + 1),
        figures.n.to_string(),
        or_dash(figures.facility.as_ref()),
        or_dash(figures.deviation.as_ref()),
        exact(figures.guess),
        or_dash(figures.discrimination.as_ref()),
        or_dash(figures.efficiency.as_ref()),
        exact(figures.intended_weight),
        or_dash(figures.effective_weight.as_ref()),
    ]
}

fn place_cells(place: usize, figures: &PlaceFigures) -> Vec<String> {
    let PlaceFigures { facility, deviation, discrimination, efficiency, effective_weight } = figures;
    let figures = [facility, deviation, discrimination, efficiency, effective_weight];
    std::iter::once(place.to_string()).chain(figures.map(|figure| or_dash(figure.as_ref()))).collect()
}

/// Columns from the right under their heads, and words at the end.
fn add_table(lines: &mut Vec<String>, heads: &[&str], last: &str, rows: Vec<(Vec<String>, String)>) {
    let widest = |column: usize| {
        let cells = rows.iter().map(|(cells, _)| cells[column].len());
        cells.chain([heads[column].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(widest).collect();
    let line = |cells: &[String], words: &str| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}")).collect::<String>();
        format!("{cells}  {words}").trim_end().to_owned()
    };
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    lines.push(line(&heads, last));
    lines.extend(rows.iter().map(|(cells, words)| line(cells, words)));
}

/// The name of an item and the beginning of its question.
fn name_of(course: &Course, shown: &Shown<'_>) -> String {
    let text = shown.item.and_then(|item| item.text.get(&course.source)).map_or("", String::as_str);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let earlier = match shown.item {
        _ if shown.earlier => "  (as it was in an earlier version)",
        Some(item) if item.for_all => "  (counts for everybody)",
        _ => "",
    };
    format!("{}: {}{earlier}", isolated(&shown.source.name), isolated(&cut(&text)))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= TEXT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(TEXT).collect();
    format!("{}…", cut.trim_end())
}

/// What is written from the right does not turn what stands around it.
fn isolated(text: &str) -> String {
    let runs_from_right = |sign: char| matches!(sign, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fefc}');
    if text.chars().any(runs_from_right) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// Which items to look at, why, and where they stand.
fn add_doubts(lines: &mut Vec<String>, course: &Course, week: &Week<'_>) {
    let doubts =
        week.report.items.iter().zip(&week.items).filter_map(|(figures, shown)| Some((figures.doubt?, figures, shown)));
    for (index, (doubt, figures, shown)) in doubts.enumerate() {
        if index == 0 {
            lines.push(String::new());
            lines.push("  Worth a look (!): the key may be wrong, or the words may mislead.".to_owned());
        }
        lines.push(String::new());
        lines.push(format!("  {}. {}", shown.source.item + 1, name_of(course, shown)));
        lines.push(format!("     {}", doubt_words(doubt, shown)));
        let picks: Vec<String> = figures.picks.iter().map(|pick| pick_words(pick, shown)).collect();
        if !picks.is_empty() {
            lines.push(format!("     picked: {}", picks.join(", ")));
        }
        lines.extend(shown.places.iter().map(|place| format!("     {}", place_words(place))));
        lines.extend(changed_words(shown).map(|words| format!("     {words}")));
    }
}

fn doubt_words(doubt: Doubt, shown: &Shown<'_>) -> String {
    match doubt {
        Doubt::StrongPick { choice } => {
            format!("who does well on the rest picks {}, which is marked as wrong", letter(choice, shown))
        }
        Doubt::Negative => "who does well on the rest misses it".to_owned(),
        Doubt::BelowGuess => "it is answered worse than by guessing".to_owned(),
    }
}

fn pick_words(pick: &Pick, shown: &Shown<'_>) -> String {
    let choice = shown.item.and_then(|item| item.choices.get(usize::from(pick.choice)));
    let key = if choice.is_some_and(|choice| choice.right) { " (key)" } else { "" };
    format!("{}{key} {} ({:.0} %)", letter(pick.choice, shown), pick.count, pick.share)
}

/// A letter in the order of the file.
fn letter(choice: u8, shown: &Shown<'_>) -> String {
    if shown.item.is_some_and(|item| item.kind == ItemKind::TrueFalse) {
        return if choice == 0 { "true" } else { "false" }.to_owned();
    }
    char::from(b'A'.saturating_add(choice)).to_string()
}

fn place_words(place: &ItemPlace) -> String {
    format!("{}:{}", place.path, place.line)
}

fn changed_words(shown: &Shown<'_>) -> Option<&'static str> {
    match (shown.places.is_empty(), shown.changed) {
        (true, _) => Some("it is not in the files"),
        (false, Some(true)) => Some("the files say something else now: it was changed since it was answered"),
        (false, None) => {
            Some("whether it was changed since cannot be said: the course on disk has problems, see `darb check`")
        }
        (false, Some(false)) => None,
    }
}

pub(super) fn json(cohort: &Cohort, course: &Course, weeks: &[Week<'_>]) -> String {
    let of_week = |week: &Week<'_>| {
        let items = week.report.items.iter().zip(&week.items);
        json!({
            "week": week.week,
            "attempts": week.which,
            "n": week.report.n,
            "assessment": week.report.whole,
            "items": items.map(|(figures, shown)| json_item(figures, shown)).collect::<Vec<Value>>(),
            "places": week.report.places,
        })
    };
    let value = json!({
        "cohort": cohort.id,
        "course": course.slug,
        "starts_on": cohort.starts_on,
        "min_attempts": MIN_ATTEMPTS,
        "weeks": weeks.iter().map(of_week).collect::<Vec<Value>>(),
    });
    format!("{value:#}\n")
}

fn json_item(figures: &ItemFigures, shown: &Shown<'_>) -> Value {
    let place = |place: &ItemPlace| json!({ "language": place.language, "path": place.path, "line": place.line });
    let mut value = json!(figures);
    value["name"] = json!(shown.source.name);
    value["number"] = json!(shown.source.item + 1);
    value["earlier"] = json!(shown.earlier);
    value["changed"] = json!(shown.changed);
    value["files"] = shown.places.iter().map(place).collect();
    value
}
