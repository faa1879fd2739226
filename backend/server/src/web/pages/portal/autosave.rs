//! Saving a step while people type: only what changed, and what the rules say to it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::draft::{Draft, Step};
use oin_domain::ids::SubmissionId;
use serde::Serialize;

use super::step::sent::Sent;
use super::wizard::{ShownConflict, sent};
use super::{PageError, Portal, pictures};
use crate::actions::Failure;
use crate::actions::submissions::{self, Save, Saved};
use crate::web::form::ShownError;
use crate::web::guide::PictureView;
use crate::web::pages::moment::clock;
use crate::web::upload::Upload;

/// What the page's script reads after an autosave.
#[derive(Serialize)]
struct Autosaved {
    revision: i32,
    at: String,
    percent: u8,
    lane: &'static str,
    conflicts: Vec<ShownConflict>,
    dropped: Vec<String>,
    findings: Vec<AtField>,
    /// The pictures that were stored.
    pictures: Vec<AtPicture>,
    /// What of them is not shown, in words.
    notes: Vec<String>,
    /// The pictures that were not taken.
    refused: Vec<ShownError>,
}

#[derive(Serialize)]
struct AtPicture {
    field: String,
    key: String,
    picture: PictureView,
}

#[derive(Serialize)]
struct AtField {
    field: String,
    severity: &'static str,
    label: &'static str,
    message: String,
    fix: String,
}

/// `POST /portal/submissions/{id}/{step}/autosave`: the fields that changed, or a picture.
///
/// # Errors
/// As the whole form; the script shows it and keeps what was typed.
pub async fn post(
    portal: Portal,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let (id, step, upload) = sent(&portal, &path, payload).await?;
            let saved = take_in(&portal, id, step, upload).await?;
            Ok(HttpResponse::Ok()
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .json(saved))
        })
        .await
}

async fn take_in(
    portal: &Portal,
    id: SubmissionId,
    step: Step,
    upload: Upload,
) -> Result<Autosaved, Failure> {
    let (ctx, who) = (&portal.ctx, portal.who());
    // Only the boxes of a list need to know what is there: all else is one transaction.
    let draft = match upload.fields.all("many").next() {
        Some(_) => submissions::draft(ctx, who, id).await?,
        None => Draft::default(),
    };
    let mut sent = Sent::read(&upload.fields, step, &draft);
    let brought = pictures::keep(ctx, who, upload.files).await?;
    for (path, key) in &brought.fields {
        sent.put(path, key);
    }
    let save = Save {
        step: Some(step),
        fields: sent.fields,
        base: sent.base,
        whole: false,
        exact: false,
    };
    let saved = submissions::save(ctx, who, id, save).await?;
    let mut answer = autosaved(saved, step);
    let disputed = |path: &str| answer.conflicts.iter().any(|conflict| conflict.is_at(path));
    let kept = brought.fields.into_iter().filter(|(path, _)| !disputed(path));
    answer.pictures = kept
        .filter_map(|(path, key)| {
            Some(AtPicture {
                picture: pictures::shown(&portal.parts, &path, &key)?,
                field: path,
                key,
            })
        })
        .collect();
    answer.notes = brought.notes;
    let refused = upload.refused.into_iter().chain(brought.refused);
    answer.refused = refused.map(ShownError::from).collect();
    Ok(answer)
}

fn autosaved(saved: Saved, step: Step) -> Autosaved {
    let findings = saved
        .judged
        .findings
        .into_iter()
        .filter(|finding| finding.step() == step);
    Autosaved {
        revision: saved.revision,
        at: clock(saved.at),
        percent: saved.judged.completeness.percent,
        lane: saved.judged.lane.lane.label(),
        conflicts: saved.conflicts.into_iter().map(ShownConflict::of).collect(),
        dropped: saved.dropped_secrets,
        pictures: Vec::new(),
        notes: Vec::new(),
        refused: Vec::new(),
        findings: findings
            .map(|finding| AtField {
                severity: finding.severity.as_str(),
                label: finding.severity.label(),
                field: finding.field,
                message: finding.message,
                fix: finding.fix,
            })
            .collect(),
    }
}
