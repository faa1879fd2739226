//! `/api/v1/org/members`: who belongs to the org.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::ids::UserId;
use oin_domain::org::{OrgRole, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{done, id, own};
use crate::actions::{Ctx, Failure, members, orgs};
use crate::web::error::api::{ApiError, Problem};
use crate::web::guard::{Bearer, From};
use crate::web::json_body::JsonBody;

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
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(req: HttpRequest, bearer: Bearer, ctx: web::Data<Ctx>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let shown = orgs::show(&ctx, bearer.0.with(Scope::OrgRead)?).await?;
        let items = shown.members.into_iter().map(|member| MemberItem {
            id: member.user.id.to_string(),
            name: member.user.name.into(),
            mail: member.user.mail.into(),
            role: member.role.to_string(),
            joined_at: member.joined_at,
        });
        let items = items.collect();
        Ok(own(StatusCode::OK, &MembersAnswer { items }))
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
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
        (status = 400, description = "The body or address cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The org would have no owner left", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is longer than 1 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn patch(
    req: HttpRequest,
    bearer: Bearer,
    From(visit): From,
    ctx: web::Data<Ctx>,
    path: web::Path<String>,
    JsonBody(change): JsonBody<MemberChange>,
) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = bearer.0.with(Scope::OrgWrite)?;
        let user = UserId(id(&path, "member")?);
        members::change_role(&ctx, who, user, change.role, &visit).await?;
        Ok(done())
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
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
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The org would have no owner left", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete(
    req: HttpRequest,
    bearer: Bearer,
    From(visit): From,
    ctx: web::Data<Ctx>,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = bearer.0.with(Scope::OrgWrite)?;
        let user = UserId(id(&path, "member")?);
        members::remove(&ctx, who, user, &visit).await?;
        Ok(done())
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
}
