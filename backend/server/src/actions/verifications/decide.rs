//! Every move that a person makes: the ISV applies, takes back and appeals; staff propose, approve,
//! refuse, end and hear.

use oin_domain::account::StaffRole;
use oin_domain::org::Act;
use oin_domain::text::{Prose, TextError};
use oin_domain::verification::{Action, Command, Refusal};

use super::loaded::{Loaded, live};
use super::moving::carry_out;
use super::refusal::missing;
use crate::actions::{Code, Ctx, Failure, FieldError, Member, Reviewer};

/// Who decides, and in which capacity.
#[derive(Debug, Clone, Copy)]
pub enum Decision<'a> {
    /// A member of the org that owns the integration.
    Isv(&'a Member),
    /// One of the staff.
    Staff(&'a Reviewer),
}

/// Does `action` with the verification of what is live under `slug`; `message` is what the other
/// side reads. Approving, ending and hearing an appeal take a second factor that was just proven,
/// and so does whatever the ISV does.
///
/// # Errors
/// `not_found` for strangers and for what is not live; `forbidden`, `own_org`, `wrong_stage`,
/// `too_early`, `too_late`, `appeal_state`; `step_up_required`; `requirement_missing` at each
/// requirement that is not met; `missing` and `bad_value` at `message`.
pub async fn decide(
    ctx: &Ctx,
    who: Decision<'_>,
    slug: &str,
    action: Action,
    message: &str,
) -> Result<(), Failure> {
    match who {
        Decision::Isv(member) => member.may(Act::Withdraw)?,
        Decision::Staff(reviewer) => {
            reviewer.has_any(&[StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin])?;
            if needs_proof(action) {
                reviewer.decides()?;
            }
        }
    }
    let actor = match who {
        Decision::Isv(member) => member.actor(),
        Decision::Staff(reviewer) => reviewer.actor(),
    };
    let text = read(message, action)?;
    ctx.store
        .write(async |tx| {
            let live = live(tx, slug).await?;
            let mut loaded = Loaded::hold(ctx, tx, live).await?;
            if let Decision::Isv(member) = who
                && member.org != loaded.org
            {
                return Err(Failure::NotFound("integration"));
            }
            if let Decision::Staff(reviewer) = who
                && reviewer.person.role_in(loaded.org).is_some()
            {
                return Err(Refusal::OwnOrg.into());
            }
            loaded.stored.verification.permits(action, &actor, ctx.now())?;
            let command = command(&loaded, action, text.clone())?;
            carry_out(tx, ctx, &mut loaded, command, &actor).await
        })
        .await
}

fn needs_proof(action: Action) -> bool {
    matches!(
        action,
        Action::Approve | Action::Revoke | Action::Uphold | Action::Dismiss
    )
}

/// What is to be done, with its proofs from how it stands now.
fn command(loaded: &Loaded, action: Action, text: Option<Prose>) -> Result<Command, Failure> {
    let standing = &loaded.standing;
    let said = || text.clone().ok_or_else(|| said_nothing(action));
    Ok(match action {
        Action::Apply => Command::Apply(standing.may_apply().map_err(missing)?),
        Action::Withdraw => Command::Withdraw,
        Action::Propose => Command::Propose(standing.meets_all().map_err(missing)?, text),
        Action::Refuse => Command::Refuse(said()?),
        Action::Approve => Command::Approve(standing.meets_all().map_err(missing)?),
        Action::Revoke => Command::Revoke(said()?),
        Action::Appeal => Command::Appeal(said()?),
        Action::Uphold => Command::Uphold(said()?),
        Action::Dismiss => Command::Dismiss(said()?),
        // The network's own; nobody gets here past the domain.
        Action::Endanger | Action::Recover | Action::Lapse => return Err(Failure::NotFound("page")),
    })
}

fn read(message: &str, action: Action) -> Result<Option<Prose>, Failure> {
    match Prose::parse(message) {
        Ok(text) => Ok(Some(text)),
        Err(TextError::Empty) if needs_words(action) => Err(said_nothing(action)),
        Err(TextError::Empty) => Ok(None),
        Err(error) => Err(Failure::field(FieldError::new(
            "message",
            Code::BadValue,
            format!("The message {error}."),
        ))),
    }
}

fn needs_words(action: Action) -> bool {
    matches!(
        action,
        Action::Refuse | Action::Revoke | Action::Appeal | Action::Uphold | Action::Dismiss
    )
}

fn said_nothing(action: Action) -> Failure {
    let message = if action == Action::Appeal {
        "Say why the decision should be looked at again."
    } else {
        "Say why: the ISV reads it."
    };
    Failure::field(FieldError::new("message", Code::Missing, message))
}
