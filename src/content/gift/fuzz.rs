//! A fuzzer as an ordinary test: it changes the texts of `tests/content/gift-corpus`, keeps what takes a new way through
//! the reader, and asks of every text what holds for any. `DARB_FUZZ_SECONDS` says for how long (2 without it),
//! `DARB_FUZZ_SEED` where it begins.

use super::trace::marks::{Branch, plant, take};
use super::trees::sound_once_read;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// What has a meaning in GIFT, and what looks like it.
const WORDS: [&str; 62] = [
    "{",
    "}",
    "=",
    "~",
    "#",
    "####",
    "::",
    "->",
    "//",
    "\n",
    "\n\n",
    " ",
    "\\",
    "\\n",
    "\\{",
    "\\}",
    "\\=",
    "\\~",
    "\\#",
    "\\:",
    "\\\\",
    "%50%",
    "%-50%",
    "%33.33333%",
    "%100%",
    "%33%",
    "%٥٠%",
    "%",
    "T",
    "F",
    "TRUE",
    "FALSE",
    "{T}",
    "{}",
    "{#",
    "1",
    "-2.5",
    "1..2",
    "2..1",
    "3:1",
    "3:-1",
    "*",
    "..",
    ":",
    "[html]",
    "[plain]",
    "[moodle]",
    "[markdown]",
    "[HTML]",
    "[",
    "]",
    "[tag:a]",
    "[id:b]",
    "[id:",
    "$CATEGORY: a/b",
    "\u{a0}",
    "0",
    "\r",
    "\u{7}",
    "ما",
    "😀",
    "\u{feff}",
];

/// The longest text that is tried, in bytes.
const LONGEST: usize = 700;

/// Numbers that look random and come again from the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = usize::try_from((mixed ^ (mixed >> 31)) & 0xffff_ffff).expect("32 bits");
        mixed % bound.max(1)
    }

    /// A place between two letters.
    fn place(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
    }

    fn range(&mut self, text: &str) -> (usize, usize) {
        let (one, other) = (self.place(text), self.place(text));
        (one.min(other), one.max(other))
    }
}

/// A finding: what went wrong, and the text that shows it.
#[derive(Debug)]
struct Finding {
    what: String,
    text: String,
}

struct Fuzzer {
    dice: Dice,
    corpus: Vec<String>,
    /// Steps from branch to branch, with the order of magnitude of how often.
    steps: BTreeSet<(Option<Branch>, Branch, u32)>,
    executions: u64,
    slowest: Duration,
}

impl Fuzzer {
    /// Begins with the texts that are checked in.
    fn new(seed: u64) -> Result<Self, Finding> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/content/gift-corpus");
        let entries = std::fs::read_dir(&folder).expect("the corpus is checked in");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        let mut fuzzer = Self {
            dice: Dice(seed),
            corpus: Vec::new(),
            steps: BTreeSet::new(),
            executions: 0,
            slowest: Duration::ZERO,
        };
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a readable text");
            fuzzer.try_text(&text)?;
            // Single questions are quicker to change than whole files; they are kept even if they take no new way.
            fuzzer.corpus.extend(text.split("\n\n").map(str::to_owned));
        }
        Ok(fuzzer)
    }

    /// Tries changed texts until a time has passed or something is found.
    fn run(&mut self, time: Duration) -> Result<(), Finding> {
        let start = Instant::now();
        while start.elapsed() < time {
            for _ in 0..64 {
                let text = self.changed();
                self.try_text(&text)?;
            }
        }
        Ok(())
    }

    fn try_text(&mut self, text: &str) -> Result<(), Finding> {
        self.executions += 1;
        let start = Instant::now();
        take();
        let tried = catch_unwind(AssertUnwindSafe(|| {
            let (gift, faults) = super::read(text);
            let trace = take();
            (trace, sound_once_read(text, &gift, &faults))
        }));
        self.slowest = self.slowest.max(start.elapsed());
        let finding = |what: String| Finding { what, text: text.to_owned() };
        let (trace, sound) = tried.map_err(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            finding(words.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default())
        })?;
        sound.map_err(finding)?;
        let mut is_new = false;
        for ((from, to), count) in trace.steps {
            is_new |= self.steps.insert((from, to, count.ilog2().min(3)));
        }
        if is_new {
            self.corpus.push(text.to_owned());
        }
        Ok(())
    }

    /// A text of the corpus with some changes.
    fn changed(&mut self) -> String {
        let dice = &mut self.dice;
        // What came in last has been changed least.
        let from = if dice.below(2) == 0 { self.corpus.len().saturating_sub(40) } else { 0 };
        let mut text = self.corpus[from + dice.below(self.corpus.len() - from)].clone();
        for _ in 0..=dice.below(5) {
            let (from, to) = dice.range(&text);
            match dice.below(8) {
                0..=2 => text.insert_str(from, WORDS[dice.below(WORDS.len())]),
                3 => text.replace_range(from..to, ""),
                4 => {
                    let end = text[from..].chars().next().map_or(from, |letter| from + letter.len_utf8());
                    text.replace_range(from..end, WORDS[dice.below(WORDS.len())]);
                }
                5 => {
                    let copy = text[from..to].to_owned();
                    let at = dice.place(&text);
                    text.insert_str(at, &copy);
                }
                _ => {
                    let other = &self.corpus[dice.below(self.corpus.len())];
                    let (begin, end) = dice.range(other);
                    text.insert_str(from, &other[begin..end]);
                }
            }
            if text.len() > LONGEST {
                let end = (0..=LONGEST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
                text.truncate(end);
            }
        }
        text
    }

    /// The branches that were reached, and those that were not.
    fn branches(&self) -> (BTreeSet<Branch>, Vec<Branch>) {
        let reached: BTreeSet<Branch> = self.steps.iter().map(|(_, branch, _)| *branch).collect();
        let missed = Branch::ALL.iter().filter(|branch| !reached.contains(branch)).copied().collect();
        (reached, missed)
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn no_text_is_too_much_for_the_reader() {
    let seconds = setting("DARB_FUZZ_SECONDS", 2);
    let seed = setting("DARB_FUZZ_SEED", 1);
    let mut fuzzer = Fuzzer::new(seed).unwrap_or_else(|Finding { what, text }| panic!("{what}\n{text:?}"));
    let seeds = fuzzer.corpus.len();
    if let Err(Finding { what, text }) = fuzzer.run(Duration::from_secs(seconds)) {
        panic!("after {} executions: {what}\n{text:?}", fuzzer.executions);
    }
    let (reached, missed) = fuzzer.branches();
    let (executions, steps, corpus, slowest) =
        (fuzzer.executions, fuzzer.steps.len(), fuzzer.corpus.len(), fuzzer.slowest);
    println!(
        "{executions} executions in {seconds} s from seed {seed}; corpus {corpus} texts, {seeds} of them checked in; {} of \
         {} branches, {steps} steps; slowest {slowest:?}; not reached: {missed:?}",
        reached.len(),
        Branch::ALL.len(),
    );
    assert_eq!(missed, [], "the corpus and a little luck reach every branch");
}

#[test]
fn a_planted_panic_is_found_within_a_minute() {
    let mut fuzzer = Fuzzer::new(7).unwrap_or_else(|Finding { what, text }| panic!("{what}\n{text:?}"));
    // One question with a missing word and with feedback for everybody: no text of the corpus has both.
    plant(&[Branch::Gap, Branch::GeneralFeedback]);
    let start = Instant::now();
    let found = fuzzer.run(Duration::from_secs(60));
    plant(&[]);
    let Finding { what, text } = found.expect_err("the planted panic is found");
    assert_eq!(what, "the planted panic");
    println!("found after {} executions, {:?}: {text:?}", fuzzer.executions, start.elapsed());
}
