//! Giving what was missing of a wish.

use oin_domain::org::Act;
use oin_domain::provisioning::{Action, Command};

use super::ask::TypedWish;
use super::moving::{NONE, carry_out, found, id_of};
use crate::actions::{Ctx, Failure, Member};

/// Replaces what is asked for and gives it back to the leads.
///
/// # Errors
/// `not_found` for other orgs' wishes; `wrong_stage` unless it is incomplete; `forbidden` for
/// viewers; `missing` and `bad_value`, each at its field.
pub async fn complete(ctx: &Ctx, who: &Member, id: &str, typed: &TypedWish) -> Result<(), Failure> {
    who.may(Act::Edit)?;
    let id = id_of(id)?;
    let wish = typed.read()?;
    ctx.store
        .write(async |tx| {
            let mut stored = found(tx.hold_provisioning_request(id).await)?;
            if stored.request.org != who.org {
                return Err(NONE);
            }
            stored.request.permits(Action::Complete, &who.actor())?;
            stored.wish = wish.clone();
            carry_out(tx, ctx, &mut stored, Command::Complete, &who.actor()).await
        })
        .await
}
