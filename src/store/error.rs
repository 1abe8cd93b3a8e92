//! What can go wrong in the store, and whether trying again can help.

/// A failure of the database, never of what somebody asked for.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("`DATABASE_URL` must begin with `sqlite://` or `postgres://`")]
    Url,
    #[error(
        "the database was written by a newer version of darb (migration {found}, this one knows {known}); use that version"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "the database was last served by an older version of darb (migration {found}, this one knows {known}); it is brought up to date when `darb run` starts"
    )]
    Older { found: i64, known: i64 },
    #[error("the key does not fit this database (it was sealed with key {expected}, this is key {given})")]
    WrongKey { expected: String, given: String },
    #[error("the key of this database is being changed to {0}; `darb key rotate` has to end that")]
    Rotating(String),
    #[error("the lease was lost to another process")]
    LeaseLost,
    #[error("a draft has to be decided again in its turn")]
    Outdated,
    #[error("updates were handled already: {handled} of {asked} are new")]
    Repeated { asked: u64, handled: u64 },
    #[error("table `{table}`, row {id}: {what}")]
    Row { table: &'static str, id: i64, what: String },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
}

impl StoreError {
    /// Whether the cause may go away by itself: busy, deadlock, serialisation, full, I/O, lost connection. Whatever is
    /// transient confirms nothing and is tried again.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::LeaseLost | Self::Outdated => true,
            Self::Database(error) => match error {
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed => true,
                sqlx::Error::Database(error) => error.code().is_some_and(|code| is_transient_code(&code)),
                _ => false,
            },
            _ => false,
        }
    }
}

/// SQLite result codes (the low byte: 5 busy, 6 locked, 8 read-only, 10 I/O, 13 full, 14 cannot open) and Postgres
/// SQLSTATE classes (08 connection, 40 rollback, 53 resources, 55P03 lock, 57P shutdown, 58 system).
fn is_transient_code(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "40", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) || code == "55P03";
    }
    code.parse::<i64>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_codes_of_both_engines_are_told_from_lasting_ones() {
        for (code, expected) in [
            ("5", true),      // SQLITE_BUSY
            ("517", true),    // SQLITE_BUSY_SNAPSHOT
            ("13", true),     // SQLITE_FULL
            ("2067", false),  // SQLITE_CONSTRAINT_UNIQUE
            ("1", false),     // SQLITE_ERROR
            ("40001", true),  // serialization_failure
            ("40P01", true),  // deadlock_detected
            ("57P01", true),  // admin_shutdown
            ("53100", true),  // disk_full
            ("23505", false), // unique_violation
            ("42P01", false), // undefined_table
        ] {
            assert_eq!(is_transient_code(code), expected, "{code}");
        }
    }
}
