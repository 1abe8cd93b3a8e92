//! How the items of a test do: in words, which say everything that the pictures show, and the words on the pictures.

use super::admin::cohort_label;
use super::item::{choice_words, letters};
use super::{Draft, Message, Voice, bidi, clip};
use crate::rules::course::{Item, ItemKind};
use crate::rules::ids::{CohortId, VersionId};
use crate::rules::notice::Notice;
use crate::rules::press::Press;
use crate::rules::statistics::{A_CHART, A_PAGE, Doubt, ItemLine, MIN_ATTEMPTS, Share};
use crate::text::card::{ChoiceBar, ChoicesCard, ChoicesItem};
use chrono::NaiveDate;

/// What is shown of a question in the list, in UTF-16 units: enough to know it again.
const TEXT: usize = 70;

/// The same on a picture.
const TITLE: usize = 90;

pub(super) fn weeks(voice: &Voice<'_>, cohort: CohortId, version: VersionId, starts_on: NaiveDate) -> Option<Message> {
    let course = voice.course(version)?;
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    draft.line(&voice.say("items-which-week"));
    for week in &course.weeks {
        let args = [("week", week.number.into()), ("title", voice.pick(course, &week.title).into())];
        let press = Press::Items { cohort, week: week.number, page: 0 };
        draft.button(voice.fill("button-items-week", &args), press);
    }
    Some(draft.finish())
}

pub(super) fn list(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::Items { cohort, version, starts_on, week, attempts, first, count, ref lines } = notice else {
        return None;
    };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    draft.line(&voice.fill("items-title", &[("week", week.into())]));
    if lines.is_empty() {
        let args = [("n", attempts.into()), ("least", MIN_ATTEMPTS.into())];
        draft.paragraph(&voice.fill("items-few", &args));
        draft.button(voice.say("button-items-weeks"), Press::Items { cohort, week: 0, page: 0 });
        return Some(draft.finish());
    }
    draft.line(&voice.count("items-attempts", attempts));
    if lines.iter().all(|line| line.doubt.is_none()) {
        draft.line(&voice.say("items-none"));
    }
    for line in lines {
        add_line(voice, &mut draft, (version, week), attempts, line)?;
    }
    draft.paragraph(&voice.say("items-legend"));
    for line in lines.iter().filter(|line| line.version == version) {
        add_remedies(voice, &mut draft, (cohort, week), line)?;
    }
    add_keys(voice, &mut draft, (cohort, week), first, count);
    Some(draft.finish())
}

/// What can be done about an item in doubt: it counts for everybody, or what the strong choose is right too.
fn add_remedies(voice: &Voice<'_>, draft: &mut Draft, (cohort, week): (CohortId, u8), line: &ItemLine) -> Option<()> {
    let Some(doubt) = line.doubt else { return Some(()) };
    let asked = item_of(voice, week, line)?;
    let (version, item) = (line.version, line.item);
    let press = |choice| Press::Regrade { cohort, version, week, item, choice, sure: false };
    let place = ("place", line.item.saturating_add(1).into());
    if let Doubt::StrongPick { choice } = doubt {
        let letter = letter(voice, asked, choice).into();
        draft.button(voice.fill("button-regrade-choice", &[place.clone(), ("letter", letter)]), press(Some(choice)));
    }
    draft.button(voice.fill("button-regrade-everybody", &[place]), press(None));
    Some(())
}

/// Pictures of the items on this page, and the other pages.
fn add_keys(voice: &Voice<'_>, draft: &mut Draft, (cohort, week): (CohortId, u8), first: u16, count: u16) {
    let end = count.min(first.saturating_add(A_PAGE));
    let charts = (first..end).step_by(usize::from(A_CHART)).map(|from| {
        let args = [("from", (from + 1).into()), ("to", end.min(from + A_CHART).into())];
        let part = u8::try_from(from / A_CHART).unwrap_or(u8::MAX);
        (voice.fill("button-items-chart", &args), Press::ItemsChart { cohort, week, part })
    });
    draft.row(charts);
    let page = u8::try_from(first / A_PAGE).unwrap_or(u8::MAX);
    let previous = page.checked_sub(1).map(|page| ("button-previous", page));
    let next = page.checked_add(1).filter(|_| end < count).map(|page| ("button-next", page));
    let turn = [previous, next].into_iter().flatten();
    draft.row(turn.map(|(key, page)| (voice.say(key), Press::Items { cohort, week, page })));
    draft.button(voice.say("button-items-weeks"), Press::Items { cohort, week: 0, page: 0 });
}

fn item_of<'a>(voice: &Voice<'a>, week: u8, line: &ItemLine) -> Option<&'a Item> {
    voice.course(line.version)?.week(week)?.assessment.items.get(usize::from(line.item))
}

/// The number of an item and the beginning of its question, on one line.
pub(super) fn number_and_text(voice: &Voice<'_>, version: VersionId, week: u8, item: u16) -> Option<String> {
    let line = ItemLine { version, item, n: 0, facility: None, picks: vec![], doubt: None, lines: vec![] };
    title(voice, (version, week), &line, TEXT)
}

/// The same for a line of the list, which may be of an earlier version.
fn title(voice: &Voice<'_>, (version, week): (VersionId, u8), line: &ItemLine, most: usize) -> Option<String> {
    let item = item_of(voice, week, line)?;
    let text = voice.pick(voice.course(line.version)?, &item.text);
    let text = clip(&text.split_whitespace().collect::<Vec<_>>().join(" "), most);
    let key = if line.version == version { "items-line" } else { "items-line-earlier" };
    Some(voice.fill(key, &[("place", line.item.saturating_add(1).into()), ("text", text.into())]))
}

fn add_line(voice: &Voice<'_>, draft: &mut Draft, run: (VersionId, u8), attempts: u32, line: &ItemLine) -> Option<()> {
    draft.paragraph(&title(voice, run, line, TEXT)?);
    let Some(facility) = line.facility else {
        draft.line(&voice.count("items-silent", line.n));
        return Some(());
    };
    let item = item_of(voice, run.1, line)?;
    let mut facility = facility_words(voice, item, facility);
    if line.n != attempts {
        facility = format!("{facility}{} {}", voice.say("list-comma"), voice.count("items-answers", line.n));
    }
    draft.line(&facility);
    let picks: Vec<String> = bars(voice, item, line)
        .into_iter()
        .map(|bar| {
            let key = if bar.right { "items-pick-key" } else { "items-pick" };
            voice.fill(key, &[("letter", bar.letter.into()), ("share", bar.share.into())])
        })
        .collect();
    draft.line(&picks.join(" · "));
    if item.for_all {
        draft.line(&voice.say("items-for-all"));
    }
    if let Some(doubt) = line.doubt {
        draft.line(&doubt_words(voice, item, doubt));
        draft.line(&voice.fill("items-name", &[("name", item.name.as_str().into())]));
        let slug = &voice.course(line.version)?.slug;
        for (language, number) in &line.lines {
            draft.code(&format!("{slug}/week-{}/assessment.{}.gift:{number}", run.1, language.code()));
        }
    }
    Some(())
}

/// How many were right; of what may be partly right, how much of its points people got.
fn facility_words(voice: &Voice<'_>, item: &Item, Share { value, interval }: Share) -> String {
    let key = |whole: &'static str, parts| if item.kind.is_one_of() { whole } else { parts };
    match interval {
        Some((low, high)) => {
            let args = [("value", value.into()), ("low", low.into()), ("high", high.into())];
            voice.fill(key("items-facility", "items-points"), &args)
        }
        None => voice.fill(key("items-facility-alone", "items-points-alone"), &[("value", value.into())]),
    }
}

fn doubt_words(voice: &Voice<'_>, item: &Item, doubt: Doubt) -> String {
    match doubt {
        Doubt::StrongPick { choice } => {
            let letter = letter(voice, item, choice);
            voice.fill("items-doubt-strong", &[("letter", letter.into())])
        }
        Doubt::Negative => voice.say("items-doubt-negative"),
        Doubt::BelowGuess => voice.say("items-doubt-guess"),
    }
}

/// The letter of a choice as in the files, or the word for true and false.
pub(super) fn letter(voice: &Voice<'_>, item: &Item, choice: u8) -> String {
    if item.kind == ItemKind::TrueFalse {
        return voice.say(if choice == 0 { "button-true" } else { "button-false" });
    }
    let letter = letters(voice).into_iter().nth(usize::from(choice));
    letter.unwrap_or_else(|| voice.figures((u16::from(choice) + 1).to_string()))
}

/// Every choice of an item, in the order of the files, with its share of those who had the item.
fn bars(voice: &Voice<'_>, item: &Item, line: &ItemLine) -> Vec<ChoiceBar> {
    let share = |choice: u8| {
        let picked = line.picks.iter().find(|(picked, _)| *picked == choice).map_or(0, |(_, count)| *count);
        let share = (f64::from(picked) * 100.0 / f64::from(line.n.max(1))).round();
        share.clamp(0.0, 100.0) as u8
    };
    let choices = (0_u8..).zip(&item.choices);
    let bar = |(place, choice): (u8, &crate::rules::course::Choice)| ChoiceBar {
        letter: letter(voice, item, place),
        words: voice
            .course(line.version)
            .and_then(|course| choice_words(voice, course, item, place))
            .unwrap_or_default(),
        share: share(place),
        label: voice.fill("chart-share", &[("share", share(place).into())]),
        right: choice.right,
    };
    if line.picks.is_empty() { Vec::new() } else { choices.map(bar).collect() }
}

/// What stands under the picture; the list says the rest.
pub(super) fn chart(voice: &Voice<'_>, notice: &Notice) -> Option<Message> {
    let &Notice::ItemsChart { version, starts_on, week, attempts, ref lines, .. } = notice else { return None };
    let mut draft = Draft::new(voice);
    draft.bold(&cohort_label(voice, version, starts_on)?);
    draft.line(&voice.fill("items-title", &[("week", week.into())]));
    draft.line(&voice.count("items-attempts", attempts));
    for line in lines {
        let Some(doubt) = line.doubt else { continue };
        let item = item_of(voice, week, line)?;
        let args = [("place", line.item.saturating_add(1).into()), ("text", doubt_words(voice, item, doubt).into())];
        draft.line(&voice.fill("items-line", &args));
    }
    Some(draft.finish())
}

/// The words on the picture of which choices were picked.
pub(in crate::text) fn choices_card(voice: &Voice<'_>, notice: &Notice) -> Option<ChoicesCard> {
    let &Notice::ItemsChart { version, week, attempts, ref lines, .. } = notice else { return None };
    let say = |text: String| bidi::bare(&voice.figures(text));
    let of_line = |line: &ItemLine| {
        let item = item_of(voice, week, line)?;
        Some(ChoicesItem {
            title: say(title(voice, (version, week), line, TITLE)?),
            status: match (line.facility, line.doubt) {
                (None, _) => voice.count("items-silent", line.n),
                (Some(_), Some(_)) => voice.say("chart-doubt"),
                (Some(Share { value, .. }), None) => facility_words(voice, item, Share { value, interval: None }),
            },
            in_doubt: line.doubt.is_some(),
            choices: bars(voice, item, line),
        })
    };
    Some(ChoicesCard {
        from_right: voice.is_rtl(),
        title: voice.fill("chart-title", &[("week", week.into())]),
        line: voice.count("items-attempts", attempts),
        items: lines.iter().map(of_line).collect::<Option<_>>()?,
        legend: voice.say("chart-legend"),
    })
}
