//! `oin config`.

use super::print;
use crate::config::{Config, Origin, SETTINGS, Settings};

/// Prints every setting, then says whether the whole can be used.
pub(super) fn run(settings: &Settings) -> anyhow::Result<()> {
    for setting in SETTINGS {
        let value = match settings.get(setting.name) {
            Some(_) if setting.secret => "(set, not shown)".to_owned(),
            Some(value) => value.to_owned(),
            None => format!("(default: {})", setting.default),
        };
        let origin = match settings.origin(setting.name) {
            Some(Origin::Option) => " [option]",
            Some(Origin::Environment) => " [environment]",
            Some(Origin::File) => " [file]",
            None => "",
        };
        print(&format!("# {}", setting.what));
        print(&format!("{}={value}{origin}", setting.name));
    }
    Config::from_settings(settings)?;
    Ok(())
}
