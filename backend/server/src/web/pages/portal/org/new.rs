//! `/portal/org/new`: a further org; and which org the portal shows.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::ids::OrgId;
use serde::Serialize;
use uuid::Uuid;

use super::PageError;
use crate::actions::{Failure, orgs};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::account::prove::give_session;
use crate::web::pages::{PageCall, Shell, go_to};
use crate::web::{cookies, urls};

#[derive(Serialize)]
struct NewOrg {
    shell: Shell,
    form: FormView,
    first: bool,
}

impl Page for NewOrg {
    const TEMPLATE: &'static str = "pages/portal/org/new";
}

fn page(call: &PageCall<SignedIn>, form: FormView) -> NewOrg {
    let about = "A company that publishes or uses integrations.";
    NewOrg {
        shell: call.shell_at(urls::NEW_ORG, "portal", "Make an org", about),
        form,
        first: call.asker().orgs().next().is_none(),
    }
}

/// `GET /portal/org/new`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    // Staff who wished for nothing else work at their desk, not in an org.
    if !call.asker().person.staff.is_empty() && call.asked("first") == "true" {
        return Ok(go_to(urls::REVIEW));
    }
    let form = call.form(&["name"]);
    call.page(call.show(StatusCode::OK, &page(&call, form)))
}

/// `POST /portal/org/new`.
///
/// # Errors
/// Nobody is signed in; what was refused is shown in the form.
pub async fn post(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    call.answer(async {
        fields.only(&["name"])?;
        match orgs::create(&call.ctx, call.asker(), fields.text("name"), &call.visit).await {
            Ok(created) => {
                let mut response = go_to("/portal/org?after=made");
                give_session(&mut response, &created.session);
                show_from_now_on(&mut response, created.org);
                Ok(response)
            }
            Err(failure) => {
                let form = call.retyped(&["name"], &fields, failure)?;
                call.show(StatusCode::UNPROCESSABLE_ENTITY, &page(&call, form))
            }
        }
    })
    .await
}

/// `POST /portal/org/choose`.
///
/// # Errors
/// Nobody is signed in; they do not belong to the org.
pub async fn choose(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let id = Uuid::parse_str(fields.text("org")).map_err(|_| Failure::NotFound("org"))?;
        let member = call.asker().member_of(OrgId(id))?;
        let mut response = go_to("/portal/org?after=chosen");
        show_from_now_on(&mut response, member.org);
        Ok(response)
    })
    .await
}

/// Lets the browser's portal show an org from now on.
pub(in crate::web::pages) fn show_from_now_on(response: &mut HttpResponse, org: OrgId) {
    // Fails for a value that no header can hold, which an id can.
    let _ = response.add_cookie(&cookies::look_at(org));
}
