//! The whole course: has every file read, looks for what is missing between them and builds the model.

use super::assessment;
use super::kind::ProblemKind;
use super::lesson::{self, LessonText};
use super::manifest::{self, Manifest, WeekEntry};
use super::media::Folder;
use super::problem::{ContentProblem, Fault, Problems, SourceFile};
use super::rules::{Tags, WeekRules};
use crate::rules::course::{Course, Item, Language, Lesson, Week};
use crate::rules::ids::LessonId;
use std::collections::{BTreeMap, BTreeSet};

/// What stands in a course's folder. A file that is there but could not be read is `None`, its problem among
/// `problems`.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub path: String,
    /// The folder's own name.
    pub slug: Option<String>,
    pub has_manifest: bool,
    pub manifest: Option<SourceFile>,
    pub weeks: BTreeMap<u8, FoundWeek>,
    pub problems: Vec<ContentProblem>,
}

#[derive(Debug, Default)]
pub(super) struct FoundWeek {
    pub path: String,
    pub lessons: BTreeMap<(u8, Language), Option<SourceFile>>,
    pub assessments: BTreeMap<Language, Option<SourceFile>>,
    pub media: Folder,
}

/// A week as it was read.
#[derive(Debug, Default)]
struct ReadWeek {
    lessons: Vec<Lesson>,
    items: Vec<Item>,
    rules: WeekRules,
}

/// The course, if nothing at all is wrong with it.
pub(super) fn course(found: Found) -> Result<Course, Problems> {
    let Found { path, slug, has_manifest, manifest: file, weeks, mut problems } = found;
    let slug = slug.unwrap_or_default();
    if !is_slug(&slug) {
        problems.push(ContentProblem::of_path(path.clone(), ProblemKind::BadSlug { name: slug.clone() }));
    }
    if !has_manifest {
        problems.push(ContentProblem::of_path(format!("{path}/course.toml"), ProblemKind::NoManifest));
    }
    let manifest = file.as_ref().and_then(|file| {
        let mut faults = Vec::new();
        let manifest = manifest::read(file.text(), &mut faults);
        problems.extend(faults.into_iter().map(|fault| file.problem(fault)));
        manifest
    });
    if let (Some(file), Some(entries)) = (&file, manifest.as_ref().and_then(|manifest| manifest.weeks.as_ref())) {
        check_weeks(file, entries, &weeks, &mut problems);
    }
    // Without a list of languages each file is still read by itself, only nothing can be said to be missing.
    let languages = manifest.as_ref().and_then(|manifest| manifest.languages.clone());
    let source = manifest.as_ref().and_then(|manifest| manifest.source);
    let mut read = BTreeMap::new();
    for (number, week) in weeks {
        // A week that course.toml does not have is one problem; what else it lacks is not asked.
        let listed = manifest
            .as_ref()
            .and_then(|manifest| manifest.weeks.as_ref())
            .is_none_or(|weeks| usize::from(number) <= weeks.len());
        let languages = languages.as_deref().filter(|_| listed);
        let mut reader = WeekReader { number, path: &week.path, listed, languages, problems: &mut problems };
        let lessons = reader.lessons(week.lessons, &week.media);
        let days = lessons.last().map_or(0, |lesson| lesson.id.day);
        let (mut rules, mut named, mut faults) = (WeekRules::default(), &[][..], Vec::new());
        if let Some((manifest, entry)) = manifest.as_ref().and_then(|manifest| Some((manifest, manifest.week(number)?)))
        {
            (rules, named) = (entry.rules.over(&manifest.rules), &entry.tags);
        }
        let tags = rules.tags(named, days, &mut faults);
        let before = reader.problems.len();
        let items = reader.items(week.assessments, days, source, &tags);
        if reader.problems.len() == before {
            // What is drawn from items with a problem is not checked.
            rules.check(number, named, &items, &mut faults);
        }
        if let Some(file) = &file {
            problems.extend(faults.into_iter().map(|fault| file.problem(fault)));
        }
        read.insert(number, ReadWeek { lessons, items, rules });
    }
    match manifest.filter(|_| problems.is_empty()) {
        Some(manifest) => Ok(build(slug, manifest, read)),
        None => Err(Problems::new(problems)),
    }
}

/// Lower-case letters, digits and hyphens: fit for a link, a file name and button data.
fn is_slug(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(plain)
}

/// Compares the weeks of course.toml with the folders.
fn check_weeks(
    file: &SourceFile,
    entries: &[WeekEntry],
    weeks: &BTreeMap<u8, FoundWeek>,
    problems: &mut Vec<ContentProblem>,
) {
    for (week, entry) in (1..).zip(entries) {
        if !weeks.contains_key(&week) {
            problems.push(file.problem(Fault::new(ProblemKind::NoWeekFolder { week }, entry.at.clone())));
        }
    }
    for (&week, found) in weeks.iter().filter(|(week, _)| usize::from(**week) > entries.len()) {
        problems.push(ContentProblem::of_path(found.path.clone(), ProblemKind::UnlistedWeek { week }));
    }
}

/// Reads the files of one week.
struct WeekReader<'w> {
    number: u8,
    path: &'w str,
    listed: bool,
    languages: Option<&'w [Language]>,
    problems: &'w mut Vec<ContentProblem>,
}

impl WeekReader<'_> {
    fn lessons(&mut self, mut files: BTreeMap<(u8, Language), Option<SourceFile>>, media: &Folder) -> Vec<Lesson> {
        files.retain(|&(day, language), _| self.is_listed(language, &format!("day-{day}.{}.md", language.code())));
        let days: BTreeSet<u8> = files.keys().map(|&(day, _)| day).collect();
        let last = days.last().copied().unwrap_or(0);
        if last == 0 && self.listed {
            self.missing("", ProblemKind::NoLessons);
        }
        for day in (1..last).filter(|day| !days.contains(day)) {
            self.missing("", ProblemKind::DayGap { day });
        }
        for &day in &days {
            for language in
                self.languages.unwrap_or_default().iter().filter(|language| !files.contains_key(&(day, **language)))
            {
                let code = language.code();
                self.missing(&format!("/day-{day}.{code}.md"), ProblemKind::LessonMissing { language: code });
            }
        }
        let mut texts: BTreeMap<u8, Vec<(Language, LessonText)>> = BTreeMap::new();
        for ((day, language), file) in files {
            let lesson = texts.entry(day).or_default();
            let Some(file) = file else { continue };
            let mut faults = Vec::new();
            lesson.push((language, lesson::read(file.text(), language, media, &mut faults)));
            self.problems.extend(faults.into_iter().map(|fault| file.problem(fault)));
        }
        texts.into_iter().map(|(day, texts)| build_lesson(LessonId::new(self.number, day), texts)).collect()
    }

    fn items(
        &mut self,
        mut files: BTreeMap<Language, Option<SourceFile>>,
        days: u8,
        source: Option<Language>,
        tags: &Tags,
    ) -> Vec<Item> {
        files.retain(|&language, _| self.is_listed(language, &format!("assessment.{}.gift", language.code())));
        for language in self.languages.unwrap_or_default().iter().filter(|language| !files.contains_key(language)) {
            let code = language.code();
            self.missing(&format!("/assessment.{code}.gift"), ProblemKind::AssessmentMissing { language: code });
        }
        let mut scripts = Vec::new();
        for (language, file) in files {
            let script = file.map(|file| assessment::read(file, language, (self.number, days), tags, self.problems));
            scripts.extend(script);
        }
        let source = source.or_else(|| Some(scripts.first()?.language));
        source.map(|source| assessment::merge(&scripts, source, self.problems)).unwrap_or_default()
    }

    /// Whether the course is offered in the language; if not, the file is reported.
    fn is_listed(&mut self, language: Language, name: &str) -> bool {
        let listed = self.languages.is_none_or(|languages| languages.contains(&language));
        if !listed {
            self.missing(&format!("/{name}"), ProblemKind::UnlistedLanguage { code: language.code() });
        }
        listed
    }

    /// A problem of the week's folder or of a file in it that cannot be shown.
    fn missing(&mut self, below: &str, kind: ProblemKind) {
        self.problems.push(ContentProblem::of_path(format!("{}{below}", self.path), kind));
    }
}

fn build_lesson(id: LessonId, texts: Vec<(Language, LessonText)>) -> Lesson {
    // One figure for all languages, so the largest: nobody should need longer than was promised.
    let given = texts.iter().filter_map(|(_, text)| text.minutes).max();
    let estimated = texts.iter().map(|(_, text)| text.estimated_minutes).max().unwrap_or(1);
    let title = texts.iter().map(|(language, text)| (*language, text.title.clone())).collect();
    let body = texts.into_iter().map(|(language, text)| (language, text.parts)).collect();
    Lesson { id, minutes: given.unwrap_or(estimated), title, body }
}

/// Puts together what was read without a problem.
fn build(slug: String, manifest: Manifest, mut read: BTreeMap<u8, ReadWeek>) -> Course {
    let entries = manifest.weeks.expect("a manifest without weeks has a problem");
    let weeks = (1..).zip(entries).map(|(number, entry)| {
        let ReadWeek { lessons, items, rules } = read.remove(&number).expect("a week without a folder has a problem");
        Week { number, title: entry.title, lessons, assessment: rules.assessment(items) }
    });
    let weeks: Vec<Week> = weeks.collect();
    let certificate_hours = manifest.certificate.then(|| manifest.hours.unwrap_or_else(|| hours(&weeks)));
    Course {
        slug,
        source: manifest.source.expect("a manifest without source has a problem"),
        languages: manifest.languages.expect("a manifest without languages has a problem"),
        title: manifest.title,
        weeks,
        documents: manifest.documents,
        protect_content: manifest.protect_content,
        certificate_hours,
        days: manifest.days,
        form: manifest.form,
    }
}

/// The minutes of all lessons and tests in hours, rounded up: what a certificate says where the author says nothing.
fn hours(weeks: &[Week]) -> u8 {
    let of_week = |week: &Week| {
        let lessons: u32 = week.lessons.iter().map(|lesson| u32::from(lesson.minutes)).sum();
        lessons + u32::from(week.assessment.minutes)
    };
    let minutes: u32 = weeks.iter().map(of_week).sum();
    u8::try_from(minutes.div_ceil(60).max(1)).unwrap_or(u8::MAX)
}
