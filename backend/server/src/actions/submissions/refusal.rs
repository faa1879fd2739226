//! What the domain refuses, as failures with codes.

use oin_domain::check::Finding;
use oin_domain::choice::Choice;
use oin_domain::draft::{RemoveError, SetError};
use oin_domain::submission::Refusal;
use oin_domain::text::TextError;

use crate::actions::{Code, Failure, FieldError};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let day = |at: &chrono::DateTime<chrono::Utc>| at.format("%-d %B %Y, %H:%M UTC").to_string();
        let instead = |allowed: &[oin_domain::submission::Action]| {
            let names: Vec<&str> = allowed.iter().map(|action| action.label()).collect();
            if names.is_empty() {
                " There is nothing for you to do with it now.".to_owned()
            } else {
                format!(" What you can do now: {}.", names.join(", "))
            }
        };
        match &refusal {
            Refusal::Stage { stage, allowed } => Self::refused(
                Code::WrongStage,
                format!(
                    "The submission is at “{}”, where this is not possible.{}",
                    stage.label(),
                    instead(allowed)
                ),
            ),
            Refusal::NotAllowed { allowed } => Self::refused(
                Code::Forbidden,
                format!("Somebody else does this.{}", instead(allowed)),
            ),
            Refusal::OwnOrg => Self::refused(
                Code::OwnOrg,
                "It belongs to an org of yours, so a colleague must decide.",
            ),
            Refusal::Assignee => Self::refused(
                Code::CannotReview,
                "That person does not review it: it belongs to an org of theirs. Assign it to somebody else.",
            ),
            Refusal::TooEarly(at) => {
                Self::refused(Code::TooEarly, format!("This is possible from {} on.", day(at)))
            }
            Refusal::TooLate(at) => Self::refused(
                Code::TooLate,
                format!(
                    "The time for this ended on {}. Begin a new submission instead.",
                    day(at)
                ),
            ),
            Refusal::Appeal => Self::refused(
                Code::AppealState,
                "An appeal is made once, and heard before anything else. See the submission's page.",
            ),
            Refusal::Open(stage) => Self::refused(
                Code::OpenSubmission,
                format!(
                    "The integration has an open submission already, at “{}”. Go on with that one, or withdraw it.",
                    stage.label()
                ),
            ),
            Refusal::NoReason => Self::refused(
                Code::NoReason,
                "At least one reason or question is needed. Choose a coded reason or write a question.",
            ),
        }
    }
}

/// Findings that block, each at its field.
pub(in crate::actions) fn blocking(findings: &[Finding]) -> Failure {
    let errors = findings
        .iter()
        .filter(|finding| finding.blocks())
        .map(|finding| {
            FieldError::new(
                finding.field.clone(),
                Code::BlockingFinding,
                format!("{} {}", finding.message, finding.fix),
            )
        })
        .collect();
    Failure::Invalid(errors)
}

/// Changes of a draft that were refused, each at its field.
pub(super) fn unusable(errors: Vec<SetError>) -> Failure {
    Failure::Invalid(errors.into_iter().map(set_error).collect())
}

fn set_error(error: SetError) -> FieldError {
    let message = format!("{error}.");
    let (field, code, fix) = match error {
        SetError::UnknownField(field) => (field, Code::UnknownField, "Use a path of the draft's fields."),
        SetError::OtherStep { field, .. } => (field, Code::UnknownField, "Save it with its own step."),
        SetError::Secret(field) => (
            field,
            Code::UnknownField,
            "Store it as a secret of the submission.",
        ),
        SetError::TooLong { field } => (field, Code::BadValue, "Shorten it."),
        SetError::Nul(field) => (field, Code::BadValue, "Take it out."),
        SetError::TooMany | SetError::TooLarge => {
            (String::new(), Code::DraftFull, "Take out what is not needed.")
        }
    };
    FieldError::new(field, code, format!("{message} {fix}"))
}

/// An entry of a list that was not taken away.
pub(super) fn not_removed(error: &RemoveError) -> Failure {
    match error {
        RemoveError::NoEntry => Failure::NotFound("entry"),
        RemoveError::Changed => Failure::refused(
            Code::EditConflict,
            "Somebody changed this list since you opened it. Look at it again, then remove the entry.",
        ),
    }
}

/// A text that people typed beside the draft.
pub(in crate::actions) fn text(field: &str, error: &TextError) -> Failure {
    let code = match error {
        TextError::Empty => Code::Missing,
        TextError::TooLong { .. } | TextError::Hidden(_) => Code::BadValue,
    };
    Failure::field(FieldError::new(field, code, format!("The {field} {error}.")))
}

/// A draft that is not the one that somebody has read.
pub(super) fn changed_meanwhile() -> Failure {
    Failure::refused(
        Code::EditConflict,
        "Somebody changed the draft since you read it. Read it again, then send this again.",
    )
}
