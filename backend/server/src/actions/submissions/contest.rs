//! Contesting findings: a person decides instead.

use oin_domain::ids::SubmissionId;
use oin_domain::integration::LaneDecision;
use oin_domain::org::Act;
use oin_domain::submission::{Action, Command};
use oin_domain::text::Prose;

use super::judge::{Judge, names};
use super::moving::{Moved, carry_out};
use super::submit::keep_submitted;
use super::{hold, refusal};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Ctx, Failure, Member};

/// Hands what the checks found to a person, with the reason why it is wrong. A draft that was
/// edited since and is ready counts as what is submitted; otherwise what was submitted stays.
///
/// # Errors
/// `forbidden`, `step_up_required`, `not_found`, `wrong_stage`; `missing` or `bad_value` for the
/// message.
pub async fn contest(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    message: &str,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    who.may(Act::Submit)?;
    let message = Prose::parse(message).map_err(|error| refusal::text("message", &error))?;
    let names = names(ctx).await?;
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        stored
            .submission
            .permits(Action::Contest, &who.actor(), ctx.now())?;
        let judge = Judge::of(ctx, tx, &stored, names.clone()).await?;
        if let Ok(ready) = judge.ready(&stored.kept) {
            keep_submitted(tx, ctx, who, &stored, &ready).await?;
        }
        let lane = LaneDecision::of(&stored.kept.draft, judge.change(&stored.kept.draft).as_ref()).lane;
        let command = Command::Contest {
            message: message.clone(),
            lane,
            due: ctx.calendar().due(ctx.now(), lane.business_days()),
        };
        carry_out(tx, ctx, &mut stored, command, &who.actor()).await
    })
    .await
}
