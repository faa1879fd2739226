//! `POST /api/v1/files`: a picture for a draft's field.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::integration::{PictureForm, PictureKind};
use oin_domain::org::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::files::{self, Added};
use crate::actions::{Code, Failure, FieldError};
use crate::web::Parts;
use crate::web::api::FormCall;
use crate::web::api::refusals::{CallRefusals, PictureRefusals};
use crate::web::error::api::ApiError;
use crate::web::upload::{Takes, Upload};

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
        CallRefusals, PictureRefusals,
    )
)]
pub async fn post(sent: FormCall) -> Result<HttpResponse, ApiError> {
    let FormCall { call, form } = sent;
    call.serve(Scope::SubmissionsWrite, async |who| {
        let takes = |field: &str| (field == "file").then(|| Takes::pictures(PictureKind::Screenshot, 1));
        let (kind, bytes) = asked(form.read(takes).await?)?;
        let added = files::add(&call.ctx, who, kind, "file", bytes).await?;
        call.answer(StatusCode::CREATED, &FileAnswer::new(kind, &added, &call.parts))
    })
    .await
}

impl FileAnswer {
    fn new(kind: PictureKind, added: &Added, parts: &Parts) -> Self {
        let sizes = PictureForm::of(kind).iter().map(|form| FileSize {
            size: form.as_str().to_owned(),
            url: parts.file_url(&added.key, *form),
        });
        let notes = added.left_out.iter().map(|what| what.sentence().to_owned());
        Self {
            key: added.key.as_str().to_owned(),
            kind: kind.as_str().to_owned(),
            width: added.width,
            height: added.height,
            sizes: sizes.collect(),
            notes: notes.collect(),
        }
    }
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
