//! Pictures that go with an integration to another org.

use chrono::{DateTime, Utc};
use oin_domain::ids::{IntegrationId, OrgId};
use oin_domain::integration::FileKey;
use oin_store::Tx;

use super::new_key;
use crate::actions::Failure;

/// Gives the pictures that an integration names to the org that takes it, in the transaction of the
/// transfer: its drafts may name them, and they count there. One that the giver still needs elsewhere
/// is copied; of one that the taker has already, its own is taken. The taker's room is not asked for:
/// what was given is there, and only the next upload is refused.
pub(in crate::actions) async fn give(
    tx: &mut Tx,
    integration: IntegrationId,
    from: OrgId,
    to: OrgId,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    for named in tx.files_named_by(integration, from).await? {
        let own: Option<FileKey> = tx.same_file(to, named.kind, &named.sha256, at).await?;
        let key = match own {
            Some(own) => own,
            None if named.shared => {
                let copy = new_key()?;
                tx.copy_file(&named.key, &copy, to).await?;
                copy
            }
            None => {
                tx.give_file(&named.key, to).await?;
                continue;
            }
        };
        tx.exchange_file(integration, &named.key, &key).await?;
    }
    Ok(())
}
