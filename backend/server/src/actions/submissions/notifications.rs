//! What a person has not seen yet.

use oin_domain::org::Act;
use oin_store::Notification;

use crate::actions::{Ctx, Failure, Member};

/// How many are shown.
const SHOWN: u32 = 50;

/// What happened to the org's submissions lately, the newest first, with what this person has
/// not seen yet.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn notifications(ctx: &Ctx, who: &Member) -> Result<Vec<Notification>, Failure> {
    who.may(Act::Read)?;
    let (user, org) = (who.user(), who.org);
    ctx.store
        .read(async |read| Ok(read.notifications(user, org, SHOWN).await?))
        .await
}

/// Notes that this person has seen all up to the one with the number `last`.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn read_notifications(ctx: &Ctx, who: &Member, last: i64) -> Result<(), Failure> {
    who.may(Act::Read)?;
    ctx.store
        .write(async |tx| {
            tx.read_notifications(who.user(), last, ctx.now()).await?;
            Ok(())
        })
        .await
}
