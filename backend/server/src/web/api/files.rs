//! `POST /api/v1/files`: a picture for a draft's field.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::integration::{PictureForm, PictureKind};
use oin_domain::org::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::{Code, Ctx, Failure, FieldError, files};
use crate::web::Parts;
use crate::web::error::api::{ApiError, Problem};
use crate::web::guard::Bearer;
use crate::web::upload::{self, Takes, Upload};

/// What a picture's upload sends.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form; the form is read as a stream")]
pub struct FileForm {
    /// What it is for: `logo` or `screenshot`.
    #[schema(example = "logo")]
    kind: String,
    /// The picture. A logo: PNG, JPEG, WebP or SVG, at most 1 MB. A screenshot: PNG, JPEG or WebP,
    /// at most 5 MB.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// A picture that was kept.
#[derive(Serialize, ToSchema)]
pub struct FileAnswer {
    /// Its key: what a draft's `logo` or `screenshots.0.file` holds.
    pub key: String,
    /// What it is for.
    #[schema(example = "logo")]
    pub kind: String,
    /// Its width in pixels, as uploaded.
    #[schema(example = 512)]
    pub width: u32,
    /// Its height in pixels, as uploaded.
    #[schema(example = 512)]
    pub height: u32,
    /// Its sizes.
    pub sizes: Vec<FileSize>,
    /// What of a drawing is not shown, in words; empty when all is.
    pub notes: Vec<String>,
}

/// A picture in one size.
#[derive(Serialize, ToSchema)]
pub struct FileSize {
    /// Which: `64`, `128` or `256` pixels of a logo; `full` or `thumbnail` of a screenshot.
    #[schema(example = "128")]
    pub size: String,
    /// Where it is. What this address answers never changes.
    pub url: String,
}

/// Upload a logo or a screenshot
///
/// It is drawn anew: metadata goes, an SVG becomes PNG. The same picture again gets the same key.
/// A picture that no draft and no listing names is taken away some time after 30 days.
#[utoipa::path(
    post,
    path = "/api/v1/files",
    tag = "submissions",
    operation_id = "upload_file",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    security(("token" = ["submissions:write"])),
    responses(
        (status = 201, description = "The picture was kept", body = FileAnswer),
        (status = 400, description = "The form cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token that works", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token or its owner's role does not reach", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The org has no room for more pictures", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The file or the form is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "No picture of a kind that is read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A picture or a field that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn post(
    req: HttpRequest,
    bearer: Bearer,
    payload: web::Payload,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    let member = bearer.0.with(Scope::SubmissionsWrite).map_err(fail)?;
    let takes = |field: &str| (field == "file").then(|| Takes::pictures(PictureKind::Screenshot, 1));
    let sent = upload::read_call(&req, payload.into_inner(), takes)
        .await
        .map_err(fail)?;
    let (kind, bytes) = asked(sent).map_err(fail)?;
    let added = files::add(&ctx, member, kind, "file", bytes)
        .await
        .map_err(fail)?;
    let sizes = PictureForm::of(kind).iter().map(|form| FileSize {
        size: form.as_str().to_owned(),
        url: parts.file_url(&added.key, *form),
    });
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(FileAnswer {
            key: added.key.as_str().to_owned(),
            kind: kind.as_str().to_owned(),
            width: added.width,
            height: added.height,
            sizes: sizes.collect(),
            notes: added
                .left_out
                .iter()
                .map(|what| what.sentence().to_owned())
                .collect(),
        }))
}

fn asked(mut sent: Upload) -> Result<(PictureKind, Vec<u8>), Failure> {
    let mut wrong = std::mem::take(&mut sent.refused);
    if let Err(Failure::Invalid(errors)) = sent.fields.only(&["kind"]) {
        wrong.extend(errors);
    }
    let kind = PictureKind::parse(sent.fields.text("kind"));
    if kind.is_none() {
        let allowed = PictureKind::ALL.iter().map(|kind| kind.as_str().to_owned());
        let error = FieldError::new("kind", Code::BadValue, "`kind` is `logo` or `screenshot`.");
        wrong.push(error.allowing(allowed));
    }
    let file = sent.files.pop();
    if file.is_none() && wrong.iter().all(|error| error.field != "file") {
        let message = "Send the picture as the file field `file`.";
        wrong.push(FieldError::new("file", Code::Missing, message));
    }
    match (kind, file) {
        (Some(kind), Some(file)) if wrong.is_empty() => Ok((kind, file.bytes)),
        _ => Err(Failure::Invalid(wrong)),
    }
}
