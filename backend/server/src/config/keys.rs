//! Where the keys are that are not in the database.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{Mode, SettingError, Settings, data_dir};

/// The file in the data folder.
const FILE: &str = "keys";

/// Where the keys are that open what the database holds sealed.
#[derive(Debug, Clone)]
pub enum Keys {
    /// In a file that only we can read.
    File {
        /// Which.
        path: PathBuf,
        /// Whether one is made when it is missing.
        may_make: bool,
    },
    /// In the setting `OIN_KEYS`.
    Setting(Hidden),
    /// Nowhere: production does without secrets until somebody names a file.
    Missing,
}

/// A setting's value that is never printed.
#[derive(Clone)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    /// Hides a text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one who needs it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

impl Keys {
    pub(super) fn from_settings(settings: &Settings, mode: Mode) -> Result<Self, SettingError> {
        match (settings.get("OIN_KEY_FILE"), settings.get("OIN_KEYS")) {
            (Some(_), Some(_)) => Err(SettingError::new(
                "OIN_KEYS",
                "there is a key file as well: set one of OIN_KEYS and OIN_KEY_FILE",
            )),
            (Some(path), None) => Ok(Self::File {
                path: PathBuf::from(path),
                may_make: mode == Mode::Local,
            }),
            (None, Some(text)) => Ok(Self::Setting(Hidden::new(text.to_owned()))),
            (None, None) if mode == Mode::Local => Ok(Self::File {
                path: data_dir(settings)?.join(FILE),
                may_make: true,
            }),
            (None, None) => Ok(Self::Missing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(pairs: &[(&str, &str)], mode: Mode) -> Result<Keys, SettingError> {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Keys::from_settings(&Settings::from_environment(pairs).unwrap(), mode)
    }

    #[test]
    fn only_local_mode_makes_keys_of_its_own() {
        let local = keys(&[("OIN_DATA_DIR", "/data")], Mode::Local).unwrap();
        assert!(
            matches!(local, Keys::File { path, may_make: true } if path == std::path::Path::new("/data/keys"))
        );
        assert!(matches!(keys(&[], Mode::Production), Ok(Keys::Missing)));
        let named = keys(&[("OIN_KEY_FILE", "/run/keys")], Mode::Production).unwrap();
        assert!(matches!(named, Keys::File { may_make: false, .. }));
        let both = keys(&[("OIN_KEY_FILE", "/run/keys"), ("OIN_KEYS", "x")], Mode::Local);
        assert_eq!(both.unwrap_err().name, "OIN_KEYS");
    }

    #[test]
    fn keys_in_a_setting_are_not_printed() {
        let secret = keys(&[("OIN_KEYS", "wrap a valid hunter2")], Mode::Production).unwrap();
        assert!(!format!("{secret:?}").contains("hunter2"));
    }
}
