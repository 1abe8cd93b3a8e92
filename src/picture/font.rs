//! The fonts in the program, and what can be written with them.

use resvg::usvg::{Node, Options, Tree};
use skrifa::{FontRef, MetadataProvider};
use std::sync::LazyLock;

const REGULAR: &[u8] = include_bytes!("fonts/NotoSansArabic-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSansArabic-Bold.ttf");

pub const FAMILY: &str = "Noto Sans Arabic";

/// How heavy a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

impl Weight {
    pub const fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::Bold => 700,
        }
    }
}

/// What laying out needs: our fonts and none of the machine's, so that a picture is the same everywhere.
pub fn options() -> &'static Options<'static> {
    static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
        let mut options = Options { font_family: FAMILY.to_owned(), ..Options::default() };
        let fonts = options.fontdb_mut();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(BOLD.to_vec());
        options
    });
    &OPTIONS
}

/// Marks of direction and joining, which draw nothing whether a font has them or not.
fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether our fonts have a sign.
fn is_known(sign: char) -> bool {
    static BOTH: LazyLock<[FontRef<'static>; 2]> =
        LazyLock::new(|| [REGULAR, BOLD].map(|bytes| FontRef::new(bytes).expect("a font of ours is sound")));
    BOTH.iter().all(|font| font.charmap().map(sign).is_some_and(|glyph| glyph.to_u32() != 0))
}

/// A line that can be drawn: without signs that no font of ours has, such as emoji. One that is missing would spoil the
/// whole line.
pub fn legible(text: &str) -> String {
    let signs = text.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign });
    let known: String = signs.filter(|sign| is_mark(*sign) || is_known(*sign)).collect();
    known.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The signs of a text that our fonts lack.
pub fn missing(text: &str) -> Vec<char> {
    text.chars().filter(|sign| !sign.is_whitespace() && !is_mark(*sign) && !is_known(*sign)).collect()
}

/// How wide a line is, in pixels, once shaped.
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><text x=\"0\" y=\"0\" font-size=\"{size}\" \
         font-weight=\"{}\">{}</text></svg>",
        weight.number(),
        escaped(text)
    );
    let Ok(tree) = Tree::from_str(&svg, options()) else { return 0.0 };
    let widths = tree.root().children().iter().map(|node| match node {
        Node::Text(text) => text.bounding_box().width(),
        _ => 0.0,
    });
    widths.fold(0.0, f32::max)
}

/// As it stands in SVG.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
