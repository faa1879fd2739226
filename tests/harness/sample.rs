//! Sample facts.

use chrono::{DateTime, TimeZone, Utc};
use oin_domain::connection::{Connection, Known, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Content, Deployment, Provisioning, Slug, Visibility};
use oin_domain::listing::{Health, Stage, Tier};
use oin_domain::text::{Line, Name, Summary};
use oin_store::NewListing;
use uuid::Uuid;

/// The time at which all tests happen.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).unwrap()
}

/// `minutes` after [`now`].
pub(crate) fn instant(minutes: i64) -> DateTime<Utc> {
    now() + chrono::Duration::minutes(minutes)
}

/// A revision called `name`.
fn content(name: &str) -> Content {
    Content {
        name: Name::parse(name).unwrap(),
        vendor: Some(Line::parse("Quillfeather").unwrap()),
        summary: Summary::parse("A sample of the tests.").unwrap(),
        description: None,
        categories: vec![CategorySlug::parse("crm").unwrap()],
        aliases: Vec::new(),
        website: None,
        labels: Vec::new(),
        logo: None,
        screenshots: Vec::new(),
        visibility: Visibility::default(),
        icon: None,
        deployment: Deployment::Cloud,
        connections: vec![Connection::Known(Known::mode_only(SignOn::Saml2))],
        variables: Vec::new(),
        provisioning: Provisioning::default(),
        scim: None,
        support: None,
        documentation: None,
        provenance: None,
    }
}

/// A live community listing called `name` at `slug`, published now.
pub(crate) fn listing(slug: &str, name: &str) -> NewListing {
    NewListing {
        id: IntegrationId(Uuid::now_v7()),
        slug: Slug::parse(slug).unwrap(),
        stage: Stage::Live,
        tier: Tier::Community,
        tested: Health::NotTested,
        flags: Vec::new(),
        content: content(name),
        source: "test".to_owned(),
        at: now(),
        verified_at: None,
        launches: 0,
    }
}
