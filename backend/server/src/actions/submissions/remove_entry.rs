//! Removing an entry of a list: the later ones move up.

use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::Action;

use super::judge::{Judge, names};
use super::save::{Save, Saved, keep};
use super::{hold, refusal};
use crate::actions::{Ctx, Failure, Member};

/// An entry to remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoveEntry {
    /// The list's path, `connections.0.acs`.
    pub list: String,
    /// The entry's place in it.
    pub place: usize,
    /// The draft's revision that the person saw.
    pub base: i32,
}

/// Removes an entry with all that stands beside it, its secrets too.
///
/// # Errors
/// `forbidden`, `not_found`, `wrong_stage`; `edit_conflict` when somebody changed the list since.
pub async fn remove_entry(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    remove: RemoveEntry,
) -> Result<Saved, Failure> {
    who.may(Act::Edit)?;
    let names = names(ctx).await?;
    ctx.store
        .write(async |tx| {
            let mut stored = hold(tx, who, id).await?;
            stored.submission.permits(Action::Edit, &who.actor(), ctx.now())?;
            let before = stored.kept.revision;
            let base = if remove.base == Save::LATEST {
                before
            } else {
                remove.base
            };
            let gone = stored
                .kept
                .remove_entry(&remove.list, remove.place, base, who.user(), ctx.now())
                .map_err(|error| refusal::not_removed(&error))?;
            let dropped_secrets = keep(tx, ctx, who, &mut stored, before, gone).await?;
            let judge = Judge::of(ctx, tx, &stored, names.clone()).await?;
            Ok(Saved {
                revision: stored.kept.revision,
                at: ctx.now(),
                saved: vec![remove.list.clone()],
                conflicts: Vec::new(),
                dropped_secrets,
                judged: judge.judge(&stored.kept),
            })
        })
        .await
}
