//! Failures for people: a page with a way out.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use oin_domain::choice::Choice as _;
use oin_search::{EntryView, Query};
use serde::Serialize;

use super::prose::Prose;
use super::{HTML, Shell};
use crate::actions::{Code, Ctx, Failure};
use crate::templates::Page;
use crate::web::error::{self, api::retry_after};
use crate::web::request_id::RequestId;
use crate::web::{Parts, urls};

/// The page of a failure.
#[derive(Debug, Serialize)]
pub struct ErrorPage {
    shell: Shell,
    status: u16,
    title: String,
    message: Prose,
    code: String,
    request_id: String,
    suggestions: Vec<Suggestion>,
}

#[derive(Debug, Serialize)]
struct Suggestion {
    label: String,
    url: String,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "pages/error";
}

/// A failure on its way to a person.
#[derive(Debug)]
pub struct PageError {
    failure: Failure,
    body: Option<String>,
    instead: Option<String>,
}

impl PageError {
    /// Records the failure and renders its page.
    pub fn new(req: &HttpRequest, failure: impl Into<Failure>) -> Self {
        let failure = failure.into();
        let id = req
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default();
        error::record(&failure, &id);
        let (Some(ctx), Some(parts)) = (
            req.app_data::<web::Data<Ctx>>(),
            req.app_data::<web::Data<Parts>>(),
        ) else {
            return Self {
                failure,
                body: None,
                instead: None,
            };
        };
        let page = ErrorPage::new(ctx, req.path(), &failure, id);
        let body = parts
            .templates
            .render(&page)
            .inspect_err(|error| tracing::error!(error = format!("{error:#}"), "the error page failed"))
            .ok();
        let instead = way_on(req, &failure);
        Self {
            failure,
            body,
            instead,
        }
    }
}

impl ErrorPage {
    /// The page of `failure`, which happened at `path`.
    pub fn new(ctx: &Ctx, path: &str, failure: &Failure, request_id: String) -> Self {
        let code = error::code(failure);
        let status = error::status(code);
        let mut suggestions = nearest(ctx, path, failure);
        suggestions.push(Suggestion {
            label: "Search all integrations".into(),
            url: urls::INTEGRATIONS.into(),
        });
        suggestions.push(Suggestion {
            label: "Go to the start page".into(),
            url: "/".into(),
        });
        Self {
            shell: Shell::new(ctx, "none", path, code.label(), "This page could not be shown."),
            status: status.as_u16(),
            title: code.label().to_owned(),
            message: Prose::new(&error::detail(failure)),
            code: code.to_string(),
            request_id,
            suggestions,
        }
    }
}

/// Where a person goes on who must prove who they are first; then they come back.
fn way_on(req: &HttpRequest, failure: &Failure) -> Option<String> {
    let place = match error::code(failure) {
        Code::Unauthenticated => urls::SIGN_IN,
        Code::SecondFactorRequired => urls::SECOND_FACTOR,
        Code::StepUpRequired => urls::STEP_UP,
        Code::NoOrg => return Some(urls::FIRST_ORG.to_owned()),
        _ => return None,
    };
    let here = req.uri().path_and_query().map_or("/", |target| target.as_str());
    // A form's page stands in the Referer, or else has the form's own address.
    let next = if req.method().is_safe() {
        here
    } else {
        own_referer(req).unwrap_or(req.path())
    };
    Some(urls::with_next(place, next))
}

/// The page of ours that a form was sent from, as the browser names it.
fn own_referer(req: &HttpRequest) -> Option<&str> {
    let base = req.app_data::<web::Data<Ctx>>()?.base_url();
    let referer = req.headers().get(header::REFERER)?.to_str().ok()?;
    referer.strip_prefix(base).filter(|path| path.starts_with('/'))
}

/// What a search for the last part of an address that does not exist finds;
/// nothing rather than something far-fetched.
fn nearest(ctx: &Ctx, path: &str, failure: &Failure) -> Vec<Suggestion> {
    if !matches!(failure, Failure::NotFound(_)) {
        return Vec::new();
    }
    let part = path
        .trim_end_matches("/guide")
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let text = part
        .chars()
        .take(100)
        .map(|c| if c == '-' { ' ' } else { c })
        .collect();
    let query = Query {
        text,
        limit: 3,
        ..Query::default()
    };
    ctx.live().with(|index| {
        let found = if query.text.is_empty() {
            None
        } else {
            index.search(&query).ok()
        };
        let link = |entry: &EntryView<'_>| Suggestion {
            label: entry.name().to_owned(),
            url: urls::listing(entry.slug()),
        };
        found.iter().flat_map(|results| &results.hits).map(link).collect()
    })
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.failure.fmt(f)
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self.instead {
            Some(_) => StatusCode::SEE_OTHER,
            None => error::status(error::code(&self.failure)),
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(instead) = &self.instead {
            return HttpResponse::SeeOther()
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .insert_header((header::LOCATION, instead.as_str()))
                .finish();
        }
        if let Some(wait) = retry_after(&self.failure) {
            response.insert_header((header::RETRY_AFTER, wait));
        }
        match &self.body {
            Some(body) => response.content_type(HTML).body(body.clone()),
            None => response
                .content_type("text/plain; charset=utf-8")
                .body(error::detail(&self.failure)),
        }
    }
}
