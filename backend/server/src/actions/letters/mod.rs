//! Writing letters: as data, in the transaction of what they tell. `mail` puts them into words
//! and sends them after it (`docs/how-to-write-a-letter.md`).

mod about;
mod kinds;
mod letter;
mod link;
mod outbox;
pub mod samples;

use chrono::{DateTime, Utc};
use oin_domain::account::{Limit, MailAddress};
use oin_domain::ids::{LetterId, UserId};
use oin_store::{LETTER_SECRETS, NewLetter, SecretPlace, StoreError, Take, Tx, User};
use serde_json::Value;

use crate::actions::Asker;
use crate::vault::{Vault, VaultError, digest};

pub use about::{About, Point};
pub use letter::Letter;
pub use link::{SEALED, SecretLink};
pub use outbox::{Outgoing, bounced, claim, failed, sent};

/// The longest name that is kept with a letter, in characters.
const LONGEST_NAME: usize = 200;
/// The name of a letter's only secret.
const LINK: &str = "link";

/// To whom a letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Where to.
    pub mail: MailAddress,
    /// What they are called; `None` when we were not told.
    pub name: Option<String>,
    /// Their account, when they have one.
    pub user: Option<UserId>,
}

impl Recipient {
    /// Somebody of whom we know the address only.
    pub fn address(mail: MailAddress) -> Self {
        Self {
            mail,
            name: None,
            user: None,
        }
    }

    /// Somebody without an account who told their name.
    pub fn named(mail: MailAddress, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..Self::address(mail)
        }
    }
}

impl From<&Asker> for Recipient {
    fn from(asker: &Asker) -> Self {
        Self {
            mail: asker.mail.clone(),
            name: Some(asker.name.to_string()),
            user: Some(asker.user()),
        }
    }
}

impl From<&User> for Recipient {
    fn from(user: &User) -> Self {
        Self {
            mail: user.mail.clone(),
            name: Some(user.name.to_string()),
            user: Some(user.id),
        }
    }
}

/// Posts a letter: it is sent when this transaction commits, and never when it does not.
///
/// A letter that anybody can make us write ([`Limit::MAIL_TO_ADDRESS`]) is dropped when its
/// address had too many this hour. The caller is not told, and must not tell: the answer would
/// say what is known of an address.
///
/// # Errors
/// [`VaultError`] of the database, or when the link cannot be sealed.
pub async fn post(
    tx: &mut Tx,
    vault: &Vault,
    to: &Recipient,
    letter: &Letter,
    at: DateTime<Utc>,
) -> Result<(), VaultError> {
    post_as(tx, vault, LetterId(uuid::Uuid::now_v7()), to, letter, at).await
}

/// [`post`] for work that may run twice: the same id again is the same letter.
///
/// # Errors
/// As [`post`].
pub async fn post_as(
    tx: &mut Tx,
    vault: &Vault,
    id: LetterId,
    to: &Recipient,
    letter: &Letter,
    at: DateTime<Utc>,
) -> Result<(), VaultError> {
    if letter.is_asked_for() {
        let bucket = Limit::MAIL_TO_ADDRESS.of(hex(&digest(&to.mail.folded())));
        if tx.take(&[bucket], at).await? != Take::Allowed {
            tracing::info!(
                kind = letter.kind(),
                "a letter was dropped: too many to this address"
            );
            return Ok(());
        }
    }
    let mut payload = serde_json::to_value(letter).map_err(StoreError::broken)?;
    if let Value::Object(fields) = &mut payload {
        // It is a column of its own.
        fields.remove("kind");
    }
    let name = to.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let new = NewLetter {
        id,
        kind: letter.kind(),
        to_mail: to.mail.clone(),
        to_name: name.map(|name| name.chars().take(LONGEST_NAME).collect()),
        user: to.user,
        payload,
        at,
    };
    if tx.post(&new).await?
        && let Some(link) = letter.link()
    {
        vault.seal(tx, &place_of_link(id), link.secret(), at).await?;
    }
    Ok(())
}

/// Where the link of a letter is sealed.
fn place_of_link(id: LetterId) -> SecretPlace {
    SecretPlace {
        place: LETTER_SECRETS,
        row: id.0,
        field: LINK.to_owned(),
        org: None,
        target: String::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_stands_in_a_payload() {
        let mut kinds = Vec::new();
        for letter in samples::all() {
            let payload = serde_json::to_value(&letter).unwrap();
            assert_eq!(payload["kind"], letter.kind());
            assert_eq!(
                payload["link"] == SEALED,
                letter.link().is_some(),
                "{}",
                letter.kind()
            );
            assert!(!payload.to_string().contains("a-secret"), "{payload}");
            assert!(!format!("{letter:?}").contains("a-secret"));
            kinds.push(letter.kind());
        }
        for kind in Letter::KINDS {
            assert!(kinds.contains(kind), "there is no sample of {kind}");
        }
    }
}
