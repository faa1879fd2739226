//! What the index is told about one integration.

use chrono::{DateTime, Utc};
use oin_domain::connection::{Flow, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Deployment, HttpsUrl, Provisioning, Slug};
use oin_domain::listing::{Flag, Health, Listing, Tier};
use oin_domain::text::{Line, Name, Summary};

/// One public listing, as the index takes it in.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The integration.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Display name.
    pub name: Name,
    /// The company that makes the app.
    pub vendor: Option<Line>,
    /// One line.
    pub summary: Summary,
    /// Other names people search for.
    pub aliases: Vec<Line>,
    /// The main one first.
    pub categories: Vec<CategorySlug>,
    /// How people sign on.
    pub sign_on: Vec<SignOn>,
    /// Who starts the sign-on.
    pub flows: Vec<Flow>,
    /// What it can do with accounts.
    pub provisioning: Provisioning,
    /// How far it was checked.
    pub tier: Tier,
    /// Where the app runs.
    pub deployment: Deployment,
    /// What is shown of its tests and its life.
    pub health: Health,
    /// What a reader should know.
    pub flags: Vec<Flag>,
    /// The vendor's site.
    pub website: Option<HttpsUrl>,
    /// When the first revision was published.
    pub published_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it last became verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// How often it was launched.
    pub launches: i64,
    /// Which published revision this is, from 1.
    pub version: i32,
    /// The revision's content as JSON; the index gives it back and never reads it.
    pub content: Box<str>,
}

impl Entry {
    /// Takes from a listing what the catalog shows; `content` is the
    /// listing's content as JSON text.
    pub fn of(listing: &Listing, content: Box<str>) -> Self {
        let said = &listing.content;
        Self {
            id: listing.id,
            slug: listing.slug.clone(),
            name: said.name.clone(),
            vendor: said.vendor.clone(),
            summary: said.summary.clone(),
            aliases: said.aliases.clone(),
            categories: said.categories.clone(),
            sign_on: said.sign_on(),
            flows: said.flows(),
            provisioning: said.provisioning.clone(),
            tier: listing.tier,
            deployment: said.deployment,
            health: listing.health(),
            flags: listing.flags.clone(),
            website: said.website.clone(),
            published_at: listing.published_at,
            updated_at: listing.updated_at,
            verified_at: listing.verified_at,
            launches: listing.launches,
            version: listing.version,
            content,
        }
    }
}

/// A change of the public catalog.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The integration is new or different.
    Upsert(Box<Entry>),
    /// The integration is not public any more.
    Remove(IntegrationId),
}
