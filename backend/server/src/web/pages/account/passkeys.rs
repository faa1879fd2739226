//! Adding, renaming and removing passkeys.

use actix_web::HttpResponse;
use actix_web::http::header;
use oin_domain::ids::PasskeyId;
use serde_json::json;

use super::factors::{FIELDS, added, refused};
use crate::actions::Failure;
use crate::actions::accounts::factors::{self, Answered, Ceremony};
use crate::web::form::Fields;
use crate::web::guard::SignedIn;
use crate::web::pages::{PageCall, PageError, go_to};
use crate::web::urls;

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
pub async fn begin(call: PageCall<SignedIn>, _: Fields) -> Result<HttpResponse, PageError> {
    let ceremony = factors::begin_passkey(&call.ctx, call.asker(), &call.visit).await;
    call.page(ceremony.map(|ceremony| begun(&ceremony)))
}

/// `POST /account/passkeys`.
///
/// # Errors
/// The second factor must be proven first; what was refused is shown in the form.
pub async fn add(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let new = factors::add_passkey(
        &call.ctx,
        call.asker(),
        answered(&fields),
        fields.text("name"),
        &call.visit,
    )
    .await;
    let answer = match new {
        Ok(new) => added(&call, &new),
        Err(failure) => {
            let form = call.form(&FIELDS).typed(&fields, &["code", "passkey"]);
            refused(&call, form, failure).await
        }
    };
    call.page(answer)
}

/// `POST /account/passkeys/rename`.
///
/// # Errors
/// Nobody is signed in, or the passkey is somebody else's; what was refused is shown in the form.
pub async fn rename(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let renamed =
        async { factors::rename_passkey(&call.ctx, call.asker(), id(&fields)?, fields.text("name")).await };
    let answer = match renamed.await {
        Ok(()) => Ok(go_to(urls::SECOND_FACTOR)),
        Err(failure) => refused(&call, call.form(&FIELDS), failure).await,
    };
    call.page(answer)
}

/// `POST /account/passkeys/remove`.
///
/// # Errors
/// The second factor must be proven first; staff keep one.
pub async fn remove(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let removed = async { factors::remove_passkey(&call.ctx, call.asker(), id(&fields)?, &call.visit).await };
    call.page(removed.await.map(|()| go_to(urls::SECOND_FACTOR)))
}

fn id(fields: &Fields) -> Result<PasskeyId, Failure> {
    let id = fields.text("id").parse();
    id.map(PasskeyId).map_err(|_| Failure::NotFound("passkey"))
}
