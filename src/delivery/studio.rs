//! Where pictures are drawn: beside the rounds of sending, on a thread that may block, a few at a time. A message whose
//! picture is being drawn waits in the queue; it takes no place in flight.

use super::shelf::Shelf;
use crate::picture;
use crate::rules::course::MediaHash;
use std::sync::Arc;
use tokio::task::{JoinError, JoinSet};

/// As many are drawn in a row on one thread; there is never a second, so drawing takes one processor at most.
const AT_ONCE: usize = 8;

type Drawn = Vec<(MediaHash, Option<Arc<[u8]>>)>;

#[derive(Debug, Default)]
pub struct Studio {
    tasks: JoinSet<Drawn>,
}

impl Studio {
    /// Begins to draw what the shelf wants, unless something is being drawn.
    pub fn begin(&mut self, shelf: &mut Shelf) {
        if !self.tasks.is_empty() {
            return;
        }
        let wanted = shelf.take_cards(AT_ONCE);
        if wanted.is_empty() {
            return;
        }
        self.tasks.spawn_blocking(move || {
            let draw = |(hash, card): (MediaHash, Box<crate::text::Card>)| {
                let drawn = picture::draw(&card)
                    .inspect_err(|error| tracing::error!(file = hash.0, %error, "a picture cannot be drawn"));
                (hash, drawn.ok().map(Arc::from))
            };
            wanted.into_iter().map(draw).collect()
        });
    }

    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// What was drawn; `None` when nothing is being drawn.
    pub async fn next(&mut self) -> Option<Result<Drawn, JoinError>> {
        self.tasks.join_next().await
    }

    /// Puts what was drawn on the shelf. Where drawing ended early, words go without their pictures.
    pub fn put(shelf: &mut Shelf, drawn: Result<Drawn, JoinError>, now: crate::rules::real_time::RealTime) {
        match drawn {
            Ok(drawn) => drawn.into_iter().for_each(|(hash, bytes)| shelf.drawn(&hash, bytes, now)),
            Err(error) => {
                tracing::error!(%error, "drawing ended early");
                shelf.drawing_ended(now);
            }
        }
    }
}
