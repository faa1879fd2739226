//! Changing a draft: its fields, and the entries of its lists.

use actix_web::{HttpResponse, web};
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields::Typed;
use super::judged::JudgedBody;
use super::revision::{self, precondition, tagged};
use super::{Call, id};
use crate::actions::Failure;
use crate::actions::submissions::{self, RemoveEntry, Save, Saved};
use crate::web::api::items::time;
use crate::web::api::refusals::{
    AbsentRefusals, BodyRefusals, CallRefusals, NeededRevisionRefusals, StageRefusals,
};
use crate::web::error::api::ApiError;

/// A change of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchBody {
    /// The fields that change, by path or as a tree. Null, false and an empty text take a field
    /// away; what is not named stays.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>, example = json!({"summary": "Plans shifts.", "connections.0.type": "saml", "aliases.0": null}))]
    fields: Typed,
}

/// What became of a change.
#[derive(Serialize, ToSchema)]
pub struct SavedBody {
    /// The draft's revision now: the number in the ETag.
    #[schema(example = 13)]
    pub revision: i32,
    /// When it was saved.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: String,
    /// The paths that changed.
    pub saved: Vec<String>,
    /// The paths of secrets that are gone, since their address leads elsewhere now.
    pub dropped_secrets: Vec<String>,
    /// What the rules say now.
    pub judged: JudgedBody,
}

impl From<Saved> for SavedBody {
    fn from(saved: Saved) -> Self {
        Self {
            revision: saved.revision,
            saved_at: time(saved.at),
            saved: saved.saved,
            dropped_secrets: saved.dropped_secrets,
            judged: saved.judged.into(),
        }
    }
}

fn saved(call: &Call, saved: Saved) -> Result<HttpResponse, Failure> {
    let revision = saved.revision;
    Ok(tagged(call.ok(&SavedBody::from(saved))?, revision))
}

/// Change fields of a draft
///
/// All or nothing: one field that cannot be used, and none is saved. What is saved may still be
/// incomplete or wrong; `judged` says so at each field.
#[utoipa::path(
    patch,
    path = "/api/v1/submissions/{id}",
    tag = "submissions",
    operation_id = "update_submission",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("If-Match" = String, Header, description = "The ETag with which the submission was read, or `*`", example = "\"12\""),
    ),
    request_body = PatchBody,
    security(("token" = ["submissions:write"])),
    responses(
        (status = 200, description = "The change is saved", body = SavedBody),
        CallRefusals, AbsentRefusals, StageRefusals, BodyRefusals, NeededRevisionRefusals,
    )
)]
pub async fn patch(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsWrite, async |who| {
        let id = id(&path)?;
        let base = revision::needed(&call)?;
        let save = Save {
            step: None,
            fields: call.body::<PatchBody>()?.fields.read()?,
            base,
            whole: false,
            exact: true,
        };
        let done = submissions::save(&call.ctx, who, id, save).await;
        saved(&call, done.map_err(precondition)?)
    })
    .await
}

/// Remove an entry of a list
///
/// The entry goes with all that stands in it, its secrets too, and the later ones move up.
#[utoipa::path(
    delete,
    path = "/api/v1/submissions/{id}/entries/{list}/{place}",
    tag = "submissions",
    operation_id = "remove_entry",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("list" = String, Path, description = "The list's path", example = "connections.0.acs"),
        ("place" = String, Path, description = "The entry's place in it, from 0", example = "1"),
        ("If-Match" = String, Header, description = "The ETag with which the submission was read, or `*`", example = "\"12\""),
    ),
    security(("token" = ["submissions:write"])),
    responses(
        (status = 200, description = "The entry is gone", body = SavedBody),
        CallRefusals, AbsentRefusals, StageRefusals, NeededRevisionRefusals,
    )
)]
pub async fn remove(call: Call, path: web::Path<(String, String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsWrite, async |who| {
        let (submission, list, place) = path.into_inner();
        let id = id(&submission)?;
        let remove = RemoveEntry {
            list,
            place: place.parse().map_err(|_| Failure::NotFound("entry"))?,
            base: revision::needed(&call)?,
        };
        let done = submissions::remove_entry(&call.ctx, who, id, remove).await;
        saved(&call, done.map_err(precondition)?)
    })
    .await
}
