//! `/integrations/{slug}`: one integration.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::connection::{Connection, Flow, Known, SettingName, SignOn};
use oin_domain::integration::{Content, Operation};
use oin_domain::listing::{Flag, Health, Tier};
use oin_search::{Filters, Query};
use oin_store::Revision;
use serde::Serialize;

use super::card::{Card, CategoryLink, Labelled};
use super::{PageError, Shell, respond};
use crate::actions::catalog::{self, Shown};
use crate::actions::{Ctx, Failure};
use crate::templates::Page;
use crate::web::pairs::QueryString;
use crate::web::{Parts, urls};

/// The page of one integration.
#[derive(Debug, Serialize)]
pub struct ListingPage {
    shell: Shell,
    listing: ListingView,
}

impl Page for ListingPage {
    const TEMPLATE: &'static str = "pages/catalog/listing";
}

#[derive(Debug, Serialize)]
struct ListingView {
    name: String,
    slug: String,
    vendor: Option<String>,
    summary: String,
    description: Option<Vec<String>>,
    website: Option<Site>,
    logo: String,
    tier: TierView,
    health: HealthView,
    flags: Vec<FlagView>,
    deployment: Labelled,
    categories: Vec<CategoryLink>,
    aliases: Vec<String>,
    connections: Vec<ConnectionView>,
    variables: Vec<VariableView>,
    capabilities: Vec<CapabilityView>,
    links: Vec<LinkView>,
    history: Vec<HistoryEntry>,
    guide_url: String,
    api_url: String,
    schema_url: String,
    badge_url: String,
    badge_markdown: String,
    provenance: Option<ProvenanceView>,
    similar: Vec<Card>,
    vendor_more: Option<LinkView>,
}

#[derive(Debug, Serialize)]
struct Site {
    url: String,
    host: String,
}

#[derive(Debug, Serialize)]
struct TierView {
    value: &'static str,
    label: String,
    verified: bool,
    meaning: String,
    since: Option<String>,
}

#[derive(Debug, Serialize)]
struct HealthView {
    value: &'static str,
    label: &'static str,
    meaning: &'static str,
    bad: bool,
}

#[derive(Debug, Serialize)]
struct FlagView {
    code: &'static str,
    label: &'static str,
    meaning: &'static str,
}

#[derive(Debug, Serialize)]
struct ConnectionView {
    mode: &'static str,
    label: &'static str,
    note: Option<String>,
    flows: Vec<Labelled>,
    jit: Labelled,
    settings: Vec<SettingView>,
    name_id: Option<NameIdView>,
    attributes: Vec<AttributeView>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SettingView {
    label: &'static str,
    none: Option<String>,
    values: Vec<TextView>,
}

#[derive(Debug, Serialize)]
struct TextView {
    text: String,
}

#[derive(Debug, Serialize)]
struct NameIdView {
    format: Option<String>,
    source: Option<String>,
}

#[derive(Debug, Serialize)]
struct AttributeView {
    name: String,
    source: String,
    required: LabelOnly,
}

#[derive(Debug, Serialize)]
struct LabelOnly {
    label: &'static str,
}

#[derive(Debug, Serialize)]
struct VariableView {
    name: String,
    label: String,
    help: Option<String>,
    example: Option<String>,
    kind: &'static str,
    used_in: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct CapabilityView {
    key: &'static str,
    label: &'static str,
    state: &'static str,
    state_label: &'static str,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct LinkView {
    label: String,
    url: String,
    external: bool,
}

#[derive(Debug, Serialize)]
struct HistoryEntry {
    date: String,
    iso: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct ProvenanceView {
    text: String,
    url: Option<String>,
}

/// `GET /integrations/{slug}`.
///
/// # Errors
/// `not_found` when the catalog shows no such integration.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let page = async {
        let found = catalog::listing(&ctx, &slug, |shown| {
            Ok((shown.entry.id(), ListingPage::new(&ctx, shown)))
        })
        .await?;
        let (id, mut page) = found.value;
        page.listing.history = catalog::history(&ctx, id)
            .await
            .iter()
            .map(HistoryEntry::new)
            .collect();
        respond(&parts, &req, found.version, &page)
    };
    page.await
        .map_err(|failure: Failure| PageError::new(&req, failure))
}

impl ListingPage {
    fn new(ctx: &Ctx, shown: &Shown<'_>) -> Self {
        let entry = &shown.entry;
        let title = format!("{} single sign-on and provisioning", entry.name());
        Self {
            shell: Shell::new(
                ctx,
                "catalog",
                &urls::listing(entry.slug()),
                title,
                entry.summary(),
            ),
            listing: ListingView::new(ctx, shown),
        }
    }
}

impl ListingView {
    fn new(ctx: &Ctx, shown: &Shown<'_>) -> Self {
        let (entry, content) = (&shown.entry, &shown.content);
        let slug = entry.slug();
        let badge = format!("{}{}", ctx.base_url(), urls::badge(slug));
        let page = format!("{}{}", ctx.base_url(), urls::listing(slug));
        Self {
            name: entry.name().to_owned(),
            slug: slug.to_owned(),
            vendor: entry.vendor().map(str::to_owned),
            summary: entry.summary().to_owned(),
            description: content.description.as_ref().map(|text| {
                text.as_str()
                    .split('\n')
                    .filter(|line| !line.trim().is_empty())
                    .map(str::to_owned)
                    .collect()
            }),
            website: content.website.as_ref().map(|url| Site {
                url: url.as_str().to_owned(),
                host: url.host().to_owned(),
            }),
            logo: urls::logo(slug),
            tier: TierView::new(ctx, entry.tier(), entry.verified_at()),
            health: HealthView::new(entry.health()),
            flags: entry.flags().map(FlagView::new).collect(),
            deployment: Labelled::of(entry.deployment()),
            categories: CategoryLink::all(entry),
            aliases: content.aliases.iter().map(ToString::to_string).collect(),
            connections: content.connections.iter().map(ConnectionView::new).collect(),
            variables: variables(content),
            capabilities: capabilities(content),
            links: links(content),
            history: Vec::new(),
            guide_url: urls::guide(slug),
            api_url: urls::api_listing(slug),
            schema_url: urls::api_schema(slug),
            badge_markdown: format!("[![{}]({badge})]({page})", ctx.brand().network),
            badge_url: urls::badge(slug),
            provenance: content.provenance.as_ref().map(|from| ProvenanceView {
                text: match &from.page {
                    Some(page) => format!("{}, {page}", from.source),
                    None => from.source.to_string(),
                },
                url: None,
            }),
            similar: similar(ctx, shown),
            vendor_more: vendor_more(shown),
        }
    }
}

impl TierView {
    fn new(ctx: &Ctx, tier: Tier, since: Option<DateTime<Utc>>) -> Self {
        let meaning = match tier {
            Tier::Community => {
                "Made from published facts or by its vendor, and not continuously tested. Try it with one person before you give it to everybody."
            }
            Tier::Verified => {
                "Reviewed by two people and proven with test logins; it keeps this mark only while its nightly tests stay green."
            }
        };
        Self {
            value: tier.as_str(),
            label: ctx.brand().tier(tier).to_owned(),
            verified: tier == Tier::Verified,
            meaning: meaning.to_owned(),
            since: since.map(|at| at.format("%-d %B %Y").to_string()),
        }
    }
}

impl HealthView {
    fn new(health: Health) -> Self {
        let meaning = match health {
            Health::Ok => "The last test runs signed in.",
            Health::Degraded => "The last test runs failed. People may not be able to sign in.",
            Health::NotTested => "No test has run. That says nothing for or against it.",
            Health::Retired => "Its vendor or the network no longer offers it.",
        };
        let bad = matches!(health, Health::Degraded | Health::Retired);
        Self {
            value: health.as_str(),
            label: health.label(),
            meaning,
            bad,
        }
    }
}

impl FlagView {
    fn new(flag: Flag) -> Self {
        let meaning = match flag {
            Flag::VendorUnconfirmed => {
                "The entry was made from public facts. Its vendor has neither written nor confirmed it."
            }
            Flag::Demo => "A fictitious vendor, there for trying things out.",
            Flag::Orphan => "The company that owned this entry has left the network.",
        };
        Self {
            code: flag.as_str(),
            label: flag.label(),
            meaning,
        }
    }
}

impl ConnectionView {
    fn new(connection: &Connection) -> Self {
        let Connection::Known(known) = connection;
        let jit = match known.jit {
            Some(true) => ("yes", "Accounts are made at first sign-on"),
            Some(false) => ("no", "Accounts must exist before"),
            None => ("unknown", "Not published"),
        };
        Self {
            mode: known.mode.as_str(),
            label: known.mode.label(),
            note: what_mode_means(known),
            flows: known.flows.iter().copied().map(Labelled::of::<Flow>).collect(),
            jit: Labelled {
                value: jit.0.to_owned(),
                label: jit.1.to_owned(),
            },
            settings: settings(known),
            name_id: known.name_id.as_ref().map(|subject| NameIdView {
                format: subject.format.as_ref().map(ToString::to_string),
                source: subject.source.as_ref().map(ToString::to_string),
            }),
            attributes: known
                .attributes
                .iter()
                .map(|attribute| AttributeView {
                    name: attribute.name.to_string(),
                    source: attribute.source.to_string(),
                    required: LabelOnly {
                        label: if attribute.required {
                            "Required"
                        } else {
                            "Optional"
                        },
                    },
                })
                .collect(),
            notes: known.notes.iter().map(|note| note.text.to_string()).collect(),
        }
    }
}

fn what_mode_means(known: &Known) -> Option<String> {
    match known.mode {
        SignOn::Swa => Some("The app's own login form is filled with stored credentials; nothing has to be set up in the app.".to_owned()),
        SignOn::Bookmark => Some("A tile that opens the app; nobody is signed in by it.".to_owned()),
        _ if known.settings.is_empty() => Some(format!(
            "The app supports {}, but publishes no settings: take them from its admin console.",
            known.mode.label()
        )),
        _ => None,
    }
}

fn settings(known: &Known) -> Vec<SettingView> {
    let mut shown: Vec<SettingView> = known
        .settings
        .iter()
        .map(|setting| SettingView {
            label: setting.name.label(),
            none: None,
            values: setting
                .values
                .iter()
                .map(|value| TextView {
                    text: value.as_str().to_owned(),
                })
                .collect(),
        })
        .collect();
    if known.mode == SignOn::Saml2 && !known.settings.is_empty() {
        for name in [SettingName::AcsUrl, SettingName::EntityId] {
            if known.values(name).is_empty() {
                let none = Some("Not published: shown in the app's own console.".to_owned());
                shown.push(SettingView {
                    label: name.label(),
                    none,
                    values: Vec::new(),
                });
            }
        }
    }
    shown
}

fn variables(content: &Content) -> Vec<VariableView> {
    content
        .variables
        .iter()
        .map(|variable| {
            let name = variable.name.as_str();
            let uses = |known: &Known| {
                let used = known.settings.iter().filter(|setting| {
                    setting
                        .values
                        .iter()
                        .any(|value| value.variables().contains(&name))
                });
                used.map(|setting| setting.name.label()).collect::<Vec<_>>()
            };
            let mut used_in: Vec<&'static str> = content
                .connections
                .iter()
                .flat_map(|connection| {
                    let Connection::Known(known) = connection;
                    uses(known)
                })
                .collect();
            used_in.dedup();
            VariableView {
                name: name.to_owned(),
                label: variable.label.to_string(),
                help: variable.help.as_ref().map(ToString::to_string),
                example: variable.example.as_ref().map(ToString::to_string),
                kind: variable.kind.label(),
                used_in,
            }
        })
        .collect()
}

fn capabilities(content: &Content) -> Vec<CapabilityView> {
    Operation::ALL
        .iter()
        .map(|&operation| {
            let supported = content.provisioning.supports(operation);
            CapabilityView {
                key: operation.as_str(),
                label: operation.label(),
                state: supported.as_str(),
                state_label: supported.label(),
                note: None,
            }
        })
        .collect()
}

fn links(content: &Content) -> Vec<LinkView> {
    let mut links = Vec::new();
    let mut add = |label: &str, url: &str| {
        links.push(LinkView {
            label: label.to_owned(),
            url: url.to_owned(),
            external: true,
        });
    };
    if let Some(documentation) = &content.documentation {
        add("Vendor's set-up documentation", documentation.as_str());
    }
    if let Some(support) = &content.support {
        add("Support", support.url.as_str());
    }
    links
}

impl HistoryEntry {
    fn new(revision: &Revision) -> Self {
        let text = match revision.source.as_str() {
            "seed" => "Entered from public facts".to_owned(),
            "demo" => "Entered with the demo set".to_owned(),
            _ => format!("Revision {} published", revision.version),
        };
        Self {
            date: revision.published_at.format("%-d %B %Y").to_string(),
            iso: crate::web::api::items::time(revision.published_at),
            text,
        }
    }
}

/// Others of the same main category, the best first.
fn similar(ctx: &Ctx, shown: &Shown<'_>) -> Vec<Card> {
    let Some(category) = shown.content.categories.first() else {
        return Vec::new();
    };
    let filters = Filters {
        category: vec![category.clone()],
        ..Filters::default()
    };
    let query = Query {
        filters,
        limit: 5,
        ..Query::default()
    };
    let Ok(results) = shown.index.search(&query) else {
        return Vec::new();
    };
    let others = results
        .hits
        .iter()
        .filter(|entry| entry.slug() != shown.entry.slug())
        .take(4);
    Card::all(others, ctx.brand())
}

/// The vendor's other integrations, when there are any.
fn vendor_more(shown: &Shown<'_>) -> Option<LinkView> {
    let vendor = shown.entry.vendor()?;
    let query = Query {
        text: vendor.to_owned(),
        limit: 5,
        ..Query::default()
    };
    let results = shown.index.search(&query).ok()?;
    let others = results
        .hits
        .iter()
        .any(|entry| entry.vendor() == Some(vendor) && entry.slug() != shown.entry.slug());
    others.then(|| {
        let mut search = QueryString::default();
        search.push("q", vendor);
        LinkView {
            label: format!("More by {vendor}"),
            url: search.after(urls::INTEGRATIONS),
            external: false,
        }
    })
}
