//! The rules of an assessment in course.toml: from `[rules]`, or from a week that has its own; and what a week's tags say.

use super::kind::ProblemKind;
use super::manifest::MAX_MINUTES;
use super::problem::Fault;
use super::table::Fields;
use crate::rules::answer::Folding;
use crate::rules::course::{Assessment, GateRule, Item};
use crate::rules::draw::{Draw, Lots, Quota, draw};
use crate::rules::ids::LessonId;
use crate::rules::test_rules::{Counts, FeedbackTime, LONGEST_DELAY_HOURS, Reveal, Scoring, TestRules};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;

/// The most items that can be drawn, or drawn of one tag.
const MOST_DRAWN: u8 = 100;

/// What is set, by a week for itself or by the course for every week; what is not set is `None`.
#[derive(Debug, Clone, Default)]
pub(super) struct WeekRules {
    pub gate: Option<GateRule>,
    pub pass_percent: Option<u8>,
    pub attempts: Option<u8>,
    pub shuffle: Option<bool>,
    /// Of a week only: the assessment's minutes.
    pub minutes: Option<u8>,
    counts: Option<Counts>,
    delay_hours: Option<u8>,
    draw: Option<Drawing>,
    shuffle_choices: Option<bool>,
    feedback: Option<FeedbackTime>,
    reveal: Option<Reveal>,
    scoring: Option<Scoring>,
    waiver: Option<bool>,
    time_limit: Option<Spanned<u8>>,
    folding: Option<Folding>,
}

/// What is drawn, and where that is said.
#[derive(Debug, Clone)]
struct Drawing {
    rule: Draw,
    at: Range<usize>,
    /// The names of its tags.
    tags: Vec<Spanned<String>>,
}

/// `tags.phishing = "day-2"`: a tag of the author's own that names a lesson.
#[derive(Debug, Clone)]
pub(super) struct NamedLesson {
    pub tag: Spanned<String>,
    /// As it is written.
    pub day: Spanned<String>,
}

/// The tags that mean something in a week, besides `day-2`.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// The day of the lesson that a tag names.
    pub lessons: BTreeMap<String, u8>,
    /// Those that items are drawn by.
    pub drawn: BTreeSet<String>,
}

/// The words of a key and what they stand for; the first is what holds without it.
type Values<T> = [(&'static str, T)];

const GATES: &Values<GateRule> = &[("passed", GateRule::Passed), ("taken", GateRule::Taken)];

const COUNTS: &Values<Counts> =
    &[("best", Counts::Best), ("last", Counts::Last), ("first", Counts::First), ("average", Counts::Average)];

const FEEDBACK: &Values<FeedbackTime> = &[("at_once", FeedbackTime::AtOnce), ("at_end", FeedbackTime::AtEnd)];

const REVEAL: &Values<Reveal> = &[("never", Reveal::Never), ("passed", Reveal::Passed), ("last", Reveal::Last)];

const SCORING: &Values<Scoring> = &[("moodle", Scoring::Moodle), ("whole", Scoring::Whole)];

/// Reads the keys that `[rules]` and a week have in common.
pub(super) fn read(fields: &mut Fields<'_, '_>) -> WeekRules {
    let gate = fields.text("gate").and_then(|gate| {
        let found = GATES.iter().find(|(word, _)| word == gate.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            fields.fault(ProblemKind::UnknownGate { value: gate.get_ref().clone() }, gate.span());
        }
        found
    });
    let limit_at = fields.place_of("time_limit");
    let time_limit = fields.number("time_limit", 1..=MAX_MINUTES);
    WeekRules {
        gate,
        pass_percent: fields.number("pass_percent", 1..=100),
        attempts: fields.number("attempts", 1..=10),
        shuffle: fields.flag("shuffle"),
        minutes: None,
        counts: word(fields, "counts", COUNTS),
        delay_hours: fields.number("delay_hours", 0..=LONGEST_DELAY_HOURS),
        draw: drawing(fields),
        shuffle_choices: fields.flag("shuffle_choices"),
        feedback: word(fields, "feedback", FEEDBACK),
        reveal: word(fields, "reveal", REVEAL),
        scoring: word(fields, "scoring", SCORING),
        waiver: fields.flag("waiver"),
        time_limit: limit_at.zip(time_limit).map(|(at, limit)| Spanned::new(at, limit)),
        folding: folding(fields),
    }
}

/// The table `tags` of a week.
pub(super) fn tags(fields: &mut Fields<'_, '_>) -> Vec<NamedLesson> {
    let mut named = Vec::new();
    for (tag, day) in fields.texts_by_name("tags") {
        if day_of(tag.get_ref()).is_some() {
            fields.fault(ProblemKind::TagReserved { tag: tag.get_ref().clone() }, tag.span());
        } else {
            named.push(NamedLesson { tag, day });
        }
    }
    named
}

/// The number in `day-2`.
pub(super) fn day_of(tag: &str) -> Option<&str> {
    tag.strip_prefix("day-").filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn word<T: Copy>(fields: &mut Fields<'_, '_>, key: &'static str, values: &Values<T>) -> Option<T> {
    let said = fields.text(key)?;
    let found = values.iter().find(|(word, _)| word == said.get_ref()).map(|(_, value)| *value);
    if found.is_none() {
        unknown(fields, key, &said, values.iter().map(|(word, _)| *word));
    }
    found
}

fn unknown(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    said: &Spanned<String>,
    words: impl Iterator<Item = &'static str>,
) {
    let known = words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    fields.fault(ProblemKind::UnknownRule { key, value: said.get_ref().clone(), known }, said.span());
}

/// `fold = ["case", "marks", "alef"]`: what is not told apart.
fn folding(fields: &mut Fields<'_, '_>) -> Option<Folding> {
    let said = fields.texts("fold")?;
    let mut folding = Folding { case: false, marks: false, alef: false };
    for one in said.get_ref() {
        match one.get_ref().as_str() {
            "case" => folding.case = true,
            "marks" => folding.marks = true,
            "alef" => folding.alef = true,
            _ => unknown(fields, "fold", one, ["case", "marks", "alef"].into_iter()),
        }
    }
    Some(folding)
}

/// `draw = 10`, or `draw = { day-1 = 2, phishing = 3 }`.
fn drawing(fields: &mut Fields<'_, '_>) -> Option<Drawing> {
    let at = fields.place_of("draw")?;
    let Some(entries) = fields.entries("draw") else {
        let items = fields.number("draw", 1..=MOST_DRAWN)?;
        return Some(Drawing { rule: Draw::Number(items.into()), at, tags: Vec::new() });
    };
    let numbers = fields.numbers("draw", 1..=MOST_DRAWN);
    let quota = |(tag, items): &(Spanned<String>, u8)| Quota { tag: tag.get_ref().clone(), items: (*items).into() };
    let quotas: Vec<Quota> = numbers.iter().map(quota).collect();
    if entries == 0 {
        fields.fault(ProblemKind::DrawNothing, at.clone());
    }
    let tags: Vec<_> = numbers.into_iter().map(|(tag, _)| tag).collect();
    (!tags.is_empty()).then_some(Drawing { rule: Draw::ByTag(quotas), at, tags })
}

impl WeekRules {
    /// The week's own rules, and where it has none the course's.
    pub(super) fn over(&self, course: &Self) -> Self {
        Self {
            gate: self.gate.or(course.gate),
            pass_percent: self.pass_percent.or(course.pass_percent),
            attempts: self.attempts.or(course.attempts),
            shuffle: self.shuffle.or(course.shuffle),
            minutes: self.minutes,
            counts: self.counts.or(course.counts),
            delay_hours: self.delay_hours.or(course.delay_hours),
            draw: self.draw.clone().or_else(|| course.draw.clone()),
            shuffle_choices: self.shuffle_choices.or(course.shuffle_choices),
            feedback: self.feedback.or(course.feedback),
            reveal: self.reveal.or(course.reveal),
            scoring: self.scoring.or(course.scoring),
            waiver: self.waiver.or(course.waiver),
            time_limit: self.time_limit.clone().or_else(|| course.time_limit.clone()),
            folding: self.folding.or(course.folding),
        }
    }

    /// What may stand in a `[tag:...]` of the week's items.
    pub(super) fn tags(&self, named: &[NamedLesson], days: u8, faults: &mut Vec<Fault>) -> Tags {
        let mut tags = Tags::default();
        let drawn = self.draw.iter().flat_map(|drawing| &drawing.tags).map(Spanned::get_ref);
        tags.drawn = drawn.filter(|tag| day_of(tag).is_none()).cloned().collect();
        for NamedLesson { tag, day } in named {
            match day_of(day.get_ref()).and_then(|digits| digits.parse().ok()).filter(|day| (1..=days).contains(day)) {
                Some(day) => {
                    tags.lessons.insert(tag.get_ref().clone(), day);
                }
                None => {
                    let kind = ProblemKind::TagNoLesson { tag: day.get_ref().clone(), days };
                    faults.extend((days > 0).then(|| Fault::new(kind, day.span())));
                    // Its items are not at fault.
                    tags.drawn.insert(tag.get_ref().clone());
                }
            }
        }
        tags
    }

    /// What can only be said of rules together with the items that they are for.
    pub(super) fn check(&self, week: u8, named: &[NamedLesson], items: &[Item], faults: &mut Vec<Fault>) {
        let bear = |tag: &str| items.iter().filter(|item| item.kind.is_counted() && item.bears(tag)).count();
        let unused = named.iter().map(|named| &named.tag).filter(|tag| bear(tag.get_ref()) == 0);
        for tag in unused {
            faults.push(Fault::new(ProblemKind::NoItemBears { tag: tag.get_ref().clone(), week }, tag.span()));
        }
        let assessment = self.assessment(items.to_vec());
        let minutes = assessment.minutes;
        if let Some(limit) = self.time_limit.as_ref().filter(|limit| *limit.get_ref() < minutes) {
            let kind = ProblemKind::TooLittleTime { week, limit: *limit.get_ref(), minutes };
            faults.push(Fault::new(kind, limit.span()));
        }
        let Some(drawing) = &self.draw else { return };
        let before = faults.len();
        if let Draw::ByTag(quotas) = &drawing.rule {
            for (quota, tag) in quotas.iter().zip(&drawing.tags) {
                let (asked, found) = (usize::from(quota.items), bear(&quota.tag));
                let tag_name = quota.tag.clone();
                if found == 0 {
                    faults.push(Fault::new(ProblemKind::NoItemBears { tag: tag_name, week }, tag.span()));
                } else if found < asked {
                    let kind = ProblemKind::TagTooSmall { tag: tag_name, week, asked, found };
                    faults.push(Fault::new(kind, tag.span()));
                }
            }
        }
        let (asked, found) = (drawing.rule.items(), draw(&assessment, &drawing.rule, &[], Lots::default()).len());
        if faults.len() == before && found < asked {
            faults.push(Fault::new(ProblemKind::PoolTooSmall { week, asked, found }, drawing.at.clone()));
        }
    }

    /// An assessment by these rules.
    pub(super) fn assessment(&self, items: Vec<Item>) -> Assessment {
        let usual = TestRules::default();
        let rules = TestRules {
            folding: self.folding.unwrap_or_default(),
            counts: self.counts.unwrap_or_default(),
            delay_hours: self.delay_hours,
            draw: self.draw.as_ref().map(|drawing| drawing.rule.clone()),
            shuffle_choices: self.shuffle_choices.filter(|choices| *choices != self.shuffle.unwrap_or(true)),
            feedback: self.feedback.unwrap_or_default(),
            reveal: self.reveal.unwrap_or_default(),
            scoring: self.scoring.unwrap_or_default(),
            waiver: self.waiver.unwrap_or(usual.waiver),
            time_limit: self.time_limit.as_ref().map(|limit| *limit.get_ref()),
        };
        let mut assessment = Assessment {
            items,
            pass_percent: self.pass_percent.unwrap_or(60),
            attempts: self.attempts.unwrap_or(3),
            gate: self.gate.unwrap_or_default(),
            shuffle: self.shuffle.unwrap_or(true),
            minutes: 0,
            rules,
        };
        // A minute and a quarter for each item; what is only read takes its time too, unless items are drawn.
        let asked = if assessment.rules.draw.is_some() { assessment.asked() } else { assessment.items.len() };
        let reckoned = u8::try_from((asked * 5).div_ceil(4)).unwrap_or(u8::MAX);
        assessment.minutes = self.minutes.unwrap_or(reckoned);
        assessment
    }
}

/// What the tags of an item say, once each is known to say something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    pub lesson: Option<LessonId>,
    /// Those other than `day-2`, each once, in alphabetical order.
    pub tags: Vec<String>,
}
