//! GIFT, Moodle's text format for question banks: the whole of its grammar, read as Moodle's importer reads it.
//!
//! [`read`] makes a [tree](tree::Gift) of a file, [`check`] looks at what each question is worth, [`write`] makes a file
//! of a tree. Where the importer would quietly take a file for something else than what it looks like (a weight with a
//! comma becomes words, a number with one becomes *any answer is right*), reading refuses it by name; `docs/gift.md`
//! has the list.
//!
//! A file is cut into blocks of lines (`blocks`), a block into signs and runs of text (`lex`, with winnow), which keeps
//! every escape in one place. What the signs mean depends on where they stand, so the rest is a walk over them: `read`
//! for a question up to its braces, `answers` for what stands between these, `words` for every text.

pub mod json;
pub mod number;
pub mod tree;
pub mod weight;

mod answers;
mod blocks;
mod check;
mod file;
#[cfg(test)]
mod fuzz;
mod lex;
mod read;
mod trace;
#[cfg(test)]
mod trees;
mod words;
mod write;

pub use check::check;
pub use file::{GiftFile, read_file};
pub use read::read;
pub use write::write;
