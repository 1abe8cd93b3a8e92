//! Everything that can be said, about a course to speak of.

#[path = "rules.rs"]
mod rules;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use darb::rules::answer::Drawn;
use darb::rules::certificate::Answer;
use darb::rules::course::*;
use darb::rules::decision::Refusal;
use darb::rules::erasing::Counts;
use darb::rules::feedback::{Group, WeekFigures};
use darb::rules::form::{EntryKind, FormEntry};
use darb::rules::help::{Aid, Opening};
use darb::rules::help_screen::{Help, Stood};
use darb::rules::ids::*;
use darb::rules::item::{Decimal, Mark as Worth, NumberAnswer, Pair, WordAnswer};
use darb::rules::model::{Country, Handle};
use darb::rules::notice::*;
use darb::rules::own_words::{OwnWords, Unclear};
use darb::rules::preferences::Preferences;
use darb::rules::privacy::Switches;
use darb::rules::question::Attachment;
use darb::rules::regrade::{Brief, Effect};
use darb::rules::rest::Span;
use darb::rules::schedule::Zone;
use darb::rules::score::Besides;
use darb::rules::sketch::{Mark, TestMark, WeekSketch};
use darb::rules::statistics::{Doubt, ItemLine, Share};
use darb::text::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;

pub const VERSION: VersionId = VersionId(1);

/// How long everything is that an author writes.
#[derive(Clone, Copy, PartialEq)]
pub enum Size {
    Plain,
    Worst,
}

fn texts(size: Size, ar: &str, en: &str, most: usize) -> Texts {
    let grown = |text: &str| match size {
        Size::Plain => text.to_owned(),
        Size::Worst => format!("{text} ").repeat(most / (text.chars().count() + 1)).trim().to_owned(),
    };
    Texts::from([(Language::Ar, grown(ar)), (Language::En, grown(en)), (Language::Fr, grown(en))])
}

fn item(size: Size, kind: ItemKind) -> Item {
    let choice = |ar: &str, en: &str, right: bool| Choice {
        text: if kind == ItemKind::TrueFalse { Texts::new() } else { texts(size, ar, en, 300) },
        right,
        feedback: texts(size, "نعم، فالصفحة تبقى حين يغيب شخص.", "Yes, the page stays when a person is away.", 900),
        weight: None,
    };
    let mut choices = vec![choice("شخصان", "Two people", true), choice("شخص واحد", "One person", false)];
    if kind == ItemKind::SingleChoice {
        choices.push(choice("الجميع", "Everybody", false));
        choices.push(choice("لا أحد", "Nobody", false));
    }
    Item {
        name: "1-2".into(),
        lesson: Some(LessonId::new(1, 2)),
        kind,
        text: texts(size, "من يدير صفحة الجمعية؟", "Who runs the association's page?", 900),
        choices,
        feedback: texts(size, "الدرس الثاني يشرح ذلك.", "Lesson two explains it.", 900),
        tags: Vec::new(),
        for_all: false,
    }
}

/// Where the essay stands among the items.
const ESSAY: u16 = 6;

/// An item of each kind.
fn all_items(size: Size) -> Vec<Item> {
    let half = Some(Worth(5_000_000));
    let pair = |choice| Pair { left: texts(size, "الصفحة", "A page", 200), choice };
    let mut several = item(size, ItemKind::SingleChoice);
    several.kind = ItemKind::SeveralRight;
    several.choices[0].weight = half;
    several.choices[1].weight = half;
    let mut matching = item(size, ItemKind::SingleChoice);
    matching.kind = ItemKind::Matching { pairs: vec![pair(0), pair(2)] };
    let answers = vec![NumberAnswer {
        low: Decimal::parse("2").expect("a number"),
        high: Decimal::parse("2.5").expect("a number"),
        mark: Worth::FULL,
        feedback: texts(size, "هكذا كان.", "So it was.", 900),
    }];
    let words = vec![WordAnswer {
        language: Language::En,
        pattern: "two *".into(),
        mark: Worth::FULL,
        feedback: "So it was.".into(),
    }];
    let bare = |kind| Item { choices: Vec::new(), ..item(size, kind) };
    vec![
        item(size, ItemKind::SingleChoice),
        item(size, ItemKind::TrueFalse),
        several,
        matching,
        bare(ItemKind::Numerical { answers }),
        bare(ItemKind::ShortAnswer { answers: words }),
        bare(ItemKind::Essay),
        bare(ItemKind::Description),
    ]
}

/// Items that are answered in more than one step, on their way and answered.
fn asked_items(enrolment: EnrolmentId, attempt: AttemptId, handle: Handle) -> Vec<Notice> {
    let drawn = |revision, picked: &[u8], written| Drawn { revision, picked: picked.to_vec(), written };
    let verdict = |mark, hits: &[u8], unread| Some(Verdict { mark: Worth(mark), hits: hits.to_vec(), unread });
    let previous = |item, verdict| Some(Answered { item, choice: 0, verdict });
    let shown = [
        (2, vec![2, 0, 3, 1], drawn(0, &[], false), previous(7, None)),
        (2, vec![2, 0, 3, 1], drawn(u16::MAX, &[0, 1, 2, 3], false), None),
        (3, vec![2, 0, 3, 1], drawn(0, &[], false), previous(2, verdict(5_000_000, &[0, 2], false))),
        (3, vec![2, 0, 3, 1], drawn(1, &[0], false), None),
        (3, vec![2, 0, 3, 1], drawn(u16::MAX, &[0, 2], false), None),
        (4, vec![], drawn(0, &[], false), previous(3, verdict(0, &[1, 2], false))),
        (5, vec![], drawn(0, &[], false), previous(4, verdict(10_000_000, &[0], false))),
        (6, vec![], drawn(0, &[], false), previous(5, verdict(0, &[], false))),
        (6, vec![], drawn(0, &[], true), previous(5, verdict(10_000_000, &[0], false))),
        (7, vec![], drawn(0, &[], false), previous(6, verdict(0, &[], true))),
        (0, vec![2, 0, 3, 1], drawn(0, &[], false), previous(6, verdict(0, &[], false))),
        (1, vec![0, 1], drawn(0, &[], false), previous(6, verdict(10_000_000, &[], false))),
    ];
    let item = |(item, choices, drawn, previous)| Notice::Item {
        enrolment,
        attempt,
        version: VERSION,
        week: 1,
        position: 2,
        total: 10,
        item,
        choices,
        previous,
        place: Some((2, 9)),
        drawn,
        time: None,
        unoffered: false,
    };
    let header = Notice::EssayHeader { enrolment, version: VERSION, handle, week: 1, item: ESSAY };
    let settled = Notice::EssaySettled { enrolment, question: QuestionId(3) };
    shown.map(item).into_iter().chain([header, settled]).collect()
}

fn form(size: Size) -> Vec<FormEntry> {
    let entry = |name: &str, text: Texts, kind| FormEntry { name: name.into(), text, kind };
    let label = |ar: &str, en: &str| texts(size, ar, en, 60);
    let option = |ar: &str, en: &str| texts(size, ar, en, 40);
    let scale = EntryKind::Scale { steps: 5, low: label("قليلة", "hardly"), high: label("كبيرة", "very") };
    let options = vec![option("نعم", "Used already"), option("ليس بعد", "Planned"), option("لا", "Neither")];
    let options = if size == Size::Worst { options.into_iter().cycle().take(8).collect() } else { options };
    let used = texts(size, "هل طبّقتموها؟", "Have you used it?", 400);
    let used = entry("used", used, EntryKind::Choice { options });
    let more = if size == Size::Worst { 5 } else { 0 };
    let mut form = vec![
        entry("useful", texts(size, "ما مدى الفائدة؟", "How useful was it?", 400), scale),
        used.clone(),
        entry("wish", texts(size, "ما الذي ينقصها؟", "What is missing?", 400), EntryKind::Sentence),
    ];
    form.extend(vec![used; more]);
    form
}

/// The pages of the form, and what admins read of it.
fn form_pages(size: Size, cohort: CohortId, version: VersionId) -> Vec<Notice> {
    let (enrolment, starts_on, worst) = (EnrolmentId(3), day(), size == Size::Worst);
    let mut all = Vec::new();
    for entry in 0..3 {
        all.extend([false, true].map(|answered| Notice::FormEntry { enrolment, version, entry, answered }));
    }
    let attempt = AttemptId(3);
    all.extend([1, 2, 3].map(|views| Notice::Views { enrolment, attempt, week: 1, views }));
    all.extend([false, true].map(|quotable| Notice::FormThanks { enrolment, quotable }));
    let group = |steps: &[u8], people| Group { steps: steps.to_vec(), people };
    let entries = vec![
        vec![group(&[0, 1, 2, 5], 5), group(&[3], 7), group(&[4], 8)],
        vec![group(&[0], 15), group(&[1, 2, 3], 5)],
        vec![],
        vec![group(&[0, 1, 2, 3, 4, 5], 20)],
    ];
    let entries: Vec<Vec<Group>> = entries.into_iter().take(3).collect();
    all.extend([
        Notice::FormQuote { enrolment, version, entry: 2 },
        Notice::FormEnd { enrolment, version, answered: 2, total: 3 },
        Notice::FormStats { cohort, version, starts_on, people: 0, first: 0, entries: vec![] },
        Notice::FormStats { cohort, version, starts_on, people: 20, first: 0, entries },
        Notice::FormStats {
            cohort,
            version,
            starts_on,
            people: 5,
            first: 1,
            entries: vec![vec![group(&[0, 1, 2, 3], 5)]],
        },
        Notice::FormQuotes {
            cohort,
            version,
            starts_on,
            sentences: vec![(2, vec![SentenceId(3), SentenceId(7)])],
            words: vec![(2, vec!["المزيد من الأمثلة".repeat(if worst { 27 } else { 1 }); if worst { 40 } else { 2 }])],
        },
    ]);
    all
}

fn picture() -> Media {
    Media {
        hash: MediaHash("a".repeat(64)),
        kind: MediaKind::Photo,
        mime: "image/png".into(),
        name: "a.png".into(),
        bytes: None,
        size: Some(180_000),
    }
}

/// What was missed, once more.
fn practice(enrolment: EnrolmentId, version: VersionId) -> Vec<Notice> {
    let blank = Drawn::default;
    let drawn = |picked: &[u8]| Drawn { revision: 7, picked: picked.to_vec(), written: false };
    let shown = |item, choices: &[u8], left, drawn| {
        let choices = choices.to_vec();
        Notice::ReviewItem { enrolment, version, week: 1, item, choices, left, drawn }
    };
    let answered = |item, choice, left, verdict| Notice::ReviewAnswered {
        enrolment,
        version,
        week: 1,
        item,
        choice,
        left,
        verdict,
    };
    let verdict = |mark, hits: &[u8]| Some(Verdict { mark: Worth(mark), hits: hits.to_vec(), unread: false });
    vec![
        shown(0, &[3, 1, 0, 2], 2, blank()),
        shown(1, &[0, 1], 1, blank()),
        shown(2, &[0, 1, 2, 3], 1, blank()),
        shown(2, &[3, 2, 1, 0], 1, drawn(&[1, 3])),
        shown(3, &[0, 1, 2], 1, drawn(&[1])),
        shown(3, &[0, 1, 2], 1, drawn(&[0, 1])),
        shown(4, &[], 1, blank()),
        shown(5, &[], 1, blank()),
        answered(0, 0, 1, None),
        answered(1, 1, 0, None),
        answered(2, 0, 1, verdict(5_000_000, &[0, 2])),
        answered(5, 0, 0, verdict(0, &[])),
    ]
}

fn course(size: Size) -> Course {
    let lesson = |week, day| {
        let body = |text: &str| {
            let bold = Entity { kind: EntityKind::Bold, offset: 0, length: 4, url: None };
            vec![
                Part { text: text.into(), entities: vec![bold], media: None },
                Part { text: text.into(), entities: vec![], media: Some(picture()) },
            ]
        };
        Lesson {
            id: LessonId::new(week, day),
            minutes: if size == Size::Worst { 90 } else { 4 },
            title: texts(size, "حساب Facebook يخدم عملكم", "An account that serves your work", 90),
            body: BTreeMap::from([
                (Language::Ar, body("نص الدرس")),
                (Language::En, body("The lesson")),
                (Language::Fr, body("La leçon")),
            ]),
        }
    };
    let week = |number| Week {
        number,
        title: texts(size, "الخطوة الأولى", "First steps", 90),
        lessons: (1..=6).map(|day| lesson(number, day)).collect(),
        assessment: Assessment {
            items: all_items(size),
            pass_percent: 60,
            attempts: 3,
            gate: GateRule::Passed,
            shuffle: true,
            minutes: 12,
            rules: Default::default(),
        },
    };
    Course {
        slug: "social-media".into(),
        source: Language::Ar,
        languages: Language::ALL.into(),
        title: texts(size, "وسائل التواصل للجمعيات", "Social media for associations", 120),
        weeks: (1..=4).map(week).collect(),
        documents: false,
        protect_content: false,
        certificate_hours: Some(20),
        form: form(size),
        days: darb::rules::rest::Days::default(),
    }
}

pub fn library(size: Size) -> Library {
    let others = rules::versions(size).into_iter().map(|(version, course)| (version, Arc::new(course)));
    std::iter::once((VERSION, Arc::new(course(size)))).chain(others).collect()
}

pub fn reader(language: Language) -> Reader {
    Reader {
        language,
        zone: Zone::named("Asia/Beirut").expect("a zone"),
        hour: 19,
        handle: Some(Handle(2_500 * 3 + 33)),
        preferences: Preferences::default(),
        bot_username: "example_course_bot".into(),
    }
}

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 4, 11).expect("a date")
}

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 4, 14, 16, 0, 0).single().expect("an instant")
}

pub fn refusals() -> Vec<Refusal> {
    use Refusal::*;
    vec![
        FormNotYet,
        FormHandedIn,
        FormFigure { most: 5 },
        InvitationUnknown,
        BeingRead { goes_on_at: Some(at()) },
        BeingRead { goes_on_at: None },
        NumberUnknown,
        LettersUnknown,
        NothingPicked,
        InvitationClosed { closed_on: day() },
        InvitationFull,
        AlreadyEnrolled,
        EnrolledElsewhere,
        NotEnrolled,
        OnBreak,
        HasLeft,
        CohortClosed { closed_on: day() },
        NotYet { at: at() },
        EnoughForToday { at: Some(at()) },
        EnoughForToday { at: None },
        TestFirst { week: 1 },
        NothingMore,
        LessonsFirst { week: 12 },
        TestPassed { week: 3 },
        ReviseFirst { lessons: (1..=6).map(|day| LessonId::new(1, day)).collect() },
        AttemptAt { at: at() },
        NoAttemptLeft { goes_on_at: Some(at()) },
        NoAttemptLeft { goes_on_at: None },
        PastAttempt,
        TimeOver,
        NoWaiver,
        AlreadyAnswered,
        Outdated,
        KindNotCarried,
        NoDocuments,
        DocumentTooLarge,
        HourUnknown,
        HalfHourUnknown,
        SpanUnknown,
        LanguageUnknown,
        CommandUnknown,
        WrongClaimCode,
        NoCourse,
        NoCohort,
        StartInPast,
        DateUnknown,
        OnlyInGroup,
        LastAdmin,
        BreakLength { most: 30 },
        BreakLength { most: 1 },
        NotAllowed,
        TooLateToWithdraw,
        NameUnfit { most: 60 },
        NoCertificate,
        CertificateLater { week: 4 },
        NameKnown,
        SeveralButtons,
        NothingToRead,
        NothingToHide,
        SentenceTooLong { most: 300 },
        BreakOutlasts { closes_on: day(), most: 0 },
        BreakOutlasts { closes_on: day(), most: 3 },
    ]
}

/// Days and pace.
fn calendar(size: Size) -> Vec<Notice> {
    use darb::rules::contact::WORDINGS;
    use darb::rules::correction::Correction;
    use darb::rules::schedule::HalfHour;
    let (enrolment, version, starts_on) = (EnrolmentId(3), VERSION, day());
    let span = Span { from: day(), until: day() + chrono::Days::new(29) };
    let lessons: Vec<LessonId> = (1..=6).map(|day| LessonId::new(1, day)).collect();
    let mut all = Vec::new();
    for wording in 0..WORDINGS {
        for revise in [vec![], lessons[..1].to_vec(), lessons.clone()] {
            let minutes = if size == Size::Worst { u16::MAX } else { 12 };
            all.push(Notice::Nudge { enrolment, version, week: 1, number: 2, revise, minutes, wording, until: day() });
        }
    }
    all.push(Notice::SelfPaused { enrolment });
    for (span, at) in [(Some(span), HalfHour::new(45)), (Some(span), None), (None, HalfHour::new(0)), (None, None)] {
        all.push(Notice::RamadanHours { enrolment, span, at });
        all.push(Notice::RamadanHourSet { enrolment, span, at });
    }
    let spans = if size == Size::Worst { vec![span; 20] } else { vec![span] };
    let cohort = CohortId(3);
    let one_day = Span { from: day(), until: day() };
    for correction in [
        Correction::Show,
        Correction::Rest(one_day),
        Correction::NoRest,
        Correction::Ramadan(span),
        Correction::OwnRamadan,
        Correction::Undo { number: 7 },
    ] {
        let (closes_on, enrolled, has_mentors) = (day(), 9, true);
        let line = CohortLine { cohort, version, starts_on, closes_on, enrolled, has_mentors, closed: false };
        all.push(Notice::PickDays { cohorts: vec![line.clone(), line], correction });
        let (ramadan, rest, done) = (spans.clone(), spans.clone(), Some((correction, Some(7))));
        all.push(Notice::CohortDays { cohort, version, starts_on, ramadan, rest, done });
    }
    let done = Some((Correction::NoRest, None));
    all.push(Notice::CohortDays { cohort, version, starts_on, ramadan: spans.clone(), rest: spans, done });
    all.push(Notice::CohortDays { cohort, version, starts_on, ramadan: vec![], rest: vec![], done: None });
    for country in Country::NAMED {
        for over in [false, true] {
            let (people, silent, since) = (9, 8, day());
            all.push(Notice::CountrySilent { cohort, version, starts_on, country, people, silent, since, over });
        }
    }
    all
}

pub fn toasts() -> Vec<Toast> {
    let plain = [
        Toast::LessonDone { next_at: Some(at()) },
        Toast::LessonDone { next_at: None },
        Toast::Right,
        Toast::NotQuite,
        Toast::AlreadyAnswered,
        Toast::PastAttempt,
        Toast::OldButton,
        Toast::DoneAlready,
        Toast::BeingWritten,
        Toast::Sent,
        Toast::Saved,
    ];
    plain.into_iter().chain(refusals().into_iter().map(Toast::Refused)).collect()
}

fn erasing(n: u32, cohort: CohortId) -> Vec<Notice> {
    let some = Counts { enrolments: 1, here_deleted: n, ..Counts::default() };
    let all = Counts {
        enrolments: n,
        attempts: n,
        answers: n,
        questions: n,
        views: n,
        sentences: n,
        here_deleted: n,
        here_left: n,
        topics: 1,
        group_deleted: n,
        group_left: n,
        has_role: true,
    };
    let counts = CohortRows { enrolments: n, attempts: n, answers: n, questions: n, topics: n, views: n, sentences: n };
    let due = |kept_days, reason: Option<&str>| Notice::RetentionDue {
        cohort,
        version: VERSION,
        starts_on: day(),
        on: day(),
        counts,
        kept_days,
        reason: reason.map(str::to_owned),
    };
    vec![
        Notice::MyData,
        Notice::MyDataFile,
        Notice::ForgetAsk { person: PersonId(3) },
        Notice::ForgetKept,
        Notice::Erased { counts: some },
        Notice::Erased { counts: all },
        Notice::EraseMessages { messages: vec![5, 6] },
        Notice::EraseTopic { thread: 7 },
        due(30, None),
        due(90, Some("يطلب المموّل تقريرًا")),
    ]
}

/// Every kind of notice, those with turns in every turn; with the largest figures where `size` says so.
pub fn notices(size: Size) -> Vec<Notice> {
    let worst = size == Size::Worst;
    let big = if worst { i64::MAX } else { 3 };
    let enrolment = EnrolmentId(big);
    let (attempt, question, cohort) = (AttemptId(big), QuestionId(big), CohortId(big));
    let (version, starts_on, message) = (VERSION, day(), 5);
    let handle = Handle(if worst { 2_500 * 3 + 1_145 } else { 33 });
    let lesson = LessonId::new(1, 2);
    let n16 = if worst { u16::MAX } else { 3 };
    let n32 = if worst { u32::MAX } else { 12 };
    let missed: Vec<LessonId> = [2, 4, 5].map(|day| LessonId::new(1, day)).into();
    let waiting = if worst { 255 } else { 2 };
    let review = if worst { u8::MAX } else { 2 };
    let keys = LessonKeys { done: true, next: true, test: Some(2), why: None, review, waiting, ramadan: true };
    let answered = Answered { item: 0, choice: 1, verdict: None };
    let groups = vec![Group { steps: vec![0, 1], people: 7 }, Group { steps: vec![2], people: n32.max(8) }];
    let figures = WeekFigures { week: 1, people: n32.max(15), questions: vec![groups.clone(), groups.clone(), groups] };
    let count = if worst { 30 } else { 2 };
    let cohorts = vec![
        CohortLine { cohort, version, starts_on, closes_on: day(), enrolled: n32, has_mentors: true, closed: false },
        CohortLine { cohort, version, starts_on, closes_on: day(), enrolled: n32, has_mentors: false, closed: true },
    ];
    let lines = ["onboarding", "active", "waiting", "paused", "completed", "left"].iter().cycle().take(count);
    let lines: Vec<RosterLine> = lines
        .map(|status| RosterLine {
            handle,
            status: (*status).into(),
            week: 4,
            lessons_opened: 24,
            lessons_done: 24,
            badges: 4,
            stuck: worst,
            unreachable: worst,
        })
        .collect();
    let counts = CohortCounts {
        onboarding: n32,
        waiting: n32,
        active: n32,
        paused: n32,
        completed: n32,
        left: n32,
        unreachable: n32,
        weeks: vec![(n32, n32); 4],
        questions_open: n32,
        questions_answered: n32,
    };
    let lacks = vec![GroupLack::NotAdmin, GroupLack::ManageTopics, GroupLack::DeleteMessages, GroupLack::Gone];
    let admins = (1..=i64::try_from(count).expect("small")).map(|id| (PersonId(id), day())).collect::<Vec<_>>();
    let mut all = Vec::new();
    for step in OnboardingStep::ALL {
        let is_clock = step == OnboardingStep::Clock;
        all.push(Notice::Onboarding {
            enrolment,
            version,
            step,
            offered_first: Language::Ar,
            privacy: (step == OnboardingStep::Consent).then(Switches::default),
            zones: if is_clock { (0..20).collect() } else { Vec::new() },
            drawn_at: is_clock.then(at),
        });
        all.push(Notice::ButtonAwaited { enrolment, step });
    }
    for (first_at, rename, begun) in [(Some(at()), true, false), (None, false, false), (Some(at()), false, true)] {
        all.push(Notice::Welcome { enrolment, version, starts_on, first_at, rename, begun });
    }
    for answered in [None, Some(0), Some(1), Some(2)] {
        all.push(Notice::Sample { enrolment, answered });
    }
    for (mentors_help, cleaning) in [(true, false), (false, true)] {
        let days = if worst { u16::MAX } else { 30 };
        let (name_kept, form, essays) = (cleaning, mentors_help, mentors_help);
        let switches = Switches { kept_days: days, failed_days: days, mentors_help, cleaning, name_kept, form, essays };
        all.push(Notice::Privacy { enrolment: mentors_help.then_some(enrolment), switches });
    }
    for why in [WhyKey::Ask, WhyKey::Mine] {
        let keys = LessonKeys { why: Some(why), ..LessonKeys::default() };
        all.push(Notice::Lesson { enrolment, version, lesson, part: 0, last: false, keys, back: false });
        all.push(Notice::LessonButtons { enrolment, lesson, keys, version: None, shown: None });
    }
    all.extend([
        Notice::CardHours { enrolment },
        Notice::Eve { enrolment, first_at: at(), until: at() },
        Notice::WhyAsk { enrolment, kept: false },
        Notice::WhyAsk { enrolment, kept: true },
        Notice::WhyMine { enrolment },
        Notice::WhyRemoved { enrolment },
    ]);
    all.extend([Notice::ConsentDeclined, Notice::Stranger]);
    all.push(Notice::Lesson {
        enrolment,
        version,
        lesson,
        part: 0,
        last: false,
        keys: LessonKeys::default(),
        back: false,
    });
    all.push(Notice::Lesson { enrolment, version, lesson, part: 1, last: true, keys, back: false });
    all.push(Notice::LessonButtons { enrolment, lesson, keys: LessonKeys::default(), version: None, shown: None });
    all.push(Notice::LessonButtons { enrolment, lesson, keys, version: Some(version), shown: None });
    all.push(Notice::LessonFile { enrolment, version, lesson, number: 0 });
    for next_at in [Some(at()), None] {
        all.push(Notice::DoneNoted { enrolment, lesson, keys, next_at });
    }
    all.push(Notice::Lesson {
        enrolment,
        version,
        lesson,
        part: 0,
        last: false,
        keys: LessonKeys::default(),
        back: true,
    });
    all.push(Notice::Lesson { enrolment, version, lesson, part: 1, last: true, keys, back: false });
    for (version, shown) in [(Some(version), Some(Language::En)), (Some(version), None), (None, None)] {
        all.push(Notice::LessonButtons { enrolment, lesson, keys: LessonKeys::default(), version, shown });
    }
    for part in [0, 1] {
        all.push(Notice::LessonIn { enrolment, version, lesson, part, language: Language::Ar, keys });
    }
    for opened in [0, 3, n16] {
        all.push(Notice::Lessons { enrolment, version, week: 1, opened, done: missed.clone() });
    }
    for (test, next_at) in [(Some(2), None), (None, Some(at())), (None, None)] {
        all.push(Notice::Back { enrolment, version, week: 1, test, next_at });
    }
    for (lesson, next_at, behind, test, may_open_next) in [
        (None, Some(at()), 0, None, false),
        (None, Some(at()), 2, None, true),
        (Some(lesson), Some(at()), n16, None, true),
        (Some(LessonId::new(1, 6)), None, 0, Some(1), false),
        (Some(LessonId::new(4, 6)), None, 0, None, false),
    ] {
        let minutes = n16;
        all.push(Notice::Today {
            enrolment,
            version,
            lesson,
            next_at,
            behind,
            minutes,
            week: 1,
            test,
            may_open_next,
            waits: None,
            test_waits: lesson.map(|lesson| (lesson.week, day())),
            one_a_day: behind == 2,
            form: behind == 0,
        });
    }
    let badges = vec![true, false, false, false];
    let week = WeekSketch { lessons: vec![Mark::Done, Mark::Opened, Mark::Ahead], test: TestMark::Open };
    for (weeks, picture) in [(vec![], false), (vec![week.clone()], false), (vec![week], true)] {
        let badges = badges.clone();
        all.push(Notice::Progress { enrolment, version, opened: n16, done: n16, lessons: n16, badges, weeks, picture });
    }
    for number in [1, 2] {
        all.push(Notice::TestOffer {
            enrolment,
            version,
            week: 1,
            number,
            items: if worst { n16 } else { 10 },
            minutes: 12,
            needed: if worst { n16 } else { 6 },
            attempts_left: 4 - number,
            waiting: if worst { 255 } else { 0 },
            until: day(),
        });
    }
    for (item, choices, previous) in
        [(0, vec![2, 0, 3, 1], Some(answered.clone())), (1, vec![0, 1], Some(answered.clone())), (0, vec![1, 0], None)]
    {
        let is_first = previous.is_none();
        all.push(Notice::Item {
            enrolment,
            attempt,
            version,
            week: 1,
            position: 2,
            total: 10,
            item,
            choices,
            previous,
            place: None,
            drawn: Drawn::default(),
            time: None,
            unoffered: is_first,
        });
    }
    all.extend(asked_items(enrolment, attempt, handle));
    all.extend(rules::notices(worst));
    for time in [None, Some(rules::time_left(12, false))] {
        all.push(Notice::AttemptPaused { enrolment, attempt, week: 1, answered: 4, total: 10, until: day(), time });
    }
    for (passed, number, next, views) in [
        (true, 1, NextStep::WeekOpen { week: 2, lesson_at: at(), startable: false }, Some(0)),
        (true, 1, NextStep::WeekOpen { week: 2, lesson_at: at(), startable: true }, Some(1)),
        (true, 1, NextStep::CourseCompleted, Some(2)),
        (false, 1, NextStep::BeingRead { goes_on_at: Some(at()) }, None),
        (false, 1, NextStep::BeingRead { goes_on_at: None }, Some(0)),
        (true, 1, NextStep::GoneOn, Some(3)),
        (false, 1, NextStep::ReviseThenRetry { number: 2, at: None }, None),
        (false, 1, NextStep::RetryNow { number: 2 }, None),
        (false, 2, NextStep::RetryAt { number: 3, at: at(), quiet: false }, None),
        (false, 3, NextStep::Mentors { goes_on_at: at() }, Some(0)),
        (false, 4, NextStep::Nothing, None),
    ] {
        let (right, missed) = if passed { (8, vec![LessonId::new(1, 3)]) } else { (4, missed.clone()) };
        let (total, needed, previous) = (10, 6, Some(answered.clone()));
        let points = (views != Some(0)).then_some(Worth(if passed { 85_000_000 } else { 42_500_000 }));
        all.push(Notice::TestResult {
            enrolment,
            attempt,
            version,
            week: 1,
            number,
            right,
            total,
            needed,
            passed,
            next,
            previous,
            points,
            companions: passed.then_some(n32.max(5)),
            foremost: foremost(&missed),
            missed,
            views,
            besides: Besides::default(),
        });
    }
    all.extend([
        Notice::SentencePrompt { enrolment, week: 1 },
        Notice::SentenceDropped { enrolment, week: 1 },
        Notice::SentenceKept { enrolment, week: 1, quotable: None },
        Notice::SentenceKept { enrolment, week: 1, quotable: Some(true) },
        Notice::SentenceKept { enrolment, week: 1, quotable: Some(false) },
    ]);
    all.extend(practice(enrolment, version));
    for given_by_mentor in [false, true] {
        let limit = given_by_mentor.then_some(20);
        all.push(Notice::AttemptReady { enrolment, week: 1, number: 3, given_by_mentor, limit });
    }
    for by in [OpenedBy::Passed, OpenedBy::Taken, OpenedBy::Mentor, OpenedBy::Waiting] {
        all.push(Notice::WeekOpened {
            enrolment,
            version,
            week: 2,
            by,
            lesson_at: at(),
            startable: true,
            companions: Some(n32.max(5)),
        });
    }
    all.push(Notice::Completed { enrolment, version, badges: 3, weeks: 4, certificate: true });
    all.extend([
        Notice::CertificateAsk { enrolment, version },
        Notice::CertificateName { enrolment, version },
        Notice::Certificate { enrolment, version, kept: false, picture: false },
        Notice::Certificate { enrolment, version, kept: true, picture: true },
        Notice::NameForgotten { enrolment },
        Notice::Gone { enrolment, file: true },
    ]);
    let genuine = |name_fits| Answer::Genuine {
        course: "social-media".into(),
        starts_on,
        ends_on: starts_on,
        hours: if worst { 255 } else { 20 },
        name_fits,
    };
    for answer in [
        Answer::How,
        Answer::Garbled,
        Answer::Forged,
        Answer::Refused { since: starts_on },
        genuine(None),
        genuine(Some(true)),
        genuine(Some(false)),
    ] {
        let version = matches!(answer, Answer::Genuine { .. }).then_some(version);
        all.push(Notice::Verified { answer, version });
    }
    all.push(Notice::AskPrompt { enrolment });
    all.extend(helped(enrolment, handle, version, at()));
    all.extend(regraded(enrolment, version, at()));
    for turn in [true, false] {
        all.push(Notice::QuestionHeld { enrolment, question, first: turn, document: false });
        all.push(Notice::QuestionHeld { enrolment, question, first: turn, document: true });
        all.push(Notice::Reply {
            enrolment,
            question,
            group: ChatId(9),
            message,
            reply_to: Some(1),
            repeated: turn,
            opens: None,
            file: None,
            opening: None,
        });
        for (kind, size) in [
            (MediaKind::Photo, Some(120_000)),
            (MediaKind::Audio, Some(90_000_000)),
            (MediaKind::Video, None),
            (MediaKind::Document, Some(1)),
        ] {
            let file = Attachment { kind, size, words: turn };
            all.push(Notice::ReplyFile { question, of: DeliveryId(8), file, repeated: turn, opening: None });
        }
        all.push(Notice::QuestionCopy { enrolment, question, message, repeated: turn, essay: None });
        let essay = Some(EssayOf { attempt, position: 3 });
        all.push(Notice::QuestionCopy { enrolment, question, message, repeated: turn, essay });
        all.push(Notice::EssayNoted { enrolment, handle, week: 1, passed: turn });
        all.push(Notice::EssayMarked { enrolment, version, week: 1, item: ESSAY, passed: turn });
        let stood = Stood { attempt: turn, week: false };
        all.push(Notice::HelpGiven { enrolment, handle, week: 1, opened: turn, completed: false, stood });
        all.push(Notice::HelpGiven { enrolment, handle, week: 4, opened: true, completed: true, stood });
        all.push(Notice::HelpAnswered { enrolment, handle, week: 1, sent: turn });
        all.push(Notice::GroupBound { cohort, version, starts_on, forum: turn });
        for week in [1, 4] {
            all.push(Notice::NeedsHelp {
                enrolment,
                version,
                handle,
                week,
                missed: missed.clone(),
                granted: 0,
                exhausted: turn,
                stood: Stood { attempt: turn, week: turn },
            });
        }
    }
    all.extend([
        Notice::QuestionArrived { enrolment, question },
        Notice::QuestionWaits { enrolment, question },
        Notice::QuestionDiscarded { enrolment, question },
        Notice::QuestionWithdrawn { enrolment, question },
        Notice::Received { enrolment, message },
        Notice::ReplyClosed { enrolment, question, of: None },
        Notice::ReplyClosed { enrolment, question, of: Some(DeliveryId(8)) },
        Notice::Reply {
            enrolment,
            question,
            group: ChatId(9),
            message,
            reply_to: Some(1),
            repeated: false,
            opens: Some(DeliveryId(8)),
            file: Some(Attachment { kind: MediaKind::Photo, size: None, words: false }),
            opening: None,
        },
        Notice::Veiled { of: DeliveryId(8) },
        Notice::ReplyGone { enrolment },
        Notice::Safety { enrolment: None },
        Notice::Safety { enrolment: Some(enrolment) },
        Notice::Sweep { messages: vec![4, 5] },
        Notice::Dot { message: 4 },
        Notice::Topic { enrolment, handle },
        Notice::QuestionRemove { enrolment, question },
        Notice::ReplyArrived { enrolment, message },
        Notice::CheckGroup { cohort },
        Notice::ChooseCohort { cohorts: cohorts.clone() },
        Notice::GroupUnfit { cohort, lacks: lacks.clone() },
    ]);
    for (country, week) in [(Some(Country::Lebanon), 2), (Some(Country::Unsaid), 1), (None, 0)] {
        all.push(Notice::TopicHeader { enrolment, handle, language: Language::Fr, country, week, day: 3 });
    }
    for why in [NotDelivered::Unreachable, NotDelivered::Left, NotDelivered::Refused, NotDelivered::NoQuestion] {
        all.push(Notice::ReplyFailed { enrolment: None, message, why });
        all.push(Notice::RepeatMark { enrolment });
    }
    for (enrolment, admin) in [(Some(enrolment), false), (Some(enrolment), true), (None, false), (None, true)] {
        all.push(Notice::Help { enrolment, admin });
    }
    for until in [Some(day()), None] {
        all.push(Notice::ChooseStop { enrolment, until, kept_days: 30 });
        all.push(Notice::Paused { enrolment, until });
        for (country, on) in [(Some(Country::Lebanon), true), (Some(Country::Unsaid), false), (None, true)] {
            let card = SettingsCard {
                country,
                next_at: until.map(|_| at()),
                on_break: on,
                until,
                one_a_day: on,
                running: !on,
                ramadan: until.map(|until| Span { from: day(), until }),
                drawn_at: until.map(|_| at()),
            };
            all.push(Notice::Settings { enrolment, card });
        }
    }
    for next_at in [Some(at()), None] {
        all.push(Notice::HourSet { enrolment, next_at });
        all.push(Notice::Resumed { enrolment, next_at });
    }
    all.extend([
        Notice::ChoosePlace { enrolment },
        Notice::ChooseZone { enrolment, zones: vec![], drawn_at: None },
        Notice::ChooseZone { enrolment, zones: vec![2, 14, 16], drawn_at: Some(at()) },
        Notice::ChooseBreak { enrolment, breaks: [1, 2, 7, 14].map(|days| (days, day())).into() },
        Notice::ChooseLanguage { enrolment, version },
        Notice::ChooseHour { enrolment },
        Notice::LanguageSet { enrolment },
        Notice::Left { enrolment, kept_days: 2 },
        Notice::Apology,
    ]);
    all.extend(calendar(size));
    all.extend(refusals().into_iter().map(|why| Notice::Refused { enrolment: Some(enrolment), why }));
    let invite_code = "a1B2c3D4e5F6".to_owned();
    all.extend([
        Notice::Claimed,
        Notice::Admins {
            admins: admins.clone(),
            you: PersonId(1),
            owner: true,
            claim_code: Some("aB3dE6gH9".to_owned()),
        },
        Notice::Admins { admins, you: PersonId(2), owner: false, claim_code: None },
        Notice::AdminRemoved { person: PersonId(2) },
        Notice::NewCohortCourse { versions: vec![version] },
        Notice::NewCohortStart { version, today: day() },
        Notice::NewCohortZone { version, starts_on },
        Notice::NewCohortConfirm { version, starts_on, zone: 10 },
        Notice::CohortCreated { cohort, version, starts_on, invite_code: invite_code.clone() },
        Notice::Cohorts { cohorts: if worst { vec![cohorts[1].clone(); 20] } else { cohorts.clone() } },
        Notice::Cohorts { cohorts: vec![] },
        Notice::Invitation { cohort, version, starts_on, invite_code, enrolled: n32, capacity: Some(n32) },
        Notice::Roster { cohort, version, starts_on, page: 1, pages: 3, lines },
        Notice::Roster { cohort, version, starts_on, page: 0, pages: 1, lines: vec![] },
        Notice::Stats { cohort, version, starts_on, counts: counts.clone(), feedback: vec![] },
        Notice::Stats { cohort, version, starts_on, counts, feedback: vec![figures; if worst { 4 } else { 1 }] },
        Notice::Quotes {
            cohort,
            version,
            starts_on,
            sentences: vec![SentenceId(big), SentenceId(7)],
            words: vec![
                "واضح ومفيد لعملنا".repeat(if worst { 27 } else { 1 });
                if worst { 40 } else { 2 }
            ],
        },
        Notice::PreviewMenu { versions: vec![version] },
        Notice::PreviewCourse { version, language: Language::Ar },
        Notice::PreviewLesson { version, language: Language::Ar, lesson, part: 1 },
        Notice::PreviewItem { version, language: Language::Ar, week: 1, item: 0 },
        Notice::PreviewItem { version, language: Language::Ar, week: 1, item: 1 },
        Notice::PreviewForm { version, language: Language::Ar, first: if worst { 4 } else { 0 } },
        Notice::GroupTrouble { cohort, version, starts_on, lacks },
        Notice::Rush {
            at: at(),
            zone: "Africa/Cairo".to_owned(),
            lessons: if worst { n32 } else { 30_000 },
            per_second: if worst { n32 } else { 27 },
            minutes: if worst { n32 } else { 19 },
            last_at: at() + chrono::TimeDelta::minutes(19),
        },
        Notice::Rush { at: at(), zone: String::new(), lessons: 9, per_second: 1, minutes: 75, last_at: at() },
        Notice::SetCommands { scope: CommandScope::Participants, language: None },
    ]);
    all.extend(form_pages(size, cohort, version));
    all.extend(erasing(n32, cohort));
    all.extend(items(size));
    for what in [
        PickFor::Invite,
        PickFor::Roster,
        PickFor::Stats,
        PickFor::Items { week: None },
        PickFor::Items { week: Some(2) },
    ] {
        all.push(Notice::PickCohort { cohorts: cohorts.clone(), what });
    }
    all
}

/// How items do: all that can be said of one, and too few to say anything.
fn items(size: Size) -> Vec<Notice> {
    let (cohort, version, starts_on, week) = (CohortId(9), VERSION, day(), 1);
    let share = |value, interval| Some(Share { value, interval });
    let silent = ItemLine { version, item: 1, n: 3, facility: None, picks: vec![], doubt: None, lines: vec![] };
    let picks = vec![(0, 13), (1, 2), (2, 5)];
    let well = ItemLine { item: 0, n: 20, facility: share(65, Some((43, 82))), picks: picks.clone(), ..silent.clone() };
    let doubts = [Doubt::StrongPick { choice: 2 }, Doubt::Negative, Doubt::BelowGuess];
    let doubtful = doubts.map(|doubt| ItemLine {
        doubt: Some(doubt),
        facility: share(-3, None),
        lines: Language::ALL.map(|language| (language, 104)).to_vec(),
        ..well.clone()
    });
    let strong = doubtful[0].clone();
    let mut all = vec![
        Notice::ItemsWeeks { cohort, version, starts_on },
        Notice::Items { cohort, version, starts_on, week, attempts: 4, first: 0, count: 0, lines: vec![] },
        Notice::Items { cohort, version, starts_on, week, attempts: 20, first: 0, count: 1, lines: vec![well.clone()] },
    ];
    let lines = match size {
        Size::Plain => [vec![well, silent], doubtful.to_vec()].concat(),
        Size::Worst => vec![strong; 12],
    };
    all.push(Notice::Items {
        cohort,
        version,
        starts_on,
        week,
        attempts: 24,
        first: 12,
        count: 30,
        lines: lines.clone(),
    });
    let lines = lines.into_iter().take(6).collect();
    all.push(Notice::ItemsChart { cohort, version, starts_on, week, attempts: 24, lines });
    all
}

/// As a result names them.
fn foremost(missed: &[LessonId]) -> Vec<LessonId> {
    missed.iter().copied().take(2).collect()
}

/// Replies to messages that have changed.
fn asked_about(enrolment: EnrolmentId, handle: Handle, lesson_at: DateTime<Utc>) -> Vec<Notice> {
    let week = Opening::Week { week: 2, lesson_at, startable: true, companions: None };
    let voice = Attachment { kind: MediaKind::Audio, size: Some(90_000), words: false };
    let cases = [
        (Unclear::Turned { to: Help::Attempt }, Some(0), Some(week.clone())),
        (Unclear::Turned { to: Help::Week }, Some(1), Some(Opening::End { certificate: false })),
        (Unclear::TakenBack, None, Some(week)),
        (Unclear::Done { help: Help::Attempt }, Some(2), None),
        (Unclear::Done { help: Help::Week }, Some(0), None),
        (Unclear::Unfit, None, None),
    ];
    let ask = |(unclear, granted, opens): (Unclear, Option<u8>, Option<Opening>)| {
        let words = OwnWords { message: 11, file: granted.map(|_| voice) };
        Notice::HelpAsk { enrolment, handle, week: 1, words, unclear, granted, opens }
    };
    cases.into_iter().map(ask).collect()
}

/// What mentors do for who did not pass: ready sentences, and what comes under whatever is said.
fn helped(enrolment: EnrolmentId, handle: Handle, version: VersionId, lesson_at: DateTime<Utc>) -> Vec<Notice> {
    let days = |days: std::ops::RangeInclusive<u8>| days.map(|day| LessonId::new(1, day)).collect::<Vec<_>>();
    let week = |startable, companions| Opening::Week { week: 2, lesson_at, startable, companions };
    let cases = [
        (Aid::Attempt { granted: 0 }, Opening::Attempt { week: 1, number: 3 }, days(2..=3)),
        (Aid::Attempt { granted: 1 }, Opening::Attempt { week: 1, number: 4 }, days(1..=4)),
        (Aid::Week, week(false, Some(7)), days(2..=2)),
        (Aid::Week, week(true, None), Vec::new()),
        (Aid::Week, Opening::End { certificate: true }, days(2..=3)),
        (Aid::Week, Opening::End { certificate: false }, Vec::new()),
    ];
    let (question, group, message, repeated) = (QuestionId(4), ChatId(9), 11, false);
    let mut all = asked_about(enrolment, handle, lesson_at);
    for (aid, opening, missed) in cases {
        for language in Language::ALL {
            let (missed, opening) = (missed.clone(), opening.clone());
            let stood = Stood { attempt: aid == Aid::Week && language == Language::Fr, week: false };
            all.push(Notice::HelpDraft { enrolment, version, handle, week: 1, missed, aid, opening, language, stood });
        }
        all.push(Notice::Reply {
            enrolment,
            question,
            group,
            message,
            reply_to: None,
            repeated,
            opens: None,
            file: None,
            opening: Some(opening.clone()),
        });
        let (of, file) = (DeliveryId(8), Attachment { kind: MediaKind::Audio, size: Some(90_000), words: false });
        all.push(Notice::ReplyFile { question, of, file, repeated, opening: Some((enrolment, opening.clone())) });
        all.push(Notice::MentorSays { enrolment, version, week: 1, missed, opening });
    }
    all
}

/// A wrong key: before, after, and to who passes by it.
fn regraded(enrolment: EnrolmentId, version: VersionId, lesson_at: DateTime<Utc>) -> Vec<Notice> {
    let (cohort, starts_on, week, item) = (CohortId(9), day(), 1, 0);
    let effect = Effect { people: 40, changed: 12, passing: 3 };
    let mut all = Vec::new();
    for (choice, ordered) in [(None, false), (Some(1), false), (None, true)] {
        all.push(Notice::RegradeAsk { cohort, version, starts_on, week, item, choice, effect, ordered });
    }
    let changes =
        [Brief::Everybody { item }, Brief::Choice { item: 1, choice: 1 }, Brief::Items { items: vec![0, 1, 2] }];
    for (change, refused) in changes.into_iter().flat_map(|change| [(change.clone(), false), (change, true)]) {
        let by = refused.then_some(PersonId(4));
        let (changed, passing) = (effect.changed, effect.passing);
        all.push(Notice::RegradeDone { cohort, version, starts_on, week, change, by, changed, passing, refused });
    }
    for (next, points) in [
        (NextStep::WeekOpen { week: 2, lesson_at, startable: false }, None),
        (NextStep::WeekOpen { week: 2, lesson_at, startable: true }, Some(Worth(85_000_000))),
        (NextStep::CourseCompleted, None),
        (NextStep::GoneOn, None),
    ] {
        let companions = points.is_none().then_some(7);
        let certificate = next == NextStep::CourseCompleted;
        let (right, total) = (9, 12);
        all.push(Notice::Regraded { enrolment, version, week, right, total, points, next, certificate, companions });
    }
    all
}
