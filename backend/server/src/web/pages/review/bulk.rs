//! `POST /review/bulk`: several submissions of the queue at once.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::review::{BulkDeed, MOST_A_DAY, MOST_AT_ONCE};
use serde::Serialize;
use uuid::Uuid;

use super::queue::{self, NAMES};
use super::{Desk, PageError};
use crate::actions::reviews::{self, BulkAsked, BulkDone, Colleague, Queue};
use crate::actions::{Code, Failure, FieldError};
use crate::web::error;
use crate::web::form::Fields;
use crate::web::pages::moment::Moment;
use crate::web::urls;

/// What the form has beside the filters.
const FIELDS: [&str; 5] = ["id", "listed", "all", "action", "to"];

/// What was done or refused, and what was chosen; nothing of it when the queue is only looked at.
#[derive(Default)]
pub(super) struct Told {
    outcome: Option<Outcome>,
    error: String,
    chosen: Vec<SubmissionId>,
    to: Option<UserId>,
}

impl Told {
    /// Whether a line was chosen in a request that was refused as a whole: then it stays chosen.
    pub(super) fn has_chosen(&self, id: SubmissionId) -> bool {
        self.chosen.contains(&id)
    }
}

/// The form above the queue.
#[derive(Serialize)]
pub(super) struct BulkBar {
    /// The lines that “all” means.
    listed: Vec<String>,
    /// What that box says.
    all: String,
    at_once: usize,
    a_day: u32,
    left: u32,
    renews: Moment,
    reviewers: Vec<Reviewer>,
    error: String,
    outcome: Option<Outcome>,
}

/// Somebody whom it can be assigned to.
#[derive(Serialize)]
pub(super) struct Reviewer {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Serialize)]
struct Outcome {
    /// How many were done, in words.
    done: String,
    refused: usize,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    name: String,
    /// Empty where it cannot be opened.
    url: String,
    done: bool,
    stage: &'static str,
    code: &'static str,
    message: String,
}

impl BulkBar {
    pub(super) fn new(desk: &Desk, shown: &Queue, told: Told) -> Self {
        let lines = shown.rows.len();
        Self {
            listed: shown
                .rows
                .iter()
                .take(MOST_AT_ONCE)
                .map(|row| row.id.to_string())
                .collect(),
            all: if lines > MOST_AT_ONCE {
                format!("The first {MOST_AT_ONCE} on this page")
            } else {
                format!("All on this page ({lines})")
            },
            at_once: MOST_AT_ONCE,
            a_day: MOST_A_DAY,
            left: shown.allowance.left,
            renews: desk.moment(shown.allowance.renews_at),
            reviewers: reviewers(&shown.reviewers, told.to),
            error: told.error,
            outcome: told.outcome,
        }
    }
}

/// Those whom it can be assigned to, for a list to choose from.
pub(super) fn reviewers(colleagues: &[Colleague], to: Option<UserId>) -> Vec<Reviewer> {
    colleagues
        .iter()
        .map(|colleague| Reviewer {
            value: colleague.user.to_string(),
            name: colleague.name.to_string(),
            chosen: to == Some(colleague.user),
        })
        .collect()
}

impl From<BulkDone> for Outcome {
    fn from(done: BulkDone) -> Self {
        let count = done.done();
        let words = match done.deed {
            BulkDeed::Claim => "claimed",
            BulkDeed::Release => "handed back",
            BulkDeed::Assign => "assigned",
        };
        Self {
            done: format!("{count} {words}"),
            refused: done.items.len() - count,
            items: done
                .items
                .into_iter()
                .map(|item| {
                    let (code, message) = item.refused.unzip();
                    Item {
                        url: match item.name {
                            Some(_) => urls::review(item.id),
                            None => String::new(),
                        },
                        name: item.name.unwrap_or_else(|| item.id.to_string()),
                        done: code.is_none(),
                        stage: item.stage.map_or("", |stage| stage.label()),
                        code: code.map_or("", |code| code.as_str()),
                        message: message.unwrap_or_default(),
                    }
                })
                .collect(),
        }
    }
}

/// `POST /review/bulk`: claims, hands back or assigns what was chosen, and shows the queue with what
/// became of each.
///
/// # Errors
/// As [`reviews::bulk`], shown above the queue with what was chosen; `unknown_value`.
pub async fn post(desk: Desk, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        fields.only(&[&NAMES[..], &FIELDS].concat())?;
        let asked = queue::typed(&fields)?;
        let chosen = chosen(&fields)?;
        let to = Uuid::parse_str(fields.text("to")).ok().map(UserId);
        let bulk = BulkAsked {
            deed: deed(fields.text("action"))?,
            ids: chosen.clone(),
            to,
        };
        let (told, status) = match reviews::bulk(&desk.ctx, desk.who(), &bulk, None).await {
            Ok(done) => {
                let outcome = Some(Outcome::from(done));
                (
                    Told {
                        outcome,
                        ..Told::default()
                    },
                    StatusCode::OK,
                )
            }
            Err(failure @ (Failure::Invalid(_) | Failure::Refused(Code::BulkLimit, _))) => {
                let status = error::status(error::code(&failure));
                let error = error::detail(&failure);
                let told = Told {
                    error,
                    chosen,
                    to,
                    ..Told::default()
                };
                (told, status)
            }
            Err(failure) => return Err(failure),
        };
        queue::show_with(&desk, &asked, desk.form(&["name"]), told, status).await
    })
    .await
}

fn deed(text: &str) -> Result<BulkDeed, Failure> {
    BulkDeed::parse(text).ok_or_else(|| {
        let allowed = BulkDeed::ALL.iter().map(|one| one.as_str().to_owned());
        let message = "`action` takes a value of the list.";
        Failure::field(FieldError::new("action", Code::UnknownValue, message).allowing(allowed))
    })
}

/// What was ticked, and everything that was listed if that was ticked; each once.
fn chosen(fields: &Fields) -> Result<Vec<SubmissionId>, Failure> {
    let listed = fields.all("listed").filter(|_| fields.ticked("all"));
    let mut chosen = Vec::new();
    for text in listed.chain(fields.all("id")) {
        let id = Uuid::parse_str(text).map_err(|_| Failure::NotFound("submission"))?;
        if !chosen.contains(&SubmissionId(id)) {
            chosen.push(SubmissionId(id));
        }
    }
    Ok(chosen)
}
