//! The only SQL. Two engines, one statement text, one file a noun; a batch is one unit of work.

mod changes;
mod connection;
mod engine;
mod error;
mod migrate;
#[cfg(test)]
mod plans;
mod script;
mod statement;
mod tx;

pub mod health;
pub mod lease;
pub mod lock;
pub mod meta;
pub mod updates;
pub mod versions;

pub mod acquaintances;
pub mod arrivals;
pub mod attempts;
pub mod chats;
pub mod cohorts;
pub mod companions;
pub mod courses;
pub mod dossiers;
pub mod enrolments;
pub mod erasures;
pub mod feedback;
pub mod form;
mod map;
pub mod media;
pub mod messages;
pub mod notes;
pub mod people;
pub mod questions;
pub mod regrades;
pub mod topics;

pub mod claim;
pub mod compaction;
pub mod express;
pub mod in_flight;
pub mod jumps;
pub mod outbox;
pub mod reading;
pub mod retention;
pub mod returns;
pub mod rotation;
pub mod seed;
pub mod signing;
pub mod tending;
pub mod time_limits;
pub mod work;
mod writer;

pub use connection::Connection;
pub use engine::Engine;
pub use error::StoreError;
pub use migrate::{applied, migrate, newest};
pub use tx::Tx;
pub use versions::Versions;
pub use work::{Needs, Work, Written};

use crate::rules::course::{Library, observe_days};
use crate::rules::ids::EnrolmentId;
use crate::seal::{Keyring, Sealer, Signer};
use changes::Changes;
use chrono::{DateTime, Utc};
use lease::{Lease, Sighting};
use lock::Lock;
use statement::{Value, row, statement};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};
use work::Draft;

/// An open, migrated database with the key that fits it.
#[derive(Debug)]
pub struct Store {
    engine: Engine,
    pub(crate) sealer: Sealer,
    keyring: Arc<Keyring>,
    lease: RwLock<Option<Lease>>,
    /// Goes with the lease.
    lock: Lock,
    /// What this process last saw of a lease that another holds.
    seen: Mutex<Option<Sighting>>,
    next_id: AtomicI64,
    /// Where the ids stood at the last commit of this process that wrote it; 0 when that is not known.
    saved_id: AtomicI64,
    /// How many are in each week, as last counted.
    pub companions: companions::Companions,
    /// Who can be reached again.
    pub returns: returns::Returns,
    /// What was enqueued since the sender last asked.
    pub arrivals: arrivals::Arrivals,
    /// Who takes what goes with the commit that decides it.
    pub express: express::Express,
    /// What was written that is decided on.
    changes: Arc<Changes>,
    /// Who was met of late.
    pub acquaintances: acquaintances::Acquaintances,
}

row! {
    struct NextRow { next: i64 }
}

statement!(READ_SEQUENCE, [], "select next from sequence where id = 1");
statement!(
    SAVE_SEQUENCE,
    [],
    "insert into sequence (id, next) values (1, $1) on conflict (id) do update set next = excluded.next where sequence.next < excluded.next"
);

impl Store {
    /// Opens a database: migrates it, checks the key. A newer database or a wrong key is refused and not touched.
    pub async fn open(url: &str, sealer: Sealer) -> Result<Arc<Self>, StoreError> {
        let engine = Engine::open(url).await?;
        if (1..=newest()).contains(&applied(&engine).await?) {
            // Before an older database is migrated.
            let mut tx = engine.read().await?;
            if let Some(to) = meta::get(&mut tx, meta::Fact::KeyRotation).await? {
                return Err(StoreError::Rotating(to));
            }
            meta::is_key_checked(&mut tx, &sealer).await?;
        }
        migrate(&engine).await?;
        let mut tx = engine.write().await?;
        meta::check_key(&mut tx, &sealer).await?;
        let keyring = Arc::new(signing::keyring(&mut tx, &sealer).await?);
        tx.commit().await?;
        Ok(Arc::new(Self {
            engine,
            sealer,
            keyring,
            lease: RwLock::new(None),
            lock: Lock::of(url),
            seen: Mutex::new(None),
            next_id: AtomicI64::new(1),
            saved_id: AtomicI64::new(0),
            companions: companions::Companions::default(),
            returns: returns::Returns::default(),
            arrivals: arrivals::Arrivals::default(),
            express: express::Express::default(),
            changes: Arc::default(),
            acquaintances: acquaintances::Acquaintances::default(),
        }))
    }

    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// What signs certificates.
    pub fn signer(&self) -> &Signer {
        &self.keyring.signer
    }

    /// The same, with what signed before it.
    pub fn keyring(&self) -> &Arc<Keyring> {
        &self.keyring
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Takes the lease if it is free; otherwise says after how long it may be. Whoever takes it reads where the ids stand
    /// and declares what an older epoch was sending to be in doubt. Returns how many rows that were.
    pub async fn take_lease(&self, holder: &str) -> Result<Result<u64, std::time::Duration>, StoreError> {
        // Of whom another holder erases we hear nothing.
        self.acquaintances.forget();
        let mark = self.lock.hold().await;
        let mut tx = self.engine.write().await?;
        let mut seen = *self.seen();
        let taken = lease::take(&mut tx, holder, mark, &mut seen).await?;
        *self.seen() = seen;
        let lease = match taken {
            Ok(lease) => lease,
            Err(wait) => {
                tx.rollback().await?;
                // Whoever holds the lease should have it.
                self.lock.let_go().await;
                return Ok(Err(wait));
            }
        };
        let next = tx.fetch::<NextRow>(&READ_SEQUENCE, []).await?.first().map_or(1, |row| row.next);
        self.next_id.fetch_max(next, Ordering::Relaxed);
        self.saved_id.store(0, Ordering::Relaxed);
        let in_doubt = in_flight::take_over(&mut tx, lease.epoch).await?;
        tx.commit().await?;
        *self.lease.write().expect("nothing panics while it holds the lease") = Some(lease);
        Ok(Ok(in_doubt))
    }

    /// Renews the lease, and gets the lock if this process has it not (any more); [`StoreError::LeaseLost`] when another
    /// process took the lease.
    pub async fn renew_lease(&self) -> Result<(), StoreError> {
        let lease = self.lease().ok_or(StoreError::LeaseLost)?;
        let mark = self.lock.hold().await;
        let mut tx = self.engine.write().await?;
        lease::renew(&mut tx, &lease, mark).await?;
        tx.commit().await
    }

    /// Gives the lease back at the end.
    pub async fn give_lease_back(&self) -> Result<(), StoreError> {
        if let Some(lease) = self.lease() {
            let mut tx = self.engine.write().await?;
            lease::give_back(&mut tx, &lease);
            tx.commit().await?;
            self.lock.let_go().await;
        }
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Option<Sighting>> {
        self.seen.lock().expect("nothing panics while it holds what was seen")
    }

    fn lease(&self) -> Option<Lease> {
        self.lease.read().expect("nothing panics while it holds the lease").clone()
    }

    /// The epoch of this process's lease; 0 before it has one.
    pub fn epoch(&self) -> i64 {
        self.lease().map_or(0, |lease| lease.epoch)
    }

    /// A unit of work.
    pub async fn work(self: &Arc<Self>, versions: &impl versions::Known) -> Result<Work, StoreError> {
        let tx = self.turn().await?;
        // Looked at once it is this one's turn: whoever wrote before may have added one.
        Ok(Work::new(tx, Arc::clone(self), versions.known()))
    }

    /// A unit of work that is decided while others write: these enrolments, and everything that hangs on them. It has its
    /// turn when it is saved. If anything was written meanwhile that is decided on, or something has to be asked to save it,
    /// that fails with [`StoreError::Outdated`], nothing is written, and whoever decided has to decide in a [`Self::work`].
    /// `None` while such a thing is being written. Nothing more can be loaded.
    pub async fn draft(
        self: &Arc<Self>,
        versions: &impl versions::Known,
        enrolments: impl IntoIterator<Item = EnrolmentId>,
    ) -> Result<Option<Work>, StoreError> {
        let epoch = self.epoch();
        let Some(mark) = self.changes.mark() else { return Ok(None) };
        let work = Work::new(self.read().await?, Arc::clone(self), versions.known());
        Ok(Some(work.drafted(Draft { mark, epoch }, enrolments.into_iter().collect()).await?))
    }

    /// The turn of a draft to write, if everything that it rests on still is so.
    async fn turn_of(&self, draft: Draft) -> Result<Tx, StoreError> {
        let tx = self.turn().await?;
        if self.epoch() == draft.epoch && self.changes.none_since(draft.mark) {
            return Ok(tx);
        }
        tx.rollback().await?;
        Err(StoreError::Outdated)
    }

    /// One's turn to write. That the lease is still ours is looked at with the first thing that is asked, or with the commit.
    async fn turn(&self) -> Result<Tx, StoreError> {
        let mut tx = self.engine.write().await?.telling(&self.changes);
        lease::check(&mut tx, self.epoch());
        Ok(tx)
    }

    /// A writing transaction outside a unit of work, for the sender's own bookkeeping.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        let mut tx = self.turn().await?;
        tx.run_now().await?;
        Ok(tx)
    }

    pub async fn read(&self) -> Result<Tx, StoreError> {
        self.engine.read().await
    }

    /// Reading what was just written; see [`Engine::read_fresh`].
    pub async fn read_fresh(&self) -> Result<Tx, StoreError> {
        self.engine.read_fresh().await
    }

    pub(crate) fn fresh_id(&self) -> i64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// Writes where the ids stand, if that has changed; to be told to [`Self::sequence_saved`] after the commit.
    fn save_sequence(&self, tx: &mut Tx) -> i64 {
        let next = self.next_id.load(Ordering::Relaxed);
        if next != self.saved_id.load(Ordering::Relaxed) {
            tx.later(&SAVE_SEQUENCE, [Value::Int(next)]);
        }
        next
    }

    fn sequence_saved(&self, next: i64) {
        self.saved_id.fetch_max(next, Ordering::Relaxed);
    }

    /// Adds the versions of courses that the database does not have yet, with the files they show, and returns all of them, with the ids of those
    /// given in their order.
    pub async fn add_courses(
        &self,
        courses: &[crate::rules::course::Course],
        now: DateTime<Utc>,
    ) -> Result<(Library, Vec<crate::rules::ids::VersionId>), StoreError> {
        let mut tx = self.write().await?;
        let mut current = Vec::with_capacity(courses.len());
        for course in courses {
            let fresh = crate::rules::ids::VersionId(self.fresh_id());
            current.push(courses::add(&mut tx, course, fresh, now).await?);
            media::add(&mut tx, course.media(), now).await?;
        }
        let mut library = courses::library(&mut tx).await?;
        observe_days(&mut library, courses);
        let sequence = self.save_sequence(&mut tx);
        tx.commit().await?;
        self.sequence_saved(sequence);
        Ok((library, current))
    }

    /// Adds one version of a course, if the database does not have it yet, and returns its id. By itself it means nothing to
    /// anybody: whoever goes over to it does so in a later commit.
    pub async fn add_version(
        &self,
        course: &crate::rules::course::Course,
        now: DateTime<Utc>,
    ) -> Result<crate::rules::ids::VersionId, StoreError> {
        let mut tx = self.write().await?;
        let fresh = crate::rules::ids::VersionId(self.fresh_id());
        let version = courses::add(&mut tx, course, fresh, now).await?;
        let sequence = self.save_sequence(&mut tx);
        tx.commit().await?;
        self.sequence_saved(sequence);
        Ok(version)
    }

    pub async fn close(&self) {
        self.lock.close().await;
        self.engine.close().await;
    }
}

fn instant(millis: Option<i64>) -> Option<DateTime<Utc>> {
    millis.and_then(DateTime::from_timestamp_millis)
}

fn instant_or_epoch(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}
