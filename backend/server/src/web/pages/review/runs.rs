//! `/review/runs/{id}/{size}`: what a reviewer saw in a run; and forms that record one, with its file.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::EvidenceId;
use oin_domain::integration::{PictureForm, PictureKind};
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, PageError};
use crate::actions::files::{self, ReadFile};
use crate::actions::{Failure, FieldError};
use crate::web::files::picture::POLICY;
use crate::web::form::Fields;
use crate::web::upload::{self, Room, Takes};
use crate::web::urls;

/// The field of the file.
const FILE: &str = "file";

/// A picture of a run, in a list of runs.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web::pages) struct RunPicture {
    thumbnail: String,
    full: String,
}

impl RunPicture {
    /// Of a run that has one.
    pub(in crate::web::pages) fn of(run: EvidenceId, kept: bool) -> Option<Self> {
        kept.then(|| Self {
            thumbnail: urls::run_picture(run, PictureForm::Thumbnail),
            full: urls::run_picture(run, PictureForm::Full),
        })
    }
}

/// A form that records a run, as it was sent.
pub(in crate::web::pages) struct SentRun {
    /// What was typed.
    pub(in crate::web::pages) fields: Fields,
    /// The picture, if one was chosen.
    pub(in crate::web::pages) file: Option<Vec<u8>>,
    /// What is wrong with it already.
    pub(in crate::web::pages) refused: Vec<FieldError>,
}

/// Reads a form of the desk; only one that records a run may bring a file.
pub(in crate::web::pages) async fn sent(
    desk: &Desk,
    payload: web::Payload,
    records: bool,
) -> Result<SentRun, Failure> {
    let takes = |field: &str| (records && field == FILE).then(|| Takes::pictures(PictureKind::Screenshot, 1));
    let mut upload = upload::read(&desk.req, payload.into_inner(), Room::FORM, takes).await?;
    Ok(SentRun {
        fields: upload.fields,
        file: upload.files.pop().map(|file| file.bytes),
        refused: upload.refused,
    })
}

/// `GET /review/runs/{id}/{size}`: `full` or `thumbnail`.
///
/// # Errors
/// `not_found` for all but staff, and without a picture; `own_org`.
pub async fn get(desk: Desk, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let (id, form) = named(&path)?;
        let file = files::of_run(&desk.ctx, desk.who(), id, form).await?;
        Ok(shown(file, form))
    })
    .await
}

/// The run and the size that an address names.
///
/// # Errors
/// `not_found`.
pub(in crate::web) fn named(path: &(String, String)) -> Result<(EvidenceId, PictureForm), Failure> {
    let id = Uuid::parse_str(&path.0).map_err(|_| Failure::NotFound("run"))?;
    let form = PictureForm::parse(&path.1).ok_or(Failure::NotFound("picture"))?;
    Ok((EvidenceId(id), form))
}

/// The picture for whoever may see it, which nothing on the way keeps. Opened directly, it can do
/// nothing and load nothing: only what we drew ourselves is shown on this host.
pub(in crate::web) fn shown(file: ReadFile, form: PictureForm) -> HttpResponse {
    let kind = file.media_type.strip_prefix("image/").unwrap_or("bin");
    let name = format!("inline; filename=\"run-{}.{kind}\"", form.as_str());
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file.bytes)
}
