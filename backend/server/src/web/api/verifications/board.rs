//! `GET /api/v1/verifications`: the board, and one of it.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::verification::Facts;
use serde::Serialize;
use utoipa::ToSchema;

use super::Call;
use super::verification::VerificationBody;
use crate::actions::verifications::{self, Desk, DeskRow};
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// What is at the verification desk.
#[derive(Serialize, ToSchema)]
pub struct BoardBody {
    /// Those that applied.
    pub candidates: Vec<BoardItem>,
    /// Those about to be lost, the first to end at the front.
    pub at_risk: Vec<BoardItem>,
    /// Those that appeal.
    pub appeals: Vec<BoardItem>,
    /// Those that stand.
    pub verified: Vec<BoardItem>,
}

/// An integration at the verification desk.
#[derive(Serialize, ToSchema)]
pub struct BoardItem {
    /// Its name in URLs.
    #[schema(example = "quillwharf-shifts")]
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// The org that owns it.
    pub org: String,
    /// `community`, `candidate`, `verified` or `at_risk`.
    #[schema(example = "candidate")]
    pub stage: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: String,
    /// Until when what is at risk can be mended; null for others.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<String>,
    /// Whether a first reviewer has proposed it.
    pub is_proposed: bool,
    /// Whether it belongs to an org of yours: then it is for colleagues.
    pub is_own: bool,
    /// Where it is in the API.
    pub url: String,
}

impl From<DeskRow> for BoardItem {
    fn from(row: DeskRow) -> Self {
        let verification = &row.listed.stored.verification;
        Self {
            stage: verification.stage().as_str(),
            since: time(verification.since),
            until: match &verification.facts {
                Facts::AtRisk(facts) => Some(time(facts.until)),
                _ => None,
            },
            is_proposed: matches!(&verification.facts, Facts::Candidate(facts) if facts.proposal.is_some()),
            is_own: row.own,
            url: format!("/api/v1/verifications/{}", row.listed.slug),
            slug: row.listed.slug.to_string(),
            name: row.listed.name,
            org: row.listed.org_name,
        }
    }
}

impl From<Desk> for BoardBody {
    fn from(desk: Desk) -> Self {
        let items = |rows: Vec<DeskRow>| rows.into_iter().map(BoardItem::from).collect();
        Self {
            candidates: items(desk.candidates),
            at_risk: items(desk.at_risk),
            appeals: items(desk.appeals),
            verified: items(desk.verified),
        }
    }
}

/// Read the verification board
#[utoipa::path(
    get,
    path = "/api/v1/verifications",
    tag = "verifications",
    operation_id = "list_verifications",
    security(("token" = ["verification:read"])),
    responses((status = 200, description = "The board", body = BoardBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::VerificationRead, async |who| {
        let desk = verifications::desk(&call.ctx, who).await?;
        call.ok(&BoardBody::from(desk))
    })
    .await
}

/// Read a verification
///
/// What is there of each requirement, the evidence, what happened, and what you may do now.
#[utoipa::path(
    get,
    path = "/api/v1/verifications/{slug}",
    tag = "verifications",
    operation_id = "get_verification",
    params(("slug" = String, Path, description = "The integration's name in URLs", example = "quillwharf-shifts")),
    security(("token" = ["verification:read"])),
    responses((status = 200, description = "The verification", body = VerificationBody), CallRefusals, AbsentRefusals)
)]
pub async fn one(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::VerificationRead, async |who| {
        let shown = verifications::reviewed(&call.ctx, who, &slug).await?;
        call.ok(&VerificationBody::from(shown))
    })
    .await
}
