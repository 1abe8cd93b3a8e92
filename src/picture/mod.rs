//! Cards: words and figures on a drawing, made as SVG and turned into PNG.
//!
//! The words come from `text`, finished; a card is drawn from nothing else, so the same card is the same picture. Drawing
//! takes some milliseconds of a processor and belongs on a thread that may block.
//!
//! Arabic is shaped by the renderer, but its base direction is always left to right: whatever is written from the right is
//! wrapped in isolates and anchored at its end, see [`canvas`].

mod canvas;
mod certificate;
mod choices;
mod font;
mod progress;

use crate::rules::course::MediaHash;
use crate::text::Card;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Error, Tree};
use ring::digest::{SHA256, digest};

/// Raised when the same card is drawn otherwise than before: what Telegram keeps of the older drawing is then not used.
const DRAWING_VERSION: u8 = 1;

/// Why a card could not be drawn: a mistake of ours.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the drawing is not sound SVG: {0}")]
    Svg(#[from] Error),
    #[error("the drawing has no size")]
    Size,
    #[error("the picture cannot be encoded: {0}")]
    Png(String),
}

/// The name of a card's picture: of what is on it, and of how it is drawn.
pub fn hash(card: &Card) -> MediaHash {
    let content = format!("{DRAWING_VERSION}{}", serde_json::to_string(card).expect("a card is plain data"));
    MediaHash(digest(&SHA256, content.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A card as PNG.
pub fn draw(card: &Card) -> Result<Vec<u8>, PictureError> {
    let tree = tree(card)?;
    let size = tree.size().to_int_size();
    let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or(PictureError::Size)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| PictureError::Png(error.to_string()))
}

/// A card as laid out, before it is drawn.
fn tree(card: &Card) -> Result<Tree, PictureError> {
    let svg = match card {
        Card::Progress(card) => progress::svg(card),
        Card::Choices(card) => choices::svg(card),
        Card::Certificate(card) => certificate::svg(card),
    };
    Ok(Tree::from_str(&svg, font::options())?)
}

/// The signs of a text that no picture can show, each once.
pub fn undrawn(text: &str) -> Vec<char> {
    let mut signs = font::missing(text);
    signs.sort_unstable();
    signs.dedup();
    signs
}

#[cfg(test)]
mod tests;
