//! `/review/verification`: candidates, the board of what is at risk, and one integration.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::verification::{Action, Facts, Outcome};
use serde::Serialize;

use super::view::{PastView, RequirementView, RunView, StageView, Tally, requirements};
use super::{Desk, shell};
use crate::actions::Failure;
use crate::actions::verifications::{self, Decision, DeskRow, Shown, TypedRun};
use crate::templates::Page;
use crate::web::form::FormView;
use crate::web::pages::review::runs::{self, SentRun};
use crate::web::pages::{PageError, Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct Board {
    shell: Shell,
    verified: String,
    /// Whether the desk of provisioning is theirs.
    leads: bool,
    candidates: Vec<Line>,
    at_risk: Vec<Line>,
    appeals: Vec<Line>,
    standing: Vec<Line>,
}

impl Page for Board {
    const TEMPLATE: &'static str = "pages/verification/desk";
}

#[derive(Serialize)]
struct Line {
    url: String,
    name: String,
    org: String,
    own: bool,
    stage: StageView,
}

/// `GET /review/verification`.
///
/// # Errors
/// `not_found` for all but staff.
pub async fn list(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let found = verifications::desk(&desk.ctx, desk.who()).await?;
        let now = desk.ctx.now();
        let lines = |rows: Vec<DeskRow>| {
            let rows = rows.into_iter().map(|row| Line {
                url: urls::review_verification(row.listed.slug.as_str()),
                name: row.listed.name,
                org: row.listed.org_name,
                own: row.own,
                stage: StageView::new(&row.listed.stored.verification, now),
            });
            rows.collect::<Vec<_>>()
        };
        let page = Board {
            shell: shell(&desk, "Verification"),
            verified: desk.ctx.brand().verified.clone(),
            leads: desk.who().has_any(&[StaffRole::Lead]).is_ok(),
            candidates: lines(found.candidates),
            at_risk: lines(found.at_risk),
            appeals: lines(found.appeals),
            standing: lines(found.verified),
        };
        desk.show(StatusCode::OK, &page)
    })
    .await
}

#[derive(Serialize)]
struct One {
    shell: Shell,
    form: FormView,
    url: String,
    name: String,
    org: String,
    listing: String,
    submission: Option<String>,
    verified: String,
    stage: StageView,
    tally: Tally,
    requirements: Vec<RequirementView>,
    proposed_by: String,
    /// What the first reviewer left for the lead; the ISV does not see it.
    proposal_note: String,
    can: Can,
    subjects: Vec<Choice>,
    outcomes: Vec<Choice>,
    runs: Vec<RunView>,
    history: Vec<PastView>,
}

impl Page for One {
    const TEMPLATE: &'static str = "pages/verification/integration";
}

#[derive(Serialize)]
struct Can {
    record: bool,
    propose: bool,
    approve: bool,
    refuse: bool,
    revoke: bool,
    hear: bool,
    any: bool,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

const FIELDS: [&str; 5] = ["subject", "outcome", "note", "file", "message"];

/// `GET /review/verification/{slug}`.
///
/// # Errors
/// `not_found` for all but staff and for what is not live; `own_org`.
pub async fn get(desk: Desk, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    let form = desk.form(&FIELDS);
    desk.answer(show(&desk, &slug, form, StatusCode::OK)).await
}

/// `POST /review/verification/{slug}/{what}`.
///
/// # Errors
/// As the action; what was typed wrongly, and what is not met, is shown on the page.
pub async fn post(
    desk: Desk,
    path: web::Path<(String, String)>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    let (slug, what) = path.into_inner();
    desk.answer(async {
        let (ctx, who) = (&desk.ctx, desk.who());
        let records = what == "record";
        if records {
            verifications::may_record(ctx, who, &slug).await?;
        }
        let SentRun {
            fields,
            file,
            refused,
        } = runs::sent(&desk, payload, records).await?;
        let done = if records && !refused.is_empty() {
            Err(Failure::Invalid(refused))
        } else if records {
            fields.only(&["subject", "outcome", "note"])?;
            let typed = TypedRun {
                subject: fields.text("subject").to_owned(),
                outcome: fields.text("outcome").to_owned(),
                note: fields.text("note").to_owned(),
            };
            verifications::record(ctx, who, &slug, &typed, file, None)
                .await
                .map(|_| ())
        } else {
            fields.only(&["message"])?;
            let action = Action::parse(&what).ok_or(Failure::NotFound("page"))?;
            let message = fields.text("message");
            verifications::decide(ctx, Decision::Staff(who), &slug, action, message).await
        };
        match done {
            Ok(()) => Ok(go_to(&urls::review_verification(&slug))),
            Err(failure) => {
                let form = desk.retyped(&FIELDS, &fields, failure)?;
                show(&desk, &slug, form, StatusCode::UNPROCESSABLE_ENTITY).await
            }
        }
    })
    .await
}

async fn show(desk: &Desk, slug: &str, form: FormView, status: StatusCode) -> Result<HttpResponse, Failure> {
    let shown = verifications::reviewed(&desk.ctx, desk.who(), slug).await?;
    desk.show(status, &one(desk, shown, form))
}

fn one(desk: &Desk, shown: Shown, form: FormView) -> One {
    use oin_domain::account::StaffRole;
    let now = desk.ctx.now();
    let may = |action: Action| shown.actions.contains(&action);
    let (tally, requirements) = requirements(&shown);
    let typed = |name: &str| form.values.get(name).cloned().unwrap_or_default();
    let (subject, outcome) = (typed("subject"), typed("outcome"));
    let can = Can {
        record: desk
            .asker()
            .person
            .is_any(&[StaffRole::Reviewer, StaffRole::Lead]),
        propose: may(Action::Propose),
        approve: may(Action::Approve),
        refuse: may(Action::Refuse),
        revoke: may(Action::Revoke),
        hear: may(Action::Uphold),
        any: !shown.actions.is_empty(),
    };
    One {
        shell: shell(desk, &shown.name),
        url: urls::review_verification(&shown.slug),
        listing: urls::listing(&shown.slug),
        submission: shown.submission.map(|id| format!("/review/submissions/{id}")),
        verified: desk.ctx.brand().verified.clone(),
        stage: StageView::new(&shown.verification, now),
        proposed_by: shown.proposed_by.clone().unwrap_or_default(),
        proposal_note: match &shown.verification.facts {
            Facts::Candidate(facts) => facts
                .proposal
                .as_ref()
                .and_then(|proposal| proposal.note.as_ref())
                .map(ToString::to_string)
                .unwrap_or_default(),
            _ => String::new(),
        },
        subjects: shown
            .subjects
            .iter()
            .map(|choice| Choice {
                value: choice.as_str(),
                label: choice.label(),
                chosen: choice.as_str() == subject,
            })
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|choice| Choice {
                value: choice.as_str(),
                label: choice.label(),
                chosen: choice.as_str() == outcome,
            })
            .collect(),
        runs: shown.runs.iter().map(|run| RunView::new(run, now)).collect(),
        history: shown
            .history
            .iter()
            .map(|past| PastView::new(past, now))
            .collect(),
        name: shown.name,
        org: shown.org,
        tally,
        requirements,
        can,
        form,
    }
}
