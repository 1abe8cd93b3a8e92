//! Which choices were picked: for each item a bar for each choice, a tick behind the right one.

use super::canvas::{Canvas, Side, Style};
use super::font::Weight;
use crate::text::{ChoiceBar, ChoicesCard, ChoicesItem};

const WIDTH: f32 = 1_000.0;
const MARGIN: f32 = 56.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

/// Where the first item begins, what each takes beside its choices, what each choice takes, and the end.
const TOP: f32 = 196.0;
const HEAD: f32 = 84.0;
const ROW: f32 = 42.0;
const GAP: f32 = 34.0;
const BOTTOM: f32 = 84.0;

const PAPER: &str = "#fbfaf6";
const INK: &str = "#22333b";
const GREY: &str = "#5b6a72";
const PALE: &str = "#e6ebe8";
const GREEN: &str = "#1f7a5c";
const SAND: &str = "#e8b45a";
/// Dark enough for words on paper.
const RUST: &str = "#9a4a12";

const TITLE: Style = Style { size: 40.0, weight: Weight::Bold, colour: INK };
const LINE: Style = Style { size: 27.0, weight: Weight::Regular, colour: GREY };
const ITEM: Style = Style { size: 28.0, weight: Weight::Bold, colour: INK };
const STATUS: Style = Style { size: 24.0, weight: Weight::Regular, colour: GREY };
const DOUBT: Style = Style { size: 24.0, weight: Weight::Bold, colour: RUST };
const LETTER: Style = Style { size: 25.0, weight: Weight::Bold, colour: INK };
const WORDS: Style = Style { size: 24.0, weight: Weight::Regular, colour: INK };
const SHARE: Style = Style { size: 25.0, weight: Weight::Bold, colour: INK };

pub fn svg(card: &ChoicesCard) -> String {
    let of_items: f32 = card.items.iter().map(height).sum();
    let mut canvas = Canvas::new(WIDTH, TOP + of_items + BOTTOM, card.from_right, PAPER);
    canvas.line((MARGIN, 84.0), INNER, Side::Start, TITLE, &card.title);
    canvas.line((MARGIN, 134.0), INNER, Side::Start, LINE, &card.line);
    let mut top = TOP;
    for item in &card.items {
        draw(&mut canvas, top, item);
        top += height(item);
    }
    canvas.tick((MARGIN + 12.0, top + 26.0), 22.0, GREEN);
    canvas.line((MARGIN + 40.0, top + 34.0), INNER - 40.0, Side::Start, STATUS, &card.legend);
    canvas.finish()
}

fn height(item: &ChoicesItem) -> f32 {
    HEAD + ROW * item.choices.len() as f32 + GAP
}

fn draw(canvas: &mut Canvas, top: f32, item: &ChoicesItem) {
    canvas.line((MARGIN, top + 28.0), INNER, Side::Start, ITEM, &item.title);
    let status = if item.in_doubt { DOUBT } else { STATUS };
    canvas.line((MARGIN, top + 66.0), INNER, Side::Start, status, &item.status);
    for (index, choice) in item.choices.iter().enumerate() {
        row(canvas, top + HEAD + ROW * index as f32, choice);
    }
}

fn row(canvas: &mut Canvas, top: f32, choice: &ChoiceBar) {
    const INDENT: f32 = 44.0;
    const BAR: f32 = MARGIN + INDENT + 400.0;
    const LONG: f32 = 300.0;
    let base = top + 29.0;
    // True and false have no letter but their word.
    if choice.letter != choice.words {
        canvas.line((MARGIN, base), INDENT - 10.0, Side::Start, LETTER, &choice.letter);
    }
    canvas.line((MARGIN + INDENT, base), 380.0, Side::Start, WORDS, &choice.words);
    canvas.bar((BAR, top + 8.0), (LONG, 26.0), 6.0, PALE);
    if choice.share > 0 {
        let long = (LONG * f32::from(choice.share) / 100.0).max(6.0);
        canvas.bar((BAR, top + 8.0), (long, 26.0), 6.0, if choice.right { GREEN } else { SAND });
    }
    if choice.right {
        canvas.tick((BAR + LONG + 28.0, top + 21.0), 24.0, GREEN);
    }
    canvas.line((WIDTH - MARGIN, base), 84.0, Side::End, SHARE, &choice.label);
}
