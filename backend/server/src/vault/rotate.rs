//! Changing keys while everything works: in small steps that may stop anywhere and go on later.

use chrono::{DateTime, Utc};
use oin_domain::ids::OrgId;
use oin_store::{KeptSecret, SealedSecret, StoreError, Tx};

use super::cipher::{self, Bound};
use super::ring::Purpose;
use super::{Vault, VaultError};

/// How far a step came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Progress {
    /// It changed so many; there may be more.
    Some(usize),
    /// There is nothing left to do.
    Done,
}

impl Vault {
    /// Wraps at most `limit` data keys anew with the valid wrapping key. The keys themselves stay,
    /// so that no secret is touched.
    ///
    /// # Errors
    /// [`VaultError`] for the first key that does not open.
    pub async fn rewrap(&self, tx: &mut Tx, limit: u32) -> Result<Progress, VaultError> {
        let ring = self.ring();
        let wrapping = ring.valid(Purpose::Wrap);
        let keys = tx.data_keys_not_under(wrapping.id(), limit).await?;
        if keys.is_empty() {
            return Ok(Progress::Done);
        }
        for key in &keys {
            let wrapped = cipher::wrap(wrapping, key.id, key.org, &self.unwrap(key)?)?;
            match tx
                .rewrap_data_key(key.id, &key.wrapping_key, wrapping.id(), &wrapped)
                .await
            {
                // Another process was quicker.
                Ok(()) | Err(StoreError::Stale) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Progress::Some(keys.len()))
    }

    /// Ends that an org's data key seals new secrets. What it has sealed is sealed anew by
    /// [`Vault::reseal`], step by step.
    ///
    /// # Errors
    /// [`VaultError`]; an org without a key has nothing to change.
    pub async fn renew_data_key(&self, tx: &mut Tx, org: Option<OrgId>) -> Result<(), VaultError> {
        match tx.retain_data_key(org).await {
            Ok(_) | Err(StoreError::Absent) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Seals at most `limit` secrets anew that a retained data key has sealed, and drops such keys
    /// when nothing needs them any more. A secret that does not open is left as it is and logged:
    /// the others go on.
    ///
    /// # Errors
    /// [`VaultError`] of the database or of a key.
    pub async fn reseal(&self, tx: &mut Tx, limit: u32, at: DateTime<Utc>) -> Result<Progress, VaultError> {
        let mut changed = 0;
        for old in tx.retained_data_keys(limit).await? {
            let old_key = self.unwrap(&old)?;
            let new = self.current_key(tx, old.org, at).await?;
            let new_key = self.unwrap(&new)?;
            for kept in tx.secrets_under(old.id, limit).await? {
                let secret = match bound(&kept).open(&old_key, &kept.secret.sealed) {
                    Ok(secret) => secret,
                    Err(error) => {
                        tracing::error!(%error, "a secret is left under its old key");
                        continue;
                    }
                };
                let mut fresh = bound(&kept);
                fresh.key = new.id;
                fresh.version = cipher::VERSION;
                fresh.revision = tx.next_secret_revision().await?;
                let resealed = SealedSecret {
                    target: kept.secret.target.clone(),
                    key: new.id,
                    version: fresh.version,
                    revision: fresh.revision,
                    sealed: fresh.seal(&new_key, &secret)?,
                };
                match tx.reseal_secret(&kept, &resealed, at).await {
                    Ok(()) => changed += 1,
                    // Its owner has changed or dropped it meanwhile.
                    Err(StoreError::Stale) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            tx.drop_unused_data_keys(old.org).await?;
            if changed >= limit as usize {
                break;
            }
        }
        Ok(match changed {
            0 => Progress::Done,
            some => Progress::Some(some),
        })
    }
}

fn bound(kept: &KeptSecret) -> Bound<'_> {
    Bound {
        place: &kept.place,
        row: kept.row,
        field: &kept.field,
        org: kept.org,
        target: &kept.secret.target,
        key: kept.secret.key,
        version: kept.secret.version,
        revision: kept.secret.revision,
    }
}
