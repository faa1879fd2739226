//! What leads make of a wish.

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::provisioning::{Action, Command, Effort};
use oin_domain::text::{Line, Prose, TextError};

use super::moving::{carry_out, found, id_of};
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// What a lead typed beside the button.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedDecision {
    /// What those who asked and voted read.
    pub message: String,
    /// How much work it is: a value of [`Effort`].
    pub effort: String,
    /// When it is planned for, in words.
    pub when: String,
}

/// Does `action` with a wish.
///
/// # Errors
/// `not_found` for all but leads; `own_org`, `wrong_stage`; `missing` and `bad_value` at `message`,
/// `effort` and `when`, as the action needs them.
pub async fn decide(
    ctx: &Ctx,
    who: &Reviewer,
    id: &str,
    action: Action,
    typed: &TypedDecision,
) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Lead])?;
    let id = id_of(id)?;
    let actor = who.actor();
    ctx.store
        .write(async |tx| {
            let mut stored = found(tx.hold_provisioning_request(id).await)?;
            stored.request.permits(action, &actor)?;
            let votes = u32::try_from(stored.votes.len()).unwrap_or(u32::MAX);
            let command = command(action, typed, votes)?;
            carry_out(tx, ctx, &mut stored, command, &actor).await
        })
        .await
}

fn command(action: Action, typed: &TypedDecision, votes: u32) -> Result<Command, Failure> {
    Ok(match action {
        Action::Ask => Command::Ask(message(typed)?),
        Action::Score => Command::Score(effort(typed)?),
        Action::Plan => Command::Plan(when(typed)?),
        Action::Build => Command::Build,
        Action::Try => Command::Try,
        Action::Ship => Command::Ship,
        Action::Decline => Command::Decline(message(typed)?, votes),
        Action::HandOver => Command::HandOver(message(typed)?),
        // Others do these; nobody gets here past the domain.
        Action::Complete | Action::Rescore => return Err(Failure::NotFound("page")),
    })
}

fn refused(field: &str, error: &TextError, missing: &str, what: &str) -> Failure {
    Failure::field(match error {
        TextError::Empty => FieldError::new(field, Code::Missing, missing.to_owned()),
        error => FieldError::new(field, Code::BadValue, format!("{what} {error}.")),
    })
}

fn message(typed: &TypedDecision) -> Result<Prose, Failure> {
    Prose::parse(&typed.message).map_err(|error| {
        let missing = "Say what is missing, or why: those who asked read it.";
        refused("message", &error, missing, "The message")
    })
}

fn when(typed: &TypedDecision) -> Result<Line, Failure> {
    Line::parse(&typed.when).map_err(|error| {
        let missing = "Say for when it is planned, such as “second quarter of 2027”.";
        refused("when", &error, missing, "The time")
    })
}

fn effort(typed: &TypedDecision) -> Result<Effort, Failure> {
    Effort::parse(&typed.effort).ok_or_else(|| {
        let code = if typed.effort.is_empty() {
            Code::Missing
        } else {
            Code::BadValue
        };
        Failure::field(FieldError::new("effort", code, "Judge how much work it is."))
    })
}
