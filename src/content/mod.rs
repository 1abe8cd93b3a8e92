//! Course files to a validated [`Course`](crate::rules::course::Course), already cut into messages, or all that is
//! wrong with them.
//!
//! `load` touches the disk and nothing else does: it knows files by their names (`layout`) and hands what it has read
//! to `validate`, which has each text read by its own module and looks for what is missing between them. A reader
//! returns what it could make of a text together with the faults it found there, each with its bytes; nobody stops at
//! the first one. A mistake is reported once, where its author has to act: what only follows from it is held back.

// From a folder to a course.
mod layout;
mod load;
mod validate;

// What the files say.
mod assessment;
mod days;
mod lesson;
mod manifest;

// How the formats are read.
mod direction;
mod figure;
mod form;
pub mod gift;
pub mod markdown;
mod media;
mod place;
mod rules;
pub mod split;
mod table;

// What is wrong.
mod kind;
mod problem;

pub use assessment::{MAX_FEEDBACK_UNITS, MAX_ITEM_UNITS};
pub use kind::ProblemKind;
pub use lesson::MAX_PARTS;
pub use load::{load, load_all};
pub use place::{ItemPlace, item_places};
pub use problem::{ContentProblem, Fault, Problems};
