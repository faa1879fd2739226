//! A listing: what the catalog shows of an integration, its life, and who claims it.

mod claim;
mod course;
mod facts;
mod report;
mod stage;
mod told;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::IntegrationId;
use crate::integration::{Content, Slug};

pub use claim::{ClaimError, ClaimState, Claimable, OBJECTION};
pub use course::{Action, Command, Course, CourseRefusal, GRACE, LAST_WARNING, Step, end_of};
pub use facts::{Facts, Retirement, Suspension};
pub use report::Topic;
pub use stage::{Health, PAIRS, Stage, Tier};

crate::choices! {
    /// Something a reader should know about a listing.
    Flag as "flag" {
        /// Made from public facts by a customer or staff; the vendor has not claimed it.
        VendorUnconfirmed = "vendor_unconfirmed", "Vendor unconfirmed";
        /// A fictitious vendor's entry for trying things out.
        Demo = "demo", "Demo";
        /// Its owner has gone.
        Orphan = "orphan", "Orphan";
        /// It has an end date.
        Retiring = "retiring", "Retiring";
    }
}

/// What the catalog shows of an integration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The integration.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Which published revision this is, from 1.
    pub version: i32,
    /// Where the listing is in its life.
    pub stage: Stage,
    /// How far it was checked.
    pub tier: Tier,
    /// What the last tests said; [`Listing::health`] is what is shown.
    pub tested: Health,
    /// What a reader should know.
    pub flags: Vec<Flag>,
    /// The published revision itself.
    pub content: Content,
    /// When the first revision was published.
    pub published_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it last became verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// How often it was launched.
    pub launches: i64,
}

impl Listing {
    /// The health that is shown.
    pub fn health(&self) -> Health {
        self.stage.shown_health(self.tested)
    }
}
