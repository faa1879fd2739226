//! `/integrations/{slug}/report`: "something is wrong here", from anybody.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::listing::Topic;
use serde::Serialize;

use super::{PageError, Shell, respond_own};
use crate::actions::reports::{self, NewReport};
use crate::actions::{Ctx, Failure};
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, Visitor};
use crate::web::urls;

const FIELDS: [&str; 3] = ["topic", "text", "mail"];

#[derive(Serialize)]
struct Report {
    shell: Shell,
    form: FormView,
    name: String,
    listing: String,
    url: String,
    topics: Vec<TopicView>,
    /// Where the answer goes, of who is signed in; empty for others, who type it.
    mail: String,
    /// Whether it was sent.
    sent: bool,
}

impl Page for Report {
    const TEMPLATE: &'static str = "pages/catalog/report";
}

#[derive(Serialize)]
struct TopicView {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

/// What both methods need.
struct Desk<'a> {
    req: &'a HttpRequest,
    ctx: &'a Ctx,
    parts: &'a Parts,
    token: &'a FormToken,
    visitor: &'a Visitor,
}

/// `GET /integrations/{slug}/report`.
///
/// # Errors
/// `not_found` when the catalog shows no such integration.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    token: FormToken,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let desk = Desk {
        req: &req,
        ctx: &ctx,
        parts: &parts,
        token: &token,
        visitor: &visitor,
    };
    let form = FormView::new(&token, &FIELDS);
    let answer = desk.show(&slug, StatusCode::OK, form, false).await;
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /integrations/{slug}/report`.
///
/// # Errors
/// `too_many_requests`; what was refused is shown with the form and what was typed.
#[expect(
    clippy::too_many_arguments,
    reason = "each is something that the framework extracts"
)]
pub async fn post(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    token: FormToken,
    visitor: Visitor,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let desk = Desk {
        req: &req,
        ctx: &ctx,
        parts: &parts,
        token: &token,
        visitor: &visitor,
    };
    let answer = async {
        fields.only(&FIELDS)?;
        let new = NewReport {
            topic: fields.text("topic").to_owned(),
            text: fields.text("text").to_owned(),
            mail: fields.text("mail").to_owned(),
        };
        let form = FormView::new(&token, &FIELDS);
        match reports::send(&ctx, visitor.0.as_ref(), &visit, &slug, &new).await {
            Ok(()) => desk.show(&slug, StatusCode::OK, form, true).await,
            Err(failure @ Failure::Invalid(_)) => {
                let form = form.typed(&fields, &[]).refused(failure)?;
                desk.show(&slug, StatusCode::UNPROCESSABLE_ENTITY, form, false)
                    .await
            }
            Err(failure) => Err(failure),
        }
    };
    answer.await.map_err(|failure| PageError::new(&req, failure))
}

impl Desk<'_> {
    async fn show(
        &self,
        slug: &str,
        status: StatusCode,
        form: FormView,
        sent: bool,
    ) -> Result<HttpResponse, Failure> {
        let (slug, name) = reports::about(self.ctx, slug).await?;
        let asker = self.visitor.0.as_ref();
        let title = format!("Report a problem with {name}");
        let shell = Shell::new(
            self.ctx,
            "catalog",
            self.req.path(),
            title,
            "Tell the network what is wrong.",
        );
        let shell = match asker {
            Some(asker) => shell.of(asker, None, self.token),
            None => shell,
        };
        let chosen = form.values.get("topic").cloned().unwrap_or_default();
        let page = Report {
            shell,
            name,
            listing: urls::listing(slug.as_str()),
            url: urls::report(slug.as_str()),
            topics: Topic::ALL
                .iter()
                .map(|topic| TopicView {
                    value: topic.as_str(),
                    label: topic.label(),
                    chosen: topic.as_str() == chosen,
                })
                .collect(),
            mail: asker
                .map(|asker| asker.mail.as_str().to_owned())
                .unwrap_or_default(),
            form,
            sent,
        };
        respond_own(self.parts, self.token, status, &page)
    }
}
