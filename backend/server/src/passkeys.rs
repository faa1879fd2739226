//! Passkeys (WebAuthn Level 3) as a second factor. The ceremony's state is the caller's to keep
//! between its two halves; here nothing is remembered.
//!
//! User verification is preferred, not required: the password came before, and a security key
//! without a PIN is still a second factor. One that verified its user once must do so ever after.

use oin_domain::ids::UserId;
use serde_json::Value;
use url::Url;
use webauthn_rs::prelude::{
    PublicKeyCredential, RegisterPublicKeyCredential, SecurityKey, SecurityKeyAuthentication,
    SecurityKeyRegistration, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The most characters of a browser's answer; attestation is not asked for, so real ones have
/// about a thousand.
const LONGEST: usize = 16 * 1024;

/// The ceremonies of this site.
pub struct Passkeys {
    site: Option<Webauthn>,
}

/// The first half of a ceremony.
pub struct Begun {
    /// What the browser's script gets.
    pub options: Value,
    /// What judges the answer.
    pub state: Value,
}

/// A passkey that was added, or has proven itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The authenticator's name for it.
    pub id: Vec<u8>,
    /// The public key and what is kept with it: counter, whether it can be and is backed up,
    /// whether it verified its user.
    pub kept: Value,
    /// Its signature counter; some always say 0.
    pub counter: i64,
}

/// Why a ceremony ended.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The site has no name that passkeys could belong to.
    #[error("this site is reached by a number, and passkeys belong to names")]
    NoName,
    /// The browser's answer is none.
    #[error("the browser's answer cannot be read")]
    Unreadable,
    /// The answer was judged and does not hold.
    #[error("the answer does not hold: {0}")]
    Refused(WebauthnError),
    /// What was kept cannot be read.
    #[error("what was kept of a passkey cannot be read")]
    Kept(#[from] serde_json::Error),
}

impl Passkeys {
    /// The ceremonies of the site at `base_url`: its host is what passkeys belong to, its origin
    /// what they are used on.
    pub fn at(base_url: &str, network: &str) -> Self {
        let site = Url::parse(base_url).ok().and_then(|origin| {
            let host = origin.domain()?.to_owned();
            let builder = WebauthnBuilder::new(&host, &origin).ok()?;
            builder.rp_name(network).build().ok()
        });
        Self { site }
    }

    /// Whether the site's address has a name.
    pub fn are_possible(&self) -> bool {
        self.site.is_some()
    }

    fn site(&self) -> Result<&Webauthn, PasskeyError> {
        self.site.as_ref().ok_or(PasskeyError::NoName)
    }

    /// Begins to add one; authenticators that hold one of `known` refuse.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn begin_adding(
        &self,
        user: UserId,
        mail: &str,
        name: &str,
        known: &[Vec<u8>],
    ) -> Result<Begun, PasskeyError> {
        let (mut options, state) = self
            .site()?
            .start_securitykey_registration(user.0, mail, name, Some(known.to_vec()), None, None)
            .map_err(PasskeyError::Refused)?;
        // A phone, a laptop or a password manager will do as well as a security key.
        options.public_key.hints = None;
        // Among them is credProtect with "user verification required", which browsers refuse beside
        // a verification that is only preferred.
        options.public_key.extensions = None;
        Ok(Begun {
            options: serde_json::to_value(options)?,
            state: serde_json::to_value(state)?,
        })
    }

    /// Judges the answer to [`Self::begin_adding`].
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn add(&self, answer: &str, state: Value) -> Result<Credential, PasskeyError> {
        let state: SecurityKeyRegistration = serde_json::from_value(state)?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let added = self.site()?.finish_securitykey_registration(&answer, &state);
        credential(&added.map_err(PasskeyError::Refused)?)
    }

    /// Begins a proof by any of these, as they were kept.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn begin_proof(&self, kept: Vec<Value>) -> Result<Begun, PasskeyError> {
        let (mut options, state) = self
            .site()?
            .start_securitykey_authentication(&keys(kept)?)
            .map_err(PasskeyError::Refused)?;
        options.public_key.hints = None;
        Ok(Begun {
            options: serde_json::to_value(options)?,
            state: serde_json::to_value(state)?,
        })
    }

    /// Judges the answer to [`Self::begin_proof`]: origin, challenge, signature, presence, counter.
    /// The passkey comes back with its new counter and flags.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn prove(&self, answer: &str, state: Value, kept: Vec<Value>) -> Result<Credential, PasskeyError> {
        let state: SecurityKeyAuthentication = serde_json::from_value(state)?;
        let answer: PublicKeyCredential = read(answer)?;
        let proven = self.site()?.finish_securitykey_authentication(&answer, &state);
        let proven = proven.map_err(PasskeyError::Refused)?;
        let mut keys = keys(kept)?;
        let key = keys.iter_mut().find(|key| key.cred_id() == proven.cred_id());
        // Removed since the proof began.
        let key = key.ok_or(PasskeyError::Refused(WebauthnError::CredentialNotFound))?;
        key.update_credential(&proven);
        credential(key)
    }
}

/// Whether a passkey lives in more than one device, as its authenticator says.
pub fn is_synced(kept: &Value) -> bool {
    kept["cred"]["backup_state"].as_bool().unwrap_or(false)
}

fn read<T: serde::de::DeserializeOwned>(answer: &str) -> Result<T, PasskeyError> {
    if answer.len() > LONGEST {
        return Err(PasskeyError::Unreadable);
    }
    serde_json::from_str(answer).map_err(|_| PasskeyError::Unreadable)
}

fn keys(kept: Vec<Value>) -> Result<Vec<SecurityKey>, PasskeyError> {
    let keys = kept.into_iter().map(serde_json::from_value);
    Ok(keys.collect::<Result<_, _>>()?)
}

fn credential(key: &SecurityKey) -> Result<Credential, PasskeyError> {
    let kept = serde_json::to_value(key)?;
    let counter = kept["cred"]["counter"].as_i64();
    Ok(Credential {
        id: key.cred_id().to_vec(),
        counter: counter.ok_or(PasskeyError::Unreadable)?,
        kept,
    })
}
