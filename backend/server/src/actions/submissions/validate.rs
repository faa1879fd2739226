//! Judging fields without keeping anything.

use oin_domain::draft::{Draft, Edit, Kept, Reach};
use oin_domain::ids::IntegrationId;
use oin_domain::org::Act;
use uuid::Uuid;

use super::judge::{Judge, Judged, names};
use super::refusal;
use crate::actions::{Ctx, Failure, Member};

/// Judges a draft of a new integration by every rule that needs no network; nothing is kept.
///
/// # Errors
/// `unknown_field`, `bad_value` and `draft_full` at each field.
pub async fn validate(ctx: &Ctx, who: &Member, fields: &[(String, String)]) -> Result<Judged, Failure> {
    who.may(Act::Read)?;
    let names = names(ctx).await?;
    let mut kept = Kept::new(Draft::default());
    let edit = Edit {
        reach: Reach::Any,
        fields,
        base: kept.revision,
        by: who.user(),
        at: ctx.now(),
    };
    kept.edit(&edit).map_err(refusal::unusable)?;
    ctx.store
        .read(async |read| {
            let nothing = IntegrationId(Uuid::nil());
            let judge = Judge::gather(ctx, read, who.org, nothing, names).await?;
            Ok(judge.judge(&kept))
        })
        .await
}
