//! `/transfer`: taking an integration over that another org offers, or not.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::ids::OrgId;
use oin_domain::org::Act;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::transfers::{self, Offer};
use crate::actions::{Asker, Failure};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{Audience, SignedIn, Visitor};
use crate::web::pages::portal::org::new::show_from_now_on;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

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

fn page<W: Audience>(call: &PageCall<W>, offer: Option<Offer>, form: FormView) -> TransferPage {
    let about = "An integration is offered to you.";
    let asker = call.who.shown();
    TransferPage {
        shell: call.shell_at(urls::TRANSFER, "none", "Take an integration over", about),
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
pub async fn get(call: PageCall<Visitor>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let link = call.asked("link");
        let offer = transfers::look(&call.ctx, &link).await?;
        let form = call.form(&FIELDS).with("link", link);
        let page = page(&call, Some(offer), form);
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /transfer/accept`.
///
/// # Errors
/// As [`transfers::accept`]; what was refused is shown in the form.
pub async fn accept(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let link = fields.text("link");
    call.answer(async {
        fields.only(&FIELDS)?;
        let org = Uuid::parse_str(fields.text("org")).map(OrgId).ok();
        match transfers::accept(&call.ctx, call.asker(), link, org, &call.visit).await {
            Ok(member) => {
                let mut response = go_to("/portal/org/transfers?after=taken");
                show_from_now_on(&mut response, member.org);
                Ok(response)
            }
            Err(failure @ Failure::Invalid(_)) => {
                let offer = transfers::look(&call.ctx, link).await?;
                let form = call.form(&FIELDS).typed(&fields, &[]);
                let page = |form| page(&call, Some(offer), form);
                call.again(form, failure, "org", page)
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}

/// `POST /transfer/decline`.
///
/// # Errors
/// As [`transfers::decline`].
pub async fn decline(call: PageCall<Visitor>, fields: Fields) -> Result<HttpResponse, PageError> {
    call.answer(async {
        fields.only(&["link"])?;
        transfers::decline(&call.ctx, fields.text("link"), &call.visit).await?;
        let form = call.form(&FIELDS);
        let page = page(&call, None, form);
        call.show(StatusCode::OK, &page)
    })
    .await
}
