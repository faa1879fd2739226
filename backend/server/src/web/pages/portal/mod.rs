//! The ISV's portal.

pub(in crate::web::pages) mod answers;
pub mod appeal;
pub mod autosave;
pub mod claims;
pub mod doing;
pub mod guide;
pub mod import;
pub mod new;
pub mod org;
pub mod overview;
mod pictures;
pub mod private;
mod release;
pub mod secret;
pub mod status;
pub mod step;
pub mod wizard;

use oin_domain::ids::SubmissionId;
use uuid::Uuid;

use super::{PageCall, PageError, Shell};
use crate::actions::{Failure, Member};
use crate::web::guard::Membership;

/// A member of an org at the portal.
pub type Portal = PageCall<Membership>;

impl Portal {
    /// Who.
    pub(in crate::web::pages) fn who(&self) -> &Member {
        &self.who.member
    }

    pub(in crate::web::pages) fn shell(&self, title: &str) -> Shell {
        self.shell_here("portal", title, "The portal for integrations.")
    }
}

/// The submission that an address names.
pub(super) fn submission(text: &str) -> Result<SubmissionId, Failure> {
    Uuid::parse_str(text)
        .map(SubmissionId)
        .map_err(|_| Failure::NotFound("submission"))
}
