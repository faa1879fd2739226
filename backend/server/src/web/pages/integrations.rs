//! `/integrations`: the search page, and its results alone for htmx.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::catalog::{Facet, Sort};
use oin_domain::choice::Choice as _;
use oin_search::{FacetCount, Index, Query, Results};
use serde::Serialize;

use super::card::Card;
use super::prose::Prose;
use super::{HTML, PageError, Shell, count_text};
use crate::actions::{Ctx, Failure, catalog};
use crate::templates::Page;
use crate::web::pairs::Pairs;
use crate::web::ready::{Answer, is_fragment};
use crate::web::{Parts, catalog_query, error, urls};

/// The search page.
#[derive(Debug, Serialize)]
pub struct IntegrationsPage {
    shell: Shell,
    q: String,
    sort: &'static str,
    sorts: Vec<SortOption>,
    results: ResultsView,
}

impl Page for IntegrationsPage {
    const TEMPLATE: &'static str = "pages/catalog/integrations";
}

/// The results alone.
const RESULTS: &str = "partials/results";

#[derive(Debug, Serialize)]
struct SortOption {
    value: &'static str,
    label: &'static str,
    selected: bool,
}

/// The results region.
#[derive(Debug, Serialize)]
struct ResultsView {
    summary: String,
    active: Vec<ActiveFilter>,
    clear_url: Option<String>,
    facets: Vec<FacetView>,
    cards: Vec<Card>,
    next_url: Option<String>,
    first_url: Option<String>,
    empty: Option<EmptyView>,
    problem: Option<ProblemView>,
    api_url: String,
}

#[derive(Debug, Serialize)]
struct ActiveFilter {
    label: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct FacetView {
    key: &'static str,
    label: &'static str,
    values: Vec<FacetValue>,
    open: bool,
    more: Vec<FacetValue>,
}

#[derive(Debug, Serialize)]
struct FacetValue {
    id: String,
    key: &'static str,
    value: String,
    label: String,
    #[serde(skip)]
    count: usize,
    count_text: String,
    checked: bool,
}

#[derive(Debug, Serialize)]
struct EmptyView {
    nearest: Vec<NameLink>,
    looser: Vec<LooserLink>,
}

#[derive(Debug, Serialize)]
struct NameLink {
    name: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct LooserLink {
    label: String,
    url: String,
    count_text: String,
}

#[derive(Debug, Serialize)]
struct ProblemView {
    title: String,
    message: Prose,
}

/// How many values of a facet are shown before "more".
const AT_FIRST: usize = 8;

/// `GET /integrations`.
///
/// # Errors
/// While the index is loading what the database says; a bad query is no error
/// here but explained on the page, with the status 400.
pub async fn get(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let asked = Pairs::parse(req.query_string()).and_then(|pairs| catalog_query::read(&pairs));
    let found = match asked {
        Ok(query) => show(&ctx, &query).await,
        Err(failure) => Err(failure),
    };
    let answered = match found {
        Ok(found) => render(&parts, &req, &found.value)
            .map(|html| parts.keep(&req, found.version, Answer::new(HTML, html))),
        Err(Failure::Invalid(errors)) => explain(&ctx, &parts, &req, Failure::Invalid(errors)).await,
        Err(failure) => Err(failure),
    };
    answered.map_err(|failure| PageError::new(&req, failure))
}

async fn show(ctx: &Ctx, query: &Query) -> Result<catalog::Answered<IntegrationsPage>, Failure> {
    catalog::search(ctx, query, |index, results| {
        IntegrationsPage::new(ctx, query, index, results)
    })
    .await
}

fn render(parts: &Parts, req: &HttpRequest, page: &IntegrationsPage) -> Result<String, Failure> {
    let rendered = if is_fragment(req.headers()) {
        parts.templates.render_as(RESULTS, page)
    } else {
        parts.templates.render(page)
    };
    rendered.map_err(Failure::Broken)
}

/// A query that cannot be answered: what can be used of it is answered, what is
/// wrong is said above, and what was typed stays in the form.
async fn explain(
    ctx: &Ctx,
    parts: &Parts,
    req: &HttpRequest,
    failure: Failure,
) -> Result<HttpResponse, Failure> {
    let pairs = Pairs::readable(req.query_string());
    let mut query = catalog_query::usable(&pairs);
    let found = match show(ctx, &query).await {
        // Only the catalog knows its categories and whose a cursor is.
        Err(Failure::Invalid(_)) => {
            query.filters.category.clear();
            query.after = None;
            show(ctx, &query).await
        }
        found => found,
    };
    let mut page = found?.value;
    pairs.first("q").unwrap_or_default().clone_into(&mut page.q);
    page.results.problem = Some(ProblemView {
        title: error::code(&failure).label().to_owned(),
        message: Prose::new(&error::detail(&failure)),
    });
    let html = render(parts, req, &page)?;
    Ok(HttpResponse::BadRequest().content_type(HTML).body(html))
}

impl IntegrationsPage {
    fn new(ctx: &Ctx, query: &Query, index: &Index, results: &Results<'_>) -> Self {
        let title = if query.text.is_empty() {
            "Integrations".to_owned()
        } else {
            format!("{} — integrations", query.text)
        };
        let description = "Search the catalog by name, vendor, category and sign-on mode.";
        Self {
            shell: Shell::new(ctx, "catalog", urls::INTEGRATIONS, title, description),
            q: query.text.clone(),
            sort: query.sort.as_str(),
            sorts: Sort::ALL
                .iter()
                .map(|&sort| SortOption {
                    value: sort.as_str(),
                    label: sort.label(),
                    selected: sort == query.sort,
                })
                .collect(),
            results: ResultsView::new(ctx, query, index, results),
        }
    }
}

impl ResultsView {
    fn new(ctx: &Ctx, query: &Query, index: &Index, results: &Results<'_>) -> Self {
        let first = Query {
            after: None,
            ..query.clone()
        };
        let next = results.next.clone().map(|cursor| Query {
            after: Some(cursor),
            ..first.clone()
        });
        let active = active(&first, results);
        let bare = Query {
            filters: Default::default(),
            ..first.clone()
        };
        let nouns = if results.total == 1 {
            "integration"
        } else {
            "integrations"
        };
        let summary = if query.text.is_empty() {
            format!("{} {nouns}", count_text(results.total))
        } else {
            format!("{} {nouns} for “{}”", count_text(results.total), query.text)
        };
        Self {
            summary,
            clear_url: (!active.is_empty()).then(|| page_url(&bare)),
            active,
            facets: facets(query, results),
            cards: Card::all(&results.hits, ctx.brand()),
            next_url: next.as_ref().map(page_url),
            first_url: query.after.is_some().then(|| page_url(&first)),
            empty: (results.total == 0).then(|| EmptyView::new(index, &first)),
            problem: None,
            api_url: catalog_query::write(query).after(urls::API_INTEGRATIONS),
        }
    }
}

fn page_url(query: &Query) -> String {
    catalog_query::write(query).after(urls::INTEGRATIONS)
}

fn is_chosen(query: &Query, facet: Facet, value: &str) -> bool {
    query
        .filters
        .values()
        .iter()
        .any(|(of, values)| *of == facet && values.contains(&value))
}

fn facets(query: &Query, results: &Results<'_>) -> Vec<FacetView> {
    results
        .facets
        .iter()
        .map(|(facet, counts)| {
            let view = |count: &FacetCount<'_>| FacetValue {
                id: format!("{facet}-{}", count.value),
                key: facet.as_str(),
                value: count.value.to_owned(),
                label: count.label.to_owned(),
                count: count.count,
                count_text: count_text(count.count),
                checked: is_chosen(query, *facet, count.value),
            };
            let mut values: Vec<FacetValue> = counts
                .iter()
                .map(view)
                .filter(|value| value.count > 0 || value.checked)
                .collect();
            if *facet == Facet::Category {
                // The fullest categories first, but what is chosen stays in sight.
                values.sort_by_key(|value| (!value.checked, std::cmp::Reverse(value.count)));
            }
            let more = values.split_off(values.len().min(AT_FIRST));
            let open = matches!(
                facet,
                Facet::Category | Facet::SignOn | Facet::Provisioning | Facet::Tier
            ) || values.iter().any(|value| value.checked);
            FacetView {
                key: facet.as_str(),
                label: facet.label(),
                values,
                open,
                more,
            }
        })
        .filter(|facet| !facet.values.is_empty())
        .collect()
}

/// The chosen filters, each with the address of the search without it.
fn active(query: &Query, results: &Results<'_>) -> Vec<ActiveFilter> {
    let mut active = Vec::new();
    for (facet, counts) in &results.facets {
        for count in counts
            .iter()
            .filter(|count| is_chosen(query, *facet, count.value))
        {
            let mut without = query.clone();
            without.filters.remove(*facet, count.value);
            active.push(ActiveFilter {
                label: format!("{}: {}", facet.label(), count.label),
                url: page_url(&without),
            });
        }
    }
    active
}

impl EmptyView {
    fn new(index: &Index, query: &Query) -> Self {
        let nearest = index
            .nearest_names(&query.text, 5)
            .iter()
            .map(|entry| NameLink {
                name: entry.name().to_owned(),
                url: urls::listing(entry.slug()),
            })
            .collect();
        let mut looser = Vec::new();
        let mut offer = |label: String, query: &Query| {
            let total = index
                .search(&Query {
                    limit: 1,
                    ..query.clone()
                })
                .map_or(0, |results| results.total);
            if total > 0 {
                looser.push(LooserLink {
                    label,
                    url: page_url(query),
                    count_text: count_text(total),
                });
            }
        };
        let unfiltered = Query {
            filters: Default::default(),
            ..query.clone()
        };
        if unfiltered != *query {
            offer(format!("“{}” without filters", query.text), &unfiltered);
        }
        let words: Vec<&str> = query.text.split_whitespace().collect();
        if words.len() > 1 {
            for word in words.iter().take(4) {
                offer(
                    format!("“{word}” alone"),
                    &Query {
                        text: (*word).to_owned(),
                        ..query.clone()
                    },
                );
            }
        }
        Self { nearest, looser }
    }
}
