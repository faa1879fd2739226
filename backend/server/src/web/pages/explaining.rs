//! `/guide` and its pages: how the network works, in our own words.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{HTML, PageError, Shell};
use crate::actions::{Ctx, Failure, benefits};
use crate::web::ready::Answer;
use crate::web::{Parts, urls};

/// An explaining page: its template is `pages/guide/<slug>`.
struct Topic {
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
}

const fn topic(slug: &'static str, title: &'static str, summary: &'static str) -> Topic {
    Topic { slug, title, summary }
}

const INDEX: Topic = topic(
    "index",
    "Guide",
    "How the network works: for the people who use an integration, and for those who build one.",
);

/// The page that says what the second tier brings.
const TIERS: &str = "tiers";

/// The pages in reading order.
const TOPICS: [Topic; 12] = [
    topic(
        "getting-started",
        "Getting started",
        "Why vendors join, what it takes, and how an IT admin reads a listing.",
    ),
    topic(
        "sso-options",
        "SSO options",
        "SAML, OpenID Connect, WS-Federation, SWA and the rest: what each is, and which one to build.",
    ),
    topic(
        "saml",
        "How SAML works",
        "Both flows drawn step by step, what an assertion holds, and what your app must check.",
    ),
    topic(
        "mobile",
        "Mobile sign-on",
        "Use the system browser, not an embedded view: how to do it with OpenID Connect and with SAML.",
    ),
    topic(
        "toolkits",
        "Toolkits",
        "Open-source SAML, OpenID Connect and SCIM libraries per language, and how to choose among them.",
    ),
    topic(
        "wizard-or-template",
        "Wizard or template?",
        "Five questions tell which lane your submission takes, and what a template and its variables are.",
    ),
    topic(
        "provisioning",
        "Preparing a provisioning API",
        "The identity lifecycle and its questions, the six functions, five recommendations, and passwords.",
    ),
    topic(
        "scim",
        "SCIM conformance",
        "The self-serve lane for SCIM 2.0: the twelve requests of the spec run, and the CRUD run.",
    ),
    topic(
        TIERS,
        "The two tiers",
        "What each tier promises, what the tested one requires and gives, and how it lapses.",
    ),
    topic(
        "reviewing",
        "Reviewing",
        "Stages, whose turn it is, lanes and due dates, reasons, appeals, and published review times.",
    ),
    topic(
        "faq",
        "Questions and answers",
        "Short answers for customers and for vendors.",
    ),
    topic(
        "glossary",
        "Glossary",
        "The words of sign-on, provisioning and this network, in one line each.",
    ),
];

/// The addresses of all explaining pages, for the sitemap.
pub fn addresses() -> impl Iterator<Item = String> {
    std::iter::once("/guide".to_owned()).chain(TOPICS.iter().map(|topic| urls::explaining(topic.slug)))
}

/// An explaining page's data.
#[derive(Debug, Serialize)]
pub struct ExplainingPage {
    shell: Shell,
    pages: Vec<PageLink>,
    page: PageHead,
    next: Option<Neighbour>,
    previous: Option<Neighbour>,
    /// What the second tier brings; empty on pages that do not say it.
    benefits: Vec<String>,
}

#[derive(Debug, Serialize)]
struct PageLink {
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
    url: String,
    current: bool,
}

#[derive(Debug, Serialize)]
struct PageHead {
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
}

#[derive(Debug, Serialize)]
struct Neighbour {
    title: &'static str,
    url: String,
}

/// `GET /guide`.
///
/// # Errors
/// A fault of ours only.
pub async fn index(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let shown = show(&req, &ctx, &parts, &INDEX, Vec::new());
    shown.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /guide/{page}`.
///
/// # Errors
/// `not_found` for a page that does not exist.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let topic = TOPICS.iter().find(|topic| topic.slug == *slug);
    let benefits = match topic {
        Some(topic) if topic.slug == TIERS => benefits::shown(&ctx).await,
        _ => Vec::new(),
    };
    topic
        .ok_or(Failure::NotFound("page of the guide"))
        .and_then(|topic| show(&req, &ctx, &parts, topic, benefits))
        .map_err(|failure| PageError::new(&req, failure))
}

fn show(
    req: &HttpRequest,
    ctx: &Ctx,
    parts: &Parts,
    topic: &Topic,
    benefits: Vec<String>,
) -> Result<HttpResponse, Failure> {
    let version = ctx.live().version();
    let template = format!("pages/guide/{}", topic.slug);
    let html = parts
        .templates
        .render_as(&template, &ExplainingPage::new(ctx, topic, benefits))
        .map_err(Failure::Broken)?;
    Ok(parts.keep(req, Some(version), Answer::new(HTML, html)))
}

impl ExplainingPage {
    fn new(ctx: &Ctx, topic: &Topic, benefits: Vec<String>) -> Self {
        let path = if topic.slug == INDEX.slug {
            "/guide".to_owned()
        } else {
            urls::explaining(topic.slug)
        };
        let place = TOPICS.iter().position(|other| other.slug == topic.slug);
        let neighbour = |place: Option<usize>| {
            place.and_then(|place| TOPICS.get(place)).map(|other| Neighbour {
                title: other.title,
                url: urls::explaining(other.slug),
            })
        };
        Self {
            shell: Shell::new(ctx, "guide", &path, topic.title, topic.summary),
            pages: TOPICS
                .iter()
                .map(|other| PageLink {
                    slug: other.slug,
                    title: other.title,
                    summary: other.summary,
                    url: urls::explaining(other.slug),
                    current: other.slug == topic.slug,
                })
                .collect(),
            page: PageHead {
                slug: topic.slug,
                title: topic.title,
                summary: topic.summary,
            },
            benefits,
            // From the index the first page is next.
            next: neighbour(Some(place.map_or(0, |place| place + 1))),
            previous: neighbour(place.and_then(|place| place.checked_sub(1))),
        }
    }
}
