//! A link that lets its reader do something.

use serde::{Serialize, Serializer};

use super::Letter;
use crate::vault::Secret;

/// What stands in a letter's payload instead of its link.
pub const SEALED: &str = "sealed";

/// The whole address of a link that works once. It is sealed apart from the letter's payload:
/// whoever reads the table of letters can follow none of them.
pub struct SecretLink(Secret);

impl SecretLink {
    /// Takes the address over, scheme and host included.
    pub fn new(url: String) -> Self {
        Self(Secret::from_text(url))
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl Serialize for SecretLink {
    /// Says only that there is one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(SEALED)
    }
}

impl std::fmt::Debug for SecretLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(link)")
    }
}

impl Letter {
    /// Its secret link, when it has one.
    pub(super) fn link(&self) -> Option<&SecretLink> {
        match self {
            Self::ConfirmAddress { link, .. }
            | Self::ResetPassword { link, .. }
            | Self::ChangeMail { link, .. }
            | Self::Invitation { link, .. }
            | Self::TransferOffered { link, .. }
            | Self::ContactConfirm { link, .. } => Some(link),
            _ => None,
        }
    }

    /// Whether somebody who need not own the address can make us write it. Such letters are few
    /// per hour and address; what is over is dropped without a word.
    pub(super) fn is_asked_for(&self) -> bool {
        self.link().is_some() || matches!(self, Self::AlreadyHasAccount {})
    }
}
