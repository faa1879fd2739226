//! `/request`: what others ask for, its score, and votes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::provisioning::OrgSize;
use serde::Serialize;

use super::view::{Details, Option as Choice, WishView, options};
use crate::actions::{Asker, Ctx, Failure, Member, provisioning_requests};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{Membership, Visitor};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, cookies, urls};

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

fn shell(ctx: &Ctx, req: &HttpRequest, asker: Option<&Asker>, token: &FormToken, title: &str) -> Shell {
    let says = "Automated provisioning that customers and vendors ask for.";
    let shell = Shell::new(ctx, "catalog", req.path(), title, says);
    match asker {
        Some(asker) => shell.of(asker, None, token),
        None => shell,
    }
}

/// `GET /request`.
///
/// # Errors
/// The database's.
pub async fn list(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    Visitor(asker): Visitor,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let answer = async {
        let rows = provisioning_requests::open(&ctx).await?;
        let now = ctx.now();
        let page = Wishes {
            shell: shell(&ctx, &req, asker.as_ref(), &token, "Ask for provisioning"),
            wishes: rows.iter().map(|row| WishView::new(row, now)).collect(),
        };
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    let answer: Result<HttpResponse, Failure> = answer.await;
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /request/{id}`.
///
/// # Errors
/// `not_found` for what is not public and not the org's own.
pub async fn get(
    req: HttpRequest,
    id: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    Visitor(asker): Visitor,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let form = FormView::new(&token, &["size"]);
    let answer = show(
        &ctx,
        &parts,
        (&req, &token),
        asker.as_ref(),
        &id,
        form,
        StatusCode::OK,
    )
    .await;
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /request/{id}/vote`.
///
/// # Errors
/// Nobody is signed in; as the action.
pub async fn vote(
    req: HttpRequest,
    id: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    membership: Membership,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let answer = async {
        fields.only(&["size"])?;
        let done = provisioning_requests::vote(&ctx, &membership.member, &id, fields.text("size")).await;
        match done {
            Ok(()) => Ok(go_to(&format!("/request/{id}"))),
            Err(failure) => {
                let form = FormView::new(&token, &["size"])
                    .typed(&fields, &[])
                    .refused(failure)?;
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let asker = Some(&membership.asker);
                show(&ctx, &parts, (&req, &token), asker, &id, form, status).await
            }
        }
    };
    let answer: Result<HttpResponse, Failure> = answer.await;
    answer.map_err(|failure| PageError::new(&req, failure))
}

async fn show(
    ctx: &Ctx,
    parts: &Parts,
    (req, token): (&HttpRequest, &FormToken),
    asker: Option<&Asker>,
    id: &str,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    // Somebody without an org looks on as everybody does.
    let member: Option<Member> = asker.and_then(|asker| asker.member(cookies::org(req)).ok());
    let shown = provisioning_requests::show(ctx, member.as_ref(), id).await?;
    let stage = shown.row.request.stage();
    let ours = member.as_ref().map(|member| member.org) == Some(shown.row.request.org);
    let details = Details::new(&shown.row, &shown.history, ours, ctx.now());
    let title = format!("Provisioning of {}", details.wish.app);
    let chosen: Vec<String> = form.values.get("size").cloned().into_iter().collect();
    let page = OneWish {
        shell: shell(ctx, req, asker, token, &title),
        sizes: options::<OrgSize>(&chosen),
        may_vote: stage.takes_votes(),
        voted: shown.voted,
        signed_in: asker.is_some(),
        sign_in: urls::with_next(urls::SIGN_IN, req.path()),
        own: if ours {
            format!("/portal/provisioning/{}", details.wish.id)
        } else {
            String::new()
        },
        form,
        details,
    };
    respond_own(parts, token, status, &page)
}
