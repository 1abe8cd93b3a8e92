//! The rules of a test in words: the few that matter to who takes it, and all of them for who looks at a course.

use super::{Draft, Message, Voice, numbers};
use crate::rules::answer::Folding;
use crate::rules::course::{Assessment, GateRule};
use crate::rules::draw::{Draw, Quota};
use crate::rules::ids::VersionId;
use crate::rules::score::Counted;
use crate::rules::test_rules::{Counts, FeedbackTime, Reveal, Scoring};
use crate::rules::time_limit::TimeLeft;

/// What is not as usual and good to know before a test, a line each.
pub(super) fn of_offer(voice: &Voice<'_>, assessment: &Assessment) -> Vec<String> {
    let rules = &assessment.rules;
    let several = assessment.attempts > 1;
    let limit = rules.time_limit.map(|minutes| {
        let limit = voice.count("minutes", minutes);
        voice.fill("rule-limit", &[("limit", limit.into())])
    });
    let delay = rules.delay_hours.filter(|hours| *hours > 0 && several).map(|hours| {
        let hours = voice.count("hours", hours);
        voice.fill("rule-delay", &[("hours", hours.into())])
    });
    let counts = match rules.counts {
        Counts::Best => None,
        Counts::Last => Some("rule-counts-last"),
        Counts::First => Some("rule-counts-first"),
        Counts::Average => Some("rule-counts-average"),
    };
    let at_end = (rules.feedback == FeedbackTime::AtEnd).then(|| voice.say("rule-at-end"));
    let counts = counts.filter(|_| several).map(|key| voice.say(key));
    [limit, delay, counts, at_end].into_iter().flatten().collect()
}

/// How long the attempt may last that a button below starts.
pub(super) fn limit(voice: &Voice<'_>, minutes: u8) -> String {
    let limit = voice.count("minutes", minutes);
    voice.fill("rule-limit-again", &[("limit", limit.into())])
}

/// "Until 19:20; 12 minutes left."
pub(super) fn time_left(voice: &Voice<'_>, time: TimeLeft) -> String {
    let hour = hour(voice, time);
    if time.put_off {
        return voice.fill("item-time-put-off", &[("hour", hour.into())]);
    }
    if time.minutes == 0 {
        return voice.fill("item-time-last", &[("hour", hour.into())]);
    }
    let left = voice.count("minutes", time.minutes);
    voice.fill("item-time", &[("hour", hour.into()), ("left", left.into())])
}

/// Until when, on the reader's wall.
pub(super) fn hour(voice: &Voice<'_>, time: TimeLeft) -> String {
    let (_, at) = voice.reader.zone.local(time.until);
    voice.figures(numbers::clock_time(at))
}

/// The score that stands, where not simply the best does.
pub(super) fn counted(voice: &Voice<'_>, assessment: &Assessment, counted: Counted) -> Option<String> {
    let key = match counted.counts {
        Counts::First => "result-counts-first",
        Counts::Average => "result-counts-average",
        Counts::Best | Counts::Last => return None,
    };
    let args = [("percent", counted.percent.into()), ("needed", assessment.pass_percent.into())];
    Some(voice.fill(key, &args))
}

/// All rules of a week's test, as a course has them.
pub(super) fn preview(voice: &Voice<'_>, version: VersionId, week: u8) -> Option<Message> {
    let assessment = &voice.course(version)?.week(week)?.assessment;
    let mut draft = Draft::new(voice);
    draft.bold(&voice.fill("preview-rules", &[("week", week.into())]));
    for line in all(voice, assessment) {
        draft.line(&line);
    }
    Some(draft.finish())
}

fn all(voice: &Voice<'_>, assessment: &Assessment) -> Vec<String> {
    let rules = &assessment.rules;
    let key = |key: &str| voice.say(key);
    let mut lines = vec![
        key(match assessment.gate {
            GateRule::Passed => "preview-gate-passed",
            GateRule::Taken => "preview-gate-taken",
        }),
        voice.fill("preview-pass-mark", &[("percent", assessment.pass_percent.into())]),
        voice.fill("preview-attempts", &[("n", assessment.attempts.into())]),
        key(match rules.counts {
            Counts::Best => "preview-counts-best",
            Counts::Last => "preview-counts-last",
            Counts::First => "preview-counts-first",
            Counts::Average => "preview-counts-average",
        }),
        match rules.delay_hours {
            None => key("preview-delay-usual"),
            Some(0) => key("preview-delay-none"),
            Some(hours) => {
                let hours = voice.count("hours", hours);
                voice.fill("preview-delay", &[("hours", hours.into())])
            }
        },
    ];
    lines.extend(drawn(voice, assessment));
    lines.extend([
        key(match (assessment.shuffle, assessment.shuffles_choices()) {
            (true, true) => "preview-shuffle-both",
            (true, false) => "preview-shuffle-items",
            (false, true) => "preview-shuffle-choices",
            (false, false) => "preview-shuffle-none",
        }),
        key(match rules.feedback {
            FeedbackTime::AtOnce => "preview-feedback-at-once",
            FeedbackTime::AtEnd => "preview-feedback-at-end",
        }),
        key(match rules.reveal {
            Reveal::Never => "preview-reveal-never",
            Reveal::Passed => "preview-reveal-passed",
            Reveal::Last => "preview-reveal-last",
        }),
        key(match rules.scoring {
            Scoring::Moodle => "preview-scoring-moodle",
            Scoring::Whole => "preview-scoring-whole",
        }),
        key(if rules.waiver { "preview-waiver" } else { "preview-no-waiver" }),
        match rules.time_limit {
            None => key("preview-no-limit"),
            Some(minutes) => {
                let limit = voice.count("minutes", minutes);
                voice.fill("preview-limit", &[("limit", limit.into())])
            }
        },
        folding(voice, rules.folding),
    ]);
    lines
}

/// What an attempt asks of the pool; by tag a line each.
fn drawn(voice: &Voice<'_>, assessment: &Assessment) -> Vec<String> {
    let total = assessment.items.iter().filter(|item| item.kind.is_counted()).count();
    let args = [("n", assessment.asked().into()), ("total", total.into())];
    match &assessment.rules.draw {
        None => vec![voice.fill("preview-draw-all", &args)],
        Some(Draw::Number(_)) => vec![voice.fill("preview-draw", &args)],
        Some(Draw::ByTag(quotas)) => {
            let of_tag = |quota: &Quota| {
                // The tag of a lesson is shown as everybody calls the lesson.
                let day = quota.tag.strip_prefix("day-").and_then(|day| day.parse().ok());
                let tag =
                    day.map_or_else(|| quota.tag.clone(), |day: u8| voice.fill("lesson-label", &[("day", day.into())]));
                voice.fill("preview-draw-tag", &[("tag", tag.into()), ("n", quota.items.into())])
            };
            std::iter::once(voice.fill("preview-draw-by-tag", &args)).chain(quotas.iter().map(of_tag)).collect()
        }
    }
}

fn folding(voice: &Voice<'_>, folding: Folding) -> String {
    let parts = [(folding.case, "fold-case"), (folding.marks, "fold-marks"), (folding.alef, "fold-alef")];
    let named: Vec<String> = parts.iter().filter(|(is, _)| *is).map(|(_, key)| voice.say(key)).collect();
    if named.is_empty() {
        return voice.say("preview-fold-none");
    }
    let what = named.join(&format!("{} ", voice.say("list-comma")));
    voice.fill("preview-fold", &[("what", what.into())])
}
