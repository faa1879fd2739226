//! Where settings come from: the environment first, then a file.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::{SETTINGS, Setting};

/// Raw settings by name, each with where it came from.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    values: BTreeMap<&'static str, (String, Origin)>,
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A command-line option.
    Option,
    /// The environment.
    Environment,
    /// The file named by `OIN_CONFIG_FILE`.
    File,
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct SettingError {
    /// The setting's name.
    pub name: String,
    /// What is wrong and how to mend it.
    pub problem: String,
}

impl SettingError {
    /// A problem with the setting `name`.
    pub fn new(name: &str, problem: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            problem: problem.into(),
        }
    }
}

impl Settings {
    /// Reads the process's environment and, if it names one, the file.
    ///
    /// # Errors
    /// A file that cannot be read, a line in it that is no `NAME=value`, or an
    /// `OIN_…` name that no setting has.
    pub fn read() -> Result<Self, SettingError> {
        Self::from_environment(std::env::vars())
    }

    /// The same from given variables.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn from_environment(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingError> {
        let mut settings = Self::default();
        for (name, value) in variables {
            match find(&name) {
                Some(setting) => settings.put(setting.name, value, Origin::Environment),
                None if name.starts_with("OIN_") && !name.starts_with("OIN_TEST_") => {
                    return Err(SettingError::new(
                        &name,
                        "there is no such setting; `oin config` lists them all",
                    ));
                }
                None => {}
            }
        }
        if let Some(file) = settings.get("OIN_CONFIG_FILE").map(str::to_owned) {
            settings.read_file(Path::new(&file))?;
        }
        Ok(settings)
    }

    fn read_file(&mut self, file: &Path) -> Result<(), SettingError> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            SettingError::new(
                "OIN_CONFIG_FILE",
                format!("cannot read {}: {error}", file.display()),
            )
        })?;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, value) = line.split_once('=').ok_or_else(|| {
                SettingError::new(
                    "OIN_CONFIG_FILE",
                    format!("line {} is not NAME=value", number + 1),
                )
            })?;
            let setting = find(name.trim()).ok_or_else(|| {
                SettingError::new(
                    "OIN_CONFIG_FILE",
                    format!("line {}: there is no setting {}", number + 1, name.trim()),
                )
            })?;
            if !self.values.contains_key(setting.name) {
                self.put(setting.name, value.trim().to_owned(), Origin::File);
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &'static str, value: String, origin: Origin) {
        // An empty value means "not set": compose files pass empty variables.
        if !value.trim().is_empty() {
            self.values.insert(name, (value, origin));
        }
    }

    /// Sets a value from a command-line option; it wins over all others.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.put(name, value.into(), Origin::Option);
    }

    /// The value of a setting, if one was given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|(value, _)| value.as_str())
    }

    /// Where the value of a setting came from; `None` for a default.
    pub fn origin(&self, name: &str) -> Option<Origin> {
        self.values.get(name).map(|(_, origin)| *origin)
    }

    /// The value of a setting, parsed.
    ///
    /// # Errors
    /// [`SettingError`] when there is a value and it does not parse.
    pub fn parsed<T: std::str::FromStr>(
        &self,
        name: &str,
        expected: &str,
    ) -> Result<Option<T>, SettingError> {
        self.get(name)
            .map(|value| {
                value
                    .trim()
                    .parse()
                    .map_err(|_| SettingError::new(name, format!("`{value}` is not {expected}")))
            })
            .transpose()
    }
}

fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn an_unknown_setting_is_named() {
        let error = Settings::from_environment([pair("OIN_LISTNE", "x")]).unwrap_err();
        assert_eq!(error.name, "OIN_LISTNE");
    }

    #[test]
    fn options_win_and_empty_values_do_not_count() {
        let mut settings =
            Settings::from_environment([pair("OIN_LISTEN", "0.0.0.0:1"), pair("OIN_MODE", " ")]).unwrap();
        settings.set("OIN_LISTEN", "127.0.0.1:2");
        assert_eq!(settings.get("OIN_LISTEN"), Some("127.0.0.1:2"));
        assert_eq!(settings.get("OIN_MODE"), None);
    }
}
