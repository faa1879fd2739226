//! `/admin/listings/{slug}`: a listing's life, and what may be done with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::listing::{Action, Suspension};
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, shell};
use crate::actions::listings::{self, Shown, Typed};
use crate::actions::{Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, ShownError};
use crate::web::pages::moment::Moment;
use crate::web::pages::{PageError, Shell, go_to};
use crate::web::urls;

#[derive(Serialize)]
struct ListingDesk {
    shell: Shell,
    token: String,
    name: String,
    slug: String,
    url: String,
    /// The public page; empty when the public does not see it.
    public: String,
    stage: &'static str,
    owner: String,
    reason: String,
    suspension: Option<SuspensionView>,
    retirement: Option<RetirementView>,
    /// The form of each action that this person may do now.
    forms: Vec<FormFor>,
    roll_back: bool,
    revisions: Vec<RevisionView>,
    steps: Vec<StepView>,
    errors: Vec<ShownError>,
    typed: TypedView,
}

impl Page for ListingDesk {
    const TEMPLATE: &'static str = "pages/desk/listing";
}

#[derive(Serialize)]
struct SuspensionView {
    announced: bool,
    abuse: bool,
    reason: String,
    takes_effect: Option<Moment>,
}

#[derive(Serialize)]
struct RetirementView {
    ends_on: String,
    reason: String,
    successor: Option<Link>,
}

#[derive(Serialize)]
struct Link {
    url: String,
    label: String,
}

/// An action with what it asks for.
#[derive(Serialize)]
struct FormFor {
    action: &'static str,
    label: &'static str,
    help: &'static str,
    asks_reason: bool,
    asks_abuse: bool,
    asks_end: bool,
    danger: bool,
    /// Whether it was sent and refused: then it is shown open.
    open: bool,
}

#[derive(Serialize)]
struct RevisionView {
    version: i32,
    at: Moment,
    shown: bool,
    class: &'static str,
    submission: String,
    may_return: bool,
}

#[derive(Serialize)]
struct StepView {
    at: Moment,
    by: String,
    what: &'static str,
    to: &'static str,
    reason: String,
    until: Option<Moment>,
}

#[derive(Default, Serialize)]
struct TypedView {
    reason: String,
    abuse: bool,
    ends_on: String,
    successor: String,
}

/// `GET /admin/listings/{slug}`.
///
/// # Errors
/// `not_found`, for all but leads and administrators.
pub async fn get(desk: Desk, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(show(
        &desk,
        &slug,
        StatusCode::OK,
        Vec::new(),
        TypedView::default(),
        "",
    ))
    .await
}

/// `POST /admin/listings/{slug}/{action}`.
///
/// # Errors
/// As the action; what was refused is shown on the page, with what was typed.
pub async fn post(
    desk: Desk,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    desk.answer(act(&desk, &path.0, &path.1, &fields)).await
}

async fn act(desk: &Desk, slug: &str, action: &str, fields: &Fields) -> Result<HttpResponse, Failure> {
    let (ctx, who) = (&desk.ctx, desk.who());
    let kind = Action::parse(action).ok_or(Failure::NotFound("page"))?;
    let typed = Typed {
        reason: fields.text("reason").to_owned(),
        abuse: fields.ticked("abuse"),
        ends_on: fields.text("ends_on").to_owned(),
        successor: fields.text("successor").to_owned(),
    };
    let done = if kind == Action::RollBack {
        let submission = Uuid::parse_str(fields.text("submission")).ok().map(SubmissionId);
        listings::roll_back(ctx, who, slug, submission, &typed.reason).await
    } else {
        listings::take(ctx, who, slug, kind, &typed).await
    };
    match done {
        Ok(()) => Ok(go_to(&urls::admin_listing(slug))),
        Err(Failure::Invalid(errors)) => {
            let typed = TypedView {
                reason: typed.reason,
                abuse: typed.abuse,
                ends_on: typed.ends_on,
                successor: typed.successor,
            };
            show(
                desk,
                slug,
                StatusCode::UNPROCESSABLE_ENTITY,
                errors,
                typed,
                action,
            )
            .await
        }
        Err(failure) => Err(failure),
    }
}

async fn show(
    desk: &Desk,
    slug: &str,
    status: StatusCode,
    errors: Vec<FieldError>,
    typed: TypedView,
    sent: &str,
) -> Result<HttpResponse, Failure> {
    let shown = listings::show(&desk.ctx, desk.who(), slug).await?;
    let mut page = ListingDesk::new(desk, shown, sent);
    page.errors = errors
        .into_iter()
        .map(|error| ShownError::under(sent, error))
        .collect();
    page.typed = typed;
    desk.show(status, &page)
}

impl ListingDesk {
    fn new(desk: &Desk, shown: Shown, sent: &str) -> Self {
        let now = desk.ctx.now();
        let course = &shown.course;
        let roll_back = shown.actions.contains(&Action::RollBack);
        Self {
            shell: shell(desk, shown.name.as_str()),
            token: desk.token(),
            name: shown.name.to_string(),
            url: urls::admin_listing(shown.slug.as_str()),
            public: if course.stage.is_public() {
                urls::listing(shown.slug.as_str())
            } else {
                String::new()
            },
            slug: shown.slug.to_string(),
            stage: course.stage.label(),
            owner: shown.owner.unwrap_or_default(),
            reason: course
                .facts
                .reason
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            suspension: course
                .facts
                .suspension
                .as_ref()
                .map(|suspension| match suspension {
                    Suspension::Proposed { abuse, reason, .. } => SuspensionView {
                        announced: false,
                        abuse: *abuse,
                        reason: reason.to_string(),
                        takes_effect: None,
                    },
                    Suspension::Announced {
                        takes_effect, reason, ..
                    } => SuspensionView {
                        announced: true,
                        abuse: false,
                        reason: reason.to_string(),
                        takes_effect: Some(Moment::new(*takes_effect, now)),
                    },
                }),
            retirement: course.facts.retirement.as_ref().map(|end| RetirementView {
                ends_on: end.ends_on.format("%-d %B %Y").to_string(),
                reason: end.reason.to_string(),
                successor: end.successor.as_ref().map(|slug| Link {
                    url: urls::listing(slug.as_str()),
                    label: slug.to_string(),
                }),
            }),
            forms: shown
                .actions
                .iter()
                .filter(|action| **action != Action::RollBack)
                .map(|action| form(*action, sent))
                .collect(),
            roll_back: roll_back
                && shown
                    .revisions
                    .iter()
                    .any(|revision| !revision.shown && revision.submission.is_some()),
            revisions: shown
                .revisions
                .iter()
                .map(|revision| RevisionView {
                    version: revision.version,
                    at: Moment::new(revision.at, now),
                    shown: revision.shown,
                    class: revision.class.map_or("First or unchanged", |class| class.label()),
                    submission: revision.submission.map(|id| id.to_string()).unwrap_or_default(),
                    may_return: roll_back && !revision.shown && revision.submission.is_some(),
                })
                .collect(),
            steps: shown
                .steps
                .into_iter()
                .map(|step| StepView {
                    at: Moment::new(step.at, now),
                    by: step.by,
                    what: step.action.label(),
                    to: step.to.map_or("", |stage| stage.label()),
                    reason: step.reason.map(|reason| reason.to_string()).unwrap_or_default(),
                    until: step.until.map(|until| Moment::new(until, now)),
                })
                .collect(),
            errors: Vec::new(),
            typed: TypedView::default(),
        }
    }
}

fn form(action: Action, sent: &str) -> FormFor {
    let help = match action {
        Action::Degrade => "A banner warns its readers, and it is found after others.",
        Action::Recover => "The banner goes away.",
        Action::Propose => {
            "A second lead or administrator must approve. The owner then has 14 days and a last warning; for abuse it is suspended at once."
        }
        Action::Approve => "You agree to what a colleague proposed.",
        Action::CallOff => "It stays in the catalog.",
        Action::Lift => "It comes back into the catalog.",
        Action::Retire => {
            "It stays with its end date until then; after that it is a tombstone that names its successor."
        }
        Action::Remove => "It goes out of the catalog for good. Nobody can bring it back.",
        Action::Suspend | Action::EndRetirement | Action::RollBack => "",
    };
    FormFor {
        action: action.as_str(),
        label: action.label(),
        help,
        asks_reason: action != Action::Approve,
        asks_abuse: action == Action::Propose,
        asks_end: action == Action::Retire,
        danger: matches!(
            action,
            Action::Propose | Action::Approve | Action::Retire | Action::Remove
        ),
        open: sent == action.as_str(),
    }
}
