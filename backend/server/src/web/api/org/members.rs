//! `/api/v1/org/members`: who belongs to the org.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::ids::UserId;
use oin_domain::org::{OrgRole, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::{members, orgs};
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals, OwnerRefusals};
use crate::web::error::api::ApiError;

/// The members of an org.
#[derive(Serialize, ToSchema)]
pub struct MembersAnswer {
    /// Those who came first at the front.
    pub items: Vec<MemberItem>,
}

/// A member of an org.
#[derive(Serialize, ToSchema)]
pub struct MemberItem {
    /// The person's id.
    pub id: String,
    /// What they are called.
    #[schema(example = "Ada Lovelace")]
    pub name: String,
    /// Their address.
    #[schema(example = "ada@brambletide.example")]
    pub mail: String,
    /// `viewer`, `editor` or `owner`.
    #[schema(example = "editor")]
    pub role: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: DateTime<Utc>,
}

/// A change of a member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct MemberChange {
    /// `viewer`, `editor` or `owner`.
    #[schema(value_type = String, example = "editor")]
    role: OrgRole,
}

/// List the members
#[utoipa::path(
    get,
    path = "/api/v1/org/members",
    tag = "org",
    operation_id = "list_members",
    security(("token" = ["org:read"])),
    responses(
        (status = 200, description = "The members", body = MembersAnswer),
        CallRefusals,
    )
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgRead, async |who| {
        let shown = orgs::show(&call.ctx, who).await?;
        let items = shown.members.into_iter().map(|member| MemberItem {
            id: member.user.id.to_string(),
            name: member.user.name.into(),
            mail: member.user.mail.into(),
            role: member.role.to_string(),
            joined_at: member.joined_at,
        });
        let items = items.collect();
        call.ok(&MembersAnswer { items })
    })
    .await
}

/// Give a member another role
///
/// Their sessions end. Nobody changes their own role, and the last owner stays one.
#[utoipa::path(
    patch,
    path = "/api/v1/org/members/{id}",
    tag = "org",
    operation_id = "change_member",
    params(("id" = String, Path, description = "The person's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = MemberChange),
    security(("token" = ["org:write"])),
    responses(
        (status = 204, description = "The role is changed"),
        CallRefusals, AbsentRefusals, OwnerRefusals, BodyRefusals,
    )
)]
pub async fn patch(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let change: MemberChange = call.body()?;
        let user = UserId(id(&path, "member")?);
        members::change_role(&call.ctx, who, user, change.role, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}

/// Remove a member
///
/// Their sessions and their tokens for the org end.
#[utoipa::path(
    delete,
    path = "/api/v1/org/members/{id}",
    tag = "org",
    operation_id = "remove_member",
    params(("id" = String, Path, description = "The person's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["org:write"])),
    responses(
        (status = 204, description = "They belong to the org no more"),
        CallRefusals, AbsentRefusals, OwnerRefusals,
    )
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let user = UserId(id(&path, "member")?);
        members::remove(&call.ctx, who, user, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
