//! Adding, renaming and removing passkeys.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::ids::PasskeyId;
use serde_json::json;

use super::factors::{FIELDS, added, refused};
use crate::actions::accounts::factors::{self, Answered, Ceremony};
use crate::actions::{Ctx, Failure};
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn};
use crate::web::pages::{PageError, go_to};
use crate::web::{Parts, urls};

/// What the script gets that asks the browser for a passkey (`assets/js/passkeys.js`).
pub(super) fn begun(ceremony: &Ceremony) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({
            "ceremony": ceremony.ticket.text(),
            "options": ceremony.options,
        }))
}

/// What the script put into a form.
pub(super) fn answered(fields: &Fields) -> Answered<'_> {
    Answered {
        ticket: fields.text("ceremony"),
        answer: fields.text("passkey"),
    }
}

/// `POST /account/passkeys/begin`.
///
/// # Errors
/// The second factor must be proven first; too many passkeys or ceremonies.
pub async fn begin(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    _: Fields,
) -> Result<HttpResponse, PageError> {
    let ceremony = factors::begin_passkey(&ctx, &asker, &visit).await;
    ceremony
        .map(|ceremony| begun(&ceremony))
        .map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/passkeys`.
///
/// # Errors
/// The second factor must be proven first; what was refused is shown in the form.
pub async fn add(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let new = factors::add_passkey(&ctx, &asker, answered(&fields), fields.text("name"), &visit).await;
    let answer = match new {
        Ok(new) => added(&ctx, &parts, &req, &asker, &token, &new),
        Err(failure) => {
            let form = FormView::new(&token, &FIELDS).typed(&fields, &["code", "passkey"]);
            refused(&ctx, &parts, &req, &asker, &token, form, failure).await
        }
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/passkeys/rename`.
///
/// # Errors
/// Nobody is signed in, or the passkey is somebody else's; what was refused is shown in the form.
pub async fn rename(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let renamed = async { factors::rename_passkey(&ctx, &asker, id(&fields)?, fields.text("name")).await };
    let answer = match renamed.await {
        Ok(()) => Ok(go_to(urls::SECOND_FACTOR)),
        Err(failure) => {
            let form = FormView::new(&token, &FIELDS);
            refused(&ctx, &parts, &req, &asker, &token, form, failure).await
        }
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /account/passkeys/remove`.
///
/// # Errors
/// The second factor must be proven first; staff keep one.
pub async fn remove(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let removed = async { factors::remove_passkey(&ctx, &asker, id(&fields)?, &visit).await };
    removed
        .await
        .map(|()| go_to(urls::SECOND_FACTOR))
        .map_err(|failure| PageError::new(&req, failure))
}

fn id(fields: &Fields) -> Result<PasskeyId, Failure> {
    let id = fields.text("id").parse();
    id.map(PasskeyId).map_err(|_| Failure::NotFound("passkey"))
}
