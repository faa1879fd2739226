//! Keeping a submission for a reviewer, and who that may be.

use oin_domain::account::StaffRole;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::submission::{Command, Person};
use oin_domain::text::Line;
use oin_store::{Read, StoreError};

use super::hold;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::submissions::Moved;
use crate::actions::submissions::moving::carry_out;
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// Who reviews.
const REVIEWERS: [StaffRole; 2] = [StaffRole::Reviewer, StaffRole::Lead];

/// Somebody who reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: Line,
}

/// Keeps a submission that waits in the queue for a reviewer: it stands among theirs, and “Claim
/// next” gives it to them first. Others can still take it.
///
/// # Errors
/// `not_found`, `own_org`, `wrong_stage`, `forbidden` for who is no lead; `bad_value` at `to` for
/// nobody who reviews; `cannot_review` for somebody whose own org's it is.
pub async fn assign(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    to: UserId,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        let command = Command::Assign(assignee(tx, to).await?);
        carry_out(tx, ctx, &mut stored, command, &who.actor()).await
    })
    .await
}

/// Everybody who reviews, by name, for those who assign.
///
/// # Errors
/// `not_found` or `forbidden` for who is no lead.
pub async fn reviewers(ctx: &Ctx, who: &Reviewer) -> Result<Vec<Colleague>, Failure> {
    who.has_any(&[StaffRole::Lead])?;
    ctx.store.read(async |read| colleagues(read).await).await
}

/// The same within a transaction.
pub(super) async fn colleagues(read: &mut Read) -> Result<Vec<Colleague>, Failure> {
    let mut colleagues: Vec<Colleague> = Vec::new();
    for (user, role) in read.staff().await? {
        let known = colleagues.last().is_some_and(|last| last.user == user.id);
        if !known && user.disabled_at.is_none() && REVIEWERS.contains(&role) {
            colleagues.push(Colleague {
                user: user.id,
                name: user.name,
            });
        }
    }
    Ok(colleagues)
}

/// Whom it is assigned to, with every right they hold.
pub(super) async fn assignee(read: &mut Read, to: UserId) -> Result<Person, Failure> {
    match read.rights(to).await {
        Ok(rights) if rights.person.is_any(&REVIEWERS) => Ok(rights.person),
        Ok(_) | Err(StoreError::Absent) => {
            let message = "`to` is nobody who reviews. Choose one of the reviewers.";
            Err(Failure::field(FieldError::new("to", Code::BadValue, message)))
        }
        Err(error) => Err(error.into()),
    }
}
