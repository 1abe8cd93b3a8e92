//! Every card that can be drawn, laid out and measured: nothing clipped, nothing without a glyph, nothing on top of another.

use super::*;
use crate::rules::course::{Course, Language, Library};
use crate::rules::grading::fixture;
use crate::rules::ids::{EnrolmentId, VersionId};
use crate::rules::notice::Notice;
use crate::rules::preferences::{Digits, Preferences};
use crate::rules::schedule::Zone;
use crate::rules::sketch::{Mark, TestMark, WeekSketch};
use crate::rules::statistics::{Doubt, ItemLine, Share};
use crate::text::{Catalog, Message, Reader};
use resvg::usvg::{Group, Node, Rect, Text};
use std::sync::Arc;

/// Laid out text may be nearer to the edge than this nowhere, in pixels.
const EDGE: f32 = 20.0;

fn course() -> Course {
    let mut course = fixture::course();
    course.languages = Language::ALL.to_vec();
    let titles = ["وسائل التواصل الاجتماعي للجمعيات", "Social media for associations", "Les réseaux sociaux"];
    course.title = Language::ALL.into_iter().zip(titles.map(str::to_owned)).collect();
    for week in &mut course.weeks {
        let titles = ["الخطوة الأولى", "Crawl", "L'élan"];
        week.title = Language::ALL.into_iter().zip(titles.map(str::to_owned)).collect();
    }
    course
}

fn long(course: &Course) -> Course {
    let mut course = course.clone();
    let grow = |texts: &mut crate::rules::course::Texts| {
        let words = texts.values().next().cloned().unwrap_or_default();
        for language in Language::ALL {
            let words = match language {
                Language::Ar => "كيف تروي الجمعية قصتها للناس (2027) من البداية إلى النهاية",
                Language::En => "How an association & its \u{1f600} people <tell> their story",
                Language::Fr => "Comment l'association raconte son œuvre à ceux qui l'entourent",
            }
            .to_owned()
                + " "
                + &words;
            texts.insert(language, words);
        }
    };
    grow(&mut course.title);
    course.weeks.iter_mut().for_each(|week| grow(&mut week.title));
    course
}

fn reader(language: Language, digits: Digits) -> Reader {
    Reader {
        language,
        zone: Zone::utc(),
        hour: 9,
        handle: None,
        preferences: Preferences { digits, ..Preferences::default() },
        bot_username: "bot".to_owned(),
    }
}

/// The choices of six items: as they should be, in doubt, of true and false, with too few answers, and with ten choices.
fn chart(course: &Course, language: Language, digits: Digits) -> Card {
    let mut course = course.clone();
    let items = &mut course.weeks[0].assessment.items;
    let words = items.len();
    for (place, item) in items.iter_mut().enumerate() {
        let long = if place == 0 { 12 } else { 1 };
        let question = ["من يدير صفحة الجمعية؟ ", "Who <runs> the page & why? ", "Qui gère la page ? "];
        item.text = Language::ALL.into_iter().zip(question.map(|words| words.repeat(long))).collect();
        for (number, choice) in item.choices.iter_mut().enumerate() {
            let choices = ["شخصان على الأقل ", "Two people at least ", "Deux personnes au moins "];
            let choices = choices.map(|words| format!("{words}{number} ").repeat(long));
            choice.text = Language::ALL.into_iter().zip(choices).collect();
        }
    }
    assert!(words > 5, "enough of them");
    items[2].kind = crate::rules::course::ItemKind::TrueFalse;
    items[2].choices.truncate(2);
    let tenth = items[4].choices[2].clone();
    items[4].choices.resize(10, tenth);
    let (version, cohort) = (VersionId(1), crate::rules::ids::CohortId(1));
    let line = |item: u16| ItemLine {
        version,
        item,
        n: if item == 3 { 2 } else { 40 },
        facility: (item != 3).then_some(Share { value: 62, interval: Some((47, 76)) }),
        picks: if item == 3 { vec![] } else { vec![(0, 40 - u32::from(item)), (1, u32::from(item))] },
        doubt: (item == 1).then_some(Doubt::StrongPick { choice: 1 }),
        lines: vec![],
    };
    let notice = Notice::ItemsChart {
        cohort,
        version,
        starts_on: chrono::NaiveDate::from_ymd_opt(2027, 3, 7).expect("a date"),
        week: 1,
        attempts: 40,
        lines: (0..6).map(line).collect(),
    };
    let library = Library::from([(version, Arc::new(course))]);
    let catalog = Catalog::embedded();
    crate::text::card(&catalog, &notice, &reader(language, digits), &library, &Message::default()).expect("a chart")
}

/// The cards of nothing done, of a course half-way and of all done, in a language.
fn cards(course: &Course, language: Language, digits: Digits) -> Vec<Card> {
    let version = VersionId(1);
    let library = Library::from([(version, Arc::new(course.clone()))]);
    let reader = reader(language, digits);
    let catalog = Catalog::embedded();
    let lessons: u16 = course.lessons().count().try_into().expect("few");
    let all = [0, lessons / 2, lessons];
    let card = |done: u16| {
        let mut left = done;
        let weeks: Vec<WeekSketch> = (course.weeks.iter())
            .map(|week| {
                let mut mark = || {
                    left = left.saturating_sub(1);
                    if left > 1 || done == lessons {
                        Mark::Done
                    } else if left > 0 {
                        Mark::Opened
                    } else {
                        Mark::Ahead
                    }
                };
                let lessons: Vec<Mark> = week.lessons.iter().map(|_| mark()).collect();
                let test = match lessons.last() {
                    Some(Mark::Done) => TestMark::Passed,
                    Some(Mark::Opened) => TestMark::Open,
                    _ => TestMark::Ahead,
                };
                WeekSketch { lessons, test }
            })
            .collect();
        let badges = weeks.iter().map(|week| week.test == TestMark::Passed).collect();
        let enrolment = EnrolmentId(1);
        let notice =
            Notice::Progress { enrolment, version, opened: done, done, lessons, badges, weeks, picture: false };
        crate::text::card(&catalog, &notice, &reader, &library, &Message::default()).expect("a card")
    };
    all.map(card).to_vec()
}

/// A certificate for a name, with a code as long as ours are.
fn certificate(course: &Course, language: Language, digits: Digits, name: &str) -> Card {
    let version = VersionId(1);
    let library = Library::from([(version, Arc::new(course.clone()))]);
    let reader = Reader {
        language,
        zone: Zone::utc(),
        hour: 9,
        handle: None,
        preferences: Preferences { digits, ..Preferences::default() },
        bot_username: "example_course_bot".to_owned(),
    };
    let date = |month, day| chrono::NaiveDate::from_ymd_opt(2027, month, day).expect("a date");
    let (starts_on, ends_on, hours) = (date(10, 17), date(11, 13), 120);
    let slug = "social-media-for-associations";
    let claims = crate::rules::certificate::Claims {
        key_mark: [1, 2],
        starts_on,
        ends_on,
        hours,
        salt: *b"saltsalt",
        name_check: *b"namename",
        course: slug.to_owned(),
    };
    let signature = [0xA5; crate::rules::certificate::SIGNATURE];
    let signed = crate::rules::certificate::written(&[claims.encode(), signature.to_vec()].concat());
    let named = crate::rules::certificate::Named { name: name.to_owned(), code: signed, starts_on, ends_on, hours };
    let notice = Notice::Certificate { enrolment: EnrolmentId(1), version, kept: false, picture: false };
    let card = crate::text::certificate_card(&Catalog::embedded(), &notice, &reader, &library, &named);
    Card::Certificate(card.expect("a card"))
}

const NAMES: [&str; 6] = [
    "ليلى الحسن",
    "Zoé d’Arc-Lefèvre",
    "ليلى Layla (Hasan)",
    "Maximiliane Alexandra Konstantinopolitanska von Hohenzollern",
    "عبد الرحمن عبد العزيز عبد اللطيف عبد المنعم المصطفى الحسيني",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochiii",
];

fn every_card() -> Vec<Card> {
    let course = course();
    let mut found = Vec::new();
    for course in [course.clone(), long(&course)] {
        for language in Language::ALL {
            for digits in [Digits::Latin, Digits::ArabicIndic] {
                found.extend(cards(&course, language, digits));
                found.extend(NAMES.map(|name| certificate(&course, language, digits, name)));
            }
        }
    }
    for (language, digits) in [
        (Language::Ar, Digits::Latin),
        (Language::Ar, Digits::ArabicIndic),
        (Language::En, Digits::Latin),
        (Language::Fr, Digits::Latin),
    ] {
        found.push(chart(&course, language, digits));
    }
    found
}

fn texts(group: &Group) -> Vec<&Text> {
    let mut found = Vec::new();
    for node in group.children() {
        match node {
            Node::Text(text) => found.push(text.as_ref()),
            Node::Group(group) => found.extend(texts(group)),
            _ => {}
        }
    }
    found
}

fn words(card: &Card) -> Vec<String> {
    let tree = tree(card).expect("a drawing");
    texts(tree.root()).iter().flat_map(|text| text.chunks().iter().map(|chunk| chunk.text().to_owned())).collect()
}

#[test]
fn no_text_is_clipped_and_none_lies_on_another() {
    for card in every_card() {
        let tree = tree(&card).expect("a drawing");
        let (width, height) = (tree.size().width(), tree.size().height());
        let boxes: Vec<(String, Rect)> = (texts(tree.root()).iter())
            .flat_map(|text| {
                let words = text.chunks().iter().map(|chunk| chunk.text()).collect::<String>();
                // Both what it takes in the line and what is drawn of it.
                [text.abs_bounding_box(), text.flattened().abs_bounding_box()].map(|at| (words.clone(), at))
            })
            .collect();
        assert!(boxes.len() > 10, "{card:?}");
        for (words, at) in &boxes {
            let is_inside =
                at.left() >= EDGE && at.top() >= EDGE && at.right() <= width - EDGE && at.bottom() <= height - EDGE;
            assert!(is_inside, "{words:?} at {at:?} of {width} x {height}");
        }
        let drawn: Vec<&(String, Rect)> = boxes.iter().skip(1).step_by(2).collect();
        for (index, (words, at)) in drawn.iter().enumerate() {
            for (others, other) in drawn.iter().skip(index + 1) {
                let apart = at.right() <= other.left()
                    || other.right() <= at.left()
                    || at.bottom() <= other.top()
                    || other.bottom() <= at.top();
                assert!(apart, "{words:?} lies on {others:?}");
            }
        }
    }
}

#[test]
fn every_sign_has_a_glyph_of_our_fonts() {
    for card in every_card() {
        let tree = tree(&card).expect("a drawing");
        for text in texts(tree.root()) {
            let words: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
            assert_eq!(font::missing(&words), Vec::<char>::new(), "{words:?}");
            for glyph in text.layouted().iter().flat_map(|span| &span.positioned_glyphs) {
                assert!(glyph.id.0 != 0, "{:?} of {words:?} is drawn as an empty box", glyph.text);
            }
        }
    }
}

#[test]
fn all_sentences_and_titles_of_the_shipped_files_can_be_drawn() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for folder in std::fs::read_dir(root.join("locales")).expect("a folder").flatten() {
        for name in ["picture.ftl", "words.ftl", "participant.ftl", "certificate.ftl"] {
            let Ok(text) = std::fs::read_to_string(folder.path().join(name)) else { continue };
            files += 1;
            let sentences = text.lines().filter_map(|line| line.split_once(" = ")).map(|(_, sentence)| sentence);
            for sentence in sentences {
                assert_eq!(font::missing(sentence), Vec::<char>::new(), "{sentence:?} of {name}");
            }
        }
    }
    assert!(files >= 6, "two languages at least");
}

#[test]
fn a_sign_that_no_font_has_is_left_out() {
    assert_eq!(font::missing("a😀ب№"), ['😀', '№']);
    assert_eq!(font::legible("the 😀 story\n of №1"), "the story of 1");
    let course = long(&course());
    let words = words(&cards(&course, Language::En, Digits::Latin)[0]).join(" ");
    assert!(words.contains("association & its people <tell>"), "{words}");
}

#[test]
fn arabic_runs_from_the_right_and_has_the_figures_that_were_chosen() {
    let course = course();
    let latin = &cards(&course, Language::Ar, Digits::Latin)[1];
    let line = |language, digits| match cards(&course, language, digits).swap_remove(1) {
        Card::Progress(card) => card.line,
        other => panic!("{other:?}"),
    };
    let (of_latin, indic) = (line(Language::Ar, Digits::Latin), line(Language::Ar, Digits::ArabicIndic));
    assert!(of_latin.contains('6') && !indic.contains('6') && indic.contains('٦'), "{indic}");
    assert!(line(Language::En, Digits::ArabicIndic).contains('6'));
    for (card, from_right) in [(latin, true), (&cards(&course, Language::En, Digits::Latin)[1], false)] {
        let tree = tree(card).expect("a drawing");
        let middle = tree.size().width() / 2.0;
        let title = texts(tree.root())[0].abs_bounding_box();
        assert_eq!(title.right() > middle && title.right() > tree.size().width() - 70.0, from_right, "{title:?}");
    }
    // Alef, lam and the rest are joined: shaped letters are fewer or other glyphs than the letters by themselves.
    let joined = font::width("بيت", 100.0, font::Weight::Regular);
    let apart: f32 = ["ب", "ي", "ت"].map(|letter| font::width(letter, 100.0, font::Weight::Regular)).iter().sum();
    assert!(joined < apart * 0.9, "{joined} and {apart}");
}

#[test]
fn the_same_card_is_the_same_picture_and_another_is_another() {
    let course = course();
    let all = cards(&course, Language::En, Digits::Latin);
    assert_eq!(hash(&all[0]), hash(&all[0].clone()));
    assert_ne!(hash(&all[0]), hash(&all[1]));
    let png = draw(&all[1]).expect("a picture");
    assert!(png.starts_with(b"\x89PNG"), "a PNG");
    // What the button promises, about.
    assert!((10_000..80_000).contains(&png.len()), "{} bytes", png.len());
    assert_eq!(png, draw(&all[1]).expect("the same"), "drawn alike every time");
}

#[test]
fn nothing_of_a_name_is_cut_and_the_square_says_the_code() {
    let course = long(&course());
    for language in Language::ALL {
        for name in NAMES {
            let card = certificate(&course, language, Digits::Latin, name);
            let words = words(&card).join(" ");
            let letters = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).collect::<String>();
            assert!(letters(&words).contains(&letters(name)), "{name} in {words}");
            let Card::Certificate(certificate) = &card else { panic!("a certificate") };
            let png = draw(&card).expect("a picture");
            assert!((20_000..120_000).contains(&png.len()), "{} bytes", png.len());
            let tree = tree(&card).expect("a drawing");
            let mut pixmap = Pixmap::new(1_200, 1_080).expect("a size");
            resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(1_200, 1_080, |x, y| {
                let at = u32::try_from(x).and_then(|x| u32::try_from(y).map(|y| (x, y))).expect("small");
                pixmap.pixel(at.0, at.1).expect("inside").red()
            });
            let read: Vec<String> =
                image.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
            assert_eq!(read, std::slice::from_ref(&certificate.code), "{name}");
        }
    }
}

#[test]
fn a_name_that_cannot_be_drawn_is_known() {
    assert_eq!(undrawn("Layla ליילה"), ['ה', 'י', 'ל']);
    for name in NAMES {
        assert_eq!(undrawn(name), Vec::<char>::new(), "{name}");
    }
}

#[test]
fn a_chart_has_a_bar_for_every_choice_and_begins_where_reading_does() {
    let course = course();
    for (language, from_right) in [(Language::Ar, true), (Language::En, false), (Language::Fr, false)] {
        let card = chart(&course, language, Digits::Latin);
        let tree = tree(&card).expect("a drawing");
        // Two bars for each choice that somebody picked, one for the others; and the paper.
        let Card::Choices(choices) = &card else { panic!("{card:?}") };
        let bars: usize =
            choices.items.iter().flat_map(|item| &item.choices).map(|bar| 1 + usize::from(bar.share > 0)).sum();
        let right = choices.items.iter().flat_map(|item| &item.choices).filter(|bar| bar.right).count();
        assert_eq!(paths(tree.root()), 1 + bars + right + 1, "and a tick for each right one and in the legend");
        assert_eq!(choices.items[3].choices, [], "nothing is drawn of two answers");
        let title = texts(tree.root())[0].abs_bounding_box();
        assert_eq!(title.right() > tree.size().width() - 70.0, from_right, "{title:?}");
        let png = draw(&card).expect("a picture");
        assert!((20_000..300_000).contains(&png.len()), "{} bytes", png.len());
    }
}

fn paths(group: &Group) -> usize {
    let of_node = |node: &Node| match node {
        Node::Path(_) => 1,
        Node::Group(group) => paths(group),
        _ => 0,
    };
    group.children().iter().map(of_node).sum()
}
