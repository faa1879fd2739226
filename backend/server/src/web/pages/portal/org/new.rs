//! `/portal/org/new`: a further org; and which org the portal shows.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::ids::OrgId;
use serde::Serialize;
use uuid::Uuid;

use super::PageError;
use crate::actions::{Asker, Ctx, Failure, orgs};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn};
use crate::web::pages::account::{asked, prove::give_session};
use crate::web::pages::{Shell, go_to, respond_own};
use crate::web::{Parts, cookies, urls};

#[derive(Serialize)]
struct NewOrg {
    shell: Shell,
    form: FormView,
    first: bool,
}

impl Page for NewOrg {
    const TEMPLATE: &'static str = "pages/portal/org/new";
}

fn page(ctx: &Ctx, asker: &Asker, token: &FormToken, form: FormView) -> NewOrg {
    let about = "A company that publishes or uses integrations.";
    NewOrg {
        shell: Shell::new(ctx, "portal", urls::NEW_ORG, "Make an org", about).of(asker, None, token),
        form,
        first: asker.orgs().next().is_none(),
    }
}

/// `GET /portal/org/new`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    // Staff who wished for nothing else work at their desk, not in an org.
    if !asker.person.staff.is_empty() && asked(&req, "first") == "true" {
        return Ok(go_to(urls::REVIEW));
    }
    let form = FormView::new(&token, &["name"]);
    respond_own(&parts, &token, StatusCode::OK, &page(&ctx, &asker, &token, form))
        .map_err(|failure| PageError::new(&req, failure))
}

/// `POST /portal/org/new`.
///
/// # Errors
/// Nobody is signed in; what was refused is shown in the form.
pub async fn post(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let made = async {
        fields.only(&["name"])?;
        orgs::create(&ctx, &asker, fields.text("name"), &visit).await
    };
    let answer = match made.await {
        Ok(created) => {
            let mut response = go_to("/portal/org?after=made");
            give_session(&mut response, &created.session);
            show_from_now_on(&mut response, created.org);
            Ok(response)
        }
        Err(failure) => {
            let form = FormView::new(&token, &["name"]).typed(&fields, &[]);
            form.refused(failure).and_then(|form| {
                let page = page(&ctx, &asker, &token, form);
                respond_own(&parts, &token, StatusCode::UNPROCESSABLE_ENTITY, &page)
            })
        }
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /portal/org/choose`.
///
/// # Errors
/// Nobody is signed in; they do not belong to the org.
pub async fn choose(
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let chosen = Uuid::parse_str(fields.text("org"))
        .map_err(|_| Failure::NotFound("org"))
        .and_then(|id| asker.member_of(OrgId(id)));
    let member = chosen.map_err(|failure| PageError::new(&req, failure))?;
    let mut response = go_to("/portal/org?after=chosen");
    show_from_now_on(&mut response, member.org);
    Ok(response)
}

/// Lets the browser's portal show an org from now on.
pub(in crate::web::pages) fn show_from_now_on(response: &mut HttpResponse, org: OrgId) {
    // Fails for a value that no header can hold, which an id can.
    let _ = response.add_cookie(&cookies::look_at(org));
}
