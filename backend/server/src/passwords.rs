//! Hashing and judging passwords.
//!
//! argon2id (RFC 9106) with 19 MiB, two passes and one lane, over a pepper that is not in the
//! database. Only so many are computed at once: a flood of sign-ins waits here and leaves the
//! catalog its cores and its memory.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use oin_domain::account::{PasswordError, PasswordText};
use oin_store::PasswordHash;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::vault::{Key, Purpose, Vault, VaultError};

/// Memory in KiB, passes and lanes (OWASP Password Storage Cheat Sheet).
const FIGURES: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum PasswordsError {
    /// Too many others wait; trying again later is right.
    #[error("too many passwords are being checked at this moment")]
    Busy,
    /// The pepper of this hash is not in the key file: the password cannot be compared.
    #[error("the key file has no usable pepper {0}")]
    UnknownPepper(String),
    /// What is kept is no hash.
    #[error("a stored password hash cannot be read")]
    BrokenHash,
    /// The system gave no randomness.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The computation did not end.
    #[error("a password hash was not computed")]
    Failed,
}

/// What came of comparing a password with a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is the password, but the hash was made with older figures or an older pepper: hash it
    /// anew and store that.
    RightButOld,
    /// It is not, or there is none.
    Wrong,
}

/// Hashes and compares passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    vault: Vault,
    turns: Arc<Semaphore>,
    /// A hash of nobody's password, of the current pepper, to compare with when there is none.
    dummy: Arc<RwLock<Option<PasswordHash>>>,
}

impl Passwords {
    /// Two at a time for each core.
    pub fn new(vault: Vault) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            vault,
            turns: Arc::new(Semaphore::new(2 * cores)),
            dummy: Arc::new(RwLock::new(None)),
        }
    }

    /// Hashes a password that was chosen.
    ///
    /// # Errors
    /// [`PasswordsError::Busy`] or a fault.
    pub async fn hash(&self, password: PasswordText) -> Result<PasswordHash, PasswordsError> {
        let ring = self.vault.ring();
        self.compute(move || make(ring.valid(Purpose::Pepper), &password))
            .await
    }

    /// Compares a password that was typed with a stored hash. Without one (an unknown address, an
    /// account without a password) as much is computed, so that the time tells nothing.
    ///
    /// # Errors
    /// [`PasswordsError::Busy`] or a fault.
    pub async fn verify(
        &self,
        typed: PasswordText,
        stored: Option<PasswordHash>,
    ) -> Result<Verdict, PasswordsError> {
        let Some(stored) = stored else {
            let dummy = self.dummy().await?;
            let _ = self.compare(typed, dummy).await?;
            return Ok(Verdict::Wrong);
        };
        self.compare(typed, stored).await
    }

    async fn compare(&self, typed: PasswordText, stored: PasswordHash) -> Result<Verdict, PasswordsError> {
        let ring = self.vault.ring();
        self.compute(move || {
            let pepper = ring
                .usable(Purpose::Pepper, &stored.pepper_id)
                .ok_or_else(|| PasswordsError::UnknownPepper(stored.pepper_id.clone()))?;
            let hash = phc::PasswordHash::new(&stored.phc).map_err(|_| PasswordsError::BrokenHash)?;
            let typed = Zeroizing::new(typed.into_inner());
            if argon2(pepper)?.verify_password(typed.as_bytes(), &hash).is_err() {
                return Ok(Verdict::Wrong);
            }
            let current = pepper.id() == ring.valid(Purpose::Pepper).id() && has_figures(&hash);
            Ok(if current {
                Verdict::Right
            } else {
                Verdict::RightButOld
            })
        })
        .await
    }

    async fn dummy(&self) -> Result<PasswordHash, PasswordsError> {
        let current = self.vault.ring().valid(Purpose::Pepper).id().to_owned();
        let made = self.dummy.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(dummy) = made.filter(|dummy| dummy.pepper_id == current) {
            return Ok(dummy);
        }
        let nobody = PasswordText::typed("nobody's password").map_err(|_| PasswordsError::Failed)?;
        let dummy = self.hash(nobody).await?;
        *self.dummy.write().unwrap_or_else(PoisonError::into_inner) = Some(dummy.clone());
        Ok(dummy)
    }

    /// Waits for a turn, then computes on a thread that may block.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordsError> + Send + 'static,
    ) -> Result<T, PasswordsError> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned())
            .await
            .map_err(|_| PasswordsError::Busy)?
            .map_err(|_| PasswordsError::Failed)?;
        tokio::task::spawn_blocking(move || {
            // The turn ends with the work, also when nobody waits for it any more.
            let _turn = turn;
            work()
        })
        .await
        .map_err(|_| PasswordsError::Failed)?
    }
}

/// Judges whether a chosen password is easy to guess: a common or leaked one, a keyboard's row, or
/// made of the names that belong to the account or to us.
///
/// The estimate is zxcvbn's (Wheeler, USENIX Security 2016), from its lists of passwords, names
/// and words; it reads the first 100 characters.
///
/// # Errors
/// [`PasswordError::Guessable`].
pub fn judge(password: &PasswordText, names: &[&str]) -> Result<(), PasswordError> {
    let estimate = zxcvbn::zxcvbn(password.reveal(), names);
    if estimate.guesses_log10() < PasswordText::GUESSES_LOG10 {
        return Err(PasswordError::Guessable);
    }
    Ok(())
}

fn make(pepper: &Key, password: &PasswordText) -> Result<PasswordHash, PasswordsError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(VaultError::Randomness)?;
    let hash = argon2(pepper)?
        .hash_password_with_salt(password.reveal().as_bytes(), &salt)
        .map_err(|_| PasswordsError::Failed)?;
    Ok(PasswordHash {
        phc: hash.to_string(),
        pepper_id: pepper.id().to_owned(),
    })
}

fn argon2(pepper: &Key) -> Result<Argon2<'_>, PasswordsError> {
    let (memory, passes, lanes) = FIGURES;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| PasswordsError::Failed)?;
    Argon2::new_with_secret(
        pepper.secret().bytes(),
        Algorithm::Argon2id,
        Version::V0x13,
        params,
    )
    .map_err(|_| PasswordsError::Failed)
}

fn has_figures(hash: &phc::PasswordHash) -> bool {
    let found = Params::try_from(hash).map(|params| (params.m_cost(), params.t_cost(), params.p_cost()));
    found == Ok(FIGURES)
}

#[cfg(test)]
mod tests {
    use oin_domain::account::Alone;

    use super::*;
    use crate::config::{Hidden, Keys};
    use crate::vault::fresh_key_file;

    fn passwords(keys: &str) -> Passwords {
        Passwords::new(Vault::load(&Keys::Setting(Hidden::new(keys.to_owned()))).unwrap())
    }

    fn typed(text: &str) -> PasswordText {
        PasswordText::typed(text).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_nothing_else_is() {
        let passwords = passwords(&fresh_key_file().unwrap());
        let hash = passwords.hash(typed("correct horse battery")).await.unwrap();
        assert!(
            hash.phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            hash.phc
        );
        let again = passwords.hash(typed("correct horse battery")).await.unwrap();
        assert_ne!(hash.phc, again.phc);
        for (text, verdict) in [
            ("correct horse battery", Verdict::Right),
            ("correct horse battery ", Verdict::Wrong),
            ("Correct horse battery", Verdict::Wrong),
            ("", Verdict::Wrong),
        ] {
            let found = passwords.verify(typed(text), Some(hash.clone())).await.unwrap();
            assert_eq!(found, verdict, "{text:?}");
        }
        let nobody = passwords
            .verify(typed("correct horse battery"), None)
            .await
            .unwrap();
        assert_eq!(nobody, Verdict::Wrong);
    }

    #[tokio::test]
    async fn another_pepper_makes_another_hash_and_an_older_one_asks_for_a_new_hash() {
        let keys = fresh_key_file().unwrap();
        let old = passwords(&keys);
        let hash = old.hash(typed("correct horse battery")).await.unwrap();
        let pepper = keys.lines().find(|line| line.starts_with("pepper")).unwrap();
        let newer = fresh_key_file().unwrap();
        let both = format!("{}{}", newer.as_str(), pepper.replace("valid", "retained"));
        let found = passwords(&both)
            .verify(typed("correct horse battery"), Some(hash.clone()))
            .await
            .unwrap();
        assert_eq!(found, Verdict::RightButOld);
        for gone in [newer.as_str(), &both.replace("retained", "revoked")] {
            let refused = passwords(gone)
                .verify(typed("correct horse battery"), Some(hash.clone()))
                .await;
            assert!(matches!(refused, Err(PasswordsError::UnknownPepper(_))));
        }
        // The same name, another key.
        let mut stolen = hash.clone();
        let swapped = passwords(&newer);
        stolen.pepper_id = swapped.vault.ring().valid(Purpose::Pepper).id().to_owned();
        let wrong = swapped.verify(typed("correct horse battery"), Some(stolen)).await;
        assert_eq!(wrong.unwrap(), Verdict::Wrong);
    }

    #[test]
    fn common_and_own_names_are_easy_to_guess() {
        let names = ["oin", "Okta Integration Network", "ada", "lovelace", "acme"];
        let chosen = |text: &str| PasswordText::chosen(text, Alone::No).ok().unwrap();
        for text in [
            "password1",
            "qwertyuiop",
            "iloveyou123",
            "oin2026oin2026",
            "oin2026!",
            "lovelace1",
            "acmeacmeacmeacme",
            "aaaaaaaaaaaaaaaa",
            "123456789012345",
            "letmein!",
        ] {
            assert_eq!(
                judge(&chosen(text), &names),
                Err(PasswordError::Guessable),
                "{text}"
            );
        }
        for text in [
            "correct horse battery staple",
            "xK3$-vQ9pLw2",
            "tulip-radar-39-ocean",
        ] {
            assert_eq!(judge(&chosen(text), &names), Ok(()), "{text}");
        }
    }
}
