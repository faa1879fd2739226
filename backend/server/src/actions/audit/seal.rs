//! Sealing: each entry is tied to the one before, in the order in which they were committed.

use oin_store::AuditSeal;

use super::chain;
use crate::actions::{Ctx, Failure};

/// How many entries one transaction seals.
const AT_ONCE: u32 = 500;

/// Seals what waits, one step; says how many. Any number of processes may ask: one does it.
///
/// # Errors
/// The database's; `broken` when the chain's key does not open or is gone.
pub async fn seal(ctx: &Ctx) -> Result<usize, Failure> {
    ctx.store
        .write(async |tx| {
            if !tx.hold_audit_chain().await? {
                return Ok(0);
            }
            let waiting = tx.unsealed_audit(AT_ONCE).await?;
            if waiting.is_empty() {
                return Ok(0);
            }
            let last = tx.last_audit_seal().await?;
            let key = match (chain::key(ctx, tx).await?, last) {
                (Some(key), _) => key,
                (None, None) => chain::make_key(ctx, tx).await?,
                (None, Some(_)) => {
                    return Err(Failure::Broken(anyhow::anyhow!(
                        "the key of the audit chain is gone, though there are seals"
                    )));
                }
            };
            let (mut number, mut before) = last.map_or((0, [0; 32]), |seal| (seal.number, seal.hash));
            let mut seals = Vec::with_capacity(waiting.len());
            for entry in &waiting {
                number += 1;
                before = chain::code(&key, number, &before, entry);
                seals.push(AuditSeal {
                    number,
                    entry: entry.id,
                    hash: before,
                });
            }
            tx.add_audit_seals(&seals, ctx.now()).await?;
            Ok(seals.len())
        })
        .await
}

/// The last seal; none before the first entry.
///
/// # Errors
/// The database's.
pub async fn head(ctx: &Ctx) -> Result<Option<super::Anchor>, Failure> {
    let last = ctx.store.read(async |read| read.last_audit_seal().await).await?;
    Ok(last.map(|seal| super::Anchor {
        number: seal.number,
        hash: seal.hash,
    }))
}
