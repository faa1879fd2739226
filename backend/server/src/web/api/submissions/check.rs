//! Judging: a draft that is kept, or one that is only sent.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::Typed;
use super::judged::JudgedBody;
use super::{Call, id, url};
use crate::actions::submissions;
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals, KeyedRefusals};
use crate::web::error::api::ApiError;

/// A whole draft to judge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidateBody {
    /// What a draft would hold, by path or as a tree.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>, example = json!({"name": "Acme Shifts", "connections": [{"type": "bookmark", "url": "https://app.acme.example"}]}))]
    fields: Typed,
}

/// A body without any field.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A look at the network that was begun.
#[derive(Serialize, ToSchema)]
pub struct CheckingBody {
    /// Where its result will stand, as `check`.
    pub url: String,
}

/// Judge a whole draft without keeping it
///
/// By every rule that needs no network, as a draft of a new integration. Nothing is stored, so it
/// can be sent as often as you like. Stored secrets and confirmed contacts are what only a
/// submission has.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/validate",
    tag = "submissions",
    operation_id = "validate_submission",
    request_body = ValidateBody,
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "What the rules say", body = JudgedBody), CallRefusals, BodyRefusals)
)]
pub async fn validate(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        call.again(who)?;
        let fields = call.body::<ValidateBody>()?.fields.read()?;
        let judged = submissions::validate(&call.ctx, who, &fields).await?;
        call.ok(&JudgedBody::from(judged))
    })
    .await
}

/// Check a draft
///
/// The rules that need no network answer at once. With `network=true` a look at every address
/// of the draft is begun; its result will stand in the submission, as `check`.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{id}/check",
    tag = "submissions",
    operation_id = "check_submission",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("network" = Option<String>, Query, description = "`true` to begin a look at the network", example = "true"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    security(("token" = ["submissions:write"])),
    responses(
        (status = 200, description = "What the rules say", body = JudgedBody),
        (status = 202, description = "A look at the network was begun", body = CheckingBody),
        CallRefusals, AbsentRefusals, KeyedRefusals,
    )
)]
pub async fn post(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.with(Scope::SubmissionsWrite)?;
        let pairs = call.query(&["network"])?;
        let Nothing {} = call.body_if_any()?;
        let (id, again) = (id(&path)?, call.again(who)?);
        match pairs.first("network") {
            None | Some("false") => {
                let shown = submissions::show(&call.ctx, who, id).await?;
                call.ok(&JudgedBody::from(shown.judged))
            }
            Some("true") => {
                submissions::check_now(&call.ctx, who, id, again).await?;
                call.answer(StatusCode::ACCEPTED, &CheckingBody { url: url(id) })
            }
            Some(_) => {
                let error = FieldError::new("network", Code::UnknownValue, "`network` is `true` or `false`.");
                let allowed = ["true", "false"].map(str::to_owned);
                Err(Failure::field(error.allowing(allowed)))
            }
        }
    };
    call.finish(answer.await)
}
