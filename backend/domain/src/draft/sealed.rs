//! Secrets of a draft: never part of its text, each bound to the origin that
//! it is meant for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Draft, Field, Kept, Kind};
use crate::ids::UserId;
use crate::integration::UrlPattern;

/// A secret that is sealed for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedField {
    /// Under which name it is sealed, the same when the field moves in its list.
    pub name: Uuid,
    /// The origin that it is meant for.
    pub target: String,
    /// Who gave it.
    pub by: UserId,
    /// When.
    pub since: DateTime<Utc>,
}

impl Draft {
    /// The origin to which the secret at `path` may be sent, by the addresses
    /// and the sandbox's values as they are typed; nothing while an address is
    /// missing or cannot be read.
    pub fn target_of(&self, path: &str) -> Option<String> {
        let address = self.text(&self.target_field(path)?)?;
        let pattern = UrlPattern::parse(address).ok()?;
        let values: BTreeMap<String, String> = self
            .iter()
            .filter_map(|(path, text)| {
                let name = path.strip_prefix("testing.sandbox.values.")?;
                Some((name.to_owned(), text.trim().to_owned()))
            })
            .collect();
        let known = |name: &&str| values.get(*name).is_some_and(|value| !value.is_empty());
        if !pattern.pattern().variables().iter().all(known) {
            return None;
        }
        let url = url::Url::parse(&pattern.render(&values)).ok()?;
        (url.scheme() == "https" || url.scheme() == "http").then(|| url.origin().ascii_serialization())
    }

    /// The path of the address that decides where the secret at `path` goes;
    /// nothing when that is no secret.
    pub fn target_field(&self, path: &str) -> Option<String> {
        let field = Field::at(path)?;
        if !matches!(field.kind, Kind::Secret) {
            return None;
        }
        if path == "scim.token" {
            // A client's secret goes to where tokens are given.
            let exchanged = matches!(
                self.text("scim.auth.kind"),
                Some("client_credentials" | "authorization_code")
            );
            let field = if exchanged {
                "scim.auth.token_url"
            } else {
                "scim.base_url"
            };
            return Some(field.to_owned());
        }
        let (login, _) = path.rsplit_once('.')?;
        Some(format!("{login}.url"))
    }
}

impl Kept {
    /// The secrets that are sealed for it, by path.
    pub fn secrets(&self) -> &BTreeMap<String, SealedField> {
        &self.beside.secrets
    }

    /// The paths of its secrets, for the checks.
    pub fn sealed(&self) -> BTreeSet<String> {
        self.beside.secrets.keys().cloned().collect()
    }

    /// Notes that a secret is sealed; gives the one that it replaces.
    pub fn put_secret(&mut self, path: &str, secret: SealedField) -> Option<SealedField> {
        self.beside.secrets.insert(path.to_owned(), secret)
    }

    /// Notes that a secret is gone; gives it.
    pub fn drop_secret(&mut self, path: &str) -> Option<SealedField> {
        self.beside.secrets.remove(path)
    }

    /// Lets go of secrets whose address leads elsewhere now, with their paths:
    /// what was meant for one origin is never sent to another.
    pub fn loose_secrets(&mut self) -> Vec<(String, SealedField)> {
        let draft = &self.draft;
        let loose: Vec<String> = self
            .beside
            .secrets
            .iter()
            .filter(|(path, secret)| draft.target_of(path).as_ref() != Some(&secret.target))
            .map(|(path, _)| path.clone())
            .collect();
        loose
            .into_iter()
            .filter_map(|path| {
                let secret = self.beside.secrets.remove(&path)?;
                Some((path, secret))
            })
            .collect()
    }
}
