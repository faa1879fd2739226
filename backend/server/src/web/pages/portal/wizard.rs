//! `/portal/submissions/{id}/{step}`: a step of the wizard.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::connection::ConnectionType;
use oin_domain::draft::{Origin, Step};
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use serde::Serialize;

use super::answers::{self, Answers};
use super::step::sent::{Sent, Then};
use super::step::side::Side;
use super::step::{Form, Typed, samples};
use super::{PageError, Portal, pictures, submission};
use crate::actions::submissions::{self, FieldConflict, RemoveEntry, Save, Shown};
use crate::actions::{Failure, catalog};
use crate::templates::Page;
use crate::web::form::ShownError;
use crate::web::pages::moment::exact;
use crate::web::pages::{Shell, go_to};
use crate::web::pairs::Pairs;
use crate::web::upload::{self, Room, Upload};
use crate::web::urls;

#[derive(Serialize)]
struct StepPage {
    shell: Shell,
    url: String,
    action: String,
    autosave: String,
    token: String,
    name: String,
    title: &'static str,
    next: Option<&'static str>,
    saved: String,
    base: i32,
    samples: String,
    may_edit: bool,
    side: Side,
    form: Form,
    kinds: Vec<Kind>,
    errors: Vec<ShownError>,
    /// What a picture does not show, in words.
    notes: Vec<String>,
    conflicts: Vec<ShownConflict>,
    answers: Option<Answers>,
    /// Whether contacts have not opened their link yet.
    asks_contacts: bool,
}

impl Page for StepPage {
    const TEMPLATE: &'static str = "pages/portal/step";
}

/// A kind of connection to add.
#[derive(Serialize)]
struct Kind {
    value: &'static str,
    label: &'static str,
}

/// A field that two people changed.
#[derive(Serialize)]
pub(super) struct ShownConflict {
    field: String,
    label: &'static str,
    mine: String,
    theirs: String,
    who: String,
}

impl ShownConflict {
    /// Whether it is about the field at `path`.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.field == path
    }

    pub(super) fn of(conflict: FieldConflict) -> Self {
        let at = conflict
            .at
            .map(|at| format!(", {}", exact(at)))
            .unwrap_or_default();
        Self {
            field: conflict.field,
            label: conflict.label,
            mine: conflict.mine,
            theirs: conflict.theirs,
            who: format!("{}{at}", conflict.by),
        }
    }
}

/// What was typed and not saved.
#[derive(Default)]
struct Unsaved {
    values: BTreeMap<String, String>,
    errors: Vec<ShownError>,
    notes: Vec<String>,
    conflicts: Vec<ShownConflict>,
}

impl Unsaved {
    /// How a page that says it is answered; nothing when there is nothing to say.
    fn status(&self) -> Option<StatusCode> {
        if !self.conflicts.is_empty() {
            Some(StatusCode::CONFLICT)
        } else if !self.errors.is_empty() {
            Some(StatusCode::UNPROCESSABLE_ENTITY)
        } else {
            (!self.notes.is_empty()).then_some(StatusCode::OK)
        }
    }
}

fn place(path: &(String, String)) -> Result<(SubmissionId, Step), Failure> {
    let step = Step::parse(&path.1).ok_or(Failure::NotFound("page"))?;
    Ok((submission(&path.0)?, step))
}

/// `GET /portal/submissions/{id}/{step}`.
///
/// # Errors
/// `not_found`.
pub async fn get(portal: Portal, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let (id, step) = place(&path)?;
            show(&portal, id, step, Unsaved::default(), StatusCode::OK).await
        })
        .await
}

async fn show(
    portal: &Portal,
    id: SubmissionId,
    step: Step,
    unsaved: Unsaved,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let shown = submissions::show(&portal.ctx, portal.who(), id).await?;
    let pairs = Pairs::parse(portal.req.query_string())?;
    let opened = pairs.first("open").unwrap_or_default();
    let categories = catalog::categories(&portal.ctx).await?;
    let categories: Vec<(String, String)> = categories
        .into_iter()
        .map(|category| (category.slug.to_string(), category.label.to_string()))
        .collect();
    let page = step_page(portal, &shown, step, unsaved, opened, &categories)?;
    portal.show(status, &page)
}

fn step_page(
    portal: &Portal,
    shown: &Shown,
    step: Step,
    unsaved: Unsaved,
    opened: &str,
    categories: &[(String, String)],
) -> Result<StepPage, Failure> {
    let url = urls::submission(shown.id);
    let judged = &shown.judged;
    let unsaved_pictures = unsaved
        .values
        .iter()
        .filter_map(|(path, text)| Some((path.clone(), pictures::shown(&portal.parts, path, text)?)));
    let typed = Typed {
        pictures: pictures::all_of(&portal.parts, &shown.draft)
            .chain(unsaved_pictures)
            .collect(),
        draft: &shown.draft,
        unsaved: unsaved.values,
        findings: &judged.findings,
        origins: shown
            .origins
            .iter()
            .map(|(path, origin)| (path.clone(), origin_words(origin)))
            .collect(),
        stored: shown
            .secrets
            .iter()
            .map(|secret| (secret.path.clone(), exact(secret.since)))
            .collect(),
        categories,
        samples: samples(&shown.draft),
        opened,
        url: url.clone(),
    };
    let next = Step::ALL.iter().skip_while(|one| **one != step).nth(1);
    let kinds = ConnectionType::ALL
        .iter()
        .filter(|_| step == Step::SignOn && shown.may_edit);
    Ok(StepPage {
        shell: portal.shell(&format!("{}: {}", shown.name, step.label())),
        action: format!("{url}/{step}"),
        autosave: if shown.may_edit {
            format!("{url}/{step}/autosave")
        } else {
            String::new()
        },
        token: portal.token(),
        name: shown.name.clone(),
        title: step.label(),
        next: next.map(|step| step.label()),
        saved: format!("Saved {} by {}", exact(shown.saved_at), shown.saved_by),
        base: shown.revision,
        samples: serde_json::to_string(&typed.samples).map_err(|error| Failure::Broken(error.into()))?,
        may_edit: shown.may_edit,
        side: Side::of(
            &url,
            step,
            &shown.draft,
            &judged.findings,
            &judged.completeness,
            &judged.lane,
        ),
        form: Form::of(&typed, step),
        kinds: kinds
            .map(|kind| Kind {
                value: kind.as_str(),
                label: kind.label(),
            })
            .collect(),
        errors: unsaved.errors,
        notes: unsaved.notes,
        conflicts: unsaved.conflicts,
        asks_contacts: step == Step::People
            && shown.may_edit
            && shown.contacts.iter().any(|contact| !contact.confirmed),
        answers: (step == Step::Submit).then(|| answers::of(shown, &url, &portal.parts, categories)),
        url,
    })
}

fn origin_words(origin: &Origin) -> String {
    let source = match origin.source.as_str() {
        "saml" => "SAML metadata",
        "oidc" => "client metadata",
        "ws_fed" => "federation metadata",
        "login_page" => "login page",
        other => other,
    };
    let line = origin
        .line
        .map(|line| format!(", line {line}"))
        .unwrap_or_default();
    format!("From the {source}{line}, {}", exact(origin.at))
}

/// `POST /portal/submissions/{id}/{step}`: the whole form of the step, with its pictures.
///
/// # Errors
/// `not_found`, `forbidden`, `wrong_stage`; what cannot be saved is shown with what was typed.
pub async fn post(
    portal: Portal,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let (id, step, upload) = sent(&portal, &path, payload).await?;
            take_in(&portal, id, step, upload).await
        })
        .await
}

/// Reads what was sent to a step, from somebody who may edit.
pub(super) async fn sent(
    portal: &Portal,
    path: &(String, String),
    payload: web::Payload,
) -> Result<(SubmissionId, Step, Upload), Failure> {
    let (id, step) = place(path)?;
    portal.who().may(Act::Edit)?;
    let takes = |path: &str| pictures::takes(step, path);
    let upload = upload::read(&portal.req, payload.into_inner(), Room::FORM, takes).await?;
    Ok((id, step, upload))
}

async fn take_in(
    portal: &Portal,
    id: SubmissionId,
    step: Step,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let (ctx, who) = (&portal.ctx, portal.who());
    let draft = submissions::draft(ctx, who, id).await?;
    let mut sent = Sent::read(&upload.fields, step, &draft);
    let brought = pictures::keep(ctx, who, upload.files).await?;
    for (path, key) in &brought.fields {
        sent.put(path, key);
    }
    let mut refused = upload.refused;
    refused.extend(brought.refused);
    let mut opened = String::new();
    if let Then::Connect(kind) = sent.then.clone() {
        let next = draft.places("connections").last().map_or(0, |place| place + 1);
        sent.put(&format!("connections.{next}.type"), &kind);
        opened = format!("#connections.{next}");
    }
    let save = Save {
        step: Some(step),
        fields: sent.fields.clone(),
        base: sent.base,
        whole: true,
        exact: false,
    };
    let saved = match submissions::save(ctx, who, id, save).await {
        Ok(saved) => saved,
        Err(Failure::Invalid(errors)) => {
            refused.extend(errors);
            let unsaved = Unsaved {
                values: sent.fields.into_iter().collect(),
                errors: refused.into_iter().map(ShownError::from).collect(),
                ..Unsaved::default()
            };
            return show(portal, id, step, unsaved, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(failure) => return Err(failure),
    };
    // All else is saved by now: only what was wrong with the pictures, and whose text counts, is
    // still to be said.
    let unsaved = Unsaved {
        values: saved
            .conflicts
            .iter()
            .map(|one| (one.field.clone(), one.mine.clone()))
            .collect(),
        errors: refused.into_iter().map(ShownError::from).collect(),
        notes: brought.notes,
        conflicts: saved.conflicts.into_iter().map(ShownConflict::of).collect(),
    };
    if let Some(status) = unsaved.status() {
        return show(portal, id, step, unsaved, status).await;
    }
    then(portal, id, step, &sent.then, &opened, saved.revision)
        .await
        .map(|place| go_to(&place))
}

/// Does what comes after saving, and says where to go.
async fn then(
    portal: &Portal,
    id: SubmissionId,
    step: Step,
    then: &Then,
    opened: &str,
    revision: i32,
) -> Result<String, Failure> {
    let here = format!("{}/{step}", urls::submission(id));
    Ok(match then {
        Then::Stay | Then::Connect(_) => format!("{here}{opened}"),
        Then::StayAt(path) => format!("{here}#{path}"),
        Then::Add(list) => format!("{here}?open={list}#{list}"),
        Then::Remove(list, place) => {
            let remove = RemoveEntry {
                list: list.clone(),
                place: *place,
                base: revision,
            };
            // An empty entry is gone already when the form was saved.
            match submissions::remove_entry(&portal.ctx, portal.who(), id, remove).await {
                Ok(_) | Err(Failure::NotFound(_)) => format!("{here}#{list}"),
                Err(failure) => return Err(failure),
            }
        }
        Then::GoOn => {
            let next = Step::ALL
                .iter()
                .skip_while(|one| **one != step)
                .nth(1)
                .unwrap_or(&step);
            format!("{}/{next}", urls::submission(id))
        }
    })
}
