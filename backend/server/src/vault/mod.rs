//! The vault: secrets that must come back in clear.
//!
//! Envelope encryption. A wrapping key, which is never in the database, wraps a data key of each
//! org; the data key seals the org's secrets with XChaCha20-Poly1305 under a random nonce. Where a
//! secret belongs (table, row, field, org, target origin, key, number of the sealing) is sealed in
//! with it as associated data: a ciphertext that is moved, or whose row is given another target,
//! opens no more.
//!
//! What it cannot see: a whole row of an earlier day, with its number, put back by somebody who
//! may write the table.

mod cipher;
mod key_file;
mod mac;
mod ring;
mod rotate;
mod secret;
mod ticket;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use oin_domain::ids::{DataKeyId, OrgId};
use oin_store::{DataKey, Read, SealedSecret, SecretPlace, StoreError, Tx};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::config::{Keys, SettingError};
use cipher::Bound;

pub use key_file::{KeyFileError, fresh as fresh_key_file, retire as retire_key, rotate as rotate_key};
pub use ring::{Key, KeyState, Purpose, Ring, RingError};
pub use rotate::Progress;
pub use secret::Secret;
pub use ticket::{Ticket, digest};

/// Why a secret could not be sealed or opened. Names the secret, never holds it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is kept does not open in this place: it was changed or moved.
    #[error("the secret {place}/{row}/{field} does not open: it was changed or moved")]
    Unopenable {
        /// The noun it belongs to.
        place: String,
        /// Which one.
        row: Uuid,
        /// Which secret of it.
        field: String,
    },
    /// It was sealed for another origin than the one it is wanted for.
    #[error("the secret {place}/{row}/{field} is bound to another target")]
    OtherTarget {
        /// The noun it belongs to.
        place: String,
        /// Which one.
        row: Uuid,
        /// Which secret of it.
        field: String,
    },
    /// The key file has no key of this name, or it was revoked.
    #[error("the key file has no usable key {0}")]
    UnknownKey(String),
    /// A data key does not open with the key that wraps it.
    #[error("the data key {0} does not open: it was changed, or the key file holds another key of that name")]
    WrongKey(DataKeyId),
    /// More than 64 KiB.
    #[error("a secret may have at most 65,536 bytes")]
    TooLong,
    /// The system gave no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The key file cannot be read (any more).
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
}

/// Seals and opens secrets. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    keys: Keys,
    ring: Arc<RwLock<Arc<Ring>>>,
}

impl Vault {
    /// Reads the keys, or makes a key file where that is allowed and there is none.
    ///
    /// # Errors
    /// The setting that is wrong: a file that others can read, a key that is too short, none at
    /// all in production.
    pub fn load(keys: &Keys) -> Result<Self, SettingError> {
        let ring = key_file::load(keys)?;
        Ok(Self {
            keys: keys.clone(),
            ring: Arc::new(RwLock::new(Arc::new(ring))),
        })
    }

    /// Proves that these keys open what the database holds; to be asked at every start, before
    /// anything is served.
    ///
    /// # Errors
    /// [`VaultError::UnknownKey`] or [`VaultError::WrongKey`] for the first key that is missing.
    pub async fn check(&self, read: &mut Read) -> Result<(), VaultError> {
        for key in read.data_key_samples().await? {
            self.unwrap(&key)?;
        }
        let ring = self.ring();
        for pepper in read.pepper_ids().await? {
            if ring.usable(Purpose::Pepper, &pepper).is_none() {
                return Err(VaultError::UnknownKey(pepper));
            }
        }
        Ok(())
    }

    /// The keys as they are now.
    pub fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Seals `secret` in its place, instead of the one that is there. An org's first secret makes
    /// its key.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn seal(
        &self,
        tx: &mut Tx,
        place: &SecretPlace,
        secret: &Secret,
        at: DateTime<Utc>,
    ) -> Result<(), VaultError> {
        if secret.bytes().len() > 65_536 {
            return Err(VaultError::TooLong);
        }
        let key = self.current_key(tx, place.org, at).await?;
        let revision = tx.next_secret_revision().await?;
        let bound = Bound {
            place: place.place,
            row: place.row,
            field: &place.field,
            org: place.org,
            target: &place.target,
            key: key.id,
            version: cipher::VERSION,
            revision,
        };
        let sealed = bound.seal(&self.unwrap(&key)?, secret)?;
        let kept = SealedSecret {
            target: place.target.clone(),
            key: key.id,
            version: cipher::VERSION,
            revision,
            sealed,
        };
        Ok(tx.put_secret(place, &kept, at).await?)
    }

    /// Opens the secret of a place, for the target that the place names and no other.
    ///
    /// # Errors
    /// [`StoreError::Absent`] (in [`VaultError::Store`]) when there is none; any other
    /// [`VaultError`] when it does not open. Other secrets are not touched by that.
    pub async fn open(&self, read: &mut Read, place: &SecretPlace) -> Result<Secret, VaultError> {
        let kept = read.sealed_secret(place.place, place.row, &place.field).await?;
        if kept.target != place.target {
            return Err(VaultError::OtherTarget {
                place: place.place.to_owned(),
                row: place.row,
                field: place.field.clone(),
            });
        }
        let key = read.data_key(kept.key).await?;
        let bound = Bound {
            place: place.place,
            row: place.row,
            field: &place.field,
            org: place.org,
            target: &place.target,
            key: kept.key,
            version: kept.version,
            revision: kept.revision,
        };
        bound.open(&self.unwrap(&key)?, &kept.sealed)
    }

    /// A hash that nobody can foretell without our keys: for draws that must be the same whenever
    /// they are repeated. `what` keeps one kind of draw from another.
    pub fn keyed_hash(&self, what: &str, about: &[u8]) -> [u8; 32] {
        let ring = self.ring();
        let hash = Sha256::new()
            .chain_update(ring.valid(Purpose::Pepper).secret().bytes())
            .chain_update(what.as_bytes())
            .chain_update([0])
            .chain_update(about);
        hash.finalize().into()
    }

    /// The org's current key, made when there is none.
    async fn current_key(
        &self,
        tx: &mut Tx,
        org: Option<OrgId>,
        at: DateTime<Utc>,
    ) -> Result<DataKey, VaultError> {
        match tx.current_data_key(org).await {
            Err(StoreError::Absent) => {}
            found => return Ok(found?),
        }
        let id = DataKeyId(Uuid::now_v7());
        let ring = self.ring();
        let wrapping = ring.valid(Purpose::Wrap);
        let key = DataKey {
            id,
            org,
            wrapping_key: wrapping.id().to_owned(),
            wrapped: cipher::wrap(wrapping, id, org, &secret::random_key()?)?,
            created_at: at,
        };
        Ok(tx.ensure_data_key(&key).await?)
    }

    /// Unwraps a data key. A key that this process does not know may have been added to the file
    /// meanwhile: it is read once more.
    fn unwrap(&self, key: &DataKey) -> Result<Secret, VaultError> {
        let mut ring = self.ring();
        if ring.usable(Purpose::Wrap, &key.wrapping_key).is_none() {
            ring = self.reload()?;
        }
        let wrapping = ring
            .usable(Purpose::Wrap, &key.wrapping_key)
            .ok_or_else(|| VaultError::UnknownKey(key.wrapping_key.clone()))?;
        cipher::unwrap(wrapping, key.id, key.org, &key.wrapped).ok_or(VaultError::WrongKey(key.id))
    }

    fn reload(&self) -> Result<Arc<Ring>, VaultError> {
        let ring = Arc::new(key_file::read_again(&self.keys)?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ring);
        Ok(ring)
    }
}
