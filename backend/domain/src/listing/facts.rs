//! What is kept of a listing's life beside its stage.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::integration::Slug;
use crate::text::Prose;

/// A suspension on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Suspension {
    /// It waits for a second person.
    Proposed {
        /// Who proposed it.
        by: UserId,
        /// When.
        at: DateTime<Utc>,
        /// Whether it is for abuse: then there is no grace.
        abuse: bool,
        /// Why.
        reason: Prose,
    },
    /// The owner knows, and has time.
    Announced {
        /// Since when.
        at: DateTime<Utc>,
        /// When it is suspended.
        takes_effect: DateTime<Utc>,
        /// Why.
        reason: Prose,
    },
}

/// The end of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    /// Why.
    pub reason: Prose,
    /// The last day on which it is offered.
    pub ends_on: NaiveDate,
    /// What takes its place.
    pub successor: Option<Slug>,
}

/// What is kept of a listing's life beside its stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Why it is degraded, suspended or removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// A suspension on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Suspension>,
    /// Its end, announced or over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retirement: Option<Retirement>,
}
