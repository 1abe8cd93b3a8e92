//! The certificate: whose it is, for what, and its code, in writing and as a square that a phone reads.

use super::canvas::{Canvas, Side, Style};
use super::font::{Weight, legible, width};
use crate::text::CertificateCard;
use qrcode::{Color, EcLevel, QrCode};

const WIDTH: f32 = 1_200.0;
const HEIGHT: f32 = 1_080.0;
const MARGIN: f32 = 84.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

/// The square at the end of the lower part, and where the lower part begins.
const SQUARE: f32 = 300.0;
const LOWER: f32 = 676.0;
const BESIDE: f32 = INNER - SQUARE - 40.0;

const PAPER: &str = "#fbfaf6";
const INK: &str = "#22333b";
const GREY: &str = "#5b6a72";
const PALE: &str = "#dfe5e2";
const GREEN: &str = "#1f7a5c";

const TITLE: Style = Style { size: 54.0, weight: Weight::Bold, colour: GREEN };
const LINE: Style = Style { size: 30.0, weight: Weight::Regular, colour: GREY };
const NAME: Style = Style { size: 58.0, weight: Weight::Bold, colour: INK };
const COURSE: Style = Style { size: 40.0, weight: Weight::Bold, colour: INK };
const DATES: Style = Style { size: 30.0, weight: Weight::Regular, colour: INK };
const LABEL: Style = Style { size: 26.0, weight: Weight::Regular, colour: GREY };
const CODE: Style = Style { size: 25.0, weight: Weight::Regular, colour: INK };

/// A line is never smaller than this share before it becomes two.
const SMALLEST: f32 = 0.75;

pub fn svg(card: &CertificateCard) -> String {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, card.from_right, PALE);
    canvas.bar((24.0, 24.0), (WIDTH - 48.0, HEIGHT - 48.0), 18.0, PAPER);
    canvas.bar((24.0, 24.0), (14.0, HEIGHT - 48.0), 7.0, GREEN);
    canvas.line((MARGIN, 128.0), INNER, Side::Start, TITLE, &card.title);
    canvas.line((MARGIN, 190.0), INNER, Side::Start, LINE, &card.bears);
    // The name has a direction of its own, whatever the language of the rest.
    let names = lines(&card.name, INNER, NAME);
    let mut base = 266.0;
    for (name, style) in &names {
        canvas.line((MARGIN, base), INNER, Side::Start, *style, &format!("\u{2068}{name}\u{2069}"));
        base += 66.0;
    }
    base -= 8.0;
    canvas.line((MARGIN, base), INNER, Side::Start, LINE, &card.completed);
    base += 58.0;
    for (title, style) in lines(&card.course, INNER, COURSE) {
        canvas.line((MARGIN, base), INNER, Side::Start, style, &title);
        base += 60.0;
    }
    canvas.line((MARGIN, base), INNER, Side::Start, LINE, &card.passed);
    canvas.line((MARGIN, base + 52.0), INNER, Side::Start, DATES, &card.dates);
    lower(&mut canvas, card);
    canvas.finish()
}

fn lower(canvas: &mut Canvas, card: &CertificateCard) {
    canvas.bar((MARGIN, LOWER), (INNER, 3.0), 1.5, PALE);
    canvas.line((MARGIN, LOWER + 52.0), BESIDE, Side::Start, LABEL, &card.label);
    for (index, line) in card.lines.iter().enumerate() {
        let base = LOWER + 94.0 + 34.0 * index as f32;
        // Read from the left by everybody.
        canvas.line((MARGIN, base), BESIDE, Side::Start, CODE, &format!("\u{2066}{line}\u{2069}"));
    }
    canvas.line((MARGIN, HEIGHT - 66.0), BESIDE, Side::Start, LABEL, &card.check);
    // A code always fits into a square: its longest has some two hundred signs.
    let Ok(square) = QrCode::with_error_correction_level(&card.code, EcLevel::M) else { return };
    let dark: Vec<bool> = square.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    let step = SQUARE / square.width() as f32;
    canvas.grid((WIDTH - MARGIN - SQUARE, LOWER + 36.0), step, square.width(), &dark);
}

/// A text in one line, or in two where it would be too small; a single long word is made as small as it has to be, for
/// nothing of a name may be cut.
fn lines(text: &str, room: f32, style: Style) -> Vec<(String, Style)> {
    let text = legible(text);
    let fits = |text: &str, share: f32| width(text, style.size * share, style.weight) <= room;
    let sized = |text: String| {
        let natural = width(&text, style.size, style.weight);
        let size = if natural > room { style.size * room / natural * 0.98 } else { style.size };
        (text, Style { size, ..style })
    };
    if fits(&text, SMALLEST) {
        return vec![sized(text)];
    }
    let half = text.chars().count() / 2;
    let spaces = text.char_indices().enumerate().filter(|(_, (_, sign))| *sign == ' ');
    let Some((_, (at, _))) = spaces.min_by_key(|(place, _)| place.abs_diff(half)) else { return vec![sized(text)] };
    vec![sized(text[..at].to_owned()), sized(text[at + 1..].to_owned())]
}
