//! `GET /api/v1/integrations` and `/api/v1/suggest`.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_search::FacetCounts;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::Item;
use crate::actions::{Ctx, Failure, catalog};
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;
use crate::web::{Parts, catalog_query, urls};

/// A page of a search.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found<'a> {
    /// The integrations of this page.
    pub items: Vec<Item<'a>>,
    /// How many there are on all pages.
    pub total: usize,
    /// Per facet how many integrations of the result have each value, the
    /// facet's own filter left out.
    #[schema(value_type = BTreeMap<String, Vec<Count>>)]
    pub facets: BTreeMap<&'static str, Vec<Count<'a>>>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

/// How many integrations have a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Count<'a> {
    /// The value, as a filter takes it.
    #[schema(example = "saml2")]
    pub value: &'a str,
    /// The words people read.
    #[schema(example = "SAML 2.0")]
    pub label: &'a str,
    /// How many.
    pub count: usize,
}

/// The counts of every facet, by its name; categories without entries are left out.
pub fn counts<'a>(facets: &FacetCounts<'a>) -> BTreeMap<&'static str, Vec<Count<'a>>> {
    facets
        .iter()
        .map(|(facet, values)| {
            let counts = values
                .iter()
                .map(|value| Count {
                    value: value.value,
                    label: value.label,
                    count: value.count,
                })
                .collect();
            (facet.as_str(), counts)
        })
        .collect()
}

/// Search the catalog
///
/// Finds integrations by name, other names, vendor, category and summary. A
/// repeated filter means or, different filters mean and. Without `q` everything
/// is listed.
#[utoipa::path(
    get,
    path = "/api/v1/integrations",
    tag = "catalog",
    operation_id = "search_integrations",
    params(
        ("q" = Option<String>, Query, description = "Words to find; at most 200 characters. One slip of a letter is forgiven from 4 letters on, two from 8.", example = "box", max_length = 200),
        ("category" = Option<Vec<String>>, Query, description = "Category slugs, of /api/v1/categories", example = json!(["crm"])),
        ("sign_on" = Option<Vec<String>>, Query, description = "`saml2`, `oidc`, `ws-fed`, `swa`, `bookmark`", example = json!(["saml2"])),
        ("provisioning" = Option<Vec<String>>, Query, description = "`none`, `scim`, or an operation: `create`, `update`, `import`, `status`, `permissions`, `password`", example = json!(["scim"])),
        ("flow" = Option<Vec<String>>, Query, description = "`sp`, `idp`"),
        ("tier" = Option<Vec<String>>, Query, description = "`community`, `verified`"),
        ("deployment" = Option<Vec<String>>, Query, description = "`cloud`, `on-premises`"),
        ("health" = Option<Vec<String>>, Query, description = "`ok`, `degraded`, `not_tested`, `retired`"),
        ("sort" = Option<String>, Query, description = "`relevance` (default), `name`, `newest`, `verified`, `launches`"),
        ("limit" = Option<u32>, Query, description = "How many on a page, 1 to 100", minimum = 1, maximum = 100, example = 20),
        ("after" = Option<String>, Query, description = "The cursor `next` of the page before"),
    ),
    responses(
        (status = 200, description = "A page of integrations", body = Found<'static>),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn search(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    let pairs = Pairs::parse(req.query_string()).map_err(fail)?;
    pairs.only(&catalog_query::PARAMETERS).map_err(fail)?;
    let query = catalog_query::read(&pairs).map_err(fail)?;
    let found = catalog::search(&ctx, &query, |_, results| {
        let base = ctx.base_url();
        let next = results.next.as_ref().map(ToString::to_string);
        let link = next.as_ref().map(|cursor| {
            let mut following = query.clone();
            following.after = None;
            let mut out = catalog_query::write(&following);
            out.push("after", cursor);
            format!("<{base}{}>; rel=\"next\"", out.after(urls::API_INTEGRATIONS))
        });
        let body = Found {
            items: results.hits.iter().map(|entry| Item::new(entry, base)).collect(),
            total: results.total,
            facets: counts(&results.facets),
            next,
        };
        (super::json(&body), link)
    })
    .await
    .map_err(fail)?;
    let (body, link) = found.value;
    let mut answer = Answer::new(super::JSON, body.map_err(fail)?);
    if let Some(link) = link {
        answer = answer.with_link(&link);
    }
    Ok(parts.keep(&req, found.version, answer))
}

/// A name that continues what was typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestion<'a> {
    /// Display name.
    #[schema(example = "Box")]
    pub name: &'a str,
    /// Its name in URLs.
    #[schema(example = "box")]
    pub slug: &'a str,
    /// The company that makes the app.
    pub vendor: Option<&'a str>,
    /// The page of the listing, on this host.
    pub url: String,
    /// The logo, on this host.
    pub logo_url: String,
}

/// Suggestions while typing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestions<'a> {
    /// At most 8, the best first.
    pub items: Vec<Suggestion<'a>>,
}

/// How many names are suggested.
const SUGGESTED: usize = 8;

/// Suggest names while typing
///
/// At most 8 names, in the order of the search.
#[utoipa::path(
    get,
    path = "/api/v1/suggest",
    tag = "catalog",
    operation_id = "suggest_integrations",
    params(("q" = Option<String>, Query, description = "What was typed so far; at most 200 characters", example = "bo", max_length = 200)),
    responses(
        (status = 200, description = "The names", body = Suggestions<'static>),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn suggest(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    let pairs = Pairs::parse(req.query_string()).map_err(fail)?;
    pairs.only(&["q"]).map_err(fail)?;
    let text = pairs.single("q").map_err(fail)?.unwrap_or_default();
    let found = catalog::suggest(&ctx, text, SUGGESTED, |entries| {
        let items = entries
            .iter()
            .map(|entry| Suggestion {
                name: entry.name(),
                slug: entry.slug(),
                vendor: entry.vendor(),
                url: urls::listing(entry.slug()),
                logo_url: urls::logo(entry.slug()),
            })
            .collect();
        super::json(&Suggestions { items })
    })
    .await
    .map_err(fail)?;
    let answer = Answer::new(super::JSON, found.value.map_err(fail)?);
    Ok(parts.keep(&req, found.version, answer))
}
