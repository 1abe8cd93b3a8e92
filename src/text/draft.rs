//! A message while it is written: lines, bold lines and rows of buttons, within Telegram's limits.

use super::bidi;
use super::message::{Button, Message, Target};
use super::voice::Voice;
use crate::rules::course::{Entity, EntityKind, Media, Part};
use crate::rules::press::Press;

/// Telegram's limit for a text, counted here in UTF-16 units, the stricter of the two ways to count.
pub(super) const MAX_UNITS: usize = 4_096;

/// The same for what stands under a file.
pub(super) const MAX_CAPTION_UNITS: usize = 1_024;

/// Longer labels are cut by phones anyway.
const MAX_LABEL: usize = 64;

/// With less room than this, what would stand on top says nothing any more.
const MIN_ON_TOP: usize = 20;

const ELLIPSIS: &str = "…";

pub(super) struct Draft {
    text: String,
    entities: Vec<Entity>,
    keyboard: Vec<Vec<Button>>,
    media: Option<Media>,
    is_protected: bool,
    rtl: bool,
}

impl Draft {
    pub fn new(voice: &Voice<'_>) -> Self {
        Self {
            text: String::new(),
            entities: Vec::new(),
            keyboard: Vec::new(),
            media: None,
            is_protected: false,
            rtl: voice.is_rtl(),
        }
    }

    /// A part of a lesson, file, text and entities as they are.
    pub fn part(voice: &Voice<'_>, part: &Part) -> Self {
        let Part { text, entities, media } = part.clone();
        Self { text, entities, media, ..Self::new(voice) }
    }

    /// A finished message, to put something more into it.
    pub fn again(voice: &Voice<'_>, message: Message) -> Self {
        let Message { text, entities, keyboard, media, is_protected } = message;
        Self { text, entities, keyboard, media, is_protected, ..Self::new(voice) }
    }

    /// A file alone.
    pub fn file(voice: &Voice<'_>, media: &Media) -> Self {
        Self { media: Some(media.clone()), ..Self::new(voice) }
    }

    /// Whether it can be forwarded and saved no more.
    pub fn protect(&mut self, is_protected: bool) -> &mut Self {
        self.is_protected = is_protected;
        self
    }

    fn max_units(&self) -> usize {
        if self.media.is_some() { MAX_CAPTION_UNITS } else { MAX_UNITS }
    }

    /// A line right under the one before; an empty one is left out.
    pub fn line(&mut self, text: &str) -> &mut Self {
        self.add("\n", text)
    }

    /// A line after a blank one; an empty one is left out.
    pub fn paragraph(&mut self, text: &str) -> &mut Self {
        self.add("\n\n", text)
    }

    pub fn bold(&mut self, text: &str) -> &mut Self {
        self.paragraph(text).mark(EntityKind::Bold, text)
    }

    /// What somebody says, in their words.
    pub fn quote(&mut self, text: &str) -> &mut Self {
        self.line(text).mark(EntityKind::Blockquote, text)
    }

    /// A line that a tap copies.
    pub fn code(&mut self, text: &str) -> &mut Self {
        self.line(text).mark(EntityKind::Code, text)
    }

    /// Marks what was just added.
    fn mark(&mut self, kind: EntityKind, text: &str) -> &mut Self {
        let text = text.trim();
        if text.is_empty() {
            return self;
        }
        let length = units(text);
        let offset = units(&self.text) - length;
        self.entities.push(Entity {
            kind,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            length: u32::try_from(length).unwrap_or(u32::MAX),
            url: None,
        });
        self
    }

    /// Puts a text above everything, cut to what still fits.
    pub fn put_on_top(&mut self, text: &str) -> &mut Self {
        const BETWEEN: &str = "\n\n";
        let room = self.max_units().saturating_sub(units(&self.text) + BETWEEN.len());
        let text = text.trim();
        if text.is_empty() || room < MIN_ON_TOP {
            return self;
        }
        let top = clip(text, room) + BETWEEN;
        let shift = u32::try_from(units(&top)).unwrap_or(u32::MAX);
        for entity in &mut self.entities {
            entity.offset += shift;
        }
        self.text.insert_str(0, &top);
        self
    }

    /// A row in reading order. Telegram does not mirror keyboards, so it is turned for who reads from the right.
    pub fn row(&mut self, buttons: impl IntoIterator<Item = (String, Press)>) -> &mut Self {
        let mut row: Vec<Button> = buttons.into_iter().map(|(label, press)| button(&label, press)).collect();
        if self.rtl {
            row.reverse();
        }
        if !row.is_empty() {
            self.keyboard.push(row);
        }
        self
    }

    pub fn button(&mut self, label: String, press: Press) -> &mut Self {
        self.row([(label, press)])
    }

    /// Many buttons, so many a row.
    pub fn grid(&mut self, columns: usize, buttons: impl IntoIterator<Item = (String, Press)>) -> &mut Self {
        let buttons: Vec<_> = buttons.into_iter().collect();
        for row in buttons.chunks(columns.max(1)) {
            self.row(row.to_vec());
        }
        self
    }

    /// The message, cut at the limit as a last resort.
    pub fn finish(self) -> Message {
        let most = self.max_units();
        let Self { text, mut entities, keyboard, media, is_protected, .. } = self;
        let text = if units(&text) <= most { text } else { clip(&text, most) };
        let end = u32::try_from(units(&text)).unwrap_or(u32::MAX);
        entities.retain(|entity| entity.offset < end);
        for entity in &mut entities {
            entity.length = entity.length.min(end - entity.offset);
        }
        Message { text, entities, keyboard, media, is_protected }
    }

    fn add(&mut self, between: &str, text: &str) -> &mut Self {
        let text = text.trim();
        if !text.is_empty() {
            if !self.text.is_empty() {
                self.text.push_str(between);
            }
            self.text.push_str(text);
        }
        self
    }
}

/// Length in UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// At most so many UTF-16 units, with an ellipsis where something was cut; isolates left open are closed.
pub(super) fn clip(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let (mut room, mut open) = (most.saturating_sub(units(ELLIPSIS)), 0_usize);
    for sign in text.chars() {
        let closing = match sign {
            '\u{2068}' => open + 1,
            '\u{2069}' => open.saturating_sub(1),
            _ => open,
        };
        if room < sign.len_utf16() + closing {
            break;
        }
        room -= sign.len_utf16();
        open = closing;
        out.push(sign);
    }
    out.truncate(out.trim_end().len());
    out.push_str(ELLIPSIS);
    out.extend(std::iter::repeat_n('\u{2069}', open));
    out
}

fn button(label: &str, press: Press) -> Button {
    Button { label: clip(&bidi::bare(label.trim()), MAX_LABEL), target: Target::Press(press) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipping_counts_units_and_closes_isolates() {
        assert_eq!(clip("short", 10), "short");
        assert_eq!(clip("0123456789x", 10), "012345678…");
        assert_eq!(clip("😀😀😀😀😀😀", 8), "😀😀😀…");
        let cut = clip("a \u{2068}0123456789\u{2069} b", 8);
        assert_eq!(cut, "a \u{2068}012…\u{2069}");
        assert!(units(&cut) <= 8);
    }
}
