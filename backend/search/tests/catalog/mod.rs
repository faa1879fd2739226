//! The real catalog, from the seed data's table of facts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use chrono::{DateTime, Utc};
use oin_domain::catalog::Category;
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Deployment, HttpsUrl, Provisioning, Slug};
use oin_domain::listing::{Health, Tier};
use oin_domain::text::{Line, Name, Summary};
use oin_search::{Entry, Index, Query, Rules};
use uuid::Uuid;

/// The seed data's facts as entries, in the order of the file.
pub(crate) fn entries() -> Vec<Entry> {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seed-data/apps.tsv");
    let table = std::fs::read_to_string(table).unwrap();
    table
        .lines()
        .skip(1)
        .zip(1u128..)
        .map(|(row, number)| entry(row, number))
        .collect()
}

fn entry(row: &str, number: u128) -> Entry {
    let cells: Vec<&str> = row.split('\t').collect();
    let [
        slug,
        name,
        vendor,
        website,
        categories,
        modes,
        provisioning,
        deployment,
        ..,
    ] = cells[..]
    else {
        panic!("{row} has too few cells");
    };
    let moment = DateTime::<Utc>::UNIX_EPOCH;
    Entry {
        id: IntegrationId(Uuid::from_u128(number)),
        slug: Slug::parse(slug).unwrap(),
        name: Name::parse(name).unwrap(),
        vendor: Line::parse(vendor).ok(),
        summary: Summary::parse("Listed from public facts").unwrap(),
        aliases: vec![],
        categories: categories
            .split(',')
            .map(|category| CategorySlug::parse(category).unwrap())
            .collect(),
        sign_on: modes
            .split(',')
            .map(|mode| SignOn::parse(mode).unwrap())
            .collect(),
        flows: vec![],
        provisioning: Provisioning {
            automated: provisioning == "scim",
            operations: vec![],
        },
        tier: Tier::Community,
        deployment: Deployment::parse(deployment).unwrap(),
        health: Health::NotTested,
        flags: vec![],
        website: HttpsUrl::parse(website).ok(),
        published_at: moment,
        updated_at: moment,
        verified_at: None,
        launches: 0,
        version: 1,
        content: "{}".into(),
    }
}

/// An index of entries under the categories that they name.
pub(crate) fn index_of(entries: &[Entry]) -> Index {
    let mut slugs: Vec<&CategorySlug> = entries.iter().flat_map(|entry| &entry.categories).collect();
    slugs.sort_unstable();
    slugs.dedup();
    let categories = slugs.into_iter().zip(1..).map(|(slug, position)| Category {
        slug: slug.clone(),
        label: Line::parse(&slug.as_str().replace('-', " ")).unwrap(),
        position,
    });
    let mut loading = Index::loading(categories.collect(), Rules::default()).unwrap();
    entries.iter().for_each(|entry| loading.push(entry));
    loading.finish(1)
}

/// A question in relevance order.
pub(crate) fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

/// The names on the first page.
pub(crate) fn names<'a>(index: &'a Index, text: &str) -> Vec<&'a str> {
    index
        .search(&ask(text))
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.name())
        .collect()
}
