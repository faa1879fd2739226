//! `/api/v1/org/invitations`: who is invited to the org.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::ids::LinkId;
use oin_domain::org::{OrgRole, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::invitations::{self, Invitation};
use crate::actions::orgs;
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, KeyedRefusals};
use crate::web::error::api::ApiError;

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

impl From<Invitation> for InvitationItem {
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
        CallRefusals,
    )
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgRead, async |who| {
        let shown = orgs::show(&call.ctx, who).await?;
        let items = shown.invitations.into_iter().map(InvitationItem::from);
        let items = items.collect();
        call.ok(&InvitationsAnswer { items })
    })
    .await
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
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = InvitationOrder),
    security(("token" = ["org:write"])),
    responses(
        (status = 201, description = "The invitation", body = InvitationItem),
        CallRefusals, KeyedRefusals,
    )
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let order: InvitationOrder = call.body()?;
        let (again, visit) = (call.again(who)?, call.visit());
        let mail = &order.mail;
        let invited = invitations::invite(&call.ctx, who, mail, order.role, &visit, again.as_ref()).await?;
        call.answer(StatusCode::CREATED, &InvitationItem::from(invited))
    })
    .await
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
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let invitation = LinkId(id(&path, "invitation")?);
        invitations::withdraw(&call.ctx, who, invitation).await?;
        Ok(call.done())
    })
    .await
}
