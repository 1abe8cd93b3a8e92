//! People in a test, all at the same time: each looks at the screen and does the next thing, often twice.

use crate::people::{Person, presses};
use crate::process::Ground;
use crate::sheet::{self, Item, Kind, Meant, PAIRS};
use darb::rules::course::Language;
use darb::rules::press::Press;
use darb::sandbox::MessageView;
use darb::seal::Randomness;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody does at an item.
#[derive(Debug, Clone)]
pub struct Plan {
    pub meant: Meant,
    /// *Continue later* and back, before anything else.
    leaves: bool,
    /// Something else on the way: another choice right after the first, a tick that is taken back, a pair that is undone,
    /// a number that cannot be read.
    detour: Option<u8>,
    /// Each press comes once more under a new update id.
    twice: bool,
    /// The old keyboard is pressed when the next item stands there already.
    late: bool,
}

pub struct Sitter {
    pub id: i64,
    pub language: Language,
    pub plans: Vec<Plan>,
    /// Items in the order in which they were on the screen.
    pub shown: Vec<usize>,
    pub attempt: Option<i64>,
    /// What the last screen said.
    pub result: Option<String>,
    stage: usize,
    away: Away,
    started: BTreeSet<i64>,
    /// Pressed at the item before: on which message, and what.
    old: Option<(i64, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Away {
    NotYet,
    Leaving,
    Returning,
    Back,
}

/// What people did, all of them together.
#[derive(Debug, Default)]
pub struct Counts {
    pub presses: usize,
    /// Presses that came again, under a new update id or from a keyboard that is gone.
    pub repeats: usize,
    pub typed: usize,
    pub unreadable: usize,
}

pub struct Sitters {
    pub items: Vec<Item>,
    pub all: Vec<Sitter>,
    pub counts: Counts,
}

impl Sitters {
    pub fn new(people: &[Person], items: Vec<Item>, random: &mut Randomness) -> Self {
        let sitter = |person: &Person| Sitter {
            id: person.id,
            language: person.language,
            plans: plans(&items, person.language, random),
            shown: Vec::new(),
            attempt: None,
            result: None,
            stage: 0,
            away: Away::NotYet,
            started: BTreeSet::new(),
            old: None,
        };
        let all = people.iter().map(sitter).collect();
        Self { items, all, counts: Counts::default() }
    }

    /// Everybody looks and acts; returns how many did something.
    pub fn act(&mut self, ground: &Ground) -> usize {
        let mut hand = Hand { ground, counts: &mut self.counts, acted: 0 };
        for sitter in self.all.iter_mut().filter(|sitter| sitter.result.is_none()) {
            sitter.look(&mut hand, &self.items);
        }
        hand.acted
    }

    /// Items that were shown, of all.
    pub fn seen(&self) -> usize {
        self.all.iter().map(|sitter| sitter.shown.len()).sum()
    }

    pub fn are_done(&self) -> bool {
        self.all.iter().all(|sitter| sitter.result.is_some())
    }

    /// Who is not done, and where.
    pub fn stuck(&self) -> BTreeMap<i64, (usize, usize)> {
        let stuck = self.all.iter().filter(|sitter| sitter.result.is_none());
        stuck.map(|sitter| (sitter.id, (sitter.shown.len(), sitter.stage))).collect()
    }
}

fn plans(items: &[Item], language: Language, random: &mut Randomness) -> Vec<Plan> {
    let mut draw = |below: u8| u8::try_from(random.seed() % i64::from(below)).expect("below a small number");
    let plan = |item: &Item| {
        let meant = match item.kind {
            Kind::Single => Meant::One(draw(3)),
            Kind::TrueFalse => Meant::One(draw(2)),
            Kind::Several => {
                let one = draw(4);
                Meant::Several((0..4).filter(|choice| *choice == one || draw(2) == 0).collect())
            }
            Kind::Matching => {
                let mut rest: Vec<u8> = (0..=PAIRS).collect();
                Meant::Matching((0..PAIRS).map(|left| rest.remove(usize::from(draw(PAIRS + 1 - left)))).collect())
            }
            Kind::Number => {
                let number = [12, 12, 10, 14, 15][usize::from(draw(5))];
                let typed: String = match language {
                    Language::Ar => number.to_string().bytes().map(arabic_digit).collect(),
                    _ => format!("{number}.0"),
                };
                Meant::Number(typed, number)
            }
            Kind::Words => {
                let which = usize::from(draw(3));
                Meant::Words(sheet::words(language, which), which)
            }
        };
        // A text that cannot be read is answered by the same words each time: one each is enough to tell.
        let may_stray = item.kind != Kind::Number || item.is_first();
        let detour = (draw(3) == 0 && may_stray).then(|| stray(&meant, item.kind)).flatten();
        Plan { meant, leaves: draw(12) == 0, detour, twice: draw(2) == 0, late: draw(4) == 0 }
    };
    items.iter().map(plan).collect()
}

/// Something that is not meant.
fn stray(meant: &Meant, kind: Kind) -> Option<u8> {
    match meant {
        Meant::One(choice) => Some(if kind == Kind::Single { (choice + 1) % 3 } else { 1 - choice }),
        Meant::Several(picked) => (0..4).find(|choice| !picked.contains(choice)),
        Meant::Matching(picked) => (0..=PAIRS).find(|choice| *choice != picked[0]),
        Meant::Number(..) => Some(0),
        Meant::Words(..) => None,
    }
}

fn arabic_digit(digit: u8) -> char {
    char::from_u32(u32::from('٠') + u32::from(digit - b'0')).expect("a digit")
}

/// What people do with, and what is counted of it.
struct Hand<'a> {
    ground: &'a Ground,
    counts: &'a mut Counts,
    acted: usize,
}

impl Hand<'_> {
    fn press(&mut self, user: i64, message: i64, press: Press, twice: bool) -> String {
        let data = press.encode();
        let query = self.ground.telegram.press(user, user, message, &data);
        self.counts.presses += 1;
        if twice {
            self.ground.telegram.press_repeat(&query);
            self.counts.repeats += 1;
        }
        self.acted += 1;
        data
    }

    fn old(&mut self, user: i64, message: i64, data: &str) {
        self.ground.telegram.press(user, user, message, data);
        self.counts.repeats += 1;
    }

    fn types(&mut self, user: i64, text: &str) {
        self.ground.telegram.send_text(user, user, text, None, None);
        self.counts.typed += 1;
        self.acted += 1;
    }
}

/// The newest message of the test.
struct Screen<'a> {
    message: &'a MessageView,
    presses: Vec<Press>,
}

impl<'a> Screen<'a> {
    fn newest(messages: &'a [MessageView]) -> Option<Self> {
        let is_of_test = |press: &Press| {
            matches!(press, Press::ContinueLater { .. } | Press::Continue { .. } | Press::StartTest { .. })
                || matches!(press, Press::AskMentor { .. })
        };
        let of_bot = messages.iter().rev().filter(|message| message.from_bot && !message.deleted);
        let mut screens = of_bot.map(|message| Self { message, presses: presses(message).collect() });
        screens.find(|screen| screen.presses.iter().any(is_of_test))
    }

    fn find<T>(&self, wanted: impl Fn(Press) -> Option<T>) -> Option<T> {
        self.presses.iter().find_map(|press| wanted(*press))
    }
}

impl Sitter {
    fn look(&mut self, hand: &mut Hand<'_>, items: &[Item]) {
        let messages = hand.ground.telegram.chat_messages(self.id);
        let Some(screen) = Screen::newest(&messages) else { return };
        let paused = screen.find(|press| matches!(press, Press::Continue { .. }).then_some(press));
        let attempt = screen.find(|press| match press {
            Press::ContinueLater { attempt } => Some(attempt.0),
            _ => None,
        });
        if let Some(back) = paused {
            if self.away == Away::Leaving {
                self.away = Away::Returning;
                hand.press(self.id, screen.message.message_id, back, true);
            }
        } else if let Some(attempt) = attempt {
            assert!(self.attempt.is_none_or(|known| known == attempt), "{} has two attempts", self.id);
            self.attempt = Some(attempt);
            self.at_item(hand, items, &screen);
        } else if self.shown.len() == items.len() {
            self.result = Some(screen.message.text.clone());
        } else if self.shown.is_empty()
            && let Some(start) = screen.find(|press| matches!(press, Press::StartTest { .. }).then_some(press))
            && self.started.insert(screen.message.message_id)
        {
            hand.press(self.id, screen.message.message_id, start, true);
        }
    }

    fn at_item(&mut self, hand: &mut Hand<'_>, items: &[Item], screen: &Screen<'_>) {
        let text = &screen.message.text;
        let place = items.iter().position(|item| text.contains(&item.question(self.language)));
        let place = place.unwrap_or_else(|| panic!("no item of the test: {text}"));
        let message = screen.message.message_id;
        if self.shown.last() != Some(&place) {
            if self.shown.contains(&place) {
                // An edit in doubt is made again before the one after it.
                return;
            }
            if let Some((message, data)) = self.old.take().filter(|_| self.plans[place].late) {
                hand.old(self.id, message, &data);
            }
            self.shown.push(place);
            (self.stage, self.away, self.old) = (0, Away::NotYet, None);
        }
        let plan = self.plans[place].clone();
        match self.away {
            Away::NotYet if plan.leaves => {
                let later = screen.find(|press| matches!(press, Press::ContinueLater { .. }).then_some(press));
                self.away = Away::Leaving;
                hand.press(self.id, message, later.expect("every item can be left"), plan.twice);
                return;
            }
            Away::Leaving => return,
            Away::NotYet | Away::Returning | Away::Back => self.away = Away::Back,
        }
        match &plan.meant {
            Meant::One(choice) => self.one(hand, screen, &plan, *choice),
            Meant::Several(picked) => self.several(hand, screen, &plan, picked),
            Meant::Matching(picked) => self.matching(hand, screen, &plan, picked),
            Meant::Number(typed, _) | Meant::Words(typed, _) => self.typed(hand, &plan, typed),
        }
    }

    fn one(&mut self, hand: &mut Hand<'_>, screen: &Screen<'_>, plan: &Plan, choice: u8) {
        if self.stage > 0 {
            return;
        }
        let of = |wanted: u8| {
            screen.find(|press| match press {
                Press::Answer { choice, .. } if choice == wanted => Some(press),
                _ => None,
            })
        };
        let message = screen.message.message_id;
        let Some(press) = of(choice) else { return };
        let data = hand.press(self.id, message, press, plan.twice);
        if let Some(other) = plan.detour.and_then(of) {
            // On another phone, or a thumb that slips.
            hand.press(self.id, message, other, false);
        }
        self.old = Some((message, data));
        self.stage = 1;
    }

    fn several(&mut self, hand: &mut Hand<'_>, screen: &Screen<'_>, plan: &Plan, picked: &BTreeSet<u8>) {
        let message = screen.message.message_id;
        let toggles: BTreeMap<u8, (bool, Press)> = screen
            .presses
            .iter()
            .filter_map(|press| match press {
                Press::Toggle { choice, on, .. } => Some((*choice, (!on, *press))),
                _ => None,
            })
            .collect();
        let ticked: BTreeSet<u8> = toggles.iter().filter(|(_, (on, _))| *on).map(|(choice, _)| *choice).collect();
        let both: BTreeSet<u8> = picked.iter().copied().chain(plan.detour).collect();
        match self.stage {
            0 if toggles.len() == 4 && ticked.is_empty() => {
                for choice in &both {
                    // All of one drawing, as fast as thumbs are.
                    let data = hand.press(self.id, message, toggles[choice].1, plan.twice);
                    if plan.detour == Some(*choice) {
                        self.old = Some((message, data));
                    }
                }
                self.stage = if plan.detour.is_some() { 1 } else { 2 };
            }
            1 if ticked == both => {
                let detour = plan.detour.expect("only with one");
                hand.press(self.id, message, toggles[&detour].1, plan.twice);
                self.stage = 2;
            }
            2 if ticked == *picked => {
                if let Some((message, data)) = self.old.take() {
                    // The tick that was taken back comes once more, late.
                    hand.old(self.id, message, &data);
                }
                self.submit(hand, screen, plan);
                self.stage = 3;
            }
            _ => {}
        }
    }

    /// Each step changes the revision, which the buttons name.
    fn matching(&mut self, hand: &mut Hand<'_>, screen: &Screen<'_>, plan: &Plan, picked: &[u8]) {
        let drawn = screen.find(|press| match press {
            Press::Match { revision, .. } | Press::MatchBack { revision, .. } => Some(usize::from(revision)),
            _ => None,
        });
        if drawn != Some(self.stage) {
            return;
        }
        let message = screen.message.message_id;
        let of = |wanted: u8| {
            screen.find(|press| match press {
                Press::Match { choice, .. } if choice == wanted => Some(press),
                _ => None,
            })
        };
        let strays = if plan.detour.is_some() { 2 } else { 0 };
        let press = match (self.stage, plan.detour) {
            (0, Some(detour)) => of(detour),
            (1, Some(_)) => screen.find(|press| matches!(press, Press::MatchBack { .. }).then_some(press)),
            (stage, _) if stage == picked.len() + strays => {
                self.submit(hand, screen, plan);
                self.stage += 1;
                return;
            }
            (stage, _) => of(picked[stage - strays]),
        };
        let Some(press) = press else { return };
        let data = hand.press(self.id, message, press, plan.twice);
        if let Some((message, data)) = self.old.replace((message, data)).filter(|_| plan.late) {
            hand.old(self.id, message, &data);
        }
        self.stage += 1;
    }

    fn submit(&mut self, hand: &mut Hand<'_>, screen: &Screen<'_>, plan: &Plan) {
        let submit = screen.find(|press| matches!(press, Press::Submit { .. }).then_some(press));
        let message = screen.message.message_id;
        let data = hand.press(self.id, message, submit.expect("something is picked"), plan.twice);
        self.old = Some((message, data));
    }

    fn typed(&mut self, hand: &mut Hand<'_>, plan: &Plan, typed: &str) {
        if self.stage > 0 {
            return;
        }
        if plan.detour.is_some() {
            hand.types(self.id, if self.language == Language::Ar { "نحو عشرة" } else { "ten or so" });
            hand.counts.unreadable += 1;
        }
        hand.types(self.id, typed);
        self.stage = 1;
    }
}
