//! Conversations over the sandbox: what people do, and what they are told. Each leaves a transcript in `stories/snapshots`.

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

#[path = "stories/arriving.rs"]
mod arriving;
#[path = "stories/asking.rs"]
mod asking;
#[path = "stories/bad_input.rs"]
mod bad_input;
#[path = "stories/beginning.rs"]
mod beginning;
#[path = "stories/calendar.rs"]
mod calendar;
#[path = "stories/certificate.rs"]
mod certificate;
#[path = "stories/clocks.rs"]
mod clocks;
#[path = "stories/counting.rs"]
mod counting;
#[path = "stories/counts.rs"]
mod counts;
#[path = "stories/discreet.rs"]
mod discreet;
#[path = "stories/documents.rs"]
mod documents;
#[path = "stories/erasing.rs"]
mod erasing;
#[path = "stories/form.rs"]
mod form;
#[path = "stories/group.rs"]
mod group;
#[path = "stories/helping.rs"]
mod helping;
#[path = "stories/items.rs"]
mod items;
#[path = "stories/keeping.rs"]
mod keeping;
#[path = "stories/kinds.rs"]
mod kinds;
#[path = "stories/learning.rs"]
mod learning;
#[path = "stories/limits.rs"]
mod limits;
#[path = "stories/pace.rs"]
mod pace;
#[path = "stories/pictures.rs"]
mod pictures;
#[path = "stories/regrading.rs"]
mod regrading;
#[path = "stories/renewing.rs"]
mod renewing;
#[path = "stories/repairing.rs"]
mod repairing;
#[path = "stories/rules.rs"]
mod rules;
#[path = "stories/running.rs"]
mod running;
#[path = "stories/settings.rs"]
mod settings;
#[path = "stories/switching.rs"]
mod switching;
#[path = "stories/thinking.rs"]
mod thinking;
#[path = "stories/typing.rs"]
mod typing;
#[path = "stories/words.rs"]
mod words;
