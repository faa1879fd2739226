//! The fictitious vendors of local mode: `demo/integrations.json`.

use chrono::{DateTime, Utc};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{Content, Slug};
use oin_domain::listing::{Flag, Health, Stage, Tier};
use oin_store::NewListing;
use serde::Deserialize;
use uuid::Uuid;

use super::files::{self, SeedError};

/// What revisions from here name as their source.
pub(super) const SOURCE: &str = "demo";

const FILE: &str = "demo/integrations.json";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    slug: Slug,
    tier: Tier,
    health: Health,
    demo: bool,
    published_at: DateTime<Utc>,
    verified_at: Option<DateTime<Utc>>,
    content: Content,
}

/// The fictitious vendors' listings, each flagged as such.
pub(super) fn listings() -> Result<Vec<NewListing>, SeedError> {
    let rows: Vec<Row> = files::json(FILE)?;
    rows.into_iter()
        .map(|row| {
            if !row.demo {
                return Err(SeedError::new(FILE, row.slug.as_str(), "is not marked as demo"));
            }
            let (stage, tested) = match row.health {
                Health::Retired => (Stage::Retired, Health::NotTested),
                Health::Degraded => (Stage::Degraded, Health::Degraded),
                health => (Stage::Live, health),
            };
            Ok(NewListing {
                id: IntegrationId(Uuid::now_v7()),
                slug: row.slug,
                stage,
                tier: row.tier,
                tested,
                flags: vec![Flag::Demo],
                content: row.content,
                source: SOURCE.to_owned(),
                at: row.published_at,
                verified_at: row.verified_at,
                launches: 0,
            })
        })
        .collect()
}
