//! The card of `/progress`: a row for each week, with its lessons and its test.

use super::canvas::{Canvas, Side, Style};
use super::font::Weight;
use crate::rules::sketch::{Mark, TestMark};
use crate::text::{CardWeek, ProgressCard};

const WIDTH: f32 = 1_000.0;
const MARGIN: f32 = 64.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

/// Where the first week begins, and how much each takes.
const TOP: f32 = 258.0;
const ROW: f32 = 132.0;
const BOTTOM: f32 = 172.0;

const PAPER: &str = "#fbfaf6";
const INK: &str = "#22333b";
const GREY: &str = "#5b6a72";
const PALE: &str = "#dfe5e2";
/// The edge of what is still ahead: to be seen on a bad screen, too.
const EDGE: &str = "#a9b6b1";
const GREEN: &str = "#1f7a5c";
const SAND: &str = "#e8b45a";

const TITLE: Style = Style { size: 44.0, weight: Weight::Bold, colour: INK };
const LINE: Style = Style { size: 30.0, weight: Weight::Regular, colour: GREY };
const WEEK: Style = Style { size: 33.0, weight: Weight::Bold, colour: INK };
const STATUS: Style = Style { size: 27.0, weight: Weight::Regular, colour: GREY };
const NUMBER: Style = Style { size: 34.0, weight: Weight::Bold, colour: GREY };
const BADGES: Style = Style { size: 33.0, weight: Weight::Bold, colour: GREEN };
const LEGEND: Style = Style { size: 25.0, weight: Weight::Regular, colour: GREY };

pub fn svg(card: &ProgressCard) -> String {
    let height = TOP + ROW * card.weeks.len() as f32 + BOTTOM;
    let mut canvas = Canvas::new(WIDTH, height, card.from_right, PAPER);
    canvas.line((MARGIN, 92.0), INNER, Side::Start, TITLE, &card.title);
    canvas.line((MARGIN, 148.0), INNER, Side::Start, LINE, &card.line);
    canvas.bar((MARGIN, 178.0), (INNER, 18.0), 9.0, PALE);
    let (done, all) = card.share;
    if done > 0 && all > 0 {
        let share = (f32::from(done) / f32::from(all)).min(1.0);
        canvas.bar((MARGIN, 178.0), ((INNER * share).max(18.0), 18.0), 9.0, GREEN);
    }
    for (index, week) in card.weeks.iter().enumerate() {
        row(&mut canvas, TOP + ROW * index as f32, week);
    }
    let end = height - BOTTOM;
    canvas.line((MARGIN, end + 42.0), INNER, Side::Start, BADGES, &card.badges);
    legend(&mut canvas, end + 108.0, &card.legend);
    canvas.finish()
}

fn row(canvas: &mut Canvas, top: f32, week: &CardWeek) {
    const BADGE: f32 = 38.0;
    const TEXT: f32 = MARGIN + 2.0 * BADGE + 30.0;
    const STEP: f32 = 40.0;
    let middle = top + 46.0;
    match week.test {
        TestMark::Passed => {
            canvas.disc((MARGIN + BADGE, middle), BADGE, GREEN, None);
            canvas.tick((MARGIN + BADGE, middle), 34.0, PAPER);
        }
        TestMark::Open => canvas.disc((MARGIN + BADGE, middle), BADGE - 1.5, PAPER, Some(SAND)),
        TestMark::Ahead => canvas.disc((MARGIN + BADGE, middle), BADGE - 1.5, PAPER, Some(EDGE)),
    }
    if week.test != TestMark::Passed {
        canvas.line((MARGIN + BADGE, middle + 12.0), BADGE * 1.5, Side::Middle, NUMBER, &week.number);
    }
    canvas.line((TEXT, top + 34.0), WIDTH - MARGIN - TEXT, Side::Start, WEEK, &week.title);
    for (index, mark) in week.lessons.iter().enumerate() {
        dot(canvas, (TEXT + 15.0 + STEP * index as f32, top + 74.0), *mark);
    }
    let taken = STEP * week.lessons.len() as f32 + 24.0;
    canvas.line((WIDTH - MARGIN, top + 83.0), WIDTH - MARGIN - TEXT - taken, Side::End, STATUS, &week.status);
}

fn dot(canvas: &mut Canvas, at: (f32, f32), mark: Mark) {
    match mark {
        Mark::Done => {
            canvas.disc(at, 15.0, GREEN, None);
            canvas.tick(at, 14.0, PAPER);
        }
        Mark::Opened => {
            canvas.disc(at, 13.5, PAPER, Some(GREEN));
            canvas.disc(at, 6.0, GREEN, None);
        }
        Mark::Ahead => canvas.disc(at, 13.5, PAPER, Some(EDGE)),
    }
}

/// What the three kinds of dots mean: no colour carries a meaning alone.
fn legend(canvas: &mut Canvas, base: f32, words: &[String; 3]) {
    const THIRD: f32 = INNER / 3.0;
    for (index, (mark, word)) in [Mark::Done, Mark::Opened, Mark::Ahead].into_iter().zip(words).enumerate() {
        let x = MARGIN + THIRD * index as f32;
        dot(canvas, (x + 15.0, base - 9.0), mark);
        canvas.line((x + 42.0, base), THIRD - 54.0, Side::Start, LEGEND, word);
    }
}
