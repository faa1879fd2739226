//! `/api/v1/org/invitations`: who is invited to the org.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::ids::LinkId;
use oin_domain::org::{OrgRole, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{done, id, own};
use crate::actions::invitations::{self, Invitation};
use crate::actions::{Ctx, Failure, orgs};
use crate::web::error::api::{ApiError, Problem};
use crate::web::guard::{Bearer, From};
use crate::web::json_body::JsonBody;

/// The open invitations of an org.
#[derive(Serialize, ToSchema)]
pub struct InvitationsAnswer {
    /// The newest first; expired ones too.
    pub items: Vec<InvitationItem>,
}

/// An invitation that nobody has answered.
#[derive(Serialize, ToSchema)]
pub struct InvitationItem {
    /// Its id.
    pub id: String,
    /// Who was written to.
    #[schema(example = "ada@brambletide.example")]
    pub mail: String,
    /// What they will be: `viewer`, `editor` or `owner`.
    #[schema(example = "editor")]
    pub role: String,
    /// What the owner who invited is called.
    pub invited_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime<Utc>,
    /// From when on its link works no more.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: DateTime<Utc>,
}

impl std::convert::From<Invitation> for InvitationItem {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            mail: invitation.mail.into(),
            role: invitation.role.to_string(),
            invited_by: invitation.inviter,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        }
    }
}

/// Somebody to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct InvitationOrder {
    /// Their address.
    #[schema(example = "ada@brambletide.example")]
    mail: String,
    /// `viewer`, `editor` or `owner`.
    #[schema(value_type = String, example = "editor")]
    role: OrgRole,
}

/// List the open invitations
#[utoipa::path(
    get,
    path = "/api/v1/org/invitations",
    tag = "org",
    operation_id = "list_invitations",
    security(("token" = ["org:read"])),
    responses(
        (status = 200, description = "The invitations", body = InvitationsAnswer),
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(req: HttpRequest, bearer: Bearer, ctx: web::Data<Ctx>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let shown = orgs::show(&ctx, bearer.0.with(Scope::OrgRead)?).await?;
        let items = shown.invitations.into_iter().map(InvitationItem::from);
        let items = items.collect();
        Ok(own(StatusCode::OK, &InvitationsAnswer { items }))
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
}

/// Invite somebody
///
/// We write to the address. The same address again gets a new link, and the old one works no more;
/// more than three letters an hour to one address are not sent.
#[utoipa::path(
    post,
    path = "/api/v1/org/invitations",
    tag = "org",
    operation_id = "invite_member",
    request_body(content = InvitationOrder),
    security(("token" = ["org:write"])),
    responses(
        (status = 201, description = "The invitation", body = InvitationItem),
        (status = 400, description = "The body or address cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is longer than 1 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn post(
    req: HttpRequest,
    bearer: Bearer,
    From(visit): From,
    ctx: web::Data<Ctx>,
    JsonBody(order): JsonBody<InvitationOrder>,
) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = bearer.0.with(Scope::OrgWrite)?;
        let invitation = invitations::invite(&ctx, who, &order.mail, order.role, &visit).await?;
        Ok(own(StatusCode::CREATED, &InvitationItem::from(invitation)))
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
}

/// Withdraw an invitation
#[utoipa::path(
    delete,
    path = "/api/v1/org/invitations/{id}",
    tag = "org",
    operation_id = "withdraw_invitation",
    params(("id" = String, Path, description = "The invitation's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["org:write"])),
    responses(
        (status = 204, description = "Its link works no more"),
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete(
    req: HttpRequest,
    bearer: Bearer,
    ctx: web::Data<Ctx>,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = bearer.0.with(Scope::OrgWrite)?;
        let invitation = LinkId(id(&path, "invitation")?);
        invitations::withdraw(&ctx, who, invitation).await?;
        Ok(done())
    };
    answer
        .await
        .map_err(|failure: Failure| ApiError::new(&req, failure))
}
