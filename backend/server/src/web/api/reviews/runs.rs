//! `/api/v1/runs/{id}/picture`: what was seen in a run that was done by hand.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::ids::EvidenceId;
use oin_domain::integration::{PictureForm, PictureKind};
use utoipa::ToSchema;

use super::Call;
use crate::actions::{Code, Failure, FieldError, Reviewer, files};
use crate::web::api::FormCall;
use crate::web::api::call;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, RunPictureRefusals};
use crate::web::error::api::ApiError;
use crate::web::pages::review::runs::{named, shown};
use crate::web::upload::Takes;

/// What attaching a picture sends.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form; the form is read as a stream")]
pub struct RunPictureForm {
    /// The picture: PNG, JPEG or WebP, at most 5 MB.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Attach a picture to a run
///
/// To a run that you recorded within the last day, of a review or of a verification; once. It is drawn
/// anew: metadata goes. Staff alone see it.
#[utoipa::path(
    post,
    path = "/api/v1/runs/{id}/picture",
    tag = "reviews",
    operation_id = "attach_run_picture",
    params(("id" = String, Path, description = "The run's id, as recording it answered", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = RunPictureForm, content_type = "multipart/form-data"),
    security(("token" = ["review:write"]), ("token" = ["verification:write"])),
    responses((status = 204, description = "It was kept"), CallRefusals, AbsentRefusals, RunPictureRefusals)
)]
pub async fn attach(sent: FormCall, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let FormCall { call, form } = sent;
    let answer = async {
        let who = either(&call, StaffScope::ReviewWrite, StaffScope::VerificationWrite)?;
        call.query(&[])?;
        let id = EvidenceId(call::id(&id, "run")?);
        files::may_attach(&call.ctx, who, id).await?;
        let takes = |field: &str| (field == "file").then(|| Takes::pictures(PictureKind::Screenshot, 1));
        let mut sent = form.read(takes).await?;
        let mut wrong = std::mem::take(&mut sent.refused);
        if let Err(Failure::Invalid(errors)) = sent.fields.only(&[]) {
            wrong.extend(errors);
        }
        let file = sent.files.pop();
        if file.is_none() && wrong.is_empty() {
            let message = "Send the picture as the file field `file`.";
            wrong.push(FieldError::new("file", Code::Missing, message));
        }
        match file {
            Some(file) if wrong.is_empty() => {
                files::attach(&call.ctx, who, id, "file", file.bytes).await?;
                Ok(call.done())
            }
            _ => Err(Failure::Invalid(wrong)),
        }
    };
    call.finish(answer.await)
}

/// Read the picture of a run
///
/// Of what belongs to an org of yours, colleagues see it.
#[utoipa::path(
    get,
    path = "/api/v1/runs/{id}/picture/{size}",
    tag = "reviews",
    operation_id = "get_run_picture",
    params(
        ("id" = String, Path, description = "The run's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("size" = String, Path, description = "`full` or `thumbnail`", example = "full"),
    ),
    security(("token" = ["review:read"]), ("token" = ["verification:read"])),
    responses((status = 200, description = "The picture: PNG, JPEG or WebP", content_type = "image/png"), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = either(&call, StaffScope::ReviewRead, StaffScope::VerificationRead)?;
        call.query(&[])?;
        let (id, form) = named(&path)?;
        let file = files::of_run(&call.ctx, who, id, form).await?;
        Ok(shown(file, form))
    };
    call.finish(answer.await)
}

/// Where the picture of a run is; nothing when it has none.
pub(in crate::web::api) fn url(run: EvidenceId, kept: bool) -> Option<String> {
    kept.then(|| format!("/api/v1/runs/{run}/picture/{}", PictureForm::Full))
}

/// Runs belong to reviews and to verifications: one of the two scopes is enough.
fn either(call: &Call, review: StaffScope, verification: StaffScope) -> Result<&Reviewer, Failure> {
    call.staff_with(review).or_else(|_| call.staff_with(verification))
}
