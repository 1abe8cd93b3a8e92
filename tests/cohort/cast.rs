//! Who is in the reference cohort: 66 people of ten countries, and what happens to each.

use chrono::NaiveDate;
use darb::rules::course::Language;
use darb::rules::model::Country;

/// The ten countries with the zone that each is told by; the table of instants has them all.
const COUNTRIES: [(Country, &str); 10] = [
    (Country::Iraq, "Asia/Baghdad"),
    (Country::Jordan, "Asia/Amman"),
    (Country::Lebanon, "Asia/Beirut"),
    (Country::Egypt, "Africa/Cairo"),
    (Country::Morocco, "Africa/Casablanca"),
    (Country::Palestine, "Asia/Hebron"),
    (Country::Sudan, "Africa/Khartoum"),
    (Country::Syria, "Asia/Damascus"),
    (Country::Tunisia, "Africa/Tunis"),
    (Country::Yemen, "Asia/Aden"),
];

/// Offered as buttons, but for 23, which is typed like 0 and 18 below.
const HOURS: [u8; 6] = [7, 9, 12, 19, 21, 23];

/// What happens to somebody. Days count from 0, the first of the course; hours are the person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Passes both tests the moment they are offered.
    AtOnce,
    /// Sits down when there is time, three times a day: then presses *Done*, and passes the test.
    WhenThereIsTime,
    /// The same, with a question to the mentors before the course is three days old, and another later.
    Asks,
    /// The same, in another language from day 4 on.
    SwitchesLanguage,
    /// Fails, opens the missed lessons again, passes the same hour.
    SecondTry,
    /// Passes the third try on day 7, and starts the second week at once.
    ThirdTry,
    /// Uses all three; a mentor opens the week two hours later.
    OpenedByMentor,
    /// Uses all three; a mentor gives one more two hours later, and it suffices.
    GivenAnAttempt,
    /// Uses all three and hears from nobody.
    GoesOnByItself,
    /// Joins on the fifth day, and catches up by *Next lesson*.
    JoinsOnDayFive,
    /// Joins on the third day, and takes one a day.
    JoinsOnDayThree,
    /// Asks, blocks the bot after the third lesson, unblocks it three days later. `finishes`: presses *Done*.
    Blocks { finishes: bool },
    /// Moves from 9 to 21 o'clock and from Arabic to English on day 3, and to 7 o'clock on day 9.
    ChangesHourAndLanguage,
    /// *Start the test now* under the sixth lesson.
    StartsTestNow,
    /// Never presses *Done*, passes the first test, and leaves the second alone.
    LeavesTheSecondTest,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub country: Country,
    pub zone: &'static str,
    pub hour: u8,
    pub language: Language,
    pub plan: Plan,
}

pub struct Cohort {
    pub starts_on: NaiveDate,
    pub people: Vec<Person>,
}

/// The cohort as `count` people; most of the first 26 have a story of their own.
pub fn cohort(starts_on: &str, count: usize) -> Cohort {
    let starts_on = starts_on.parse().expect("a date");
    Cohort { starts_on, people: (0..count).map(person).collect() }
}

fn person(index: usize) -> Person {
    let (country, zone) = COUNTRIES[index % COUNTRIES.len()];
    let hour = HOURS[(index / COUNTRIES.len() + index % COUNTRIES.len()) % HOURS.len()];
    let language = if index % 3 == 2 { Language::En } else { Language::Ar };
    let plain = Person { name: format!("Person {index}"), country, zone, hour, language, plan: Plan::WhenThereIsTime };
    // Whoever waits a day to the hour lives where the clocks do not change: 0 Iraq, 1 Jordan, 6 Sudan, 7 Syria.
    match index {
        0 => Person { plan: Plan::GoesOnByItself, hour: 19, ..plain },
        1 => Person { plan: Plan::OpenedByMentor, hour: 19, ..plain },
        // Midnight, which does not exist on some days.
        2 | 3 => Person { hour: 0, ..plain },
        // The hour that happens twice.
        13 | 12 => Person { hour: 23, ..plain },
        4 => Person { plan: Plan::SecondTry, ..plain },
        5 | 15 => Person { plan: Plan::SecondTry, hour: 18, ..plain },
        6 => Person { plan: Plan::GivenAnAttempt, hour: 18, ..plain },
        7 => Person { plan: Plan::ThirdTry, hour: 19, ..plain },
        8 => Person { plan: Plan::JoinsOnDayFive, ..plain },
        9 => Person { plan: Plan::Blocks { finishes: true }, hour: 9, ..plain },
        10 => Person { plan: Plan::Blocks { finishes: false }, hour: 12, ..plain },
        11 => Person { plan: Plan::ChangesHourAndLanguage, hour: 9, language: Language::Ar, ..plain },
        14 => Person { plan: Plan::StartsTestNow, ..plain },
        16 => Person { plan: Plan::JoinsOnDayThree, ..plain },
        17 => Person { plan: Plan::LeavesTheSecondTest, ..plain },
        18 | 22 | 23 | 25 => Person { plan: Plan::Asks, ..plain },
        19 | 32 | 33 => Person { plan: Plan::SwitchesLanguage, ..plain },
        20 | 21 | 24 => Person { plan: Plan::AtOnce, ..plain },
        _ => plain,
    }
}
