//! The identity providers that people may sign in with, beside mail and password.

use std::collections::BTreeSet;

use serde::Deserialize;
use url::Url;

use super::{Hidden, Mode, SettingError, Settings};

const NAME: &str = "OIN_SIGN_IN_PROVIDERS";
/// Most characters of an id, a label, a client id.
const LONGEST: usize = 100;

/// The providers people may sign in with.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// In the order in which the sign-in page shows them.
    pub providers: Vec<SignInProvider>,
    /// Whether the setting was given; without it the fake world brings its own.
    pub given: bool,
}

/// An OpenID Connect provider that is registered with us.
#[derive(Debug, Clone)]
pub struct SignInProvider {
    /// Its name in addresses: small letters, digits and `-`.
    pub id: String,
    /// What stands on its button.
    pub label: String,
    /// The issuer identifier, letter by letter as its discovery document says it: a slash at
    /// its end counts. Never change it while people have linked accounts: a link is this and the
    /// provider's subject.
    pub issuer: String,
    /// Our client id there.
    pub client_id: String,
    /// Our client secret there; public clients have none.
    pub client_secret: Option<Hidden>,
    /// The scopes that are asked for; `openid` is always among them.
    pub scopes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    label: String,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
}

/// What is asked for unless the configuration says otherwise.
pub fn usual_scopes() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

impl SignIn {
    pub(super) fn from_settings(settings: &Settings, mode: Mode) -> Result<Self, SettingError> {
        let Some(value) = settings.get(NAME) else {
            return Ok(Self::default());
        };
        let bad = |problem: String| SettingError::new(NAME, problem);
        let value = value.trim();
        let text = if value.starts_with('[') {
            value.to_owned()
        } else {
            std::fs::read_to_string(value)
                .map_err(|error| bad(format!("cannot read the file {value}: {error}")))?
        };
        let written: Vec<Written> = serde_json::from_str(&text).map_err(|error| {
            // serde's message may quote the value at fault, which may be a secret.
            bad(format!(
                "must be a JSON array of objects with id, label, issuer, client_id, client_secret and scopes; \
                 it is not at line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        let mut ids = BTreeSet::new();
        let mut providers = Vec::with_capacity(written.len());
        for (number, one) in written.into_iter().enumerate() {
            let provider = one
                .checked(mode)
                .map_err(|problem| bad(format!("provider {}: {problem}", number + 1)))?;
            if !ids.insert(provider.id.clone()) {
                return Err(bad(format!("two providers have the id `{}`", provider.id)));
            }
            providers.push(provider);
        }
        Ok(Self {
            providers,
            given: true,
        })
    }
}

impl Written {
    fn checked(mut self, mode: Mode) -> Result<SignInProvider, String> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > LONGEST || !self.id.bytes().all(plain) {
            return Err(format!(
                "id `{}` must be 1 to {LONGEST} small letters, digits or hyphens",
                self.id
            ));
        }
        for (name, text) in [("label", &self.label), ("client_id", &self.client_id)] {
            let length = text.chars().count();
            if text.trim().is_empty() || length > LONGEST || text.chars().any(char::is_control) {
                return Err(format!("{name} must have 1 to {LONGEST} characters"));
            }
        }
        let issuer = Url::parse(&self.issuer).map_err(|_| format!("issuer `{}` is no URL", self.issuer))?;
        let local = mode == Mode::Local && issuer.scheme() == "http";
        if issuer.scheme() != "https" && !local {
            return Err(format!("issuer `{}` must be https", self.issuer));
        }
        if issuer.query().is_some() || issuer.fragment().is_some() || !issuer.username().is_empty() {
            return Err(format!(
                "issuer `{}` must have neither user, query nor fragment",
                self.issuer
            ));
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            self.scopes.insert(0, "openid".to_owned());
        }
        Ok(SignInProvider {
            id: self.id,
            label: self.label,
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: self.client_secret.filter(|s| !s.is_empty()).map(Hidden::new),
            scopes: self.scopes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str, mode: Mode) -> Result<SignIn, SettingError> {
        let pairs = [(NAME.to_owned(), value.to_owned())];
        SignIn::from_settings(&Settings::from_environment(pairs).unwrap(), mode)
    }

    const ACME: &str = r#"{"id":"acme","label":"Acme","issuer":"https://id.acme.example","client_id":"oin","client_secret":"hunter2"}"#;

    #[test]
    fn providers_are_read_inline_or_from_a_file() {
        let inline = read(&format!("[{ACME}]"), Mode::Production).unwrap();
        let [provider] = &inline.providers[..] else {
            panic!("{inline:?}")
        };
        assert_eq!(provider.id, "acme");
        assert_eq!(provider.scopes, ["openid", "email", "profile"]);
        assert!(!format!("{inline:?}").contains("hunter2"));
        let file = std::env::temp_dir().join(format!("oin-sign-in-{}", std::process::id()));
        std::fs::write(&file, format!("[{ACME}]")).unwrap();
        let from_file = read(file.to_str().unwrap(), Mode::Production);
        std::fs::remove_file(&file).unwrap();
        assert_eq!(from_file.unwrap().providers.len(), 1);
    }

    #[test]
    fn what_cannot_be_used_is_named_without_its_secret() {
        let http = ACME.replace("https", "http");
        for (value, part) in [
            (format!("[{ACME},{ACME}]"), "two providers"),
            (format!("[{http}]"), "must be https"),
            (format!("[{}]", ACME.replace("\"acme\"", "\"A b\"")), "id `A b`"),
            (format!("[{}]", ACME.replace("\"label\"", "\"lable\"")), "line 1"),
            ("/nowhere/providers.json".to_owned(), "cannot read the file"),
        ] {
            let error = read(&value, Mode::Production).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(read(&format!("[{http}]"), Mode::Local).is_ok());
    }
}
