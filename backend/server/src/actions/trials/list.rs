//! The wishes that wait for an answer.

use oin_domain::account::StaffRole;
use oin_store::{StoreError, TrialExtension};

use crate::actions::{Ctx, Failure, Reviewer};

/// The wishes for a longer trial that wait, the oldest first, with what each asker is called while
/// they are there.
///
/// # Errors
/// `not_found` to all but leads and administrators.
pub async fn list(ctx: &Ctx, who: &Reviewer) -> Result<Vec<(TrialExtension, Option<String>)>, Failure> {
    who.has_any(&[StaffRole::Lead, StaffRole::Admin])?;
    let listed = ctx.store.read(async |read| {
        let wishes = read.trial_extensions().await?;
        let people: Vec<_> = wishes.iter().filter_map(|wish| wish.asked_by).collect();
        let names = read.names_of(&people).await?;
        Ok::<_, StoreError>((wishes, names))
    });
    let (wishes, names) = listed.await?;
    let name_of = |user| {
        let found = names.iter().find(|(id, _)| Some(*id) == user);
        found.map(|(_, name)| name.clone())
    };
    let wishes = wishes.into_iter().map(|wish| {
        let name = name_of(wish.asked_by);
        (wish, name)
    });
    Ok(wishes.collect())
}
