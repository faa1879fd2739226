//! `/integrations/{slug}`: one integration.

mod connections;
mod facts;
mod history;
mod notice;

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::connection::{Connection, Known};
use oin_domain::integration::{Content, Operation};
use oin_search::Filters;
use serde::Serialize;

use self::connections::ConnectionView;
use self::facts::{FlagView, HealthView, TierView};
use self::history::HistoryEntry;
use self::notice::NoticeView;
use super::card::{Card, CategoryLink, Labelled};
use super::{PageError, Shell, respond};
use crate::actions::catalog::{self, Shown};
use crate::actions::{Ctx, Failure, listings, verifications};
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
    tests: Vec<TestEntry>,
    /// When the second tier ended; empty when it did not.
    lapsed: String,
    notice: Option<NoticeView>,
    report_url: String,
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

/// Something on the health timeline.
#[derive(Debug, Serialize)]
struct TestEntry {
    date: String,
    iso: String,
    text: String,
    good: bool,
    bad: bool,
}

#[derive(Debug, Serialize)]
struct ProvenanceView {
    text: String,
    url: Option<String>,
}

/// How many similar integrations are shown.
const SIMILAR: usize = 4;

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
            let entry = &shown.entry;
            let page = ListingPage::new(&ctx, shown);
            let past = (entry.id(), entry.version(), shown.first_revision());
            let from_facts = shown.content.provenance.is_some();
            // Whatever moved it or published it again left that mark.
            let is_moved = entry.updated_at() > entry.published_at();
            Ok((past, (shown.has_notice(), is_moved), from_facts, page))
        })
        .await?;
        let ((id, version, first), (has_notice, is_moved), from_facts, mut page) = found.value;
        if has_notice {
            page.listing.notice = listings::notice(&ctx, &slug).await.map(NoticeView::new);
        }
        let history = catalog::history(&ctx, id, version, first).await;
        let steps = match is_moved {
            true => listings::past(&ctx, id).await,
            false => Vec::new(),
        };
        page.listing.history = HistoryEntry::all(&history, &steps);
        if !from_facts {
            let timeline = verifications::timeline(&ctx, id).await;
            page.listing.tests = timeline.moments.into_iter().map(TestEntry::new).collect();
            page.listing.lapsed = timeline.lapsed.map(day).unwrap_or_default();
        }
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
            connections: content
                .connections
                .iter()
                .filter_map(ConnectionView::new)
                .collect(),
            variables: variables(content),
            capabilities: capabilities(content),
            links: links(content),
            history: Vec::new(),
            tests: Vec::new(),
            lapsed: String::new(),
            notice: None,
            report_url: urls::report(slug),
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
                .filter_map(Connection::facts)
                .flat_map(|known| uses(&known))
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

fn day(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}

impl TestEntry {
    fn new(moment: verifications::Moment) -> Self {
        Self {
            date: day(moment.at),
            iso: crate::web::api::items::time(moment.at),
            text: moment.says,
            good: moment.good == Some(true),
            bad: moment.good == Some(false),
        }
    }
}

/// Others of the same main category, the best first.
fn similar(ctx: &Ctx, shown: &Shown<'_>) -> Vec<Card> {
    let category = shown.content.categories.first().cloned();
    let filters = Filters {
        category: category.into_iter().collect(),
        ..Filters::default()
    };
    // A category that has left the managed list has no others to show.
    let best = shown.index.best(&filters, SIMILAR + 1).unwrap_or_default();
    let others = best.iter().filter(|entry| entry.slug() != shown.entry.slug());
    Card::all(others.take(SIMILAR), ctx.brand())
}

/// The vendor's other integrations, when there are any.
fn vendor_more(shown: &Shown<'_>) -> Option<LinkView> {
    let vendor = shown.entry.vendor()?;
    // The same order as a search's, without counting what the page does not show.
    let others = shown
        .index
        .suggest(vendor, 5)
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
