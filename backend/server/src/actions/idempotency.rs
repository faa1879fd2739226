//! Requests that may be sent twice and have their effect once.
//!
//! An action that takes an [`Idempotency`] does its work within `once`. Where what is kept is not
//! what is answered (the text of a token is shown only once), it asks `answered` first in the
//! transaction of its effect, and tells `remember` last.

use oin_store::{Digest, Idempotent, Tx, Work};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Code, Ctx, Failure};

/// The key under which a request may be sent twice and have its effect once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The person or token that sends it.
    pub actor: Uuid,
    /// What they call the request.
    pub key: String,
    /// The SHA-256 of the request, so that a key is not used for two.
    pub request: Digest,
}

/// Does `work` in a transaction, once for a request that is sent twice: the second time its answer
/// is given again. What `work` refuses has no effect and keeps no key.
///
/// # Errors
/// As [`answered`]; what `work` returns.
pub(super) async fn once<T, F>(ctx: &Ctx, again: Option<&Idempotency>, work: F) -> Result<T, Failure>
where
    for<'r> F: AsyncFn(&'r mut Tx) -> Result<T, Failure>
        + Work<&'r mut Tx, Result<T, Failure>, Running: Send>
        + Send
        + Sync,
    T: Serialize + DeserializeOwned + Send + Sync,
{
    ctx.store
        .write(async |tx| {
            if let Some(before) = answered(again, tx, ctx).await? {
                return Ok(before);
            }
            let answer = work(tx).await?;
            remember(again, tx, &answer).await?;
            Ok(answer)
        })
        .await
}

/// The answer that a request was given before; nothing when it is the first of its key, or has
/// none.
///
/// # Errors
/// `idempotency_key_reused` for another request; `unavailable` while the first takes too long.
pub(super) async fn answered<T: DeserializeOwned>(
    again: Option<&Idempotency>,
    tx: &mut Tx,
    ctx: &Ctx,
) -> Result<Option<T>, Failure> {
    let Some(again) = again else { return Ok(None) };
    let begun = tx
        .begin_idempotent(again.actor, &again.key, &again.request, ctx.now())
        .await?;
    read(begun)
}

/// The same, looked up ahead of the transaction: for actions that count tries before it, since a
/// request that is sent again is no other try.
///
/// # Errors
/// As [`answered`].
pub(super) async fn answered_before<T: DeserializeOwned>(
    again: Option<&Idempotency>,
    ctx: &Ctx,
) -> Result<Option<T>, Failure> {
    let Some(again) = again else { return Ok(None) };
    let (actor, key, request, now) = (again.actor, &again.key, &again.request, ctx.now());
    let seen = ctx
        .store
        .read(async |read| read.seen_idempotent(actor, key, request, now).await)
        .await?;
    read(seen)
}

fn read<T: DeserializeOwned>(seen: Idempotent) -> Result<Option<T>, Failure> {
    match seen {
        Idempotent::First => Ok(None),
        Idempotent::Answered(answer) => serde_json::from_value(answer)
            .map(Some)
            .map_err(|error| Failure::Broken(error.into())),
        Idempotent::Different => Err(Failure::refused(
            Code::IdempotencyKeyReused,
            "This Idempotency-Key was used for another request. Take a new one for each request.",
        )),
    }
}

/// Keeps the answer to a request that may be sent twice, in the transaction of its effect.
///
/// # Errors
/// `unavailable` while the database is away.
pub(super) async fn remember(
    again: Option<&Idempotency>,
    tx: &mut Tx,
    answer: &impl Serialize,
) -> Result<(), Failure> {
    let Some(again) = again else { return Ok(()) };
    let answer = serde_json::to_value(answer).map_err(|error| Failure::Broken(error.into()))?;
    Ok(tx.answer_idempotent(again.actor, &again.key, &answer).await?)
}
