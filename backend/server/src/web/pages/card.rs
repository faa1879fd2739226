//! An integration in a list on a page.

use oin_domain::choice::Choice as _;
use oin_domain::listing::{Health, Tier};
use oin_search::EntryView;
use serde::Serialize;

use crate::config::Brand;
use crate::web::urls;

/// A value and the words for it.
#[derive(Debug, Clone, Serialize)]
pub struct Labelled {
    /// The stable value.
    pub value: String,
    /// The words people read.
    pub label: String,
}

impl Labelled {
    /// A choice and its label.
    pub fn of<T: oin_domain::choice::Choice>(choice: T) -> Self {
        Self {
            value: choice.as_str().to_owned(),
            label: choice.label().to_owned(),
        }
    }
}

/// A category with its page.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryLink {
    value: String,
    label: String,
    url: String,
}

impl CategoryLink {
    /// The links of an entry's categories.
    pub fn all(entry: &EntryView<'_>) -> Vec<Self> {
        entry
            .categories()
            .map(|(slug, label)| Self {
                value: slug.to_owned(),
                label: label.to_owned(),
                url: format!("{}?category={slug}", urls::INTEGRATIONS),
            })
            .collect()
    }
}

#[derive(Debug, Clone, Serialize)]
struct HealthMark {
    value: &'static str,
    label: &'static str,
    bad: bool,
}

#[derive(Debug, Clone, Serialize)]
struct FlagMark {
    code: &'static str,
    label: &'static str,
}

/// An integration in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    name: String,
    slug: String,
    url: String,
    vendor: Option<String>,
    summary: String,
    logo: String,
    tier: Labelled,
    verified: bool,
    health: HealthMark,
    modes: Vec<Labelled>,
    provisioning: bool,
    flags: Vec<FlagMark>,
    categories: Vec<CategoryLink>,
}

impl Card {
    /// Shows an entry under the network's names.
    pub fn new(entry: &EntryView<'_>, brand: &Brand) -> Self {
        let health = entry.health();
        Self {
            name: entry.name().to_owned(),
            slug: entry.slug().to_owned(),
            url: urls::listing(entry.slug()),
            vendor: entry.vendor().map(str::to_owned),
            summary: entry.summary().to_owned(),
            logo: urls::logo(entry.slug()),
            tier: Labelled {
                value: entry.tier().to_string(),
                label: brand.tier(entry.tier()).to_owned(),
            },
            verified: entry.tier() == Tier::Verified,
            health: HealthMark {
                value: health.as_str(),
                label: health.label(),
                bad: matches!(health, Health::Degraded | Health::Retired),
            },
            modes: entry.sign_on().map(Labelled::of).collect(),
            provisioning: entry.is_provisioned(),
            flags: entry
                .flags()
                .map(|flag| FlagMark {
                    code: flag.as_str(),
                    label: flag.label(),
                })
                .collect(),
            categories: CategoryLink::all(entry),
        }
    }

    /// Shows entries under the network's names.
    pub fn all<'a>(entries: impl IntoIterator<Item = &'a EntryView<'a>>, brand: &Brand) -> Vec<Self> {
        entries.into_iter().map(|entry| Self::new(entry, brand)).collect()
    }
}
