//! Draws the example pictures of `docs/pictures`, in every language: `cargo run --example pictures`.

use chrono::NaiveDate;
use darb::picture::draw;
use darb::rules::certificate::Named;
use darb::rules::course::{Course, Language, Library};
use darb::rules::enrolment::Progress;
use darb::rules::ids::{EnrolmentId, VersionId};
use darb::rules::notice::Notice;
use darb::rules::preferences::{Digits, Preferences};
use darb::rules::schedule::Zone;
use darb::rules::sketch::sketch;
use darb::seal::{Randomness, Signer, certificate as signing};
use darb::text::{Card, Catalog, Reader, card, certificate_card, compose};
use std::path::Path;
use std::sync::Arc;

const VERSION: VersionId = VersionId(1);

/// Somebody who has opened so many lessons, done all of them but the last, and passed the tests of the weeks behind.
fn progress(course: &Course, opened: u16) -> Progress {
    let mut progress = Progress { opened, ..Progress::default() };
    let all = usize::from(opened) == course.lessons().count();
    let done = course.lessons().take(if all { usize::from(opened) } else { usize::from(opened).saturating_sub(1) });
    progress.done = done.map(|lesson| lesson.id).collect();
    for week in &course.weeks {
        if week.lessons.iter().all(|lesson| progress.done.contains(&lesson.id)) {
            let mut of_week = progress.week(week.number);
            of_week.badge = true;
            progress.set_week(week.number, of_week);
        }
    }
    progress
}

fn notice(course: &Course, progress: &Progress) -> Notice {
    Notice::Progress {
        enrolment: EnrolmentId(1),
        version: VERSION,
        opened: progress.opened,
        done: progress.done.len().try_into().unwrap_or(u16::MAX),
        lessons: course.lessons().count().try_into().unwrap_or(u16::MAX),
        badges: course.weeks.iter().map(|week| progress.week(week.number).badge).collect(),
        weeks: sketch(course, progress),
        picture: false,
    }
}

/// A certificate with a code that is signed with a key of nobody.
fn certificate(root: &Path, catalog: &Catalog, library: &Library, language: Language) {
    let name = match language {
        Language::Ar => "ليلى الحسن",
        Language::En => "Layla al-Hasan",
        Language::Fr => "Zoé d’Arc-Lefèvre",
    };
    let date = |month, day| NaiveDate::from_ymd_opt(2027, month, day).expect("a date");
    let (starts_on, ends_on, hours) = (date(3, 7), date(3, 20), 2);
    let signer = Signer::new(&Randomness::seeded(1).bytes());
    let of = signing::Course { slug: "social-media", starts_on, ends_on, hours };
    let code = signer.issue(&of, name, &mut Randomness::seeded(2));
    let named = Named { name: name.to_owned(), code, starts_on, ends_on, hours };
    let notice = Notice::Certificate { enrolment: EnrolmentId(1), version: VERSION, kept: false, picture: true };
    let reader = reader(language, Digits::Latin);
    let card = certificate_card(catalog, &notice, &reader, library, &named).expect("a card");
    let png = draw(&Card::Certificate(card)).expect("a picture");
    let path = root.join(format!("docs/pictures/certificate-{}.png", language.code()));
    std::fs::write(&path, &png).expect("a folder that can be written");
    println!("{}: {} bytes", path.display(), png.len());
}

fn reader(language: Language, digits: Digits) -> Reader {
    Reader {
        language,
        zone: Zone::utc(),
        hour: 19,
        handle: None,
        preferences: Preferences { digits, ..Preferences::default() },
        bot_username: "example_course_bot".to_owned(),
    }
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let course = darb::content::load(&root.join("lessons/social-media")).expect("the shipped course is sound");
    let library = Library::from([(VERSION, Arc::new(course.clone()))]);
    let catalog = Catalog::embedded();
    let lessons: u16 = course.lessons().count().try_into().expect("few lessons");
    let states = [("begun", 1), ("midway", lessons * 2 / 3 - 1), ("completed", lessons)];
    for language in Language::ALL {
        certificate(root, &catalog, &library, language);
        for (name, opened) in states {
            let indic = language == Language::Ar && name == "completed";
            let digits = if indic { Digits::ArabicIndic } else { Digits::Latin };
            let reader = reader(language, digits);
            let notice = notice(&course, &progress(&course, opened));
            let message = compose(&catalog, &notice, &reader, &library).expect("words");
            let card = card(&catalog, &notice, &reader, &library, &message).expect("a card");
            let png = draw(&card).expect("a picture");
            let path = root.join(format!("docs/pictures/progress-{}-{name}.png", language.code()));
            std::fs::write(&path, &png).expect("a folder that can be written");
            println!("{}: {} bytes", path.display(), png.len());
        }
    }
}
