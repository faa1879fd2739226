//! The administrators' pages.

pub mod audit;
pub mod categories;
pub mod collections;
pub mod index;
pub mod jobs;
pub mod outbox;
pub mod reasons;
pub mod trials;
pub mod users;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;
use oin_domain::account::StaffRole;
use serde::Serialize;

use super::{PageError, Shell, respond_own};
use crate::actions::{Asker, Ctx, Failure, Visit};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::guard::{From, SignedIn};
use crate::web::pairs::Pairs;

/// An administrator, with what their pages are made with.
pub struct Desk {
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    asker: Asker,
    visit: Visit,
    token: FormToken,
}

impl FromRequest for Desk {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(req, payload);
        let token = FormToken::from_request(req, payload);
        let from = From::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let SignedIn(asker) = signed_in.await?;
            let allowed = asker.staff(&[StaffRole::Admin]);
            allowed.map_err(|failure| PageError::new(&req, failure))?;
            let token = token.await?;
            let Ok(From(visit)) = from.await;
            let data = (
                req.app_data::<web::Data<Ctx>>(),
                req.app_data::<web::Data<Parts>>(),
            );
            let (Some(ctx), Some(parts)) = data else {
                return Err(PageError::new(&req, Failure::Unavailable));
            };
            let (ctx, parts) = (ctx.clone(), parts.clone());
            Ok(Self {
                req,
                ctx,
                parts,
                asker,
                visit,
                token,
            })
        })
    }
}

impl Desk {
    fn frame(&self, title: &str) -> Frame {
        let path = self.req.path();
        Frame {
            shell: Shell::new(&self.ctx, "admin", path, title, "The network's administration.").of(
                &self.asker,
                None,
                &self.token,
            ),
            token: self.token.text().to_owned(),
            tabs: TABS
                .iter()
                .map(|(href, label)| Tab {
                    href,
                    label,
                    here: path == *href || path.starts_with(&format!("{href}/")),
                })
                .collect(),
            notice: None,
        }
    }

    /// One value of the query string; empty when it is not there.
    fn asked(&self, name: &str) -> String {
        let pairs = Pairs::readable(self.req.query_string());
        pairs.first(name).unwrap_or_default().trim().to_owned()
    }

    fn show(&self, status: StatusCode, page: &impl Page) -> Result<HttpResponse, Failure> {
        respond_own(&self.parts, &self.token, status, page)
    }

    fn page(&self, answer: Result<HttpResponse, Failure>) -> Result<HttpResponse, PageError> {
        answer.map_err(|failure| PageError::new(&self.req, failure))
    }
}

/// The pages, in the order of their tabs.
const TABS: &[(&str, &str)] = &[
    ("/admin/users", "Users"),
    ("/admin/trials", "Trials"),
    ("/admin/claims", "Claims"),
    ("/admin/categories", "Categories"),
    ("/admin/collections", "Collections"),
    ("/admin/reasons", "Reasons"),
    ("/admin/jobs", "Jobs"),
    ("/admin/outbox", "Outbox"),
    ("/admin/audit", "Audit trail"),
];

/// What all of the pages have around their own content.
#[derive(Serialize)]
struct Frame {
    shell: Shell,
    /// Goes into the hidden field `form_token`.
    token: String,
    tabs: Vec<Tab>,
    /// What was just done.
    notice: Option<String>,
}

#[derive(Serialize)]
struct Tab {
    href: &'static str,
    label: &'static str,
    here: bool,
}

/// A moment as the pages show it.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M:%S UTC").to_string()
}

/// `1 job`, `2 jobs`.
fn counted(count: usize, one: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {one}{s}")
}
