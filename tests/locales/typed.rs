//! Everything that a button does can be typed: each label that a participant sees, typed in, is understood.

use super::notices::{Size, VERSION, library, notices, reader};
use darb::rules::course::Language;
use darb::rules::form_progress::FormPress;
use darb::rules::ids::VersionId;
use darb::rules::notice::Notice;
use darb::rules::press::Press;
use darb::rules::typed::Typed;
use darb::text::{Catalog, Target, answer_position, command_word, compose, typed};
use std::collections::BTreeSet;

/// What the words of a button are read as.
#[derive(Debug, PartialEq)]
enum Read {
    Wish(Typed),
    Command(&'static str),
    /// A choice of the item on the screen, by its place.
    Choice(u8),
    /// An answer of the form on the screen, whose words its entry knows.
    Entry,
    /// Not read from these words alone, and why.
    Exception(&'static str),
}

/// What a participant's button should be read as; `None` for buttons of mentors and admins.
fn wanted(press: Press, label: &str, place: u8) -> Option<Read> {
    Some(Read::Wish(match press {
        Press::ChooseLanguage { language, .. } | Press::SetLanguage { language } => Typed::Language(language),
        Press::Consent { given: true, .. } => Typed::Yes,
        Press::Consent { given: false, .. } => Typed::No,
        Press::ChooseCountry { country, .. } => Typed::Country(country),
        Press::PhoneSeen { perhaps: false, .. } => Typed::No,
        Press::PhoneSeen { perhaps: true, .. } => Typed::Perhaps,
        Press::OnboardingBack { .. } => Typed::Back,
        Press::Done { .. } => Typed::Done,
        Press::NextLesson { .. } => Typed::NextLesson,
        Press::OpenLesson { .. } if label.contains(':') => {
            return Some(Read::Exception("a title may be long; `lesson 3` is read"));
        }
        Press::OpenLesson { lesson, .. } => Typed::Lesson { week: None, day: lesson.day },
        Press::StartWeek { week: 1, .. } => Typed::FirstLesson,
        Press::StartWeek { week, .. } => Typed::StartWeek(week),
        Press::StartTest { .. } => Typed::StartTest,
        Press::Answer { choice, .. } if label.chars().count() > 2 => [Typed::True, Typed::False][usize::from(choice)],
        Press::Answer { .. } => return Some(Read::Choice(place)),
        Press::ContinueLater { .. } => Typed::Later,
        Press::Continue { .. } | Press::Seen { .. } => Typed::Continue,
        Press::Toggle { .. } | Press::Match { .. } => return Some(Read::Choice(place)),
        Press::MatchBack { .. } => Typed::Back,
        Press::Submit { .. } => Typed::Submit,
        Press::AsQuestion { .. } => Typed::AsQuestion,
        Press::SendQuestion { .. } => Typed::Send,
        Press::DiscardQuestion { .. } => Typed::Discard,
        Press::Withdraw { .. } => Typed::Withdraw,
        Press::Helped { .. } => Typed::Helped,
        Press::Pause { .. } => Typed::Pause,
        Press::Leave { .. } => Typed::Leave,
        Press::Resume { .. } => Typed::Resume,
        Press::Rate { question, step, .. } => Typed::Rate { question, step },
        Press::WriteSentence { .. } => Typed::Sentence,
        Press::NoSentence { .. } => Typed::NoSentence,
        Press::Quote { quotable, .. } => Typed::Quote(quotable),
        Press::Review { .. } => Typed::Review,
        Press::ReviewAnswer { choice, .. } if label.chars().count() > 2 => {
            [Typed::True, Typed::False][usize::from(choice)]
        }
        Press::ReviewAnswer { .. } => return Some(Read::Choice(place)),
        Press::Form { press, .. } => match press {
            FormPress::Open => Typed::Form,
            FormPress::Answer { .. } => return Some(Read::Entry),
            FormPress::Skip { .. } => Typed::Skip,
            FormPress::Back { .. } => Typed::Back,
            FormPress::Quote { quotable, .. } => Typed::Quote(quotable),
            FormPress::HandIn => Typed::HandIn,
            FormPress::Unquote => Typed::Unquote,
        },
        Press::AskMentor { .. } => return Some(Read::Command("ask")),
        Press::ShowLanguages => return Some(Read::Command("language")),
        Press::ShowHours => return Some(Read::Command("hour")),
        Press::ShowStop => return Some(Read::Command("stop")),
        Press::ChooseHour { .. } => {
            return Some(Read::Exception("a bare hour is read where one is asked for; see `telegram::routes`"));
        }
        Press::SetHour { .. } => {
            return Some(Read::Exception("a bare hour may answer a mentor; `hour 18` and `/hour 18` are read"));
        }
        Press::GiveAttempt { .. }
        | Press::OpenWeek { .. }
        | Press::MarkEssay { .. }
        | Press::BindMentors { .. }
        | Press::CohortCourse { .. }
        | Press::CohortStart { .. }
        | Press::CohortZone { .. }
        | Press::CohortCreate { .. }
        | Press::Invite { .. }
        | Press::Roster { .. }
        | Press::Stats { .. }
        | Press::CorrectDays { .. }
        | Press::Items { .. }
        | Press::ItemsChart { .. }
        | Press::PreviewCourse { .. }
        | Press::PreviewLesson { .. }
        | Press::PreviewTest { .. }
        | Press::RemoveAdmin { .. } => return None,
        _ => return Some(Read::Exception("no words are read for it yet")),
    }))
}

fn read(catalog: &Catalog, label: &str) -> Option<Read> {
    let command = Language::ALL.into_iter().find_map(|language| command_word(catalog, language, label));
    command
        .map(Read::Command)
        .or_else(|| typed(catalog, label).map(Read::Wish))
        .or_else(|| answer_position(label).map(Read::Choice))
}

#[test]
fn the_words_of_every_button_can_be_typed() {
    let (catalog, library) = (Catalog::embedded(), library(Size::Plain));
    let mut all = notices(Size::Plain);
    all.push(Notice::ChooseLanguage { enrolment: darb::rules::ids::EnrolmentId(3), version: VersionId(1) });
    for language in Language::ALL {
        let mut seen = BTreeSet::new();
        for notice in &all {
            let message = compose(&catalog, notice, &reader(language), &library).expect("composed");
            // Rows are turned for who reads from the right; places count in reading order.
            let is_turned = language == Language::Ar;
            let mut place = 0;
            for row in &message.keyboard {
                let buttons: Vec<_> = if is_turned { row.iter().rev().collect() } else { row.iter().collect() };
                for button in buttons {
                    let Target::Press(press) = button.target else { continue };
                    let Some(wanted) = wanted(press, &button.label, place) else { continue };
                    seen.insert(press.encode()[1..3].to_owned());
                    place += 1;
                    if let Read::Exception(why) = wanted {
                        assert!(!why.is_empty());
                        continue;
                    }
                    if wanted == Read::Entry {
                        let Press::Form { press: FormPress::Answer { entry, choice }, .. } = press else {
                            unreachable!()
                        };
                        let entry = &library[&VERSION].form[usize::from(entry)];
                        assert_eq!(entry.typed(&button.label), Some(choice), "{language:?}: [{}]", button.label);
                        continue;
                    }
                    assert_eq!(
                        read(&catalog, &button.label),
                        Some(wanted),
                        "{language:?}: [{}] under {notice:?}",
                        button.label
                    );
                }
            }
        }
        // The figures can be chosen in Arabic alone.
        assert_eq!(seen.remove("wd"), language == Language::Ar);
        let every = [
            "ab", "ac", "ad", "al", "am", "an", "aq", "as", "at", "au", "dc", "dr", "ds", "fe", "fk", "fn", "fq", "fr",
            "fw", "ld", "ln", "lo", "lq", "lr", "lw", "ob", "oc", "oh", "ol", "op", "os", "oz", "qd", "qh", "qs", "qw",
            "ra", "rn", "sH", "sL", "sM", "sh", "sl", "sm", "sr", "ss", "sx", "wB", "wH", "wP", "wZ", "wa", "wb", "wc",
            "we", "wh", "wi", "wn", "wo", "wp", "ws", "wt", "wx", "yc", "yr", "yy", "za", "zb", "zh", "zo", "zq", "zs",
            "zu",
        ];
        assert_eq!(seen, every.map(str::to_owned).into(), "{language:?}: the buttons that participants get");
    }
}

#[test]
fn an_hour_can_be_typed_with_its_word_in_every_language() {
    let catalog = Catalog::embedded();
    for text in ["hour 18", "Hour 18:00", "ساعة ١٨", "ساعة الدروس 18:00", "heure 18", "Heure des leçons 18"]
    {
        assert_eq!(typed(&catalog, text), Some(Typed::Hour(18)), "{text}");
    }
}

#[test]
fn what_people_ask_is_never_taken_for_a_wish() {
    let catalog = Catalog::embedded();
    for text in [
        "What does lesson 3 mean?",
        "I am done, what now?",
        "Is the test hard?",
        "19:00",
        "At 18",
        "I have sent the photo",
        "Yes, but how?",
        "ما الفرق بين الصفحة والمجموعة؟",
        "أنهيت الدرس ولم أفهم الفقرة الأخيرة",
        "الساعة 18",
        "متى الاختبار؟",
        "هل أرسل الصورة؟",
        "Comment terminer la leçon ?",
        "Oui mais comment ?",
        "Je voudrais continuer, que faire ?",
        "à 18 h",
        "Aidez-moi",
    ] {
        assert_eq!(typed(&catalog, text), None, "{text}");
    }
}
