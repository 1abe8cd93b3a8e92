//! The form after the course, as it is typed: every answer has to be told from the others and from the way through the form.

use super::{Fault, LintProblem};
use crate::rules::course::{Course, Language, Texts};
use crate::rules::form::{EntryKind, FormEntry};
use crate::rules::typed::Typed;
use crate::text::{Catalog, typed};

/// Types every answer of every entry, by its words and by its figure.
pub(super) fn lint(catalog: &Catalog, course: &Course, problems: &mut Vec<LintProblem>) {
    for entry in &course.form {
        for figure in 1..=entry.taps() {
            if entry.typed(&figure.to_string()) != Some(figure - 1) {
                problems.push(problem(course, course.source, entry, Fault::NotTold { words: figure.to_string() }));
            }
        }
        for (choice, texts) in answers(entry) {
            for (language, words) in texts {
                let words = words.clone();
                if entry.typed(&words) != Some(choice) {
                    problems.push(problem(course, *language, entry, Fault::NotTold { words }));
                } else if matches!(typed(catalog, &words), Some(Typed::Skip | Typed::Back)) {
                    problems.push(problem(course, *language, entry, Fault::IsAWay { words }));
                }
            }
        }
    }
}

fn problem(course: &Course, language: Language, entry: &FormEntry, fault: Fault) -> LintProblem {
    LintProblem { course: course.slug.clone(), language, place: format!("form, entry `{}`", entry.name), fault }
}

/// What has words of its own, with its place from 0.
fn answers(entry: &FormEntry) -> Vec<(u8, &Texts)> {
    match &entry.kind {
        EntryKind::Scale { steps, low, high } => vec![(0, low), (steps.saturating_sub(1), high)],
        EntryKind::Choice { options } => (0..).zip(options).collect(),
        EntryKind::Sentence => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::lint;
    use crate::rules::grading::fixture;

    fn found(kind: EntryKind) -> Vec<String> {
        let mut course = fixture::course();
        course.form = vec![FormEntry { name: "used".to_owned(), text: same("Used?"), kind }];
        lint(&course).iter().map(|problem| problem.to_string()).collect()
    }

    fn same(words: &str) -> Texts {
        Language::ALL.into_iter().map(|language| (language, words.to_owned())).collect()
    }

    fn choice(options: &[&str]) -> EntryKind {
        EntryKind::Choice { options: options.iter().map(|words| same(words)).collect() }
    }

    #[test]
    fn answers_that_cannot_be_told_apart_when_typed_are_found() {
        let scale = |low, high| EntryKind::Scale { steps: 5, low: same(low), high: same(high) };
        for (kind, expected) in [
            (choice(&["Yes", "Not yet", "7"]), None),
            (choice(&["Yes", "yes!"]), Some("`yes!`")),
            (choice(&["Yes", "No", "2"]), Some("`2`")),
            (choice(&["Yes", "2. Yes"]), None),
            (choice(&["Yes", "Skip"]), Some("`Skip`")),
            (choice(&["Yes", "Passer"]), Some("`Passer`")),
            (choice(&["Yes", "رجوع"]), Some("`رجوع`")),
            (scale("hardly", "very"), None),
            (scale("much", "Much"), Some("`Much`")),
            (EntryKind::Sentence, None),
        ] {
            let found = found(kind.clone());
            assert_eq!(found.is_empty(), expected.is_none(), "{kind:?}: {found:?}");
            assert!(found.iter().all(|line| expected.is_some_and(|part| line.contains(part))), "{found:?}");
        }
    }

    #[test]
    fn a_name_in_two_languages_is_one_answer_and_not_two() {
        let mut options = vec![same("Photos"), same("Films")];
        assert_eq!(found(EntryKind::Choice { options: options.clone() }), Vec::<String>::new());
        options[1].insert(Language::Fr, "photos".to_owned());
        let found = found(EntryKind::Choice { options });
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("(fr)") && found[0].contains("entry `used`"), "{found:?}");
    }
}
