//! `/request`: what others ask for, its score, and votes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::provisioning::OrgSize;
use serde::Serialize;

use super::view::{Details, Option as Choice, WishView, options};
use crate::actions::{Failure, Member, provisioning_requests};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{Audience, Membership, Visitor};
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::{cookies, urls};

#[derive(Serialize)]
struct Wishes {
    shell: Shell,
    wishes: Vec<WishView>,
}

impl Page for Wishes {
    const TEMPLATE: &'static str = "pages/provisioning/list";
}

#[derive(Serialize)]
struct OneWish {
    shell: Shell,
    form: FormView,
    details: Details,
    sizes: Vec<Choice>,
    may_vote: bool,
    voted: bool,
    signed_in: bool,
    sign_in: String,
    own: String,
}

impl Page for OneWish {
    const TEMPLATE: &'static str = "pages/provisioning/wish";
}

fn shell<W: Audience>(call: &PageCall<W>, title: &str) -> Shell {
    let says = "Automated provisioning that customers and vendors ask for.";
    call.shell_here("catalog", title, says)
}

/// `GET /request`.
///
/// # Errors
/// The database's.
pub async fn list(call: PageCall<Visitor>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let rows = provisioning_requests::open(&call.ctx).await?;
        let now = call.ctx.now();
        let page = Wishes {
            shell: shell(&call, "Ask for provisioning"),
            wishes: rows.iter().map(|row| WishView::new(row, now)).collect(),
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `GET /request/{id}`.
///
/// # Errors
/// `not_found` for what is not public and not the org's own.
pub async fn get(call: PageCall<Visitor>, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let form = call.form(&["size"]);
    call.answer(show(&call, &id, form, StatusCode::OK)).await
}

/// `POST /request/{id}/vote`.
///
/// # Errors
/// Nobody is signed in; as the action.
pub async fn vote(
    call: PageCall<Membership>,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    call.answer(async {
        fields.only(&["size"])?;
        let done = provisioning_requests::vote(&call.ctx, &call.who.member, &id, fields.text("size")).await;
        match done {
            Ok(()) => Ok(go_to(&format!("/request/{id}"))),
            Err(failure) => {
                let form = call.retyped(&["size"], &fields, failure)?;
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                show(&call, &id, form, status).await
            }
        }
    })
    .await
}

async fn show<W: Audience>(
    call: &PageCall<W>,
    id: &str,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let asker = call.who.shown();
    // Somebody without an org looks on as everybody does.
    let member: Option<Member> = asker.and_then(|asker| asker.member(cookies::org(&call.req)).ok());
    let shown = provisioning_requests::show(&call.ctx, member.as_ref(), id).await?;
    let stage = shown.row.request.stage();
    let ours = member.as_ref().map(|member| member.org) == Some(shown.row.request.org);
    let details = Details::new(&shown.row, &shown.history, ours, call.ctx.now());
    let title = format!("Provisioning of {}", details.wish.app);
    let chosen: Vec<String> = form.values.get("size").cloned().into_iter().collect();
    let page = OneWish {
        shell: shell(call, &title),
        sizes: options::<OrgSize>(&chosen),
        may_vote: stage.takes_votes(),
        voted: shown.voted,
        signed_in: asker.is_some(),
        sign_in: urls::with_next(urls::SIGN_IN, call.req.path()),
        own: if ours {
            format!("/portal/provisioning/{}", details.wish.id)
        } else {
            String::new()
        },
        form,
        details,
    };
    call.show(status, &page)
}
