//! What the pure rules must know beside the draft.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::ids::IntegrationId;
use crate::integration::Content;

use super::NameIndex;

/// A key's kind and size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// RSA, with its size in bits.
    Rsa(u32),
    /// An elliptic curve, with its size in bits.
    Curve(u32),
    /// A kind that the network does not accept.
    Other,
}

/// What a parser read from a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFacts {
    /// It is no certificate.
    Unreadable,
    /// It is one.
    Read {
        /// Valid up to here.
        not_after: DateTime<Utc>,
        /// The key in it.
        key: Key,
    },
}

/// What the pure rules must know beside the draft.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time of the judgement.
    pub now: DateTime<Utc>,
    /// The integration, so that its own name is not held against it.
    pub integration: IntegrationId,
    /// The org's confirmed mail domains.
    pub mail_domains: &'a BTreeSet<String>,
    /// Mail addresses of contacts who opened their link, in lower case.
    pub confirmed: &'a BTreeSet<String>,
    /// The paths of secrets that are sealed for this draft.
    pub sealed: &'a BTreeSet<String>,
    /// The names of the network.
    pub names: &'a NameIndex,
    /// What was read from the certificates, by the path of the field.
    pub certificates: &'a BTreeMap<String, CertificateFacts>,
    /// What the last import of metadata gave, by the path of the field.
    pub imported: &'a BTreeMap<String, String>,
    /// What is live, when this is an update.
    pub live: Option<&'a Content>,
    /// Hosts that count as public: the local mode's own world.
    pub exceptions: &'a BTreeSet<String>,
}
