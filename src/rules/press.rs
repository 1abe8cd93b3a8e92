//! A button's data: typed and versioned, at most 64 bytes, encoded and decoded side by side.
//!
//! A press names the state it asks for and the revision it was drawn from, so that pressing twice, or on an old
//! keyboard, changes nothing. It is untrusted: whoever handles it checks the role of who pressed.
//!
//! Form: `1` (version), a two-letter tag, then numbers in base 36, joined by `.`; `1an.5f.3.2`.

use super::certificate::Step;
use super::correction::Correction;
use super::course::Language;
use super::form_progress::FormPress;
use super::help::HelpStep;
use super::ids::{AttemptId, CohortId, DeliveryId, EnrolmentId, LessonId, PersonId, QuestionId, VersionId};
use super::model::{Country, Handle};
use super::practice;
use super::preferences::Safeguard;
use super::schedule::HalfHour;
use super::wish::Wish;
use chrono::{Datelike, NaiveDate};

/// Telegram's limit for `callback_data`, in bytes.
pub const MAX_BYTES: usize = 64;

const VERSION: &str = "1";

/// Everything that a button can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    // Arriving
    ChooseLanguage {
        enrolment: EnrolmentId,
        language: Language,
    },
    Consent {
        enrolment: EnrolmentId,
        given: bool,
    },
    ChooseCountry {
        enrolment: EnrolmentId,
        country: Country,
    },
    ChooseHour {
        enrolment: EnrolmentId,
        hour: u8,
    },
    /// One step back in the onboarding, from the step it stood under.
    OnboardingBack {
        enrolment: EnrolmentId,
        from: u8,
    },
    /// `zone` by place in [`super::place::ZONES`], from the times that were drawn in this minute since 1970.
    ChooseClock {
        enrolment: EnrolmentId,
        zone: u8,
        minute: u32,
    },
    /// Whether somebody might look at the phone.
    PhoneSeen {
        enrolment: EnrolmentId,
        perhaps: bool,
    },
    // The summary
    /// Another name than this one.
    AnotherName {
        enrolment: EnrolmentId,
        than: Handle,
    },
    /// The summary itself.
    Card {
        enrolment: EnrolmentId,
    },
    CardHours {
        enrolment: EnrolmentId,
    },
    CardHour {
        enrolment: EnrolmentId,
        hour: u8,
    },
    TrySample {
        enrolment: EnrolmentId,
    },
    AnswerSample {
        enrolment: EnrolmentId,
        choice: u8,
    },
    // The person's own sentence
    Why {
        enrolment: EnrolmentId,
    },
    ChangeWhy {
        enrolment: EnrolmentId,
    },
    RemoveWhy {
        enrolment: EnrolmentId,
    },
    // Lessons
    Done {
        enrolment: EnrolmentId,
        lesson: LessonId,
    },
    NextLesson {
        enrolment: EnrolmentId,
        after: LessonId,
    },
    OpenLesson {
        enrolment: EnrolmentId,
        lesson: LessonId,
    },
    StartWeek {
        enrolment: EnrolmentId,
        week: u8,
    },
    AskMentor {
        enrolment: EnrolmentId,
    },
    /// The lessons that wait from days of rest, the first of them.
    ShowWaiting {
        enrolment: EnrolmentId,
    },
    // Assessment
    /// `number` is the attempt that it starts, from 1.
    StartTest {
        enrolment: EnrolmentId,
        week: u8,
        number: u8,
    },
    /// `position` counts the items of the attempt from 0; `choice` counts in the source language from 0.
    Answer {
        attempt: AttemptId,
        position: u8,
        choice: u8,
    },
    ContinueLater {
        attempt: AttemptId,
    },
    /// Turns a choice of an item with several right ones on or off; `revision` is that of the draft it was drawn from.
    Toggle {
        attempt: AttemptId,
        position: u8,
        choice: u8,
        on: bool,
        revision: u16,
    },
    /// The choice for the left side that is asked.
    Match {
        attempt: AttemptId,
        position: u8,
        choice: u8,
        revision: u16,
    },
    /// One left side back.
    MatchBack {
        attempt: AttemptId,
        position: u8,
        revision: u16,
    },
    /// What is ticked, matched or written is the answer.
    Submit {
        attempt: AttemptId,
        position: u8,
    },
    /// What was written for an essay is a message to the mentors instead.
    AsQuestion {
        attempt: AttemptId,
        position: u8,
    },
    /// A description was read.
    Seen {
        attempt: AttemptId,
        position: u8,
    },
    /// The next missed item that is due.
    Review {
        enrolment: EnrolmentId,
    },
    /// `item` is its place in the assessment from 0; `choice` counts in the source language from 0.
    ReviewAnswer {
        enrolment: EnrolmentId,
        week: u8,
        item: u16,
        choice: u8,
    },
    /// The answers of an attempt that is over once more, from the item at this position.
    LookBack {
        attempt: AttemptId,
        position: u8,
    },
    /// Under a practised item that takes more than one tap.
    Practice {
        enrolment: EnrolmentId,
        week: u8,
        item: u16,
        step: practice::Step,
    },
    Continue {
        attempt: AttemptId,
    },
    // Feedback
    /// `question` of the three under a week's result from 0, `step` from 0.
    Rate {
        attempt: AttemptId,
        question: u8,
        step: u8,
    },
    WriteSentence {
        enrolment: EnrolmentId,
        week: u8,
    },
    NoSentence {
        enrolment: EnrolmentId,
        week: u8,
    },
    Quote {
        enrolment: EnrolmentId,
        week: u8,
        quotable: bool,
    },
    /// The form after the course: see [`FormPress`].
    Form {
        enrolment: EnrolmentId,
        press: FormPress,
    },
    // Questions
    SendQuestion {
        question: QuestionId,
    },
    DiscardQuestion {
        question: QuestionId,
    },
    Withdraw {
        question: QuestionId,
    },
    Helped {
        question: QuestionId,
    },
    // Settings
    ShowLanguages,
    ShowHours,
    SetLanguage {
        language: Language,
    },
    SetHour {
        hour: u8,
    },
    ShowRamadanHours,
    /// `None`: the usual hour.
    SetRamadanHour {
        at: Option<HalfHour>,
    },
    ShowStop,
    /// The picture of how far somebody is, for who gets none by itself.
    ShowPicture {
        enrolment: EnrolmentId,
    },
    Pause {
        enrolment: EnrolmentId,
    },
    Leave {
        enrolment: EnrolmentId,
    },
    Resume {
        enrolment: EnrolmentId,
    },
    // Discretion
    /// Shows in this message what a delivery said.
    Read {
        delivery: DeliveryId,
    },
    /// Makes a neutral line of what a delivery said.
    Hide {
        delivery: DeliveryId,
    },
    /// Sends a file of a lesson; `number` counts the files of the lesson from 0.
    ShowFile {
        enrolment: EnrolmentId,
        lesson: LessonId,
        number: u8,
    },
    /// Copies the mentor's message whose place this delivery took.
    ShowReply {
        delivery: DeliveryId,
    },
    ShowSafety,
    SetSafeguard {
        safeguard: Safeguard,
        on: bool,
    },
    /// Settings, breaks, old lessons: see [`Wish`].
    Wish {
        enrolment: EnrolmentId,
        wish: Wish,
    },
    /// The certificate and the name on it: see [`Step`].
    Certificate {
        enrolment: EnrolmentId,
        step: Step,
    },
    /// What an admin corrects of a cohort's days: see [`Correction`].
    CorrectDays {
        cohort: CohortId,
        correction: Correction,
    },
    // What is kept, and forgetting
    ShowMyDataFile,
    ShowForget,
    /// Whoever comes again is another person, whom an old button does not forget.
    Forget {
        person: PersonId,
    },
    KeepAll,
    // Mentors
    GiveAttempt {
        enrolment: EnrolmentId,
        week: u8,
        granted: u8,
    },
    OpenWeek {
        enrolment: EnrolmentId,
        week: u8,
    },
    /// Under the ready sentence of what a mentor is about to do: see [`HelpStep`].
    Help {
        enrolment: EnrolmentId,
        week: u8,
        step: HelpStep,
    },
    /// An essay passes, or needs work.
    MarkEssay {
        attempt: AttemptId,
        position: u8,
        pass: bool,
    },
    // Admins
    CohortCourse {
        version: VersionId,
    },
    CohortStart {
        version: VersionId,
        starts_on: NaiveDate,
    },
    CohortZone {
        version: VersionId,
        starts_on: NaiveDate,
        zone: u8,
    },
    CohortCreate {
        version: VersionId,
        starts_on: NaiveDate,
        zone: u8,
    },
    Invite {
        cohort: CohortId,
    },
    Roster {
        cohort: CohortId,
        page: u8,
    },
    Stats {
        cohort: CohortId,
    },
    /// How the items of a week's test do, from a page (from 0) on; week 0: of which week?
    Items {
        cohort: CohortId,
        week: u8,
        page: u8,
    },
    /// The same as a picture of some items; `part` counts the pictures from 0.
    ItemsChart {
        cohort: CohortId,
        week: u8,
        part: u8,
    },
    /// Counts an item (by its place in the assessment, from 0) for everybody, or takes a choice for right too; `sure`: who
    /// would pass was shown, else it is now. Drawn from this version: where the item is another by now, it does nothing.
    Regrade {
        cohort: CohortId,
        version: VersionId,
        week: u8,
        item: u16,
        choice: Option<u8>,
        sure: bool,
    },
    BindMentors {
        cohort: CohortId,
    },
    PreviewCourse {
        version: VersionId,
        language: Language,
    },
    PreviewLesson {
        version: VersionId,
        language: Language,
        lesson: LessonId,
    },
    PreviewTest {
        version: VersionId,
        language: Language,
        week: u8,
    },
    /// The form after the course.
    PreviewForm {
        version: VersionId,
        language: Language,
    },
    RemoveAdmin {
        person: PersonId,
    },
}

impl Press {
    /// The data for Telegram; always at most [`MAX_BYTES`].
    pub fn encode(self) -> String {
        use Press::*;
        let (tag, numbers): (&str, Vec<i64>) = match self {
            ChooseLanguage { enrolment, language } => ("ol", vec![enrolment.0, language_number(language)]),
            Consent { enrolment, given } => ("oc", vec![enrolment.0, given.into()]),
            ChooseCountry { enrolment, country } => ("op", vec![enrolment.0, country.number()]),
            ChooseHour { enrolment, hour } => ("oh", vec![enrolment.0, hour.into()]),
            OnboardingBack { enrolment, from } => ("ob", vec![enrolment.0, from.into()]),
            ChooseClock { enrolment, zone, minute } => ("oz", vec![enrolment.0, zone.into(), minute.into()]),
            PhoneSeen { enrolment, perhaps } => ("os", vec![enrolment.0, perhaps.into()]),
            AnotherName { enrolment, than } => ("wn", vec![enrolment.0, than.0.max(0)]),
            Card { enrolment } => ("wc", vec![enrolment.0]),
            CardHours { enrolment } => ("wh", vec![enrolment.0]),
            CardHour { enrolment, hour } => ("wH", vec![enrolment.0, hour.into()]),
            TrySample { enrolment } => ("wt", vec![enrolment.0]),
            AnswerSample { enrolment, choice } => ("wa", vec![enrolment.0, choice.into()]),
            Why { enrolment } => ("yy", vec![enrolment.0]),
            ChangeWhy { enrolment } => ("yc", vec![enrolment.0]),
            RemoveWhy { enrolment } => ("yr", vec![enrolment.0]),
            Done { enrolment, lesson } => ("ld", vec![enrolment.0, lesson.week.into(), lesson.day.into()]),
            NextLesson { enrolment, after } => ("ln", vec![enrolment.0, after.week.into(), after.day.into()]),
            OpenLesson { enrolment, lesson } => ("lo", vec![enrolment.0, lesson.week.into(), lesson.day.into()]),
            StartWeek { enrolment, week } => ("lw", vec![enrolment.0, week.into()]),
            AskMentor { enrolment } => ("lq", vec![enrolment.0]),
            ShowWaiting { enrolment } => ("lr", vec![enrolment.0]),
            StartTest { enrolment, week, number } => ("as", vec![enrolment.0, week.into(), number.into()]),
            Answer { attempt, position, choice } => ("an", vec![attempt.0, position.into(), choice.into()]),
            ContinueLater { attempt } => ("al", vec![attempt.0]),
            Toggle { attempt, position, choice, on, revision } => {
                ("at", vec![attempt.0, position.into(), choice.into(), on.into(), revision.into()])
            }
            Match { attempt, position, choice, revision } => {
                ("am", vec![attempt.0, position.into(), choice.into(), revision.into()])
            }
            MatchBack { attempt, position, revision } => ("ab", vec![attempt.0, position.into(), revision.into()]),
            Submit { attempt, position } => ("au", vec![attempt.0, position.into()]),
            AsQuestion { attempt, position } => ("aq", vec![attempt.0, position.into()]),
            Seen { attempt, position } => ("ad", vec![attempt.0, position.into()]),
            Rate { attempt, question, step } => ("fr", vec![attempt.0, question.into(), step.into()]),
            WriteSentence { enrolment, week } => ("fw", vec![enrolment.0, week.into()]),
            NoSentence { enrolment, week } => ("fn", vec![enrolment.0, week.into()]),
            Quote { enrolment, week, quotable } => ("fq", vec![enrolment.0, week.into(), quotable.into()]),
            Review { enrolment } => ("rn", vec![enrolment.0]),
            ReviewAnswer { enrolment, week, item, choice } => {
                ("ra", vec![enrolment.0, week.into(), item.into(), choice.into()])
            }
            LookBack { attempt, position } => ("lb", vec![attempt.0, position.into()]),
            Practice { enrolment, week, item, step } => {
                let (tag, numbers) = step.encode();
                (tag, [enrolment.0, week.into(), item.into()].into_iter().chain(numbers).collect())
            }
            Continue { attempt } => ("ac", vec![attempt.0]),
            SendQuestion { question } => ("qs", vec![question.0]),
            DiscardQuestion { question } => ("qd", vec![question.0]),
            Withdraw { question } => ("qw", vec![question.0]),
            Helped { question } => ("qh", vec![question.0]),
            ShowLanguages => ("sl", vec![]),
            ShowHours => ("sh", vec![]),
            SetLanguage { language } => ("sL", vec![language_number(language)]),
            SetHour { hour } => ("sH", vec![hour.into()]),
            ShowRamadanHours => ("sm", vec![]),
            SetRamadanHour { at } => ("sM", vec![at.map_or(HalfHour::COUNT, HalfHour::number).into()]),
            ShowStop => ("ss", vec![]),
            ShowPicture { enrolment } => ("gp", vec![enrolment.0]),
            Pause { enrolment } => ("sp", vec![enrolment.0]),
            Leave { enrolment } => ("sx", vec![enrolment.0]),
            Resume { enrolment } => ("sr", vec![enrolment.0]),
            Read { delivery } => ("dr", vec![delivery.0]),
            Hide { delivery } => ("dh", vec![delivery.0]),
            ShowReply { delivery } => ("da", vec![delivery.0]),
            ShowFile { enrolment, lesson, number } => {
                ("df", vec![enrolment.0, lesson.week.into(), lesson.day.into(), number.into()])
            }
            ShowSafety => ("dc", vec![]),
            SetSafeguard { safeguard, on } => ("ds", vec![safeguard.number(), on.into()]),
            Wish { enrolment, wish } => {
                let (tag, rest) = wish.encode();
                (tag, std::iter::once(enrolment.0).chain(rest).collect())
            }
            Certificate { enrolment, step } => ("xd", vec![enrolment.0, step.number().into()]),
            Form { enrolment, press } => {
                let (tag, rest) = press.encode();
                (tag, std::iter::once(enrolment.0).chain(rest).collect())
            }
            CorrectDays { cohort, correction } => {
                let (tag, rest) = correction.encode();
                (tag, std::iter::once(cohort.0).chain(rest).collect())
            }
            ShowMyDataFile => ("fm", vec![]),
            ShowForget => ("fs", vec![]),
            Forget { person } => ("fe", vec![person.0]),
            KeepAll => ("fk", vec![]),
            GiveAttempt { enrolment, week, granted } => ("ma", vec![enrolment.0, week.into(), granted.into()]),
            OpenWeek { enrolment, week } => ("mw", vec![enrolment.0, week.into()]),
            Help { enrolment, week, step } => {
                let (tag, rest) = step.encode();
                (tag, [enrolment.0, week.into()].into_iter().chain(rest).collect())
            }
            MarkEssay { attempt, position, pass } => ("me", vec![attempt.0, position.into(), pass.into()]),
            CohortCourse { version } => ("cc", vec![version.0]),
            CohortStart { version, starts_on } => ("cs", vec![version.0, day_number(starts_on)]),
            CohortZone { version, starts_on, zone } => ("cz", vec![version.0, day_number(starts_on), zone.into()]),
            CohortCreate { version, starts_on, zone } => ("cn", vec![version.0, day_number(starts_on), zone.into()]),
            Invite { cohort } => ("ci", vec![cohort.0]),
            Roster { cohort, page } => ("cr", vec![cohort.0, page.into()]),
            Stats { cohort } => ("ct", vec![cohort.0]),
            Items { cohort, week, page } => ("xi", vec![cohort.0, week.into(), page.into()]),
            ItemsChart { cohort, week, part } => ("xc", vec![cohort.0, week.into(), part.into()]),
            Regrade { cohort, version, week, item, choice, sure } => {
                let choice = choice.map_or(0, |choice| i64::from(choice) + 1);
                ("xg", vec![cohort.0, version.0, week.into(), item.into(), choice, sure.into()])
            }
            BindMentors { cohort } => ("cb", vec![cohort.0]),
            PreviewCourse { version, language } => ("pc", vec![version.0, language_number(language)]),
            PreviewLesson { version, language, lesson } => {
                ("pl", vec![version.0, language_number(language), lesson.week.into(), lesson.day.into()])
            }
            PreviewTest { version, language, week } => ("pt", vec![version.0, language_number(language), week.into()]),
            PreviewForm { version, language } => ("pf", vec![version.0, language_number(language)]),
            RemoveAdmin { person } => ("ar", vec![person.0]),
        };
        let mut data = format!("{VERSION}{tag}");
        for number in numbers {
            data.push('.');
            push_base36(&mut data, number);
        }
        debug_assert!(data.len() <= MAX_BYTES);
        data
    }

    /// `None` for whatever we did not encode: another version, a stranger's data, a number out of range.
    pub fn decode(data: &str) -> Option<Self> {
        use Press::*;
        let rest = data.strip_prefix(VERSION)?;
        let mut fields = rest.split('.');
        let tag = fields.next()?;
        let numbers: Vec<i64> = fields.map(read_base36).collect::<Option<_>>()?;
        Some(match (tag, numbers.as_slice()) {
            ("ol", &[e, l]) => ChooseLanguage { enrolment: EnrolmentId(e), language: language(l)? },
            ("oc", &[e, given @ (0 | 1)]) => Consent { enrolment: EnrolmentId(e), given: given == 1 },
            ("op", &[e, c]) => ChooseCountry { enrolment: EnrolmentId(e), country: Country::from_number(c)? },
            ("oh", &[e, h]) => ChooseHour { enrolment: EnrolmentId(e), hour: hour(h)? },
            ("ob", &[e, from]) => OnboardingBack { enrolment: EnrolmentId(e), from: small(from)? },
            ("oz", &[e, z, m]) => {
                ChooseClock { enrolment: EnrolmentId(e), zone: small(z)?, minute: u32::try_from(m).ok()? }
            }
            ("os", &[e, perhaps @ (0 | 1)]) => PhoneSeen { enrolment: EnrolmentId(e), perhaps: perhaps == 1 },
            ("wn", &[e, than]) => AnotherName { enrolment: EnrolmentId(e), than: Handle(than) },
            ("wc", &[e]) => Card { enrolment: EnrolmentId(e) },
            ("wh", &[e]) => CardHours { enrolment: EnrolmentId(e) },
            ("wH", &[e, h]) => CardHour { enrolment: EnrolmentId(e), hour: hour(h)? },
            ("wt", &[e]) => TrySample { enrolment: EnrolmentId(e) },
            ("wa", &[e, c]) => AnswerSample { enrolment: EnrolmentId(e), choice: small(c)? },
            ("yy", &[e]) => Why { enrolment: EnrolmentId(e) },
            ("yc", &[e]) => ChangeWhy { enrolment: EnrolmentId(e) },
            ("yr", &[e]) => RemoveWhy { enrolment: EnrolmentId(e) },
            ("ld", &[e, w, d]) => Done { enrolment: EnrolmentId(e), lesson: lesson(w, d)? },
            ("ln", &[e, w, d]) => NextLesson { enrolment: EnrolmentId(e), after: lesson(w, d)? },
            ("lo", &[e, w, d]) => OpenLesson { enrolment: EnrolmentId(e), lesson: lesson(w, d)? },
            ("lw", &[e, w]) => StartWeek { enrolment: EnrolmentId(e), week: small(w)? },
            ("lq", &[e]) => AskMentor { enrolment: EnrolmentId(e) },
            ("lr", &[e]) => ShowWaiting { enrolment: EnrolmentId(e) },
            ("as", &[e, w, n]) => StartTest { enrolment: EnrolmentId(e), week: small(w)?, number: small(n)? },
            ("an", &[a, p, c]) => Answer { attempt: AttemptId(a), position: small(p)?, choice: small(c)? },
            ("al", &[a]) => ContinueLater { attempt: AttemptId(a) },
            ("at", &[a, p, c, on @ (0 | 1), r]) => Toggle {
                attempt: AttemptId(a),
                position: small(p)?,
                choice: small(c)?,
                on: on == 1,
                revision: u16::try_from(r).ok()?,
            },
            ("am", &[a, p, c, r]) => Match {
                attempt: AttemptId(a),
                position: small(p)?,
                choice: small(c)?,
                revision: u16::try_from(r).ok()?,
            },
            ("ab", &[a, p, r]) => {
                MatchBack { attempt: AttemptId(a), position: small(p)?, revision: u16::try_from(r).ok()? }
            }
            ("au", &[a, p]) => Submit { attempt: AttemptId(a), position: small(p)? },
            ("aq", &[a, p]) => AsQuestion { attempt: AttemptId(a), position: small(p)? },
            ("ad", &[a, p]) => Seen { attempt: AttemptId(a), position: small(p)? },
            ("fr", &[a, q, s]) => Rate { attempt: AttemptId(a), question: small(q)?, step: small(s)? },
            ("fw", &[e, w]) => WriteSentence { enrolment: EnrolmentId(e), week: small(w)? },
            ("fn", &[e, w]) => NoSentence { enrolment: EnrolmentId(e), week: small(w)? },
            ("fq", &[e, w, yes @ (0 | 1)]) => Quote { enrolment: EnrolmentId(e), week: small(w)?, quotable: yes == 1 },
            ("rn", &[e]) => Review { enrolment: EnrolmentId(e) },
            ("ra", &[e, w, i, c]) => ReviewAnswer {
                enrolment: EnrolmentId(e),
                week: small(w)?,
                item: u16::try_from(i).ok()?,
                choice: small(c)?,
            },
            ("lb", &[a, p]) => LookBack { attempt: AttemptId(a), position: small(p)? },
            (tag, &[e, w, i, ref rest @ ..]) if matches!(tag, "rt" | "rm" | "rb" | "ru") => Practice {
                enrolment: EnrolmentId(e),
                week: small(w)?,
                item: u16::try_from(i).ok()?,
                step: practice::Step::decode(tag, rest)?,
            },
            ("ac", &[a]) => Continue { attempt: AttemptId(a) },
            ("qs", &[q]) => SendQuestion { question: QuestionId(q) },
            ("qd", &[q]) => DiscardQuestion { question: QuestionId(q) },
            ("qw", &[q]) => Withdraw { question: QuestionId(q) },
            ("qh", &[q]) => Helped { question: QuestionId(q) },
            ("sl", &[]) => ShowLanguages,
            ("sh", &[]) => ShowHours,
            ("sL", &[l]) => SetLanguage { language: language(l)? },
            ("sH", &[h]) => SetHour { hour: hour(h)? },
            ("sm", &[]) => ShowRamadanHours,
            ("sM", &[t]) => SetRamadanHour { at: ramadan_hour(t)? },
            ("ss", &[]) => ShowStop,
            ("gp", &[e]) => ShowPicture { enrolment: EnrolmentId(e) },
            ("sp", &[e]) => Pause { enrolment: EnrolmentId(e) },
            ("sx", &[e]) => Leave { enrolment: EnrolmentId(e) },
            ("sr", &[e]) => Resume { enrolment: EnrolmentId(e) },
            ("dr", &[d]) => Read { delivery: DeliveryId(d) },
            ("da", &[d]) => ShowReply { delivery: DeliveryId(d) },
            ("dh", &[d]) => Hide { delivery: DeliveryId(d) },
            ("df", &[e, w, d, n]) => ShowFile { enrolment: EnrolmentId(e), lesson: lesson(w, d)?, number: small(n)? },
            ("dc", &[]) => ShowSafety,
            ("ds", &[s, on @ (0 | 1)]) => SetSafeguard { safeguard: Safeguard::from_number(s)?, on: on == 1 },
            (tag, &[e, ref rest @ ..]) if tag.starts_with('w') => {
                Wish { enrolment: EnrolmentId(e), wish: super::wish::Wish::decode(tag, rest)? }
            }
            ("xd", &[e, s]) => Certificate { enrolment: EnrolmentId(e), step: Step::from_number(s)? },
            (tag, &[e, ref rest @ ..]) if tag.starts_with('z') => {
                Form { enrolment: EnrolmentId(e), press: FormPress::decode(tag, rest)? }
            }
            (tag, &[c, ref rest @ ..]) if tag.starts_with('h') => {
                let correction = super::correction::Correction::decode(tag, rest)?;
                CorrectDays { cohort: CohortId(c), correction }
            }
            ("fm", &[]) => ShowMyDataFile,
            ("fs", &[]) => ShowForget,
            ("fe", &[p]) => Forget { person: PersonId(p) },
            ("fk", &[]) => KeepAll,
            ("ma", &[e, w, g]) => GiveAttempt { enrolment: EnrolmentId(e), week: small(w)?, granted: small(g)? },
            ("mw", &[e, w]) => OpenWeek { enrolment: EnrolmentId(e), week: small(w)? },
            ("me", &[a, p, pass @ (0 | 1)]) => {
                MarkEssay { attempt: AttemptId(a), position: small(p)?, pass: pass == 1 }
            }
            (tag @ ("mg" | "mo" | "mc" | "mt" | "mp" | "ml" | "mx"), &[e, w, ref rest @ ..]) => {
                Help { enrolment: EnrolmentId(e), week: small(w)?, step: HelpStep::decode(tag, rest)? }
            }
            ("cc", &[v]) => CohortCourse { version: VersionId(v) },
            ("cs", &[v, d]) => CohortStart { version: VersionId(v), starts_on: date(d)? },
            ("cz", &[v, d, z]) => CohortZone { version: VersionId(v), starts_on: date(d)?, zone: small(z)? },
            ("cn", &[v, d, z]) => CohortCreate { version: VersionId(v), starts_on: date(d)?, zone: small(z)? },
            ("ci", &[c]) => Invite { cohort: CohortId(c) },
            ("cr", &[c, p]) => Roster { cohort: CohortId(c), page: small(p)? },
            ("ct", &[c]) => Stats { cohort: CohortId(c) },
            ("xi", &[c, w, p]) => Items { cohort: CohortId(c), week: small(w)?, page: small(p)? },
            ("xc", &[c, w, p]) => ItemsChart { cohort: CohortId(c), week: small(w)?, part: small(p)? },
            ("xg", &[c, v, w, i, choice, sure @ (0 | 1)]) => Regrade {
                cohort: CohortId(c),
                version: VersionId(v),
                week: small(w)?,
                item: u16::try_from(i).ok()?,
                choice: choice.checked_sub(1).filter(|choice| *choice >= 0).map(u8::try_from).transpose().ok()?,
                sure: sure == 1,
            },
            ("cb", &[c]) => BindMentors { cohort: CohortId(c) },
            ("pc", &[v, l]) => PreviewCourse { version: VersionId(v), language: language(l)? },
            ("pl", &[v, l, w, d]) => {
                PreviewLesson { version: VersionId(v), language: language(l)?, lesson: lesson(w, d)? }
            }
            ("pt", &[v, l, w]) => PreviewTest { version: VersionId(v), language: language(l)?, week: small(w)? },
            ("pf", &[v, l]) => PreviewForm { version: VersionId(v), language: language(l)? },
            ("ar", &[p]) => RemoveAdmin { person: PersonId(p) },
            _ => return None,
        })
    }
}

pub(super) fn language_number(language: Language) -> i64 {
    match language {
        Language::Ar => 0,
        Language::En => 1,
        Language::Fr => 2,
    }
}

pub(super) fn language(number: i64) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language_number(*language) == number)
}

fn hour(number: i64) -> Option<u8> {
    small(number).filter(|hour| *hour < 24)
}

/// One beyond the last half hour stands for none.
fn ramadan_hour(number: i64) -> Option<Option<HalfHour>> {
    let number = small(number).filter(|number| *number <= HalfHour::COUNT)?;
    Some(HalfHour::new(number))
}

pub(super) fn small(number: i64) -> Option<u8> {
    u8::try_from(number).ok()
}

pub(super) fn lesson(week: i64, day: i64) -> Option<LessonId> {
    Some(LessonId::new(small(week)?, small(day)?))
}

pub(super) fn day_number(date: NaiveDate) -> i64 {
    date.num_days_from_ce().into()
}

pub(super) fn date(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

fn push_base36(data: &mut String, number: i64) {
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((rest % 36) as u32, 36).expect("a remainder of 36 is a digit of 36"));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    data.extend(digits.into_iter().rev());
}

/// Only the canonical form of a number that is not negative.
fn read_base36(text: &str) -> Option<i64> {
    let canonical = text == "0"
        || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase()));
    if canonical && !text.is_empty() { i64::from_str_radix(text, 36).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn every_press(big: i64) -> Vec<Press> {
        use Press::*;
        let enrolment = EnrolmentId(big);
        let lesson = LessonId::new(255, 255);
        let starts_on = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date");
        let (version, attempt, question, cohort) = (VersionId(big), AttemptId(big), QuestionId(big), CohortId(big));
        let (language, hour, week, number) = (Language::Fr, 23, 255, 255);
        vec![
            ChooseLanguage { enrolment, language },
            Consent { enrolment, given: true },
            Consent { enrolment, given: false },
            ChooseCountry { enrolment, country: Country::Unsaid },
            ChooseHour { enrolment, hour },
            OnboardingBack { enrolment, from: 3 },
            ChooseClock { enrolment, zone: 255, minute: u32::MAX },
            PhoneSeen { enrolment, perhaps: true },
            PhoneSeen { enrolment, perhaps: false },
            AnotherName { enrolment, than: Handle(big) },
            Card { enrolment },
            CardHours { enrolment },
            CardHour { enrolment, hour },
            TrySample { enrolment },
            AnswerSample { enrolment, choice: 255 },
            Why { enrolment },
            ChangeWhy { enrolment },
            RemoveWhy { enrolment },
            Done { enrolment, lesson },
            NextLesson { enrolment, after: lesson },
            OpenLesson { enrolment, lesson },
            StartWeek { enrolment, week },
            AskMentor { enrolment },
            ShowWaiting { enrolment },
            StartTest { enrolment, week, number },
            Toggle { attempt, position: 255, choice: 255, on: true, revision: u16::MAX },
            Match { attempt, position: 255, choice: 255, revision: u16::MAX },
            MatchBack { attempt, position: 255, revision: u16::MAX },
            Submit { attempt, position: 255 },
            AsQuestion { attempt, position: 255 },
            Seen { attempt, position: 255 },
            MarkEssay { attempt, position: 255, pass: true },
            Answer { attempt, position: 255, choice: 255 },
            ContinueLater { attempt },
            Rate { attempt, question: 255, step: 255 },
            WriteSentence { enrolment, week },
            NoSentence { enrolment, week },
            Quote { enrolment, week, quotable: true },
            Quote { enrolment, week, quotable: false },
            Review { enrolment },
            ReviewAnswer { enrolment, week, item: u16::MAX, choice: 255 },
            LookBack { attempt, position: 255 },
            Continue { attempt },
            SendQuestion { question },
            DiscardQuestion { question },
            Withdraw { question },
            Helped { question },
            ShowLanguages,
            ShowHours,
            SetLanguage { language },
            SetHour { hour },
            ShowRamadanHours,
            SetRamadanHour { at: None },
            SetRamadanHour { at: HalfHour::new(47) },
            ShowStop,
            ShowPicture { enrolment },
            Pause { enrolment },
            Leave { enrolment },
            Resume { enrolment },
            Read { delivery: DeliveryId(big) },
            Hide { delivery: DeliveryId(big) },
            ShowReply { delivery: DeliveryId(big) },
            ShowFile { enrolment, lesson, number: 255 },
            ShowSafety,
            SetSafeguard { safeguard: Safeguard::Discreet, on: true },
            SetSafeguard { safeguard: Safeguard::Cleaning, on: false },
            SetSafeguard { safeguard: Safeguard::TextOnly, on: true },
            GiveAttempt { enrolment, week, granted: 255 },
            OpenWeek { enrolment, week },
            CohortCourse { version },
            CohortStart { version, starts_on },
            CohortZone { version, starts_on, zone: 255 },
            CohortCreate { version, starts_on, zone: 255 },
            Invite { cohort },
            Roster { cohort, page: 255 },
            Stats { cohort },
            Items { cohort, week, page: 255 },
            ItemsChart { cohort, week, part: 255 },
            Regrade { cohort, version, week, item: u16::MAX, choice: Some(255), sure: true },
            Regrade { cohort, version, week, item: u16::MAX, choice: None, sure: false },
            BindMentors { cohort },
            PreviewCourse { version, language },
            PreviewLesson { version, language, lesson },
            PreviewTest { version, language, week },
            PreviewForm { version, language },
            RemoveAdmin { person: PersonId(big) },
            ShowMyDataFile,
            ShowForget,
            Forget { person: PersonId(big) },
            KeepAll,
        ]
        .into_iter()
        .chain(practice::Step::every().into_iter().map(|step| Practice { enrolment, week, item: u16::MAX, step }))
        .chain(FormPress::every().into_iter().map(|press| Form { enrolment, press }))
        .chain(crate::rules::wish::Wish::every().into_iter().map(|wish| Wish { enrolment, wish }))
        .chain(Step::ALL.map(|step| Certificate { enrolment, step }))
        .chain(HelpStep::every().into_iter().map(|step| Help { enrolment, week, step }))
        .chain(
            crate::rules::correction::Correction::every()
                .into_iter()
                .map(|correction| CorrectDays { cohort, correction }),
        )
        .collect()
    }

    #[test]
    fn every_press_comes_back_and_fits_even_with_the_largest_ids() {
        for big in [0, 1, i64::MAX] {
            for press in every_press(big) {
                let data = press.encode();
                assert!(data.len() <= MAX_BYTES, "{data}");
                assert_eq!(Press::decode(&data), Some(press), "{data}");
            }
        }
    }

    #[test]
    fn no_two_presses_share_their_data() {
        let mut data: Vec<String> = every_press(7).into_iter().map(Press::encode).collect();
        let count = data.len();
        data.sort();
        data.dedup();
        assert_eq!(data.len(), count);
    }

    proptest! {
        #[test]
        fn a_strangers_data_never_panics_and_has_one_form(data in "[0-2][a-zA-Z]{0,3}(\\.[0-9a-z+-]{0,14}){0,5}") {
            if let Some(press) = Press::decode(&data) {
                prop_assert_eq!(press.encode(), data);
            }
        }
    }
}
