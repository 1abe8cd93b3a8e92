//! The button of a message that words stand for: what stands on it, typed.

use super::answers::answer_position;
use super::fold::fold;
use super::message::{Button, Target};
use crate::rules::press::Press;
use crate::rules::typed::Labelled;

/// The button of this keyboard that the words name: all that stands on it, or what stands there before a comma, a colon or
/// a bracket, as far as only one begins so. A choice of an item is also named by its figure. What cannot be undone is
/// named in full or not at all.
pub fn labelled(words: &str, keyboard: &[Vec<Button>]) -> Labelled {
    let wanted = fold(words);
    if wanted.is_empty() {
        return Labelled::Nothing;
    }
    let buttons = || {
        keyboard.iter().flatten().filter_map(|button| match button.target {
            Target::Press(press) => Some((button.label.as_str(), press)),
            Target::Url(_) => None,
        })
    };
    let place = answer_position(words);
    let choice =
        |(label, press): &(&str, Press)| is_choice(*press) && place.is_some() && answer_position(label) == place;
    let in_full = one(buttons().filter(|(label, _)| fold(label) == wanted));
    if in_full != Labelled::Nothing {
        return in_full;
    }
    one(buttons().filter(|button| choice(button) || (!is_final(button.1) && fold(beginning(button.0)) == wanted)))
}

/// What these buttons come to: several that ask for the same are one.
fn one<'k>(buttons: impl Iterator<Item = (&'k str, Press)>) -> Labelled {
    buttons.fold(Labelled::Nothing, |found, (_, press)| match found {
        Labelled::Nothing => Labelled::Press(press),
        Labelled::Press(first) if first == press => found,
        _ => Labelled::Several,
    })
}

const fn is_choice(press: Press) -> bool {
    matches!(press, Press::AnswerSample { .. } | Press::ReviewAnswer { .. })
}

const fn is_final(press: Press) -> bool {
    matches!(press, Press::Forget { .. })
}

/// "Picture" of "Picture, 120 KB", "Review" of "Review: 2 questions". A time of day is not begun by its hour.
fn beginning(label: &str) -> &str {
    let beginning = label.split([',', '،', ':', '؛', ';', '(']).next().unwrap_or_default();
    if beginning.chars().any(char::is_alphabetic) { beginning } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ids::{EnrolmentId, PersonId};

    fn keyboard(buttons: &[(&str, Press)]) -> Vec<Vec<Button>> {
        let button =
            |(label, press): &(&str, Press)| Button { label: (*label).to_owned(), target: Target::Press(*press) };
        buttons.iter().map(|given| vec![button(given)]).collect()
    }

    #[test]
    fn a_button_is_named_in_full_or_by_how_it_alone_begins() {
        let enrolment = EnrolmentId(1);
        let review = |item| Press::ReviewAnswer { enrolment, week: 1, item, choice: 0 };
        let (back, erase) = (Press::Card { enrolment }, Press::Forget { person: PersonId(2) });
        let keyboard = keyboard(&[
            ("Picture, 120 KB", review(0)),
            ("Picture, 4 MB", review(1)),
            ("صورة، 3 ك.ب", review(2)),
            ("Revue\u{a0}: 2 questions", review(3)),
            ("B", Press::AnswerSample { enrolment, choice: 7 }),
            ("Back", back),
            ("Back again (later)", review(4)),
            ("Erase, all of it", erase),
            ("22:30", review(5)),
        ]);
        for (words, expected) in [
            ("picture 120 kb", Labelled::Press(review(0))),
            ("Picture, 4 MB", Labelled::Press(review(1))),
            ("picture", Labelled::Several),
            ("صوره", Labelled::Press(review(2))),
            ("صورة، ٣ ك.ب", Labelled::Press(review(2))),
            ("revue", Labelled::Press(review(3))),
            ("2", Labelled::Press(Press::AnswerSample { enrolment, choice: 7 })),
            ("ب", Labelled::Press(Press::AnswerSample { enrolment, choice: 7 })),
            ("BACK!", Labelled::Press(back)),
            ("back again", Labelled::Press(review(4))),
            ("erase, all of it", Labelled::Press(erase)),
            ("erase", Labelled::Nothing),
            ("٢٢:٣٠", Labelled::Press(review(5))),
            ("22", Labelled::Nothing),
            ("pictures", Labelled::Nothing),
            ("…", Labelled::Nothing),
            ("", Labelled::Nothing),
        ] {
            assert_eq!(labelled(words, &keyboard), expected, "{words}");
        }
    }
}
