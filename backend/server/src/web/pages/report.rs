//! `/integrations/{slug}/report`: "something is wrong here", from anybody.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::listing::Topic;
use serde::Serialize;

use super::{PageError, Shell};
use crate::actions::Failure;
use crate::actions::reports::{self, NewReport};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Visitor;
use crate::web::pages::PageCall;
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

/// `GET /integrations/{slug}/report`.
///
/// # Errors
/// `not_found` when the catalog shows no such integration.
pub async fn get(call: PageCall<Visitor>, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    let form = call.form(&FIELDS);
    call.answer(show(&call, &slug, StatusCode::OK, form, false)).await
}

/// `POST /integrations/{slug}/report`.
///
/// # Errors
/// `too_many_requests`; what was refused is shown with the form and what was typed.
pub async fn post(
    call: PageCall<Visitor>,
    slug: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    call.answer(async {
        fields.only(&FIELDS)?;
        let new = NewReport {
            topic: fields.text("topic").to_owned(),
            text: fields.text("text").to_owned(),
            mail: fields.text("mail").to_owned(),
        };
        let form = call.form(&FIELDS);
        match reports::send(&call.ctx, call.who.0.as_ref(), &call.visit, &slug, &new).await {
            Ok(()) => show(&call, &slug, StatusCode::OK, form, true).await,
            Err(failure @ Failure::Invalid(_)) => {
                let form = form.typed(&fields, &[]).refused(failure)?;
                show(&call, &slug, StatusCode::UNPROCESSABLE_ENTITY, form, false).await
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}

async fn show(
    call: &PageCall<Visitor>,
    slug: &str,
    status: StatusCode,
    form: FormView,
    sent: bool,
) -> Result<HttpResponse, Failure> {
    let (slug, name) = reports::about(&call.ctx, slug).await?;
    let asker = call.who.0.as_ref();
    let title = format!("Report a problem with {name}");
    let chosen = form.values.get("topic").cloned().unwrap_or_default();
    let page = Report {
        shell: call.shell_here("catalog", title, "Tell the network what is wrong."),
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
    call.show(status, &page)
}
