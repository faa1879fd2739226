//! `/api/v1/org/claims`: listings that the org claims, and claims against what it owns.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::ClaimId;
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::claims;
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::desk::claims::ClaimItem;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, MoveRefusals, StageRefusals};
use crate::web::error::api::ApiError;

/// The claims of an org and those against it.
#[derive(Serialize, ToSchema)]
pub struct OwnClaimsBody {
    /// Its own, the newest first.
    pub own: Vec<ClaimItem>,
    /// Those against what it owns that are not decided.
    pub against: Vec<ClaimItem>,
}

/// A listing to be claimed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ClaimOrder {
    /// Its name in URLs, or the address of its page.
    #[schema(example = "quillwharf-shifts")]
    listing: String,
}

/// A claim that was made.
#[derive(Serialize, ToSchema)]
pub struct ClaimMade {
    /// `granted` where nobody owned the listing, else `open`.
    #[schema(example = "granted")]
    pub state: &'static str,
}

/// Why a claim is wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ObjectionBody {
    /// What staff read.
    #[schema(example = "The product is ours: see our imprint.")]
    objection: String,
}

/// List the org's claims and those against it
#[utoipa::path(
    get,
    path = "/api/v1/org/claims",
    tag = "org",
    operation_id = "list_claims",
    security(("token" = ["submissions:read"])),
    responses((status = 200, description = "The claims", body = OwnClaimsBody), CallRefusals)
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsRead, async |who| {
        let listed = claims::list(&call.ctx, who).await?;
        call.ok(&OwnClaimsBody {
            own: listed.own.into_iter().map(ClaimItem::from).collect(),
            against: listed.against.into_iter().map(ClaimItem::from).collect(),
        })
    })
    .await
}

/// Claim a listing that its vendor has not confirmed
///
/// It rests on a proven domain of the org and the mailbox of the token's maker. Without a present
/// owner it is granted at once; a present owner has 14 days to object. While a claim waits, another
/// is 409.
#[utoipa::path(
    post,
    path = "/api/v1/org/claims",
    tag = "org",
    operation_id = "claim_listing",
    request_body(content = ClaimOrder),
    security(("token" = ["submissions:submit"])),
    responses((status = 201, description = "It is claimed", body = ClaimMade), CallRefusals, MoveRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let order: ClaimOrder = call.body()?;
        let state = claims::make(&call.ctx, who, &order.listing).await?;
        let made = ClaimMade {
            state: state.as_str(),
        };
        call.answer(StatusCode::CREATED, &made)
    })
    .await
}

/// Object to a claim against what the org owns
///
/// Staff decide then.
#[utoipa::path(
    post,
    path = "/api/v1/org/claims/{id}/object",
    tag = "org",
    operation_id = "object_to_claim",
    params(("id" = String, Path, description = "The claim's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = ObjectionBody),
    security(("token" = ["submissions:submit"])),
    responses((status = 204, description = "Staff decide"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn object(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let body: ObjectionBody = call.body()?;
        let claim = ClaimId(id(&path, "claim")?);
        claims::object(&call.ctx, who, claim, &body.objection).await?;
        Ok(call.done())
    })
    .await
}

/// Take a claim back
#[utoipa::path(
    delete,
    path = "/api/v1/org/claims/{id}",
    tag = "org",
    operation_id = "withdraw_claim",
    params(("id" = String, Path, description = "The claim's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["submissions:submit"])),
    responses((status = 204, description = "It is taken back"), CallRefusals, AbsentRefusals, StageRefusals)
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsSubmit, async |who| {
        let claim = ClaimId(id(&path, "claim")?);
        claims::withdraw(&call.ctx, who, claim).await?;
        Ok(call.done())
    })
    .await
}
