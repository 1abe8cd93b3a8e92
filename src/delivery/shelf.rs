//! The files that messages carry: what Telegram has of them, and the bytes of the rest.
//!
//! ```text
//!            looked up                    taken by the first          accepted
//! unknown ---------------> held (bytes) ------------------> going ---------------> stored (file_id)
//!    ^  |                       ^                             | |                        |
//!    |  +-- Telegram has it     +--- not accepted ------------+ +--> left out (an hour)  |
//!    |      already: stored                                                              |
//!    +--------------------------- its file_id was refused -------------------------------+
//! ```
//!
//! A file is looked up before its message is released. While the first message takes it along, the others wait: they hold
//! no place in flight and none in the queue, and nothing is uploaded twice. A file that Telegram does not take, or that does not
//! get there in three tries, is left out for an hour: words go without it, and nobody waits for a lesson behind it.
//!
//! A picture of ours that Telegram does not have yet is drawn first (*wanted*, then *drawing*, then *held*): see
//! [`super::studio`]. It is named by what is on it, so it is drawn once for everybody who is equally far.

use super::transport::{Request, Source};
use crate::rules::course::MediaHash;
use crate::rules::ids::DeliveryId;
use crate::rules::outcome::{Outcome, Reason, StoredFile};
use crate::rules::real_time::RealTime;
use crate::store::{Store, StoreError, media};
use crate::text::Card;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a file is left out.
const LEFT_OUT: Duration = Duration::from_secs(3_600);

/// After so many uploads in a row without an answer a file is left out.
const MAX_LOST: u8 = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// To be looked up.
    Unknown,
    /// A picture of ours that has to be drawn.
    Wanted(Box<Card>),
    Drawing,
    Held(Arc<[u8]>),
    Going(Arc<[u8]>),
    Stored(String),
    /// Words go without it until then.
    LeftOut(RealTime),
}

/// What is known of the files of the messages that are ready to go.
#[derive(Debug)]
pub struct Shelf {
    bot: i64,
    places: HashMap<MediaHash, Place>,
    /// What pictures that have to be looked up are drawn from, should Telegram not have them.
    cards: HashMap<MediaHash, Box<Card>>,
    /// Which delivery takes which file along.
    going: HashMap<DeliveryId, MediaHash>,
    /// Uploads in a row whose answer did not come.
    lost: HashMap<MediaHash, u8>,
}

impl Shelf {
    pub fn new(bot: i64) -> Self {
        Self { bot, places: HashMap::new(), cards: HashMap::new(), going: HashMap::new(), lost: HashMap::new() }
    }

    /// Notes that a request needs its file.
    pub fn expect(&mut self, request: &Request) {
        if let Request::SendFile { media, drawing, source: None, .. } = request {
            let place = self.places.entry(media.hash.clone()).or_insert(Place::Unknown);
            if let (Some(card), Place::Unknown | Place::LeftOut(_)) = (drawing, place) {
                self.cards.insert(media.hash.clone(), card.clone());
            }
        }
    }

    /// Looks up what is expected and not yet known, all with one statement. `now` is real time.
    pub async fn fill(&mut self, store: &Store, now: RealTime) -> Result<(), StoreError> {
        let is_unknown = |place: &Place| match place {
            Place::Unknown => true,
            Place::LeftOut(until) => *until <= now,
            _ => false,
        };
        let unknown = self.places.iter().filter(|(_, place)| is_unknown(place));
        let unknown: Vec<MediaHash> = unknown.map(|(hash, _)| hash.clone()).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let mut tx = store.read().await?;
        let found: HashMap<MediaHash, Source> =
            media::sources(&mut tx, self.bot, &unknown).await?.into_iter().collect();
        for hash in unknown {
            let place = match (found.get(&hash), self.cards.remove(&hash)) {
                (Some(Source::Stored(file_id)), _) => Place::Stored(file_id.clone()),
                (Some(Source::Bytes(bytes) | Source::Made(bytes)), _) => Place::Held(Arc::clone(bytes)),
                (None, Some(card)) => Place::Wanted(card),
                (None, None) => {
                    tracing::error!(file = hash.0, "a file is not in the database; its words go without it");
                    Place::LeftOut(now + LEFT_OUT)
                }
            };
            self.places.insert(hash, place);
        }
        Ok(())
    }

    /// Whether a request need not wait for its file.
    pub fn is_ready(&self, request: &Request) -> bool {
        match request {
            Request::SendFile { media, source: None, .. } => {
                let place = self.places.get(&media.hash);
                !matches!(place, None | Some(Place::Unknown | Place::Wanted(_) | Place::Drawing | Place::Going(_)))
            }
            _ => true,
        }
    }

    /// The file that a request waits for while another message takes it to Telegram; that may be long.
    pub fn on_its_way<'a>(&self, request: &'a Request) -> Option<&'a MediaHash> {
        match request {
            Request::SendFile { media, source: None, .. } if self.is_on_its_way(&media.hash) => Some(&media.hash),
            _ => None,
        }
    }

    pub fn is_on_its_way(&self, hash: &MediaHash) -> bool {
        matches!(self.places.get(hash), Some(Place::Going(_)))
    }

    /// Takes at most so many cards that have to be drawn. To be told with [`Shelf::drawn`].
    pub fn take_cards(&mut self, most: usize) -> Vec<(MediaHash, Box<Card>)> {
        let wanted = |(hash, place): (&MediaHash, &mut Place)| match std::mem::replace(place, Place::Drawing) {
            Place::Wanted(card) => Some((hash.clone(), card)),
            other => {
                *place = other;
                None
            }
        };
        self.places.iter_mut().filter_map(wanted).take(most).collect()
    }

    /// A picture was drawn; `None` where it could not be.
    pub fn drawn(&mut self, hash: &MediaHash, bytes: Option<Arc<[u8]>>, now: RealTime) {
        let place = bytes.map_or(Place::LeftOut(now + LEFT_OUT), Place::Held);
        self.places.insert(hash.clone(), place);
    }

    /// Drawing ended early: words go without what was being drawn.
    pub fn drawing_ended(&mut self, now: RealTime) {
        for place in self.places.values_mut().filter(|place| **place == Place::Drawing) {
            *place = Place::LeftOut(now + LEFT_OUT);
        }
    }

    /// Gives a request that goes now its file; the first one takes the bytes along. To be told with
    /// [`Shelf::came_back`], or [`Shelf::stayed`], what became of it.
    pub fn take(&mut self, delivery: DeliveryId, request: &mut Request) {
        let Request::SendFile { chat, thread, reply_to, silent, message, media, drawing, source } = request else {
            return;
        };
        if source.is_some() {
            return;
        }
        let is_personal = drawing.as_ref().is_some_and(|card| card.is_personal());
        *source = match self.places.get(&media.hash).cloned() {
            // Somebody's own goes once, and nothing stays of it here or under Telegram's name; tried again, it is drawn again.
            Some(Place::Held(bytes)) if is_personal => {
                self.places.remove(&media.hash);
                Some(Source::Made(bytes))
            }
            Some(Place::Stored(file_id)) => Some(Source::Stored(file_id)),
            Some(Place::Held(bytes) | Place::Going(bytes)) => {
                self.places.insert(media.hash.clone(), Place::Going(Arc::clone(&bytes)));
                self.going.insert(delivery, media.hash.clone());
                Some(Source::Bytes(bytes))
            }
            Some(Place::LeftOut(_) | Place::Unknown | Place::Wanted(_) | Place::Drawing) | None => {
                let (chat, thread, reply_to, silent) = (*chat, *thread, *reply_to, *silent);
                *request = Request::Send { chat, thread, reply_to, silent, message: std::mem::take(message) };
                return;
            }
        };
    }

    /// A request did not go after all: the next one takes the file along.
    pub fn stayed(&mut self, delivery: DeliveryId) {
        let Some(hash) = self.going.remove(&delivery) else { return };
        if let Some(Place::Going(bytes)) = self.places.get(&hash) {
            let held = Place::Held(Arc::clone(bytes));
            self.places.insert(hash, held);
        }
    }

    /// What Telegram said to a request, once that is recorded.
    pub fn came_back(&mut self, delivery: DeliveryId, outcome: &Outcome, now: RealTime) {
        match outcome {
            Outcome::Sent(receipt) => {
                if let Some(StoredFile { hash, file_id, .. }) = receipt.file.clone() {
                    self.lost.remove(&hash);
                    self.places.insert(hash, Place::Stored(file_id));
                }
            }
            Outcome::Refused(Reason::FileUnfit { hash, .. }) => {
                self.places.insert(hash.clone(), Place::LeftOut(now + LEFT_OUT));
            }
            // One that was refused late says nothing about what was uploaded meanwhile.
            Outcome::Refused(Reason::FileGone { file })
                if self.places.get(&file.hash) == Some(&Place::Stored(file.file_id.clone())) =>
            {
                self.places.insert(file.hash.clone(), Place::Unknown);
            }
            Outcome::Unknown { .. } => self.count_lost(delivery, now),
            _ => {}
        }
        // If it is still on its way, this one did not bring it there.
        self.stayed(delivery);
    }

    fn count_lost(&mut self, delivery: DeliveryId, now: RealTime) {
        let Some(hash) = self.going.get(&delivery) else { return };
        let lost = self.lost.entry(hash.clone()).or_default();
        *lost += 1;
        if *lost >= MAX_LOST {
            tracing::error!(file = hash.0, "uploads of a file get no answer; for an hour words go without it");
            self.lost.remove(hash);
            self.places.insert(hash.clone(), Place::LeftOut(now + LEFT_OUT));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::{Media, MediaKind};
    use crate::rules::outcome::Receipt;
    use crate::text::{Message, ProgressCard};

    const NOW: RealTime = RealTime(1_800_000_000_000);

    fn hash() -> MediaHash {
        MediaHash("aa".to_owned())
    }

    fn request() -> Request {
        let media = Media {
            hash: hash(),
            kind: MediaKind::Photo,
            mime: "image/png".to_owned(),
            name: "a.png".to_owned(),
            bytes: None,
            size: None,
        };
        let message = Message { text: "A cat".to_owned(), ..Message::default() };
        Request::SendFile {
            chat: 1,
            thread: None,
            reply_to: None,
            silent: false,
            message,
            media,
            drawing: None,
            source: None,
        }
    }

    fn taken(shelf: &mut Shelf, delivery: i64) -> Request {
        let mut request = request();
        shelf.take(DeliveryId(delivery), &mut request);
        request
    }

    fn holding() -> Shelf {
        let mut shelf = Shelf::new(9);
        shelf.expect(&request());
        assert!(!shelf.is_ready(&request()), "it has to be looked up first");
        shelf.places.insert(hash(), Place::Held([1, 2].as_slice().into()));
        shelf
    }

    fn source(request: Request) -> Option<Source> {
        if let Request::SendFile { source, .. } = request { source } else { None }
    }

    fn stored(file_id: &str) -> StoredFile {
        StoredFile { hash: hash(), bot: 9, file_id: file_id.to_owned() }
    }

    fn accepted(file_id: &str) -> Outcome {
        Outcome::Sent(Receipt { file: Some(stored(file_id)), ..Receipt::default() })
    }

    #[test]
    fn the_first_takes_the_bytes_and_the_others_wait_for_its_file_id() {
        let mut shelf = holding();
        assert_eq!(source(taken(&mut shelf, 1)), Some(Source::Bytes([1, 2].as_slice().into())));
        assert!(!shelf.is_ready(&request()));
        shelf.came_back(DeliveryId(1), &accepted("x"), NOW);
        assert!(shelf.is_ready(&request()));
        assert_eq!(source(taken(&mut shelf, 2)), Some(Source::Stored("x".to_owned())));
        // Its answer does not name the file: it was not uploaded.
        shelf.came_back(DeliveryId(2), &Outcome::Sent(Receipt::default()), NOW);
        assert_eq!(source(taken(&mut shelf, 3)), Some(Source::Stored("x".to_owned())));
    }

    fn card() -> Card {
        Card::Progress(ProgressCard {
            from_right: false,
            title: "A course".to_owned(),
            line: String::new(),
            share: (0, 1),
            weeks: Vec::new(),
            badges: String::new(),
            legend: ["", "", ""].map(str::to_owned),
        })
    }

    #[test]
    fn a_picture_of_ours_is_drawn_before_its_message_takes_a_place() {
        let mut shelf = Shelf::new(9);
        shelf.places.insert(hash(), Place::Wanted(Box::new(card())));
        assert!(!shelf.is_ready(&request()), "it has to be drawn first");
        assert_eq!(shelf.take_cards(8), [(hash(), Box::new(card()))]);
        assert_eq!(shelf.take_cards(8), [], "nobody draws it twice");
        assert!(!shelf.is_ready(&request()));
        shelf.drawn(&hash(), Some([3].as_slice().into()), NOW);
        assert!(shelf.is_ready(&request()));
        assert_eq!(source(taken(&mut shelf, 1)), Some(Source::Bytes([3].as_slice().into())));
    }

    #[test]
    fn words_go_without_a_picture_that_could_not_be_drawn() {
        for ends_early in [true, false] {
            let mut shelf = Shelf::new(9);
            shelf.places.insert(hash(), Place::Wanted(Box::new(card())));
            shelf.take_cards(8);
            if ends_early {
                shelf.drawing_ended(NOW)
            } else {
                shelf.drawn(&hash(), None, NOW)
            }
            assert!(shelf.is_ready(&request()));
            assert!(matches!(taken(&mut shelf, 1), Request::Send { .. }));
        }
    }

    #[test]
    fn when_the_first_does_not_get_through_another_takes_the_bytes() {
        for outcome in [
            Outcome::Unknown { why: String::new() },
            Outcome::Refused(Reason::Unreachable),
            // An answer that could not be read.
            Outcome::Sent(Receipt::default()),
        ] {
            let mut shelf = holding();
            taken(&mut shelf, 1);
            shelf.came_back(DeliveryId(1), &outcome, NOW);
            assert!(matches!(source(taken(&mut shelf, 2)), Some(Source::Bytes(_))), "{outcome:?}");
        }
        let mut shelf = holding();
        taken(&mut shelf, 1);
        shelf.stayed(DeliveryId(1));
        assert!(shelf.is_ready(&request()));
    }

    #[test]
    fn a_refused_file_id_is_looked_up_once_and_a_late_refusal_counts_for_nothing() {
        let mut shelf = holding();
        taken(&mut shelf, 1);
        shelf.came_back(DeliveryId(1), &accepted("old"), NOW);
        let gone = Outcome::Refused(Reason::FileGone { file: stored("old") });
        shelf.came_back(DeliveryId(2), &gone, NOW);
        assert_eq!(shelf.places[&hash()], Place::Unknown);
        shelf.places.insert(hash(), Place::Stored("new".to_owned()));
        shelf.came_back(DeliveryId(3), &gone, NOW);
        assert_eq!(shelf.places[&hash()], Place::Stored("new".to_owned()));
    }

    #[test]
    fn words_go_without_a_file_that_telegram_does_not_take() {
        let mut shelf = holding();
        taken(&mut shelf, 1);
        let unfit = Reason::FileUnfit { hash: hash(), description: "IMAGE_PROCESS_FAILED".to_owned() };
        shelf.came_back(DeliveryId(1), &Outcome::Refused(unfit), NOW);
        let Request::Send { message, .. } = taken(&mut shelf, 1) else { panic!("a plain message") };
        assert_eq!(message.text, "A cat");
    }

    #[test]
    fn a_file_that_never_gets_there_holds_nobody_up() {
        let mut shelf = holding();
        let unknown = Outcome::Unknown { why: String::new() };
        for delivery in 1..=3 {
            assert!(matches!(source(taken(&mut shelf, delivery)), Some(Source::Bytes(_))));
            shelf.came_back(DeliveryId(delivery), &unknown, NOW);
            assert!(shelf.is_ready(&request()));
        }
        assert_eq!(shelf.places[&hash()], Place::LeftOut(NOW + LEFT_OUT));
        assert!(matches!(taken(&mut shelf, 4), Request::Send { .. }));
        // What was in doubt without bringing a file along counts for nothing.
        shelf.came_back(DeliveryId(4), &unknown, NOW);
        assert!(shelf.lost.is_empty());
    }
}
