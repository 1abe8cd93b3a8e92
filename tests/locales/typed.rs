//! Everything that a button does can be typed: the label of each, typed where it stands, is that button; and what people
//! need at any time is understood anywhere.

use super::notices::{Size, VERSION, library, notices, reader};
use darb::rules::certificate::{Named, Step};
use darb::rules::course::Language;
use darb::rules::form_progress::FormPress;
use darb::rules::ids::VersionId;
use darb::rules::notice::Notice;
use darb::rules::practice::Step as PracticeStep;
use darb::rules::preferences::{Preferences, Safeguard};
use darb::rules::press::Press;
use darb::rules::schedule::HalfHour;
use darb::rules::typed::{LONGEST_LABEL, Labelled, Typed};
use darb::rules::wish::Wish;
use darb::text::{
    Catalog, Reader, Target, answer_position, certificate, command_word, compose, hide_button, labelled, typed,
};
use std::collections::BTreeSet;

/// What the words of a button are read as, wherever it stands.
#[derive(Debug, PartialEq)]
enum Read {
    Wish(Typed),
    Command(&'static str),
    /// A choice of the item on the screen, by its place.
    Choice(u8),
    /// An answer of the form on the screen, whose words its entry knows.
    Entry,
}

/// Whether it is a button of mentors or admins.
fn is_of_staff(press: Press) -> bool {
    matches!(
        press,
        Press::GiveAttempt { .. }
            | Press::OpenWeek { .. }
            | Press::Help { .. }
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
            | Press::Regrade { .. }
            | Press::PreviewCourse { .. }
            | Press::PreviewLesson { .. }
            | Press::PreviewTest { .. }
            | Press::PreviewForm { .. }
            | Press::RemoveAdmin { .. }
    )
}

/// What a participant's button is read as anywhere; `None` for what is read on the message alone that it stands on.
fn wanted(press: Press, label: &str, place: u8) -> Option<Read> {
    Some(Read::Wish(match press {
        Press::ChooseLanguage { language, .. } | Press::SetLanguage { language } => Typed::Language(language),
        Press::Consent { given: true, .. } => Typed::Yes,
        Press::Consent { given: false, .. } => Typed::No,
        Press::ChooseCountry { country, .. } | Press::Wish { wish: Wish::SetPlace { country }, .. } => {
            Typed::Country(country)
        }
        Press::PhoneSeen { perhaps: false, .. } => Typed::No,
        Press::PhoneSeen { perhaps: true, .. } => Typed::Perhaps,
        Press::OnboardingBack { .. } => Typed::Back,
        Press::Done { .. } => Typed::Done,
        Press::NextLesson { .. } => Typed::NextLesson,
        Press::OpenLesson { .. } if label.contains(':') => return None,
        Press::OpenLesson { lesson, .. } => Typed::Lesson { week: None, day: lesson.day },
        // Says when, not that it begins.
        Press::StartWeek { .. } if label.contains(':') => return None,
        Press::StartWeek { week: 1, .. } => Typed::FirstLesson,
        Press::StartWeek { week, .. } => Typed::StartWeek(week),
        Press::StartTest { .. } => Typed::StartTest,
        Press::Answer { choice, .. } if label.chars().count() > 2 => [Typed::True, Typed::False][usize::from(choice)],
        Press::Answer { .. } => return Some(Read::Choice(place)),
        Press::LookBack { position: 0, .. } => Typed::LookBack,
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
        Press::Pause { .. } | Press::Wish { wish: Wish::ShowBreaks, .. } => Typed::Pause,
        Press::Leave { .. } => Typed::Leave,
        Press::Resume { .. } => Typed::Resume,
        Press::Certificate { step, .. } => match step {
            Step::Get => return Some(Read::Command("certificate")),
            Step::Rename => Typed::NameChange,
            Step::Right { keep: false } => Typed::NameRight,
            Step::Right { keep: true } => Typed::NameKeep,
            Step::Picture => return None,
            Step::Forget => Typed::NameForget,
        },
        Press::Rate { question, step, .. } => Typed::Rate { question, step },
        Press::WriteSentence { .. } => Typed::Sentence,
        Press::NoSentence { .. } => Typed::NoSentence,
        Press::Quote { quotable, .. } => Typed::Quote(quotable),
        Press::Review { .. } => Typed::Review,
        // With its size on it, it is read on its message alone.
        Press::ShowPicture { .. } if !label.contains('(') => Typed::Picture,
        Press::ReviewAnswer { choice, .. } if label.chars().count() > 2 => {
            [Typed::True, Typed::False][usize::from(choice)]
        }
        Press::ReviewAnswer { .. } => return Some(Read::Choice(place)),
        Press::Practice { step, .. } => match step {
            PracticeStep::Toggle { .. } | PracticeStep::Match { .. } => return Some(Read::Choice(place)),
            PracticeStep::Back { .. } => Typed::Back,
            PracticeStep::Submit => Typed::Submit,
        },
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
        Press::ShowHours | Press::CardHours { .. } => return Some(Read::Command("hour")),
        Press::ShowStop => return Some(Read::Command("stop")),
        Press::ShowSafety => return Some(Read::Command("safety")),
        Press::ShowRamadanHours => return Some(Read::Command("ramadan")),
        Press::ShowForget | Press::Wish { wish: Wish::EraseEverything, .. } => return Some(Read::Command("forget")),
        Press::Forget { .. } => Typed::EraseAll,
        Press::KeepAll => Typed::KeepAll,
        Press::ShowMyDataFile => Typed::DataFile,
        Press::SetSafeguard { safeguard, on } => Typed::Safeguard(safeguard, on),
        Press::AnotherName { .. } => Typed::AnotherName,
        Press::TrySample { .. } if label.chars().count() > 12 => Typed::Try,
        Press::ChangeWhy { .. } => Typed::ChangeWhy,
        Press::RemoveWhy { .. } => Typed::RemoveWhy,
        Press::Wish { wish: Wish::ShowSettings, .. } => Typed::Settings,
        Press::Wish { wish: Wish::ShowPlaces, .. } => Typed::Place,
        Press::Wish { wish: Wish::ShowZones, .. } => Typed::Clock,
        Press::Wish { wish: Wish::SetTextOnly { on }, .. } => Typed::Safeguard(Safeguard::TextOnly, on),
        Press::Wish { wish: Wish::SetDigits { arabic_indic }, .. } => Typed::ArabicIndicDigits(arabic_indic),
        Press::Wish { wish: Wish::SetOneADay { on }, .. } => Typed::OneADay(on),
        _ => return None,
    }))
}

/// Buttons whose words are neither read anywhere nor on their message, and why that is enough.
fn exception(press: Press) -> Option<&'static str> {
    match press {
        Press::ChooseHour { .. } | Press::ChooseClock { .. } => {
            Some("while somebody arrives, any hour and any time of day is read where one is asked for")
        }
        Press::Certificate { step: Step::Picture, .. } => Some("it has its size on it; `/certificate` brings it again"),
        _ => None,
    }
}

/// The buttons under what is composed with a name.
#[test]
fn the_words_of_every_button_about_a_name_can_be_typed() {
    let (catalog, library) = (Catalog::embedded(), library(Size::Plain));
    let (enrolment, version) = (darb::rules::ids::EnrolmentId(3), VersionId(1));
    let starts_on = super::notices::day();
    let named = Named { name: "Layla".into(), code: "04".repeat(81), starts_on, ends_on: starts_on, hours: 20 };
    let mut seen = BTreeSet::new();
    for language in Language::ALL {
        let mut text_only = reader(language);
        text_only.preferences.text_only = true;
        for (notice, undrawn) in [
            (Notice::CertificateName { enrolment, version }, &[][..]),
            (Notice::CertificateName { enrolment, version }, &['ש']),
            (Notice::Certificate { enrolment, version, kept: true, picture: false }, &[]),
        ] {
            let message =
                certificate(&catalog, &notice, &text_only, &library, (&named, undrawn), None).expect("composed");
            for button in message.keyboard.into_iter().flatten() {
                let Target::Press(press) = button.target else { panic!("a press") };
                seen.insert(press.encode());
                match wanted(press, &button.label, 0) {
                    Some(wanted) => {
                        assert_eq!(read(&catalog, &button.label), Some(wanted), "{language:?}: [{}]", button.label);
                    }
                    None => assert!(exception(press).is_some(), "no words for [{}]", button.label),
                }
            }
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
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
        let guarded = Reader { preferences: Preferences::default().guarded(true), ..reader(language) };
        for (reader, notice) in [reader(language), guarded].iter().flat_map(|of| all.iter().map(move |all| (of, all))) {
            let Some(message) = compose(&catalog, notice, reader, &library) else { continue };
            // What is on a test's message and on that of somebody who arrives is read by its words alone.
            let screen = notice.screen().unwrap_or_default();
            let is_arriving = matches!(notice, Notice::Onboarding { .. });
            let is_read_there = !screen.starts_with("t:") && !is_arriving;
            // Rows are turned for who reads from the right; places count in reading order.
            let is_turned = language == Language::Ar;
            let mut place = 0;
            for row in &message.keyboard {
                let buttons: Vec<_> = if is_turned { row.iter().rev().collect() } else { row.iter().collect() };
                for button in buttons {
                    let Target::Press(press) = button.target else { continue };
                    if is_of_staff(press) {
                        continue;
                    }
                    seen.insert(press.encode()[1..3].to_owned());
                    let (label, at) = (&button.label, place);
                    place += 1;
                    assert!(label.chars().count() <= LONGEST_LABEL, "{label}");
                    let context = || format!("{language:?}: [{label}] under {notice:?}");
                    if is_read_there {
                        assert_eq!(labelled(label, &message.keyboard), Labelled::Press(press), "{}", context());
                    }
                    match wanted(press, label, at) {
                        Some(Read::Entry) => {
                            let Press::Form { press: FormPress::Answer { entry, choice }, .. } = press else {
                                unreachable!()
                            };
                            let entry = &library[&VERSION].form[usize::from(entry)];
                            assert_eq!(entry.typed(label), Some(choice), "{}", context());
                        }
                        Some(wanted) => assert_eq!(read(&catalog, label), Some(wanted), "{}", context()),
                        None if is_read_there => {}
                        None => assert!(exception(press).is_some(), "no words for {}", context()),
                    }
                }
            }
        }
        let hide = hide_button(&catalog, language, darb::rules::ids::DeliveryId(3));
        assert_eq!(read(&catalog, &hide.label), Some(Read::Wish(Typed::Hide)));
        // The figures can be chosen in Arabic alone.
        assert_eq!(seen.remove("wd"), language == Language::Ar);
        let every = [
            "ab", "ac", "ad", "al", "am", "an", "aq", "as", "at", "au", "da", "dc", "df", "dr", "ds", "fe", "fk", "fn",
            "fq", "fr", "fw", "gp", "lb", "ld", "ln", "lo", "lq", "lr", "lw", "ob", "oc", "oh", "ol", "op", "os", "oz",
            "qd", "qh", "qs", "qw", "ra", "rb", "rm", "rn", "rt", "ru", "sH", "sL", "sM", "sh", "sl", "sm", "sr", "ss",
            "sx", "wB", "wH", "wP", "wZ", "wa", "wb", "wc", "we", "wh", "wi", "wk", "wn", "wo", "wp", "ws", "wt", "wx",
            "wz", "xd", "yc", "yr", "yy", "za", "zb", "zh", "zo", "zq", "zs", "zu",
        ];
        assert_eq!(seen, every.map(str::to_owned).into(), "{language:?}: the buttons that participants get");
    }
}

#[test]
fn what_needs_a_figure_can_be_typed_with_its_word_in_every_language() {
    let catalog = Catalog::embedded();
    let at = |number| HalfHour::new(number).map(Typed::RamadanHour);
    for (text, expected) in [
        ("Ramadan 22:30", at(45)),
        ("in Ramadan 22", at(44)),
        ("رمضان ٢٢:٣٠", at(45)),
        ("pendant le ramadan 4:30", at(9)),
        ("ramadan 4:15", None),
        ("ramadan 04:30", at(9)),
        ("a break of 5 days", Some(Typed::Break(5))),
        ("break 5", Some(Typed::Break(5))),
        ("استراحة 5 أيام", Some(Typed::Break(5))),
        ("استراحة ١٢", Some(Typed::Break(12))),
        ("une pause de 3 jours", Some(Typed::Break(3))),
        ("pause 31", None),
    ] {
        assert_eq!(typed(&catalog, text), expected, "{text}");
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
        "What is kept in a file?",
        "Can I read it later?",
        "هل تبدأ الاستراحة اليوم؟",
        "ما معنى حذف كل شيء؟",
        "Que veut dire tout effacer ?",
    ] {
        assert_eq!(typed(&catalog, text), None, "{text}");
    }
}
