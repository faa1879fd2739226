//! `GET /api/v1/categories` and `/api/v1/collections`.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::catalog::Facet;
use oin_search::{Query, Results};
use serde::Serialize;
use utoipa::ToSchema;

use super::items::Item;
use crate::actions::{Ctx, Failure, catalog};
use crate::web::Parts;
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;

/// The managed categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct Categories<'a> {
    /// In display order.
    pub items: Vec<CategoryBody<'a>>,
}

/// A category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryBody<'a> {
    /// Its name in URLs.
    #[schema(example = "crm")]
    pub slug: &'a str,
    /// The words people read.
    pub label: &'a str,
    /// How many integrations it holds.
    pub count: usize,
}

/// The curated collections.
#[derive(Debug, Serialize, ToSchema)]
pub struct Collections<'a> {
    /// In display order.
    pub items: Vec<CollectionBody<'a>>,
}

/// A set of integrations that staff chose.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionBody<'a> {
    /// Its name in URLs.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it holds.
    pub summary: String,
    /// Shown from this day on; null when always.
    #[schema(value_type = Option<String>, format = Date)]
    pub starts_on: Option<String>,
    /// Shown up to this day; null when always.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<String>,
    /// How many integrations it holds.
    pub count: usize,
    /// Its integrations, in order.
    pub integrations: Vec<Item<'a>>,
}

/// List the categories
///
/// With the number of integrations in each.
#[utoipa::path(
    get,
    path = "/api/v1/categories",
    tag = "catalog",
    operation_id = "list_categories",
    responses(
        (status = 200, description = "The categories", body = Categories<'static>),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn categories(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .map_err(fail)?;
    let everything = Query {
        limit: 1,
        ..Query::default()
    };
    let found = catalog::search(&ctx, &everything, |_, results| {
        super::json(&Categories::new(results))
    })
    .await
    .map_err(fail)?;
    Ok(parts.keep(
        &req,
        found.version,
        Answer::new(super::JSON, found.value.map_err(fail)?),
    ))
}

impl<'a> Categories<'a> {
    fn new(results: &Results<'a>) -> Self {
        let counts = results.facets.iter().find(|(facet, _)| *facet == Facet::Category);
        let items = counts.map_or(&[][..], |(_, values)| values).iter();
        Self {
            items: items
                .map(|value| CategoryBody {
                    slug: value.value,
                    label: value.label,
                    count: value.count,
                })
                .collect(),
        }
    }
}

/// List the curated collections
///
/// With their integrations. A collection outside its dates is left out.
#[utoipa::path(
    get,
    path = "/api/v1/collections",
    tag = "catalog",
    operation_id = "list_collections",
    responses(
        (status = 200, description = "The collections", body = Collections<'static>),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn collections(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .map_err(fail)?;
    let found = catalog::collections(&ctx, |collections| {
        let body = Collections {
            items: collections
                .iter()
                .map(|(collection, entries)| CollectionBody {
                    slug: collection.slug.to_string(),
                    title: collection.title.to_string(),
                    summary: collection.summary.to_string(),
                    starts_on: collection.starts_on.map(|day| day.to_string()),
                    ends_on: collection.ends_on.map(|day| day.to_string()),
                    count: entries.len(),
                    integrations: entries
                        .iter()
                        .map(|entry| Item::new(entry, ctx.base_url()))
                        .collect(),
                })
                .collect(),
        };
        super::json(&body)
    });
    Ok(parts.keep(
        &req,
        Some(found.version),
        Answer::new(super::JSON, found.value.map_err(fail)?),
    ))
}
