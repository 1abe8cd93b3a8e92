//! What is said where a test has rules of its own, and the look back at its answers.

use super::{Size, VERSION, at, course, day};
use darb::rules::answer::Folding;
use darb::rules::course::{Course, GateRule};
use darb::rules::draw::{Draw, Quota};
use darb::rules::ids::*;
use darb::rules::item::Mark;
use darb::rules::notice::*;
use darb::rules::score::{Besides, Counted};
use darb::rules::test_rules::{Counts, FeedbackTime, Reveal, Scoring, TestRules};
use darb::rules::time_limit::TimeLeft;

/// Versions of the course whose tests have other rules than usual.
pub fn versions(size: Size) -> Vec<(VersionId, Course)> {
    let quota = |tag: &str, items| Quota { tag: tag.to_owned(), items };
    let folding = |case, marks, alef| Folding { case, marks, alef };
    let usual = TestRules::default;
    let rules = [
        TestRules { counts: Counts::First, delay_hours: Some(0), draw: Some(Draw::Number(4)), ..usual() },
        TestRules {
            counts: Counts::Last,
            delay_hours: Some(1),
            draw: Some(Draw::ByTag(vec![quota("day-1", 1), quota("تصيد", 3)])),
            shuffle_choices: Some(false),
            feedback: FeedbackTime::AtEnd,
            reveal: Reveal::Passed,
            scoring: Scoring::Whole,
            waiver: false,
            time_limit: Some(1),
            folding: folding(false, false, false),
        },
        TestRules {
            counts: Counts::Average,
            delay_hours: Some(72),
            reveal: Reveal::Last,
            time_limit: Some(180),
            folding: folding(true, false, true),
            ..usual()
        },
    ];
    let with = |(number, rules): (usize, TestRules)| {
        let mut course = course(size);
        let assessment = &mut course.weeks[0].assessment;
        (assessment.shuffle, assessment.gate) = (number == 1, GateRule::Taken);
        assessment.rules = rules;
        (VersionId(2 + number as i64), course)
    };
    rules.into_iter().enumerate().map(with).collect()
}

pub fn time_left(minutes: u16, put_off: bool) -> TimeLeft {
    TimeLeft { until: at(), minutes, put_off }
}

pub fn notices(worst: bool) -> Vec<Notice> {
    let (enrolment, attempt) = (EnrolmentId(3), AttemptId(3));
    let mut all: Vec<Notice> =
        (1..=4).map(|version| Notice::PreviewRules { version: VersionId(version), week: 1 }).collect();
    for version in 2..=4 {
        all.push(Notice::TestOffer {
            enrolment,
            version: VersionId(version),
            week: 1,
            number: 1,
            items: 10,
            minutes: 12,
            needed: 6,
            attempts_left: 3,
            waiting: 0,
            until: day(),
        });
    }
    for time in [time_left(if worst { u16::MAX } else { 12 }, false), time_left(0, false), time_left(9, true)] {
        all.push(Notice::Item {
            enrolment,
            attempt,
            version: VERSION,
            week: 1,
            position: 2,
            total: 10,
            item: 0,
            choices: vec![2, 0, 3, 1],
            previous: None,
            place: None,
            drawn: Default::default(),
            time: Some(time),
            unoffered: false,
        });
    }
    for version in 2..=3 {
        all.push(Notice::Item {
            enrolment,
            attempt,
            version: VersionId(version),
            week: 1,
            position: 0,
            total: 10,
            item: 0,
            choices: vec![2, 0, 3, 1],
            previous: None,
            place: None,
            drawn: Default::default(),
            time: None,
            unoffered: true,
        });
    }
    all.extend(results());
    all.extend(looked_back());
    all
}

/// Results that say more than a score and the next step.
fn results() -> Vec<Notice> {
    let counted = |counts, percent| Some(Counted { counts, percent });
    let usual = Besides::default;
    let of = |(version, points, passed, next, besides)| Notice::TestResult {
        enrolment: EnrolmentId(3),
        attempt: AttemptId(3),
        version: VersionId(version),
        week: 1,
        number: 2,
        right: 7,
        total: 10,
        needed: 6,
        passed,
        missed: vec![LessonId::new(1, 2)],
        next,
        previous: None,
        points,
        companions: None,
        views: None,
        foremost: Vec::new(),
        besides,
    };
    let open = || NextStep::WeekOpen { week: 2, lesson_at: at(), startable: false };
    let look_back = Besides { look_back: true, ..usual() };
    [
        (2, None, false, open(), Besides { reached: true, counted: counted(Counts::First, 40), ..usual() }),
        (
            4,
            Some(Mark(72_500_000)),
            false,
            open(),
            Besides { reached: true, counted: counted(Counts::Average, 55), ..usual() },
        ),
        (3, None, false, NextStep::RetryNow { number: 3 }, Besides { left: Some(1), ran_out: true, ..look_back }),
        (3, None, false, NextStep::RetryAt { number: 3, at: at(), quiet: true }, Besides { left: Some(2), ..usual() }),
        (4, None, false, NextStep::ReviseThenRetry { number: 2, at: Some(at()) }, Besides { left: Some(3), ..usual() }),
        (4, None, true, NextStep::GoneOn, look_back),
    ]
    .map(of)
    .into()
}

/// An item's number, its choices as they stood, and what was answered.
type Seen = (u16, Vec<u8>, Option<(u8, Option<Verdict>)>);

/// An item of each kind, answered in each way.
fn looked_back() -> Vec<Notice> {
    let verdict = |mark, hits: &[u8], unread| Some(Verdict { mark: Mark(mark), hits: hits.to_vec(), unread });
    let of = |(item, choices, answered): Seen| Notice::LookedBack {
        enrolment: EnrolmentId(3),
        attempt: AttemptId(3),
        version: VERSION,
        week: 1,
        position: 2,
        place: (3, 10),
        item,
        choices,
        answered: answered.map(|(choice, verdict)| Answered { item, choice, verdict }),
        neighbours: (Some(1), Some(3)),
        reveal: true,
    };
    [
        (0, vec![2, 0, 3, 1], Some((1, None))),
        (0, vec![2, 0, 3, 1], Some((0, None))),
        (0, vec![2, 0, 3, 1], None),
        (1, vec![0, 1], Some((1, None))),
        (2, vec![2, 0, 3, 1], Some((0, verdict(5_000_000, &[0, 2], false)))),
        (3, vec![2, 0, 3, 1], Some((0, verdict(0, &[1, 3], false)))),
        (3, vec![2, 0, 3, 1], None),
        (4, vec![], Some((0, verdict(0, &[], false)))),
        (5, vec![], Some((0, verdict(0, &[], false)))),
        (5, vec![], Some((0, verdict(10_000_000, &[0], false)))),
        (6, vec![], Some((0, verdict(0, &[], true)))),
    ]
    .map(of)
    .into()
}
