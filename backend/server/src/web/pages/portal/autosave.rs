//! Saving a step while people type: only what changed, and what the rules say to it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::draft::Step;
use serde::Serialize;

use super::moment::clock;
use super::step::sent::Sent;
use super::wizard::{ShownConflict, place};
use super::{PageError, Portal};
use crate::actions::submissions::{self, Save, Saved};
use crate::web::form::Fields;

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
}

#[derive(Serialize)]
struct AtField {
    field: String,
    severity: &'static str,
    label: &'static str,
    message: String,
    fix: String,
}

/// `POST /portal/submissions/{id}/{step}/autosave`: the fields that changed.
///
/// # Errors
/// As the whole form; the script shows it and keeps what was typed.
pub async fn post(
    portal: Portal,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let answer = async {
        let (id, step) = place(&path)?;
        let shown = submissions::show(&portal.ctx, portal.who(), id).await?;
        let sent = Sent::read(&fields, step, &shown.draft);
        let save = Save {
            step: Some(step),
            fields: sent.fields,
            base: sent.base,
            whole: false,
        };
        let saved = submissions::save(&portal.ctx, portal.who(), id, save).await?;
        Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(autosaved(saved, step)))
    };
    let answer = answer.await;
    portal.page(answer)
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
