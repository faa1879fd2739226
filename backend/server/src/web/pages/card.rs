//! An integration in a list on a page.

use oin_domain::choice::Choice as _;
use oin_domain::listing::{Flag, Health, Tier};
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

/// An integration in a list: what `partials/card` shows, and no more, since
/// pages hold many of them.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    name: String,
    url: String,
    summary: String,
    logo: String,
    /// The name of the tier when it is the verified one.
    verified: Option<String>,
    modes: Vec<&'static str>,
    provisioning: bool,
    /// What a reader should beware of, in words.
    warnings: Vec<&'static str>,
}

impl Card {
    /// Shows an entry under the network's names.
    pub fn new(entry: &EntryView<'_>, brand: &Brand) -> Self {
        let (health, tier) = (entry.health(), entry.tier());
        let unwell = matches!(health, Health::Degraded | Health::Retired).then(|| health.label());
        // Most entries are unconfirmed: said on the listing, no news in a list.
        let marks = entry.flags().filter(|&flag| flag != Flag::VendorUnconfirmed);
        Self {
            name: entry.name().to_owned(),
            url: urls::listing(entry.slug()),
            summary: entry.summary().to_owned(),
            logo: urls::logo(entry.slug()),
            verified: (tier == Tier::Verified).then(|| brand.tier(tier).to_owned()),
            modes: entry.sign_on().map(|mode| mode.label()).collect(),
            provisioning: entry.is_provisioned(),
            warnings: unwell.into_iter().chain(marks.map(|flag| flag.label())).collect(),
        }
    }

    /// Shows entries under the network's names.
    pub fn all<'a>(entries: impl IntoIterator<Item = &'a EntryView<'a>>, brand: &Brand) -> Vec<Self> {
        entries.into_iter().map(|entry| Self::new(entry, brand)).collect()
    }
}
