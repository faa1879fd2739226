//! Writing: to the ISV, and to colleagues. The two are different types from here on.

use oin_domain::ids::SubmissionId;
use oin_domain::review::PrivateNote;
use oin_domain::submission::Side;
use oin_domain::text::Prose;
use oin_store::Message;
use uuid::Uuid;

use super::hold;
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::submissions::{refusal, thread};
use crate::actions::{Ctx, Failure, Reviewer};

/// Writes into the thread with the ISV, who gets it by mail. It moves nothing: a question that
/// waits for an answer is a decision.
///
/// # Errors
/// `not_found`, `own_org`; `missing` or `bad_value` for the message.
pub async fn message(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    text: &str,
    again: Option<Idempotency>,
) -> Result<Uuid, Failure> {
    let text = Prose::parse(text).map_err(|error| refusal::text("message", &error))?;
    once(ctx, again.as_ref(), async |tx| {
        let stored = hold(tx, who, id).await?;
        let message = Message {
            id: Uuid::now_v7(),
            at: ctx.now(),
            side: Side::Staff,
            by: who.user(),
            text: text.clone(),
        };
        thread::add_message(tx, ctx, &stored, &message).await?;
        Ok(message.id)
    })
    .await
}

/// Writes a note that only colleagues read.
///
/// # Errors
/// `not_found`, `own_org`; `missing` or `bad_value` for the note.
pub async fn note(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    text: &str,
    again: Option<Idempotency>,
) -> Result<(), Failure> {
    let note = PrivateNote(Prose::parse(text).map_err(|error| refusal::text("note", &error))?);
    once(ctx, again.as_ref(), async |tx| {
        hold(tx, who, id).await?;
        Ok(tx.add_private_note(id, who.user(), &note, ctx.now()).await?)
    })
    .await
}
