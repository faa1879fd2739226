//! Voting for a wish: one vote an org.

use oin_domain::choice::Choice as _;
use oin_domain::org::Act;
use oin_domain::provisioning::{Command, OrgSize, Stage};
use oin_domain::submission::Actor;

use super::moving::{NONE, carry_out, found, id_of};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

/// Gives the org's vote to a wish that everybody sees; one that has voted votes anew. Votes that
/// grow bring back what was declined.
///
/// # Errors
/// `not_found` for what is not public; `wrong_stage` when votes count no more; `missing` and
/// `bad_value` at `size`; `forbidden` for viewers.
pub async fn vote(ctx: &Ctx, who: &Member, id: &str, size: &str) -> Result<(), Failure> {
    who.may(Act::Edit)?;
    let id = id_of(id)?;
    let size = OrgSize::parse(size).ok_or_else(|| {
        let code = if size.is_empty() {
            Code::Missing
        } else {
            Code::BadValue
        };
        Failure::field(FieldError::new(
            "size",
            code,
            "Choose how many people your org has.",
        ))
    })?;
    ctx.store
        .write(async |tx| {
            let mut stored = found(tx.hold_provisioning_request(id).await)?;
            let stage = stored.request.stage();
            if !stage.is_public() {
                return Err(NONE);
            }
            if !stage.takes_votes() {
                return Err(Failure::refused(
                    Code::WrongStage,
                    "It is decided and under way, so votes count no more.",
                ));
            }
            tx.vote_for_provisioning(id, (who.org, who.user()), size, ctx.now())
                .await?;
            stored.votes = tx.provisioning_request(id).await?.votes;
            let again = Command::Rescore(u32::try_from(stored.votes.len()).unwrap_or(u32::MAX));
            let declined = stage == Stage::Declined;
            let grown = stored
                .request
                .clone()
                .apply(again.clone(), &Actor::System, ctx.now());
            if declined && grown.is_ok() {
                carry_out(tx, ctx, &mut stored, again, &Actor::System).await?;
            }
            Ok(())
        })
        .await
}
