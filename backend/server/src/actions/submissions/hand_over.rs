//! All submissions of an integration, to another org.

use chrono::{DateTime, Utc};
use oin_domain::ids::{IntegrationId, OrgId};
use oin_store::{StoreError, Tx};

use super::create::place;
use crate::actions::{Ctx, Failure};
use crate::vault::VaultError;

/// Gives an integration's submissions from one org to another, in the transaction of the transfer.
/// Their secrets go along: opened with the key of the one, sealed with the key of the other.
pub(in crate::actions) async fn hand_over(
    ctx: &Ctx,
    tx: &mut Tx,
    integration: IntegrationId,
    from: OrgId,
    to: OrgId,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    for id in tx.give_submissions(integration, to).await? {
        let stored = tx.hold_submission(id).await?;
        for sealed in stored.kept.secrets().values() {
            let secret = match ctx.vault.open(tx, &place(id, from, sealed)).await {
                Ok(secret) => secret,
                // Those of a draft that was deleted long ago are gone.
                Err(VaultError::Store(StoreError::Absent)) => continue,
                Err(error) => return Err(error.into()),
            };
            let own = place(id, to, sealed);
            ctx.vault.seal(tx, &own, &secret, at).await?;
        }
    }
    Ok(())
}
