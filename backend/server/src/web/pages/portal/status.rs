//! `/portal/submissions/{id}`: whose turn it is, what happened, what to do.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::draft::Field;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Action, Side, Stage};
use serde::Serialize;

use super::answers::named;
use super::release::ReleaseView;
use super::step::ShownFinding;
use super::step::side::field_url;
use super::{PageError, Portal, submission};
use crate::actions::submissions::{self, Comparison, Next, Shown, TypedPlan};
use crate::actions::{Failure, FieldError};
use crate::templates::Page;
use crate::web::pages::Shell;
use crate::web::pages::history::{Happened, Said};
use crate::web::pages::moment::{Moment, end_of, whose_turn};
use crate::web::urls;

#[derive(Serialize)]
struct Status {
    shell: Shell,
    token: String,
    url: String,
    name: String,
    /// The address of what it shows in the catalog; nothing while it shows nothing.
    listing: Option<String>,
    /// Where it may become verified; nothing while it shows nothing.
    verification: Option<String>,
    stage: &'static str,
    who: &'static str,
    /// What the end of the turn is called.
    ends: &'static str,
    mine: bool,
    why: &'static str,
    since: Moment,
    until: Option<Moment>,
    due: Option<Moment>,
    ahead: Option<String>,
    /// Its lane; empty once nothing is judged any more.
    lane: &'static str,
    lane_days: u32,
    base: i32,
    percent: u8,
    can: Can,
    /// What is stored for reviewers, while the rest cannot be written.
    secrets: Vec<Stored>,
    fixes: Vec<Jump>,
    asked: Vec<String>,
    events: Vec<Happened>,
    thread: Vec<Said>,
    check: Option<Check>,
    check_waits: bool,
    difference: Option<Difference>,
    release: Option<ReleaseView>,
    message: String,
    errors: Vec<Jump>,
    /// When the page asks anew whether something happened; empty when nothing will by itself.
    poll: String,
}

impl Page for Status {
    const TEMPLATE: &'static str = "pages/portal/status";
}

/// What the person may do now.
#[derive(Serialize)]
struct Can {
    edit: bool,
    submit: bool,
    contest: bool,
    answer: bool,
    mend: bool,
    reopen: bool,
    back_to_draft: bool,
    withdraw: bool,
    delete: bool,
    appeal: bool,
    withdraw_appeal: bool,
    /// The words of the button that begins the next submission as a copy; empty for none.
    update: &'static str,
}

/// A secret that the org may change or withdraw.
#[derive(Serialize)]
struct Stored {
    label: String,
    url: String,
    since: Moment,
}

/// A finding or a refusal with the place where it is mended.
#[derive(Serialize)]
struct Jump {
    url: String,
    label: String,
    text: String,
    fix: String,
}

#[derive(Serialize)]
struct Check {
    at: Moment,
    current: bool,
    addresses: usize,
    findings: Vec<ShownFinding>,
}

#[derive(Serialize)]
struct Difference {
    class: &'static str,
    moved_on: bool,
    rows: Vec<Changed>,
}

#[derive(Serialize)]
struct Changed {
    label: String,
    old: String,
    new: String,
    class: &'static str,
    why: String,
}

/// `GET /portal/submissions/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn get(portal: Portal, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            show(
                &portal,
                submission(&id)?,
                Vec::new(),
                &Typed::default(),
                StatusCode::OK,
            )
            .await
        })
        .await
}

/// What was typed into the forms of the page.
#[derive(Default)]
pub(super) struct Typed<'a> {
    /// Into one of the texts for reviewers.
    pub message: &'a str,
    /// Into the release switch.
    pub plan: Option<TypedPlan>,
}

/// The page with what stopped an action, and with what was typed.
pub(super) async fn refused(
    portal: &Portal,
    id: SubmissionId,
    errors: Vec<FieldError>,
    typed: &Typed<'_>,
) -> Result<HttpResponse, Failure> {
    show(portal, id, errors, typed, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn show(
    portal: &Portal,
    id: SubmissionId,
    errors: Vec<FieldError>,
    typed: &Typed<'_>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let (ctx, who) = (&portal.ctx, portal.who());
    let shown = submissions::show(ctx, who, id).await?;
    let comparison = if shown.is_update {
        Some(submissions::compare(ctx, who, id).await?)
    } else {
        None
    };
    let release = submissions::release(ctx, who, id).await?;
    let release = release.map(|release| ReleaseView::new(&shown, &release, typed.plan.as_ref()));
    let mut page = page(portal, shown, comparison);
    page.release = release;
    page.errors = errors
        .into_iter()
        .map(|error| jump_of(&page.url, error))
        .collect();
    typed.message.clone_into(&mut page.message);
    portal.show(status, &page)
}

fn jump_of(url: &str, error: FieldError) -> Jump {
    let field = Field::at(&error.field);
    let above = Field::is_above(&error.field);
    let finding = oin_domain::check::Finding::new(oin_domain::check::RuleId::Form, error.field.clone(), "");
    Jump {
        url: match (field.is_some() || above, error.field.as_str()) {
            (true, path) => field_url(url, finding.step(), path),
            (false, path) => format!("#{path}"),
        },
        label: field.map_or(String::new(), |field| field.label.to_owned()),
        text: error.message,
        fix: String::new(),
    }
}

fn page(portal: &Portal, shown: Shown, comparison: Option<Comparison>) -> Status {
    let now = portal.ctx.now();
    let url = urls::submission(shown.id);
    let may = |action: Action| shown.actions.contains(&action);
    let writing = matches!(
        shown.stage,
        Stage::Draft | Stage::NeedsFixes | Stage::DiscardNotice | Stage::AwaitingIsv
    );
    let fixes = if shown.to_fix.is_empty() {
        &shown.judged.findings
    } else {
        &shown.to_fix
    };
    let fixes = fixes
        .iter()
        .filter(|finding| writing && finding.blocks())
        .map(|finding| Jump {
            url: field_url(&url, finding.step(), &finding.field),
            label: Field::at(&finding.field)
                .map_or(finding.rule.label(), |field| field.label)
                .to_owned(),
            text: finding.message.clone(),
            fix: finding.fix.clone(),
        });
    let poll = shown.check_waits || matches!(shown.stage, Stage::Checking);
    let live = matches!(shown.stage, Stage::Published);
    Status {
        shell: portal.shell(&shown.name),
        token: portal.token(),
        listing: shown
            .slug
            .as_ref()
            .filter(|_| live)
            .map(|slug| match shown.draft.text("visibility.kind") {
                Some("private") => urls::private_listing(slug.as_str()),
                _ => urls::listing(slug.as_str()),
            }),
        verification: shown
            .slug
            .as_ref()
            .filter(|_| live)
            .map(|slug| urls::portal_verification(slug.as_str())),
        stage: shown.stage.label(),
        who: whose_turn(shown.turn.who),
        ends: end_of(shown.turn.who),
        mine: shown.turn.who == Side::Isv,
        why: shown.turn.why,
        since: Moment::new(shown.turn.since, now),
        until: shown.turn.until.map(|at| Moment::new(at, now)),
        due: shown.place.map(|place| Moment::new(place.due, now)),
        ahead: shown
            .place
            .and_then(|place| place.ahead)
            .map(|ahead| match ahead {
                0 => "Nothing else is due on an earlier day.".to_owned(),
                1 => "One other is due on an earlier day.".to_owned(),
                count => format!("{count} others are due on an earlier day."),
            }),
        lane: if shown.stage.is_open() {
            shown.judged.lane.lane.label()
        } else {
            ""
        },
        lane_days: shown.judged.lane.lane.business_days(),
        base: shown.revision,
        percent: shown.judged.completeness.percent,
        can: Can {
            edit: shown.may_edit,
            submit: may(Action::Submit),
            contest: may(Action::Contest),
            answer: may(Action::Answer),
            mend: may(Action::Mend),
            reopen: may(Action::Reopen),
            back_to_draft: may(Action::BackToDraft),
            withdraw: may(Action::Withdraw),
            delete: shown.stage == Stage::Draft && shown.may_edit,
            appeal: may(Action::Appeal),
            withdraw_appeal: may(Action::WithdrawAppeal),
            update: match shown.next {
                Some(Next::Update) => "Update it",
                Some(Next::Again) => "Begin again with these answers",
                None => "",
            },
        },
        secrets: shown
            .secrets
            .iter()
            .filter(|_| !shown.may_edit && shown.place.is_some())
            .map(|secret| Stored {
                label: Field::at(&secret.path)
                    .map_or(String::new(), |field| named(field.label, &secret.path)),
                url: format!("{url}/secret?path={}", secret.path),
                since: Moment::new(secret.since, now),
            })
            .collect(),
        fixes: fixes.collect(),
        asked: shown.asked.iter().map(|ask| ask.message.to_string()).collect(),
        events: Happened::all(&shown.events, now),
        thread: Said::thread(&shown.messages, Side::Isv, now),
        check: shown.check.as_ref().map(|check| Check {
            at: Moment::new(check.finished_at, now),
            current: check.is_current,
            addresses: check.addresses,
            findings: check.findings.iter().map(ShownFinding::of).collect(),
        }),
        check_waits: shown.check_waits,
        difference: comparison.map(difference),
        release: None,
        message: String::new(),
        errors: Vec::new(),
        poll: if poll { url.clone() } else { String::new() },
        name: shown.name,
        url,
    }
}

fn difference(comparison: Comparison) -> Difference {
    Difference {
        class: comparison.class.map_or("Nothing differs", |class| class.label()),
        moved_on: comparison.live_moved_on,
        rows: comparison
            .differences
            .into_iter()
            .map(|difference| Changed {
                label: match Field::at(&difference.path) {
                    Some(field) => format!("{} ({})", field.label, difference.path),
                    None => difference.path.clone(),
                },
                old: difference.old.unwrap_or_default(),
                new: difference.new.unwrap_or_default(),
                why: difference.why,
                class: difference.class.label(),
            })
            .collect(),
    }
}
