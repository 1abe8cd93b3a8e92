//! From an intent to where it happens.

use super::desk::{ActionError, Desk};
use super::in_group::in_group;
use super::intent::Intent;
use super::private::private;
use crate::rules::ids::VersionId;

/// Carries an intent out.
pub(super) fn carry_out(desk: &mut Desk<'_>, offered: &[VersionId], intent: &Intent) -> Result<(), ActionError> {
    desk.phone = match intent {
        Intent::Private { from, .. } | Intent::Group { from, .. } => from.language,
        Intent::Ignored => None,
    };
    match intent {
        Intent::Ignored => Ok(()),
        Intent::Private { from, event } => private(desk, offered, *from, event),
        Intent::Group { chat, from, event } => in_group(desk, *chat, *from, event),
    }
}
