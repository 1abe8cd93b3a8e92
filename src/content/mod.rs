//! Course files to a validated [`Course`](crate::rules::course::Course), already cut into messages, or all that is wrong with them.
//!
//! `load` touches the disk and nothing else does: it hands a list of names and bytes to `validate`, which sorts the names with
//! `layout`, has each file read by its own module and looks for what is missing between the files. A reader returns what it could
//! make of a text together with the faults it found there, each with its bytes; nobody stops at the first one. The same mistake
//! is reported once, where its author has to act: what follows from it is held back.

mod assessment;
mod direction;
mod kind;
mod layout;
mod lesson;
mod load;
mod manifest;
mod problem;
mod table;
mod validate;

pub mod gift;
pub mod markdown;
pub mod split;

pub use assessment::{MAX_FEEDBACK_UNITS, MAX_ITEM_UNITS};
pub use kind::ProblemKind;
pub use lesson::MAX_PARTS;
pub use load::{load, load_all};
pub use problem::{ContentProblem, Fault, Problems};
