//! `/api/v1/org/transfers`: integrations on their way to another org.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::ids::{IntegrationId, TransferId};
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::actions::transfers::{self, TransfersShown};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// What an org gives away, and what it could.
#[derive(Serialize, ToSchema)]
pub struct TransfersBody {
    /// Its open offers, the newest first; expired ones too.
    pub items: Vec<TransferItem>,
    /// Its integrations.
    pub integrations: Vec<OwnIntegration>,
}

/// An offer that nobody has answered.
#[derive(Serialize, ToSchema)]
pub struct TransferItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The id of the integration.
    #[schema(format = "uuid")]
    pub integration: String,
    /// What the integration is called.
    pub name: String,
    /// Who was written to.
    #[schema(example = "ada@brambletide.example")]
    pub mail: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub offered_at: String,
    /// From when on its link works no more.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: String,
}

/// An integration of the org.
#[derive(Serialize, ToSchema)]
pub struct OwnIntegration {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// An integration to be offered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TransferOrder {
    /// The integration's id.
    #[schema(format = "uuid")]
    integration: String,
    /// To whom the offer goes: an owner of another org takes it.
    #[schema(example = "ada@brambletide.example")]
    mail: String,
}

/// An offer that was made.
#[derive(Serialize, ToSchema)]
pub struct TransferMade {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// From when on its link works no more.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: String,
}

/// The offer that is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TransferAnswer {
    /// What follows `link=` in the address of the letter: only who reads that mailbox has it.
    link: String,
}

impl From<TransfersShown> for TransfersBody {
    fn from(shown: TransfersShown) -> Self {
        let items = shown.open.into_iter().map(|open| TransferItem {
            id: open.transfer.id.to_string(),
            integration: open.transfer.integration.to_string(),
            name: open.name,
            mail: open.transfer.to_mail.into(),
            offered_at: time(open.transfer.offered_at),
            expires_at: time(open.transfer.expires_at),
        });
        let integrations = shown.integrations.into_iter();
        Self {
            items: items.collect(),
            integrations: integrations
                .map(|(id, name)| OwnIntegration {
                    id: id.to_string(),
                    name,
                })
                .collect(),
        }
    }
}

/// List the org's offers
#[utoipa::path(
    get,
    path = "/api/v1/org/transfers",
    tag = "org",
    operation_id = "list_transfers",
    security(("token" = ["org:read"])),
    responses((status = 200, description = "The offers", body = TransfersBody), CallRefusals)
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgRead, async |who| {
        let shown = transfers::list(&call.ctx, who).await?;
        call.ok(&TransfersBody::from(shown))
    })
    .await
}

/// Offer an integration to another org
///
/// A letter with a link goes to the address; it works for seven days. One offer an integration: a
/// second one is refused at `integration`.
#[utoipa::path(
    post,
    path = "/api/v1/org/transfers",
    tag = "org",
    operation_id = "offer_transfer",
    request_body(content = TransferOrder),
    security(("token" = ["org:write"])),
    responses((status = 201, description = "It is offered", body = TransferMade), CallRefusals, BodyRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let order: TransferOrder = call.body()?;
        let integration = Uuid::parse_str(&order.integration)
            .map(IntegrationId)
            .map_err(|_| {
                let message = "`integration` is the id of one of the org's integrations, a UUID.";
                Failure::field(FieldError::new("integration", Code::BadValue, message))
            })?;
        let visit = call.visit();
        let offer = transfers::offer(&call.ctx, who, Some(integration), &order.mail, &visit).await?;
        let made = TransferMade {
            id: offer.id.to_string(),
            expires_at: time(offer.expires_at),
        };
        call.answer(StatusCode::CREATED, &made)
    })
    .await
}

/// Take an offer back
///
/// Its link works no more.
#[utoipa::path(
    delete,
    path = "/api/v1/org/transfers/{id}",
    tag = "org",
    operation_id = "withdraw_transfer",
    params(("id" = String, Path, description = "The offer's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["org:write"])),
    responses((status = 204, description = "It is taken back"), CallRefusals, AbsentRefusals)
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let offer = TransferId(id(&path, "offer")?);
        transfers::withdraw(&call.ctx, who, offer, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}

/// Take an integration over
///
/// For the token's org, by an owner whose address the offer was sent to. Its submissions and their
/// secrets go along. An offer that has ended is 404.
#[utoipa::path(
    post,
    path = "/api/v1/org/transfers/accept",
    tag = "org",
    operation_id = "accept_transfer",
    request_body(content = TransferAnswer),
    security(("token" = ["org:write"])),
    responses((status = 204, description = "It belongs to the org now"), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn accept(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let answer: TransferAnswer = call.body()?;
        transfers::take(&call.ctx, who, &answer.link, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}

/// Decline an offer
///
/// Whoever has the link may. An offer that has ended is 404.
#[utoipa::path(
    post,
    path = "/api/v1/org/transfers/decline",
    tag = "org",
    operation_id = "decline_transfer",
    request_body(content = TransferAnswer),
    security(("token" = ["org:write"])),
    responses((status = 204, description = "It is declined"), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn decline(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |_| {
        let answer: TransferAnswer = call.body()?;
        transfers::decline(&call.ctx, &answer.link, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
