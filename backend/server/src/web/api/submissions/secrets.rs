//! `/api/v1/submissions/{id}/secrets/{field}`: secrets go in and never come out.

use actix_web::{HttpResponse, web};
use oin_domain::org::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use super::submission::SecretBody;
use super::{Call, id};
use crate::actions::submissions;
use crate::vault::Secret;
use crate::web::api::refusals::ChangeRefusals;
use crate::web::error::api::ApiError;

/// A secret to store. It can be neither printed nor turned into JSON again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretValue {
    /// The password, the TOTP seed (base 32) or the token.
    #[schema(example = "correct horse battery staple")]
    value: String,
}

/// Store a secret
///
/// Sealed at once, bound to the origin that the draft's address leads to; it is never told again.
/// One that is there already is replaced.
#[utoipa::path(
    put,
    path = "/api/v1/submissions/{id}/secrets/{field}",
    tag = "submissions",
    operation_id = "put_secret",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("field" = String, Path, description = "The field's path", example = "testing.logins.0.password"),
    ),
    request_body = SecretValue,
    security(("token" = ["submissions:write"])),
    responses((status = 200, description = "It is stored", body = SecretBody), ChangeRefusals)
)]
pub async fn put(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::SubmissionsWrite)?;
        call.query(&[])?;
        let secret = Secret::from_text(call.body::<SecretValue>()?.value);
        let kept = submissions::put_secret(&call.ctx, who, id(&path.0)?, &path.1, secret).await?;
        call.ok(&SecretBody::from(kept))
    };
    let answer = answer.await;
    call.finish(answer)
}

/// Remove a secret
#[utoipa::path(
    delete,
    path = "/api/v1/submissions/{id}/secrets/{field}",
    tag = "submissions",
    operation_id = "delete_secret",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("field" = String, Path, description = "The field's path", example = "testing.logins.0.password"),
    ),
    security(("token" = ["submissions:write"])),
    responses((status = 204, description = "It is gone"), ChangeRefusals)
)]
pub async fn delete(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::SubmissionsWrite)?;
        call.query(&[])?;
        submissions::drop_secret(&call.ctx, who, id(&path.0)?, &path.1).await?;
        Ok(HttpResponse::NoContent().finish())
    };
    let answer = answer.await;
    call.finish(answer)
}
