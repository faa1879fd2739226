//! `/`: search first.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::catalog::{Collection, Facet};
use oin_domain::choice::Choice as _;
use oin_search::{EntryView, Query, Results};
use serde::Serialize;

use super::card::Card;
use super::collections::Tile;
use super::{PageError, Shell, count_text, respond};
use crate::actions::{Ctx, Failure, catalog};
use crate::templates::Page;
use crate::web::{Parts, urls};

/// The start page.
#[derive(Debug, Serialize)]
pub struct HomePage {
    shell: Shell,
    total_text: String,
    categories: Vec<CountLink>,
    modes: Vec<CountLink>,
    collections: Vec<Tile>,
    highlights: Vec<Card>,
}

/// A value, how many integrations have it, and where they are listed.
#[derive(Debug, Serialize)]
pub struct CountLink {
    value: String,
    label: String,
    count: usize,
    count_text: String,
    url: String,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "pages/catalog/home";
}

/// How many integrations and collections the start page shows.
const SHOWN: usize = 6;

/// `GET /`.
///
/// # Errors
/// While the index is loading what the database says.
pub async fn get(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let everything = Query {
        limit: 1,
        ..Query::default()
    };
    let page = async {
        let chosen = catalog::collections(&ctx, |all| {
            let tiles = all.iter().take(SHOWN).map(Tile::new).collect();
            (tiles, Card::all(firsts(all), ctx.brand()))
        });
        let found = catalog::search(&ctx, &everything, |_, results| {
            HomePage::new(&ctx, results, chosen.value)
        })
        .await?;
        respond(&parts, &req, found.version, &found.value)
    };
    page.await
        .map_err(|failure: Failure| PageError::new(&req, failure))
}

/// What staff put first: the first integration of each collection, then the
/// second ones, each once.
fn firsts<'a>(collections: &'a [(Collection, Vec<EntryView<'a>>)]) -> Vec<&'a EntryView<'a>> {
    let longest = collections
        .iter()
        .map(|(_, entries)| entries.len())
        .max()
        .unwrap_or(0);
    let mut chosen: Vec<&EntryView<'_>> = Vec::new();
    for place in 0..longest {
        for entry in collections.iter().filter_map(|(_, entries)| entries.get(place)) {
            if chosen.len() < SHOWN && !chosen.iter().any(|other| other.slug() == entry.slug()) {
                chosen.push(entry);
            }
        }
    }
    chosen
}

impl HomePage {
    fn new(ctx: &Ctx, results: &Results<'_>, (collections, highlights): (Vec<Tile>, Vec<Card>)) -> Self {
        let description = format!(
            "{} app integrations: how each signs on, whether it was tested, and how to set it up.",
            count_text(results.total)
        );
        Self {
            shell: Shell::new(ctx, "catalog", "/", ctx.brand().network.clone(), description),
            total_text: count_text(results.total),
            categories: links(results, Facet::Category),
            modes: links(results, Facet::SignOn),
            collections,
            highlights,
        }
    }
}

fn links(results: &Results<'_>, facet: Facet) -> Vec<CountLink> {
    let counts = results.facets.iter().find(|(of, _)| *of == facet);
    let filled = counts
        .map_or(&[][..], |(_, values)| values)
        .iter()
        .filter(|value| value.count > 0);
    filled
        .map(|value| CountLink {
            value: value.value.to_owned(),
            label: value.label.to_owned(),
            count: value.count,
            count_text: count_text(value.count),
            url: format!("{}?{}={}", urls::INTEGRATIONS, facet.as_str(), value.value),
        })
        .collect()
}
