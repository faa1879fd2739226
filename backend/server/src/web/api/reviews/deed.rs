//! What staff do with a submission, and what they say with it.

use oin_domain::connection::Flow;
use oin_domain::ids::UserId;
use oin_domain::review::Item;
use oin_domain::submission::Action;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Call;
use crate::actions::reviews::Typed;
use crate::actions::{Code, Failure, FieldError};
use crate::web::catalog_query::choice;

/// The most coded reasons of one rejection.
const MOST_REASONS: usize = 3;
/// The most points of one question.
const MOST_ASKED: usize = 10;

oin_domain::choices! {
    /// What staff do with a submission. Moves have the names that its `actions` have.
    Deed as "action" {
        /// Out of the queue.
        Claim = "claim", "Claim";
        /// For a reviewer, by a lead.
        Assign = "assign", "Assign to a reviewer";
        /// For another half hour.
        Renew = "renew", "Stay";
        /// Once the first items are ticked.
        StartTesting = "start_testing", "Start testing";
        /// Of the checklist.
        CheckOff = "check_off", "Tick items";
        /// By hand.
        RecordRun = "record_run", "Record a run";
        /// To the ISV.
        Message = "message", "Write to the ISV";
        /// To colleagues.
        Note = "note", "Write a note";
        /// Back to the queue.
        Release = "release", "Release";
        /// With coded reasons and questions.
        Ask = "ask", "Ask the ISV";
        /// When nothing is missing.
        Approve = "approve", "Approve";
        /// With coded reasons.
        Reject = "reject", "Reject";
        /// With seven days to mend the cause.
        Announce = "announce_discard", "Announce the discard";
        /// At once.
        DiscardSpam = "discard_spam", "Discard as spam";
        /// An appeal that is right.
        Uphold = "uphold", "Uphold the appeal";
        /// An appeal that is not.
        Dismiss = "dismiss", "Dismiss the appeal";
    }
}

impl Deed {
    /// The decision that it is; nothing for what is done without a form.
    pub(super) fn decision(self) -> Option<Action> {
        match self {
            Self::Release => Some(Action::Release),
            Self::Ask => Some(Action::Ask),
            Self::Approve => Some(Action::Approve),
            Self::Reject => Some(Action::Reject),
            Self::Announce => Some(Action::Announce),
            Self::DiscardSpam => Some(Action::DiscardSpam),
            Self::Uphold => Some(Action::Uphold),
            Self::Dismiss => Some(Action::Dismiss),
            Self::Claim
            | Self::Assign
            | Self::Renew
            | Self::StartTesting
            | Self::CheckOff
            | Self::RecordRun
            | Self::Message
            | Self::Note => None,
        }
    }
}

/// What `message`, `discard_spam`, `uphold` and `dismiss` take.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct WordsBody {
    /// What the ISV reads: plain text with line breaks.
    #[schema(example = "Thank you, the test login works now.")]
    pub message: String,
}

/// What `note` and `release` take; `release` may leave it out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct PrivateBody {
    /// What colleagues alone read.
    #[schema(example = "SP flow done, IdP flow is left.")]
    pub note: String,
}

/// What `check_off` takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CheckOffBody {
    /// The items that are ticked from now on, and no others.
    #[schema(example = json!(["words", "owner", "settings"]))]
    item: Vec<String>,
}

/// What `assign` takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct AssignBody {
    /// The id of somebody who reviews.
    #[schema(format = "uuid")]
    to: String,
}

impl AssignBody {
    /// Whom it is assigned to.
    ///
    /// # Errors
    /// `bad_value`.
    pub(super) fn to(&self) -> Result<UserId, Failure> {
        reviewer(&self.to)
    }
}

/// The person that `to` names.
///
/// # Errors
/// `bad_value` for what is no id.
pub(super) fn reviewer(text: &str) -> Result<UserId, Failure> {
    uuid::Uuid::parse_str(text).map(UserId).map_err(|_| {
        let message = "`to` is the id of somebody who reviews; `GET /api/v1/reviewers` lists them.";
        Failure::field(FieldError::new("to", Code::BadValue, message))
    })
}

/// What `record_run` takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RecordRunBody {
    /// The flow that was tried: `sp` or `idp`.
    #[schema(example = "sp")]
    flow: String,
    /// Whether it ended signed in.
    pub passed: bool,
    /// What was seen.
    #[schema(example = "Signed in as the member, landed on the start page.")]
    pub note: String,
}

/// What `ask` takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct QuestionBody {
    /// The points, 1 to 10.
    ask: Vec<PointBody>,
}

/// One point of a question: a coded reason, words, or both.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct PointBody {
    /// The path of the field that the ISV jumps to; empty for the whole.
    #[schema(example = "connections.0.acs.0.url")]
    field: String,
    /// The reason's code; empty for a plain question.
    #[schema(example = "acs_mismatch")]
    reason: String,
    /// What is asked; empty for the reason's own words.
    message: String,
}

/// What `reject` takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RejectBody {
    /// The codes of 1 to 3 reasons.
    #[schema(example = json!(["wrong_owner"]))]
    reason: Vec<String>,
    /// What the ISV reads; empty for the reasons' own words.
    #[serde(default)]
    message: String,
}

/// What `announce_discard` takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct AnnounceBody {
    /// `internal_url` or `no_test_login`.
    #[schema(example = "no_test_login")]
    cause: String,
    /// What the ISV reads; empty for the cause's own words.
    #[serde(default)]
    message: String,
}

/// What an action takes.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DeedBody {
    /// For `message`, `discard_spam`, `uphold` and `dismiss`.
    Words(WordsBody),
    /// For `note` and `release`.
    Private(PrivateBody),
    /// For `check_off`.
    CheckOff(CheckOffBody),
    /// For `assign`.
    Assign(AssignBody),
    /// For `record_run`.
    RecordRun(RecordRunBody),
    /// For `ask`.
    Question(QuestionBody),
    /// For `reject`.
    Reject(RejectBody),
    /// For `announce_discard`.
    Announce(AnnounceBody),
}

/// A body without any field.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct Nothing {}

impl CheckOffBody {
    /// The items.
    ///
    /// # Errors
    /// `unknown_value` at each that the checklist does not have.
    pub(super) fn items(&self) -> Result<Vec<Item>, Failure> {
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        for (place, text) in self.item.iter().enumerate() {
            match choice(&format!("item.{place}"), text) {
                Ok(item) => items.push(item),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            Ok(items)
        } else {
            Err(Failure::Invalid(errors))
        }
    }
}

impl RecordRunBody {
    /// The flow.
    ///
    /// # Errors
    /// `unknown_value`.
    pub(super) fn flow(&self) -> Result<Flow, Failure> {
        choice("flow", &self.flow).map_err(Failure::field)
    }
}

/// What is said with a decision, as its form at the desk has it: fields have the same names there.
///
/// # Errors
/// As [`Call::body`]; `bad_value` for more points or reasons than a decision has.
pub(super) fn typed(call: &Call, decision: Action) -> Result<Typed, Failure> {
    let mut typed = Typed::new();
    match decision {
        Action::Release => {
            let body: PrivateBody = call.body_if_any()?;
            typed.insert("note".to_owned(), body.note);
        }
        Action::Ask => {
            let body: QuestionBody = call.body()?;
            few("ask", body.ask.len(), MOST_ASKED)?;
            for (place, point) in body.ask.into_iter().enumerate() {
                typed.insert(format!("ask.{place}.field"), point.field);
                typed.insert(format!("ask.{place}.reason"), point.reason);
                typed.insert(format!("ask.{place}.message"), point.message);
            }
        }
        Action::Reject => {
            let body: RejectBody = call.body()?;
            few("reason", body.reason.len(), MOST_REASONS)?;
            for (place, reason) in body.reason.into_iter().enumerate() {
                typed.insert(format!("reason.{place}"), reason);
            }
            typed.insert("message".to_owned(), body.message);
        }
        Action::Announce => {
            let body: AnnounceBody = call.body()?;
            typed.insert("cause".to_owned(), body.cause);
            typed.insert("message".to_owned(), body.message);
        }
        Action::Approve => {
            let Nothing {} = call.body_if_any()?;
        }
        _ => {
            let body: WordsBody = call.body()?;
            typed.insert("message".to_owned(), body.message);
        }
    }
    Ok(typed)
}

fn few(field: &str, count: usize, most: usize) -> Result<(), Failure> {
    if count <= most {
        return Ok(());
    }
    let message = format!("`{field}` has {count} entries; at most {most} are possible. Leave some out.");
    Err(Failure::field(FieldError::new(field, Code::BadValue, message)))
}
