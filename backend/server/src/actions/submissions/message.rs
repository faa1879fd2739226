//! Writing into the thread.

use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use oin_domain::submission::Side;
use oin_domain::text::Prose;
use oin_store::Message;
use uuid::Uuid;

use super::thread::add_message;
use super::{hold, refusal};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Ctx, Failure, Member};

/// Writes a message to the reviewers; gives its id. It moves nothing: an answer to a question is
/// [`answer`](super::answer).
///
/// # Errors
/// `forbidden` for viewers, `not_found`; `missing` or `bad_value` for the message.
pub async fn message(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    text: &str,
    again: Option<Idempotency>,
) -> Result<Uuid, Failure> {
    who.may(Act::Edit)?;
    let text = Prose::parse(text).map_err(|error| refusal::text("message", &error))?;
    once(ctx, again.as_ref(), async |tx| {
        let stored = hold(tx, who, id).await?;
        let message = Message {
            id: Uuid::now_v7(),
            at: ctx.now(),
            side: Side::Isv,
            by: who.user(),
            text: text.clone(),
        };
        add_message(tx, ctx, &stored, &message).await?;
        Ok(message.id)
    })
    .await
}
