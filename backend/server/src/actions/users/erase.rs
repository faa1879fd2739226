//! Erasing accounts: who somebody was goes, what they did stays under an id that leads to nobody.

use chrono::TimeDelta;
use oin_domain::account::SecurityKind;
use oin_domain::ids::UserId;
use serde_json::json;

use super::By;
use crate::actions::{Code, Ctx, Failure};

/// How long a closed account can be opened again before it is erased.
const ERASED_AFTER: TimeDelta = TimeDelta::days(30);

/// Erases a disabled account at once, for whoever runs oin.
///
/// # Errors
/// `forbidden` while the account is open.
pub async fn erase(ctx: &Ctx, user: UserId) -> Result<(), Failure> {
    let person = ctx.store.read(async |read| read.user(user).await).await?;
    if person.disabled_at.is_none() {
        return Err(Failure::refused(
            Code::Forbidden,
            "The account is open. Disable it first; what is erased does not come back.",
        ));
    }
    take(ctx, user, "command line").await
}

/// Erases the accounts that their people closed themselves 30 days ago; says how many.
///
/// # Errors
/// The database's.
pub async fn erase_closed(ctx: &Ctx) -> Result<usize, Failure> {
    let before = ctx.now() - ERASED_AFTER;
    let closed = ctx
        .store
        .read(async |read| read.users_closed_before(before).await)
        .await?;
    for user in &closed {
        take(ctx, *user, "own wish").await?;
    }
    Ok(closed.len())
}

async fn take(ctx: &Ctx, user: UserId, why: &str) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| {
            tx.erase_user(user).await?;
            tx.forget_events_of(user).await?;
            tx.forget_in_audit(user).await?;
            let event = By::CommandLine.event(SecurityKind::Erased, user, json!({ "why": why }));
            By::CommandLine.record(tx, event).await
        })
        .await
}
