//! `/api/v1/claims`: claims to which the present owner has objected, for administrators.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::ClaimId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::Failure;
use crate::actions::claims::{self, ClaimShown};
use crate::web::api::call::id;
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, MoveRefusals};
use crate::web::api::submissions::submission::maybe;
use crate::web::error::api::ApiError;

oin_domain::choices! {
    /// What administrators make of a claim.
    Verdict as "action" {
        /// The integration changes hands.
        Grant = "grant", "Grant";
        /// It does not.
        Refuse = "refuse", "Refuse";
    }
}

/// Claims.
#[derive(Serialize, ToSchema)]
pub struct ClaimsBody {
    /// The claims.
    pub items: Vec<ClaimItem>,
}

/// A claim of a listing that its vendor has not confirmed.
#[derive(Serialize, ToSchema)]
pub struct ClaimItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The listing's name in URLs.
    #[schema(example = "quillwharf-shifts")]
    pub slug: String,
    /// What the listing is called.
    pub name: String,
    /// The org that claims it.
    pub org: String,
    /// The proven domain that the claim rests on.
    #[schema(example = "quillwharf.example")]
    pub domain: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// `open`, `objected`, `granted`, `refused` or `withdrawn`.
    #[schema(example = "objected")]
    pub state: &'static str,
    /// Until when the present owner may object; null without one.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<String>,
    /// What the present owner objects; null when nothing.
    pub objection: Option<String>,
    /// Why staff decided so; null before.
    pub answer: Option<String>,
}

/// Why a claim is decided so.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct VerdictBody {
    /// What both sides read.
    #[schema(example = "The domain is the vendor's.")]
    answer: String,
}

impl From<ClaimShown> for ClaimItem {
    fn from(claim: ClaimShown) -> Self {
        Self {
            id: claim.id.to_string(),
            slug: claim.slug.to_string(),
            name: claim.name,
            org: claim.org,
            domain: claim.domain,
            at: time(claim.at),
            state: claim.state.as_str(),
            until: maybe(claim.until),
            objection: claim.objection.map(|text| text.to_string()),
            answer: claim.answer.map(|text| text.to_string()),
        }
    }
}

/// List the claims that wait for a decision
///
/// For administrators: those to which the present owner has objected.
#[utoipa::path(
    get,
    path = "/api/v1/claims",
    tag = "listings",
    operation_id = "list_objected_claims",
    security(("token" = ["listings:read"])),
    responses((status = 200, description = "The claims", body = ClaimsBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ListingsRead, async |who| {
        let found = claims::objected(&call.ctx, who).await?;
        let items = found.into_iter().map(ClaimItem::from).collect();
        call.ok(&ClaimsBody { items })
    })
    .await
}

/// Decide on a claim
///
/// `grant` or `refuse`, with words that both sides read.
#[utoipa::path(
    post,
    path = "/api/v1/claims/{id}/{action}",
    tag = "listings",
    operation_id = "decide_on_claim",
    params(
        ("id" = String, Path, description = "The claim's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "What to do", example = "grant"),
    ),
    request_body(content = VerdictBody),
    security(("token" = ["listings:write"])),
    responses((status = 204, description = "It is decided"), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ListingsWrite, async |who| {
        let verdict = Verdict::parse(&path.1).ok_or(Failure::NotFound("action"))?;
        let claim = ClaimId(id(&path.0, "claim")?);
        let body: VerdictBody = call.body()?;
        let granted = verdict == Verdict::Grant;
        claims::decide(&call.ctx, who, claim, granted, &body.answer).await?;
        Ok(call.done())
    })
    .await
}
