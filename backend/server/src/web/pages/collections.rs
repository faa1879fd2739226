//! `/collections` and `/collections/{slug}`.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::catalog::Collection;
use oin_search::EntryView;
use serde::Serialize;

use super::card::Card;
use super::{PageError, Shell, count_text, respond};
use crate::actions::{Ctx, Failure, catalog};
use crate::templates::Page;
use crate::web::{Parts, urls};

/// A collection in a list.
#[derive(Debug, Serialize)]
pub struct Tile {
    slug: String,
    title: String,
    summary: String,
    url: String,
    count: usize,
    count_text: String,
    dates: Option<String>,
    logos: Vec<Logo>,
}

#[derive(Debug, Serialize)]
struct Logo {
    src: String,
    name: String,
}

/// How many logos a tile shows.
const LOGOS: usize = 6;

impl Tile {
    /// Shows a collection and its integrations.
    pub fn new((collection, entries): &(Collection, Vec<EntryView<'_>>)) -> Self {
        Self {
            slug: collection.slug.to_string(),
            title: collection.title.to_string(),
            summary: collection.summary.to_string(),
            url: urls::collection(collection.slug.as_str()),
            count: entries.len(),
            count_text: counted(entries.len()),
            dates: dates(collection),
            logos: entries
                .iter()
                .take(LOGOS)
                .map(|entry| Logo {
                    src: urls::logo(entry.slug()),
                    name: entry.name().to_owned(),
                })
                .collect(),
        }
    }
}

fn counted(count: usize) -> String {
    format!(
        "{} integration{}",
        count_text(count),
        if count == 1 { "" } else { "s" }
    )
}

fn dates(collection: &Collection) -> Option<String> {
    let day = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    match (collection.starts_on, collection.ends_on) {
        (_, Some(end)) => Some(format!("until {}", day(end))),
        (Some(start), None) => Some(format!("since {}", day(start))),
        (None, None) => None,
    }
}

/// The page of all collections.
#[derive(Debug, Serialize)]
pub struct CollectionsPage {
    shell: Shell,
    collections: Vec<Tile>,
}

impl Page for CollectionsPage {
    const TEMPLATE: &'static str = "pages/catalog/collections";
}

/// The page of one collection.
#[derive(Debug, Serialize)]
pub struct CollectionPage {
    shell: Shell,
    collection: Head,
    cards: Vec<Card>,
}

impl Page for CollectionPage {
    const TEMPLATE: &'static str = "pages/catalog/collection";
}

#[derive(Debug, Serialize)]
struct Head {
    title: String,
    summary: String,
    dates: Option<String>,
    count_text: String,
}

/// `GET /collections`.
///
/// # Errors
/// A fault of ours only.
pub async fn list(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let found = catalog::collections(&ctx, |all| CollectionsPage {
        shell: Shell::new(
            &ctx,
            "collections",
            "/collections",
            "Collections",
            "Integrations that belong together, chosen by people.",
        ),
        collections: all.iter().map(Tile::new).collect(),
    });
    respond(&parts, &req, Some(found.version), &found.value).map_err(|failure| PageError::new(&req, failure))
}

/// `GET /collections/{slug}`.
///
/// # Errors
/// `not_found` when no such collection is shown today.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let found = catalog::collections(&ctx, |all| {
        let (collection, entries) = all
            .iter()
            .find(|(collection, _)| collection.slug.as_str() == *slug)?;
        let path = urls::collection(collection.slug.as_str());
        Some(CollectionPage {
            shell: Shell::new(
                &ctx,
                "collections",
                &path,
                collection.title.as_str(),
                collection.summary.as_str(),
            ),
            collection: Head {
                title: collection.title.to_string(),
                summary: collection.summary.to_string(),
                dates: dates(collection),
                count_text: counted(entries.len()),
            },
            cards: Card::all(entries, ctx.brand()),
        })
    });
    let version = found.version;
    found
        .value
        .ok_or(Failure::NotFound("collection"))
        .and_then(|page| respond(&parts, &req, Some(version), &page))
        .map_err(|failure| PageError::new(&req, failure))
}
