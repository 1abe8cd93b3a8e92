//! What goes to Telegram, and who reads it.

use crate::rules::course::{Entity, Language, Media};
use crate::rules::model::Handle;
use crate::rules::preferences::Preferences;
use crate::rules::press::Press;
use crate::rules::schedule::Zone;

/// A finished message: at most 4,096 UTF-16 units, 1,024 under a file. `text` is empty where a notice is no sentence and the keyboard, or
/// nothing, is what counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    pub text: String,
    /// Sorted by place; offsets and lengths in UTF-16 units.
    pub entities: Vec<Entity>,
    /// Rows from top to bottom, each from left to right as Telegram shows it.
    pub keyboard: Vec<Vec<Button>>,
    /// The file above the text.
    pub media: Option<Media>,
    /// It can neither be forwarded nor saved.
    pub is_protected: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// 1 to 64 characters.
    pub label: String,
    pub target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Press(Press),
    Url(String),
}

/// Who reads a message; looked up when it is sent, not when it is decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    pub language: Language,
    pub zone: Zone,
    /// The hour at which lessons come, 0 to 23, in their zone.
    pub hour: u8,
    /// Their name in the course; `None` for who takes none.
    pub handle: Option<Handle>,
    pub preferences: Preferences,
    /// Without the `@`.
    pub bot_username: String,
}
