//! `POST /api/v1/reviews/{id}/{action}/letter`: the letter of a decision, before it is sent.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::deed::{Deed, DeedBody, typed};
use super::{Call, id};
use crate::actions::Failure;
use crate::actions::reviews;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, MoveRefusals};
use crate::web::error::api::ApiError;
use crate::web::letter::view;

/// What a decision would send.
#[derive(Serialize, ToSchema)]
pub struct LetterPreview {
    /// The letter; null when the decision sends none.
    pub letter: Option<LetterBody>,
}

/// A letter in words.
#[derive(Serialize, ToSchema)]
pub struct LetterBody {
    /// Its subject.
    #[schema(example = "Quillwharf Shifts: a reviewer waits for you")]
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Read the letter of a decision before it is sent
///
/// Takes what the decision takes, judges it in the same way, and does nothing.
#[utoipa::path(
    post,
    path = "/api/v1/reviews/{id}/{action}/letter",
    tag = "reviews",
    operation_id = "preview_review_letter",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("action" = String, Path, description = "The decision", example = "ask"),
    ),
    request_body(content = Option<DeedBody>, description = "What the decision takes"),
    security(("token" = ["review:write"])),
    responses((status = 200, description = "The letter", body = LetterPreview), CallRefusals, AbsentRefusals, MoveRefusals)
)]
pub async fn post(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewWrite, async |who| {
        let decision = Deed::parse(&path.1).and_then(Deed::decision);
        let decision = decision.ok_or(Failure::NotFound("action"))?;
        let typed = typed(&call, decision)?;
        let letter = reviews::preview(&call.ctx, who, id(&path.0)?, decision, &typed).await?;
        let letter = letter.map(|letter| view(&call.ctx, &letter)).transpose()?;
        call.ok(&LetterPreview {
            letter: letter.map(|letter| LetterBody {
                subject: letter.subject,
                text: letter.text,
            }),
        })
    })
    .await
}
