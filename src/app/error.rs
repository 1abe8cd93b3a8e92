//! Errors as the operator sees them, with the exit code they lead to.

use crate::actions::ActionError;
use crate::seal::KeyError;
use crate::store::StoreError;
use crate::telegram::intake::IntakeError;

/// What ended the process, in words for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    pub message: String,
    /// 1: failed; 2: wrong use, or settings, key or content that cannot be right.
    pub exit_code: u8,
    /// Another process took the lease: no failure, the process stands by.
    pub is_lease_lost: bool,
}

impl AppError {
    pub fn failed(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit_code: 1, is_lease_lost: false }
    }

    pub fn wrong_use(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit_code: 2, is_lease_lost: false }
    }
}

impl From<KeyError> for AppError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unwritable { .. } => Self::failed(error.to_string()),
            KeyError::Malformed | KeyError::Unreadable { .. } => Self::wrong_use(error.to_string()),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let exit_code = match error {
            StoreError::Url
            | StoreError::Newer { .. }
            | StoreError::Older { .. }
            | StoreError::WrongKey { .. }
            | StoreError::Rotating(_) => 2,
            _ => 1,
        };
        let message = match &error {
            StoreError::Database(cause) if cause.to_string().contains("readonly database") => {
                "the data file is read-only; give this user the right to write it and its folder".to_owned()
            }
            StoreError::Database(cause) if cause.to_string().contains("unable to open database file") => {
                format!("the data file cannot be opened; check its path and folder ({cause})")
            }
            StoreError::Database(cause) if cause.to_string().contains("pool timed out") => {
                "the database does not answer; check DATABASE_URL, and that its server runs".to_owned()
            }
            StoreError::Url | StoreError::Newer { .. } | StoreError::Older { .. } | StoreError::Rotating(_) => {
                error.to_string()
            }
            StoreError::WrongKey { .. } => {
                format!("{error}; set DARB_KEY or DARB_KEY_FILE to the key it was made with")
            }
            _ => format!("the database: {error}"),
        };
        Self { message, exit_code, is_lease_lost: matches!(error, StoreError::LeaseLost) }
    }
}

impl From<ActionError> for AppError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::Store(error) => error.into(),
            other => Self::failed(other.to_string()),
        }
    }
}

impl From<IntakeError> for AppError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Action(error) => error.into(),
            refused @ IntakeError::TokenRefused => Self::failed(refused.to_string()),
        }
    }
}
