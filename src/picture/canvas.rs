//! A drawing while it is made. Places are said as for who reads from the left, and mirrored for who reads from the right.

use super::font::{FAMILY, Weight, escaped, legible, width};
use std::fmt::Write as _;

/// A line is made smaller down to this share of its size; then it is cut.
const SMALLEST: f32 = 0.72;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// From where reading begins.
    Start,
    Middle,
    /// Up to where reading ends.
    End,
}

/// How a line is written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// In pixels.
    pub size: f32,
    pub weight: Weight,
    pub colour: &'static str,
}

#[derive(Debug)]
pub struct Canvas {
    body: String,
    width: f32,
    height: f32,
    from_right: bool,
}

impl Canvas {
    pub fn new(width: f32, height: f32, from_right: bool, colour: &str) -> Self {
        let mut canvas = Self { body: String::new(), width, height, from_right };
        canvas.bar((0.0, 0.0), (width, height), 0.0, colour);
        canvas
    }

    fn mirrored(&self, x: f32) -> f32 {
        if self.from_right { self.width - x } else { x }
    }

    /// A bar from its corner at the start and top.
    pub fn bar(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), round: f32, colour: &str) {
        let left = if self.from_right { self.width - x - width } else { x };
        let _ = write!(
            self.body,
            "<rect x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" fill=\"{colour}\"/>"
        );
    }

    /// A disc; with an edge where there is a colour for it.
    pub fn disc(&mut self, (x, y): (f32, f32), radius: f32, fill: &str, edge: Option<&str>) {
        let x = self.mirrored(x);
        let edge = edge.map(|colour| format!(" stroke=\"{colour}\" stroke-width=\"3\"")).unwrap_or_default();
        let _ = write!(self.body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"{edge}/>");
    }

    /// A tick, which is the same from both sides, around a point.
    pub fn tick(&mut self, (x, y): (f32, f32), size: f32, colour: &str) {
        let x = self.mirrored(x);
        let points = [(-0.5, 0.05), (-0.15, 0.4), (0.5, -0.35)];
        let points = points.map(|(across, down)| format!("{},{}", x + across * size, y + down * size)).join(" ");
        let _ = write!(
            self.body,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
            size * 0.22
        );
    }

    /// A square of squares, row by row from its corner at the top; the same from whichever side one reads.
    pub fn grid(&mut self, (x, y): (f32, f32), step: f32, columns: usize, dark: &[bool]) {
        let left = if self.from_right { self.width - x - step * columns as f32 } else { x };
        self.body.push_str("<path fill=\"#000000\" shape-rendering=\"crispEdges\" d=\"");
        for (place, _) in dark.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
            let (column, row) = (place % columns.max(1), place / columns.max(1));
            let (x, y) = (left + step * column as f32, y + step * row as f32);
            let _ = write!(self.body, "M{x} {y}h{step}v{step}h-{step}z");
        }
        self.body.push_str("\"/>");
    }

    /// A line of text on its base line, never wider than `room`: made smaller, and at last cut.
    pub fn line(&mut self, (x, y): (f32, f32), room: f32, side: Side, style: Style, text: &str) {
        let (text, size) = fitted(&self.isolated(&legible(text)), room, style);
        let anchor = match (side, self.from_right) {
            (Side::Middle, _) => "middle",
            (Side::Start, false) | (Side::End, true) => "start",
            (Side::Start, true) | (Side::End, false) => "end",
        };
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{y}\" text-anchor=\"{anchor}\" font-family=\"{FAMILY}\" font-size=\"{size}\" \
             font-weight=\"{}\" fill=\"{}\">{}</text>",
            self.mirrored(x),
            style.weight.number(),
            style.colour,
            escaped(&text)
        );
    }

    /// The base direction is left to right whatever one says, so what runs from the right says so itself.
    fn isolated(&self, text: &str) -> String {
        if self.from_right { format!("\u{2067}{text}\u{2069}") } else { text.to_owned() }
    }

    pub fn finish(self) -> String {
        let Self { body, width, height, .. } = self;
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">{body}</svg>")
    }
}

/// The text and the size with which it has room.
fn fitted(text: &str, room: f32, style: Style) -> (String, f32) {
    let natural = width(text, style.size, style.weight);
    if natural <= room {
        return (text.to_owned(), style.size);
    }
    let smallest = style.size * SMALLEST;
    let size = style.size * room / natural * 0.99;
    if size >= smallest {
        return (text.to_owned(), size);
    }
    let signs: Vec<char> = text.trim_matches(['\u{2067}', '\u{2069}']).chars().collect();
    let is_isolated = text.starts_with('\u{2067}');
    let cut = |length: usize| {
        let text: String = signs.iter().take(length).collect();
        let text = format!("{}…", text.trim_end());
        if is_isolated { format!("\u{2067}{text}\u{2069}") } else { text }
    };
    let fits = |length: &usize| width(&cut(*length), smallest, style.weight) <= room;
    // A longer beginning is never narrower by more than the joining of its last letter.
    let (mut low, mut high) = (0, signs.len());
    while low < high {
        let middle = usize::midpoint(low, high + 1);
        if fits(&middle) { low = middle } else { high = middle - 1 }
    }
    (cut(low), smallest)
}
