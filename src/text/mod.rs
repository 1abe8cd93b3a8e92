//! The only place that makes sentences: a typed notice and its reader in, a finished message out.
//!
//! Every sentence stands in `locales/<language>/*.ftl`; nothing here stores, sends or decides. What is composed is plain
//! text with entities (no parse mode), safe in both directions of writing.

mod answers;
mod bidi;
mod card;
mod catalog;
mod commands;
mod compose;
mod digits;
mod draft;
mod handle;
mod labelled;
mod message;
mod numbers;
mod toast;
mod typed;
mod typed_views;
mod voice;

use crate::rules::fold;

pub use answers::answer_position;
pub use card::{Card, CardWeek, CertificateCard, ChoiceBar, ChoicesCard, ChoicesItem, ProgressCard, card};
pub use catalog::Catalog;
pub use commands::{COMMANDS_FINGERPRINT, command_word, commands, thanks_words};
pub use compose::{certificate, certificate_card, compose, hide_button, my_data, my_data_file, panic_told, put_above};
pub use handle::{handle_name, handle_of};
pub use labelled::labelled;
pub use message::{Button, Message, Reader, Target};
pub use numbers::{date, moment};
pub use toast::toast;
pub use typed::typed;
