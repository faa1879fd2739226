//! `/transfer`: taking an integration over that another org offers, or not.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::ids::OrgId;
use oin_domain::org::Act;
use serde::Serialize;
use uuid::Uuid;

use super::{again, asked};
use crate::actions::transfers::{self, Offer};
use crate::actions::{Asker, Ctx, Failure};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn, Visitor};
use crate::web::pages::portal::org::new::show_from_now_on;
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, urls};

const FIELDS: [&str; 2] = ["link", "org"];

/// The page behind the link.
#[derive(Serialize)]
struct TransferPage {
    shell: Shell,
    form: FormView,
    /// The offer; nothing once it was declined.
    offer: Option<OfferShown>,
}

#[derive(Serialize)]
struct OfferShown {
    integration: String,
    from: String,
    mail: String,
    until: String,
    /// Who is signed in, if anybody is.
    me: Option<String>,
    /// They are signed in with the address that was written to.
    mine: bool,
    /// The orgs that they own and that could take it.
    orgs: Vec<OrgOption>,
    /// Where they prove their second factor first.
    prove: Option<String>,
    sign_in: String,
    sign_up: String,
}

#[derive(Serialize)]
struct OrgOption {
    id: String,
    name: String,
    chosen: bool,
}

impl Page for TransferPage {
    const TEMPLATE: &'static str = "pages/account/transfer";
}

fn page(
    ctx: &Ctx,
    asker: Option<&Asker>,
    token: &FormToken,
    offer: Option<Offer>,
    form: FormView,
) -> TransferPage {
    let about = "An integration is offered to you.";
    let shell = Shell::new(ctx, "none", urls::TRANSFER, "Take an integration over", about);
    TransferPage {
        shell: match asker {
            Some(asker) => shell.of(asker, None, token),
            None => shell,
        },
        offer: offer.map(|offer| shown(asker, offer, &form)),
        form,
    }
}

fn shown(asker: Option<&Asker>, offer: Offer, form: &FormView) -> OfferShown {
    let value = |name: &str| form.values.get(name).map(String::as_str).unwrap_or_default();
    let here = format!("{}?link={}", urls::TRANSFER, value("link"));
    let transfer = offer.transfer;
    let orgs = asker.into_iter().flat_map(Asker::orgs);
    let orgs = orgs.filter(|(id, _, role)| role.may(Act::Transfer) && *id != transfer.from);
    let orgs = orgs.map(|(id, name, _)| {
        let id = id.to_string();
        OrgOption {
            chosen: id == value("org"),
            name: name.to_owned(),
            id,
        }
    });
    let first = |asker: &Asker| {
        if asker.has_factor {
            urls::STEP_UP
        } else {
            urls::SECOND_FACTOR
        }
    };
    let unproven = asker.filter(|asker| asker.proven().is_err());
    OfferShown {
        integration: offer.name,
        from: offer.from_name,
        until: transfer.expires_at.format("%-d %B %Y, %H:%M UTC").to_string(),
        me: asker.map(|asker| asker.mail.to_string()),
        mine: asker.is_some_and(|asker| asker.mail.folded() == transfer.to_mail.folded()),
        orgs: orgs.collect(),
        prove: unproven.map(|asker| urls::with_next(first(asker), &here)),
        sign_in: urls::with_next(urls::SIGN_IN, &here),
        sign_up: urls::SIGN_UP.to_owned(),
        mail: transfer.to_mail.into(),
    }
}

/// `GET /transfer?link=`: changes nothing, since mail scanners follow links as well.
///
/// # Errors
/// A link that works no more.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    Visitor(asker): Visitor,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let shown = async {
        let link = asked(&req, "link");
        let offer = transfers::look(&ctx, &link).await?;
        let form = FormView::new(&token, &FIELDS).with("link", link);
        let page = page(&ctx, asker.as_ref(), &token, Some(offer), form);
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /transfer/accept`.
///
/// # Errors
/// As [`transfers::accept`]; what was refused is shown in the form.
pub async fn accept(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let link = fields.text("link");
    let answer = async {
        fields.only(&FIELDS)?;
        let org = Uuid::parse_str(fields.text("org")).map(OrgId).ok();
        match transfers::accept(&ctx, &asker, link, org, &visit).await {
            Ok(member) => {
                let mut response = go_to("/portal/org/transfers?after=taken");
                show_from_now_on(&mut response, member.org);
                Ok(response)
            }
            Err(failure @ Failure::Invalid(_)) => {
                let offer = transfers::look(&ctx, link).await?;
                let form = FormView::new(&token, &FIELDS).typed(&fields, &[]);
                let page = |form| page(&ctx, Some(&asker), &token, Some(offer), form);
                again(&parts, &token, form, failure, "org", page)
            }
            Err(failure) => Err(failure),
        }
    };
    answer.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /transfer/decline`.
///
/// # Errors
/// As [`transfers::decline`].
pub async fn decline(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    Visitor(asker): Visitor,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let answer = async {
        fields.only(&["link"])?;
        transfers::decline(&ctx, fields.text("link"), &visit).await?;
        let form = FormView::new(&token, &FIELDS);
        let page = page(&ctx, asker.as_ref(), &token, None, form);
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    answer.await.map_err(|failure| PageError::new(&req, failure))
}
