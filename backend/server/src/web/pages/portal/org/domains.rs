//! `/portal/org/domains`: domains that the org says are its own, and their proof.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::org::{Act, DomainName};
use serde::Serialize;

use super::{May, PageError, Portal};
use crate::actions::Failure;
use crate::actions::domains::{self, Checked};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::Moment;
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct DomainsPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    domains: Vec<DomainLine>,
}

impl Page for DomainsPage {
    const TEMPLATE: &'static str = "pages/portal/org/domains";
}

#[derive(Serialize)]
struct DomainLine {
    name: String,
    record: String,
    file: String,
    statement: String,
    proven: Option<Proven>,
    found: Option<Found>,
}

#[derive(Serialize)]
struct Proven {
    by: &'static str,
    at: Moment,
}

/// What was found instead of the proof.
#[derive(Serialize)]
struct Found {
    dns: String,
    web: String,
    silent: bool,
}

/// `GET /portal/org/domains`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let notice = match portal.asked("after").as_str() {
        "added" => Some("Now put the record or the file in place, then let us look."),
        "proven" => Some("The proof is there: the domain is your org's own."),
        "dropped" => Some("The domain is dropped."),
        _ => None,
    };
    portal
        .answer(async {
            let form = portal.form(&["domain"]);
            let page = page(&portal, form, notice, None).await?;
            portal.show(StatusCode::OK, &page)
        })
        .await
}

async fn page(
    portal: &Portal,
    form: FormView,
    notice: Option<&'static str>,
    mut looked: Option<(String, Found)>,
) -> Result<DomainsPage, Failure> {
    let now = portal.ctx.now();
    let all = domains::list(&portal.ctx, portal.who()).await?;
    let line = all.into_iter().map(|one| DomainLine {
        record: one.domain.record(),
        file: one.domain.file(),
        statement: DomainName::statement(&one.token),
        proven: one.proven.map(|(method, at)| Proven {
            by: method.label(),
            at: Moment::new(at, now),
        }),
        found: looked
            .take_if(|(name, _)| name == one.domain.as_str())
            .map(|(_, found)| found),
        name: one.domain.into(),
    });
    Ok(DomainsPage {
        shell: portal.shell("Domains"),
        form,
        notice,
        may: May::on(portal.who(), Act::ManageOrg, urls::DOMAINS),
        domains: line.collect(),
    })
}

async fn refused(portal: &Portal, fields: &Fields, failure: Failure) -> Result<HttpResponse, Failure> {
    if !matches!(failure, Failure::Invalid(_) | Failure::TooMany(_)) {
        return Err(failure);
    }
    let form = portal.form(&["domain"]).typed(fields, &[]);
    let page = page(portal, form.clone(), None, None).await?;
    let filled = |form| DomainsPage { form, ..page };
    portal.again(form, failure, "domain", filled)
}

/// `POST /portal/org/domains`.
///
/// # Errors
/// As [`domains::add`]; what was refused is shown in the form.
pub async fn add(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["domain"])?;
        domains::add(&portal.ctx, portal.who(), fields.text("domain"), None).await
    };
    let answer = match done.await {
        Ok(_) => Ok(go_to("/portal/org/domains?after=added")),
        Err(failure) => refused(&portal, &fields, failure).await,
    };
    portal.page(answer)
}

/// `POST /portal/org/domains/check`: looks now, and shows what is there instead of the proof.
///
/// # Errors
/// As [`domains::check`].
pub async fn check(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["domain"])?;
        domains::check(&portal.ctx, portal.who(), fields.text("domain"), &portal.visit).await
    };
    let answer = match done.await {
        Ok(Checked::Proven(_)) => Ok(go_to("/portal/org/domains?after=proven")),
        Ok(Checked::NotYet(error)) => {
            let found = Found {
                dns: error.dns,
                web: error.web,
                silent: error.silent,
            };
            let looked = Some((fields.text("domain").to_owned(), found));
            let form = portal.form(&["domain"]);
            let page = page(&portal, form, None, looked).await;
            page.and_then(|page| portal.show(StatusCode::OK, &page))
        }
        Err(failure) => refused(&portal, &fields, failure).await,
    };
    portal.page(answer)
}

/// `POST /portal/org/domains/drop`.
///
/// # Errors
/// As [`domains::drop`].
pub async fn drop(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["domain"])?;
        domains::drop(&portal.ctx, portal.who(), fields.text("domain")).await
    };
    let answer = done.await.map(|()| go_to("/portal/org/domains?after=dropped"));
    portal.page(answer)
}
