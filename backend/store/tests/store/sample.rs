//! Sample facts.

use chrono::{DateTime, TimeZone, Utc};
use oin_domain::catalog::Category;
use oin_domain::connection::{Connection, Known, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Content, Deployment, Provisioning, Slug, Visibility};
use oin_domain::listing::{Health, Stage, Tier};
use oin_domain::text::{Line, Name, Summary};
use oin_store::{NewListing, Store, StoreError};
use uuid::Uuid;

/// The first of May 2026, `minutes` past midnight.
pub(crate) fn minute(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 1, 0, 0, 0).unwrap() + chrono::Duration::minutes(minutes)
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub(crate) fn category(slug: &str, position: i32) -> Category {
    Category {
        slug: CategorySlug::parse(slug).unwrap(),
        label: Line::parse(&slug.to_uppercase()).unwrap(),
        position,
    }
}

/// A store whose managed list is `files` and `hr`.
pub(crate) async fn with_categories(store: &Store) {
    let list = [category("files", 1), category("hr", 2)];
    let set = store
        .write(async |tx| tx.set_categories(&list, minute(0)).await)
        .await
        .unwrap();
    assert!(set);
}

pub(crate) fn content(name: &str) -> Content {
    Content {
        name: Name::parse(name).unwrap(),
        vendor: Some(Line::parse("Acme").unwrap()),
        summary: Summary::parse("Files, shared: \"quoted\", and more").unwrap(),
        description: None,
        categories: vec![CategorySlug::parse("files").unwrap()],
        aliases: vec![Line::parse("The other name").unwrap()],
        website: None,
        labels: Vec::new(),
        logo: None,
        screenshots: Vec::new(),
        visibility: Visibility::Public,
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

/// A live community listing called `name` under `at`, published at minute 1.
pub(crate) fn listing(at: &str, name: &str) -> NewListing {
    NewListing {
        id: IntegrationId(Uuid::now_v7()),
        slug: slug(at),
        stage: Stage::Live,
        tier: Tier::Community,
        tested: Health::NotTested,
        flags: Vec::new(),
        content: content(name),
        source: "seed".into(),
        at: minute(1),
        verified_at: None,
        launches: 0,
    }
}

pub(crate) async fn publish(
    store: &Store,
    new: NewListing,
) -> Result<oin_domain::listing::Listing, StoreError> {
    store.write(async |tx| tx.publish(new.clone()).await).await
}
