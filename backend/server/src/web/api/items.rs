//! An integration in lists, as the public API shows it.

use chrono::{DateTime, SecondsFormat, Utc};
use oin_domain::choice::Choice as _;
use oin_search::EntryView;
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::urls;

/// An integration in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Item<'a> {
    /// Its name in URLs.
    #[schema(example = "box")]
    pub slug: &'a str,
    /// Display name.
    #[schema(example = "Box")]
    pub name: &'a str,
    /// The company that makes the app; null when not known.
    #[schema(example = "Box")]
    pub vendor: Option<&'a str>,
    /// One line.
    pub summary: &'a str,
    /// Slugs of 1 to 3 categories, the main one first.
    pub categories: Vec<&'a str>,
    /// `saml2`, `oidc`, `ws-fed`, `swa`, `bookmark`.
    #[schema(example = json!(["saml2"]))]
    pub sign_on: Vec<&'static str>,
    /// `sp`, `idp`; empty when not published.
    #[schema(example = json!(["sp"]))]
    pub flows: Vec<&'static str>,
    /// `none`; or `scim` and the operations that are known to work.
    #[schema(example = json!(["scim"]))]
    pub provisioning: Vec<&'static str>,
    /// `community` or `verified`.
    pub tier: &'static str,
    /// `ok`, `degraded`, `not_tested`, `retired`.
    pub health: &'static str,
    /// `cloud` or `on-premises`.
    pub deployment: &'static str,
    /// `vendor_unconfirmed`, `demo`, `orphan`, `retiring`.
    pub flags: Vec<&'static str>,
    /// The vendor's site; null when not known.
    pub website: Option<&'a str>,
    /// The page of the listing.
    pub url: String,
    /// The logo, as SVG.
    pub logo_url: String,
    /// When the first revision was published.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: String,
    /// When anything of it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: String,
    /// When it last became verified.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub verified_at: Option<String>,
    /// How often it was launched.
    pub launches: i64,
}

impl<'a> Item<'a> {
    /// Shows an entry to readers of the installation at `base`.
    pub fn new(entry: &EntryView<'a>, base: &str) -> Self {
        Self {
            slug: entry.slug(),
            name: entry.name(),
            vendor: entry.vendor(),
            summary: entry.summary(),
            categories: entry.categories().map(|(slug, _)| slug).collect(),
            sign_on: entry.sign_on().map(|mode| mode.as_str()).collect(),
            flows: entry.flows().map(|flow| flow.as_str()).collect(),
            provisioning: provisioning(entry),
            tier: entry.tier().as_str(),
            health: entry.health().as_str(),
            deployment: entry.deployment().as_str(),
            flags: entry.flags().map(|flag| flag.as_str()).collect(),
            website: entry.website(),
            url: format!("{base}{}", urls::listing(entry.slug())),
            logo_url: format!("{base}{}", urls::logo(entry.slug())),
            published_at: time(entry.published_at()),
            updated_at: time(entry.updated_at()),
            verified_at: entry.verified_at().map(time),
            launches: entry.launches(),
        }
    }
}

fn provisioning(entry: &EntryView<'_>) -> Vec<&'static str> {
    if entry.is_provisioned() {
        std::iter::once("scim")
            .chain(entry.operations().map(|operation| operation.as_str()))
            .collect()
    } else {
        vec!["none"]
    }
}

/// A time in RFC 3339, in UTC, to the second.
pub fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
