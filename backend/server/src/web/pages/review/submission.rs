//! `/review/submissions/{id}`: whose turn, what matters, what may be done.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Action, Side};
use serde::Serialize;

use super::super::portal::submission;
use super::bulk::{self, Reviewer};
use super::runs::RunPicture;
use super::view::{self, Act, Difference, FindingLine, Login, Part, RiskLine};
use super::{Desk, PageError};
use crate::actions::reviews::{self, ReviewShown};
use crate::actions::{Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, ShownError};
use crate::web::pages::Shell;
use crate::web::pages::history::{Happened, Said};
use crate::web::pages::moment::Moment;
use crate::web::urls;

#[derive(Serialize)]
struct Review {
    shell: Shell,
    token: String,
    url: String,
    name: String,
    org: String,
    listing: Option<String>,
    stage: &'static str,
    who: &'static str,
    why: &'static str,
    since: Moment,
    until: Option<Moment>,
    lane: &'static str,
    due: Option<Moment>,
    overdue: bool,
    kind: &'static str,
    modes: Vec<&'static str>,
    submitted: Moment,
    holder: String,
    lease: Option<Moment>,
    mine: bool,
    stays: bool,
    others: Vec<String>,
    acts: Vec<Act>,
    /// Whom it can be assigned to; nobody unless this person may do that now.
    reviewers: Vec<Reviewer>,
    score: i32,
    score_words: &'static str,
    score_version: i32,
    assessed: Moment,
    risk: Vec<RiskLine>,
    proposal: Option<Proposal>,
    hand_over: String,
    contested: Vec<String>,
    asked: Vec<String>,
    findings: Vec<FindingLine>,
    checked: Option<Moment>,
    difference: Option<Difference>,
    ticks: Vec<Tick>,
    flows: Vec<Flow>,
    runs: Vec<Run>,
    missing: usize,
    parts: Vec<Part>,
    logins: Vec<Login>,
    instructions: String,
    contacts: Vec<Contact>,
    reveals: Vec<Look>,
    thread: Vec<Said>,
    notes: Vec<Said>,
    events: Vec<Happened>,
    errors: Vec<ShownError>,
    typed: Retyped,
}

/// What was typed into one of the page's forms and refused; empty for the others.
#[derive(Debug, Default, Serialize)]
struct Retyped {
    message: String,
    note: String,
    run: String,
    /// Whether it was the form of a run, which is then open.
    is_run: bool,
    flow: String,
    passed: bool,
    failed: bool,
}

impl Retyped {
    fn of(what: &str, fields: &Fields) -> Self {
        let of = |form: &str| match what == form {
            true => fields.text("text").to_owned(),
            false => String::new(),
        };
        let is_run = what == "run";
        Self {
            message: of("message"),
            note: of("note"),
            run: of("run"),
            is_run,
            flow: fields.text("flow").to_owned(),
            passed: is_run && fields.text("result") == "passed",
            failed: is_run && fields.text("result") == "failed",
        }
    }
}

impl Page for Review {
    const TEMPLATE: &'static str = "pages/review/submission";
}

#[derive(Serialize)]
struct Proposal {
    cause: &'static str,
    why: String,
    at: Moment,
    url: String,
    may: bool,
}

#[derive(Serialize)]
struct Tick {
    item: &'static str,
    label: &'static str,
    hint: String,
    ticked: bool,
    by: String,
    was_ticked: bool,
}

#[derive(Serialize)]
struct Flow {
    value: &'static str,
    label: &'static str,
    passed: bool,
    /// Whether it stands in a form that was refused.
    chosen: bool,
}

#[derive(Serialize)]
struct Run {
    flow: &'static str,
    passed: bool,
    note: String,
    by: String,
    at: Moment,
    counts: bool,
    picture: Option<RunPicture>,
}

#[derive(Serialize)]
struct Contact {
    role: &'static str,
    name: String,
    mail: String,
}

#[derive(Serialize)]
struct Look {
    what: String,
    reason: String,
    by: String,
    at: Moment,
}

/// `GET /review/submissions/{id}`.
///
/// # Errors
/// `not_found`; `own_org` for one of the reviewer's own org.
pub async fn get(desk: Desk, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let typed = Retyped::default();
        show(&desk, submission(&id)?, Vec::new(), typed, StatusCode::OK).await
    })
    .await
}

/// The page with what was refused and what was typed into the form for `what`.
pub(super) async fn refused(
    desk: &Desk,
    id: SubmissionId,
    errors: Vec<FieldError>,
    what: &str,
    fields: &Fields,
) -> Result<HttpResponse, Failure> {
    let typed = Retyped::of(what, fields);
    show(desk, id, errors, typed, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn show(
    desk: &Desk,
    id: SubmissionId,
    errors: Vec<FieldError>,
    typed: Retyped,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let shown = reviews::show(&desk.ctx, desk.who(), id).await?;
    let mut page = page(desk, &shown);
    page.errors = errors.into_iter().map(ShownError::from).collect();
    for flow in &mut page.flows {
        flow.chosen = flow.value == typed.flow;
    }
    page.typed = typed;
    desk.show(status, &page)
}

fn page(desk: &Desk, shown: &ReviewShown) -> Review {
    let now = desk.ctx.now();
    let url = urls::review(shown.id);
    let testing = &shown.submitted.testing;
    let contacts = &testing.contacts;
    let contact = |role, contact: &oin_domain::draft::Contact| Contact {
        role,
        name: contact.name.to_string(),
        mail: contact.mail.as_str().to_owned(),
    };
    let passed = |flow| {
        let of = shown.runs.iter().rfind(|run| run.counts && run.run.flow == flow);
        of.is_some_and(|run| run.run.passed)
    };
    let place = shown.place.as_ref();
    Review {
        shell: desk.shell(&shown.name),
        token: desk.token(),
        name: shown.name.clone(),
        org: shown.org.clone(),
        listing: shown
            .change
            .as_ref()
            .and(shown.slug.as_ref())
            .map(|slug| urls::listing(slug.as_str())),
        stage: shown.stage.label(),
        who: match shown.turn.who {
            Side::Isv => "The ISV",
            other => other.label(),
        },
        why: shown.turn.why,
        since: desk.moment(shown.turn.since),
        until: shown.turn.until.map(|at| desk.moment(at)),
        lane: place.map_or("", |place| place.lane.label()),
        due: place.map(|place| desk.moment(place.due)),
        overdue: place.is_some_and(|place| place.due <= desk.ctx.now()),
        kind: if shown.change.is_some() {
            "Update of a live integration"
        } else {
            "New integration"
        },
        modes: shown.review.sign_on.iter().map(|mode| mode.label()).collect(),
        submitted: desk.moment(shown.submitted.at),
        holder: shown
            .holder
            .as_ref()
            .map(|(_, name, _)| name.clone())
            .unwrap_or_default(),
        lease: shown.holder.as_ref().map(|(.., until)| desk.moment(*until)),
        mine: shown.is_mine,
        stays: shown.actions.contains(&Action::Renew),
        others: shown.others.iter().map(|one| one.name.clone()).collect(),
        acts: view::acts(shown),
        reviewers: bulk::reviewers(&shown.reviewers, place.and_then(|place| place.reviewer)),
        score: shown.review.risk.score(),
        score_words: view::risk_words(shown.review.risk.score()),
        score_version: shown.review.risk.version,
        assessed: desk.moment(shown.review.assessed_at),
        risk: view::risk(shown),
        proposal: shown.review.proposal.as_ref().map(|proposed| Proposal {
            cause: proposed.cause.label(),
            why: proposed.why.clone(),
            at: desk.moment(proposed.at),
            url: format!("{url}/decide/{}?cause={}", Action::Announce, proposed.cause),
            may: shown.actions.contains(&Action::Announce),
        }),
        hand_over: place
            .and_then(|place| place.hand_over.as_ref())
            .map(|note| note.0.to_string())
            .unwrap_or_default(),
        contested: place
            .map(|place| place.contested.iter().map(|one| one.message.clone()).collect())
            .unwrap_or_default(),
        asked: shown.asked.iter().map(|ask| ask.message.to_string()).collect(),
        findings: view::findings(shown),
        checked: shown.checked_at.map(|at| desk.moment(at)),
        difference: view::difference(shown),
        ticks: shown
            .ticks
            .iter()
            .map(|tick| Tick {
                item: tick.item.as_str(),
                label: tick.item.label(),
                hint: tick.hint.clone(),
                ticked: tick.ticked.is_some(),
                by: tick.ticked.as_ref().map(|(by, _)| by.clone()).unwrap_or_default(),
                was_ticked: tick.was_ticked,
            })
            .collect(),
        flows: shown
            .submitted
            .content
            .flows()
            .into_iter()
            .map(|flow| Flow {
                value: flow.as_str(),
                label: flow.label(),
                passed: passed(flow),
                chosen: false,
            })
            .collect(),
        runs: shown
            .runs
            .iter()
            .rev()
            .map(|run| Run {
                flow: run.run.flow.label(),
                passed: run.run.passed,
                note: run.run.note.to_string(),
                by: run.by.clone(),
                at: desk.moment(run.run.at),
                counts: run.counts,
                picture: RunPicture::of(run.run.id, run.run.picture),
            })
            .collect(),
        missing: shown.missing.len(),
        parts: view::declared(shown),
        logins: view::logins(shown),
        instructions: testing
            .instructions
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        contacts: vec![
            contact("Support", &contacts.support),
            contact("Technical", &contacts.technical),
            contact("Business", &contacts.business),
        ],
        reveals: shown
            .reveals
            .iter()
            .rev()
            .map(|look| Look {
                what: view::field_label(&look.reveal.path),
                reason: look.reveal.reason.to_string(),
                by: look.by.clone(),
                at: desk.moment(look.reveal.at),
            })
            .collect(),
        thread: Said::thread(&shown.thread, Side::Staff, now),
        notes: Said::notes(&shown.notes, now),
        events: Happened::all(&shown.events, now),
        errors: Vec::new(),
        typed: Retyped::default(),
        url,
    }
}
