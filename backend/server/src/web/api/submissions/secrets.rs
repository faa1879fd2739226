//! `/api/v1/submissions/{id}/secrets/{field}`: secrets go in and never come out.

use actix_web::{HttpResponse, web};
use oin_domain::org::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use super::submission::SecretBody;
use super::{Call, id};
use crate::actions::submissions;
use crate::vault::Secret;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals, FieldRefusals, StageRefusals};
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
    responses((status = 200, description = "It is stored", body = SecretBody), CallRefusals, AbsentRefusals, StageRefusals, BodyRefusals)
)]
pub async fn put(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsWrite, async |who| {
        let secret = Secret::from_text(call.body::<SecretValue>()?.value);
        let kept = submissions::put_secret(&call.ctx, who, id(&path.0)?, &path.1, secret).await?;
        call.ok(&SecretBody::from(kept))
    })
    .await
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
    responses((status = 204, description = "It is gone"), CallRefusals, AbsentRefusals, StageRefusals, FieldRefusals)
)]
pub async fn delete(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsWrite, async |who| {
        submissions::drop_secret(&call.ctx, who, id(&path.0)?, &path.1).await?;
        Ok(call.done())
    })
    .await
}
