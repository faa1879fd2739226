//! `POST /hooks/mail`: messages that a mail service hands over, signed.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt as _;
use oin_protocol::standard_webhooks::{ID, SIGNATURE, Signed, TIMESTAMP};

use crate::actions::{Code, Ctx, Failure};
use crate::mail::{self, Mailer};
use crate::web::error::api::ApiError;

/// `POST /hooks/mail`: one message (RFC 5322) as the body. Signed as Standard Webhooks say, with
/// `webhook-id`, `webhook-timestamp` and `webhook-signature`.
///
/// # Errors
/// `not_found` while no secret is set, and for mail that is not for us; `unauthenticated` without a
/// good signature; `body_too_large`; what the message is refused for.
pub async fn mail(
    req: HttpRequest,
    payload: web::Payload,
    ctx: web::Data<Ctx>,
    mailer: web::Data<Mailer>,
) -> Result<HttpResponse, ApiError> {
    let taken = take_in(&req, payload, &ctx, &mailer).await;
    let said = taken.map_err(|failure| ApiError::new(&req, failure))?;
    tracing::info!(said, "mail came in");
    Ok(HttpResponse::new(StatusCode::NO_CONTENT))
}

async fn take_in(
    req: &HttpRequest,
    payload: web::Payload,
    ctx: &Ctx,
    mailer: &Mailer,
) -> Result<String, Failure> {
    let key = mailer.hook().ok_or(Failure::NotFound("page"))?;
    let header = |name: &str| {
        let value = req.headers().get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let signed = Signed {
        id: header(ID),
        timestamp: header(TIMESTAMP),
        signatures: header(SIGNATURE),
    };
    let unsigned = || {
        Failure::refused(
            Code::Unauthenticated,
            "The call is not signed with the hook's secret, or its time is more than five minutes off.",
        )
    };
    // Strangers do not get as far as sending 25 MB.
    if signed.judge(ctx.now()).is_err() {
        return Err(unsigned());
    }
    let body = read(payload).await?;
    if !key.accepts(&signed, &body, ctx.now()) {
        return Err(unsigned());
    }
    mail::take_in(ctx, mailer.addresses(), &body, None).await
}

async fn read(mut payload: web::Payload) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Failure::refused(Code::BadBody, format!("The message could not be read: {error}."))
        })?;
        if body.len() + chunk.len() > mail::LONGEST {
            return Err(Failure::refused(
                Code::BodyTooLarge,
                "The message is larger than 25 MB.",
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
