//! The fake world of local mode.

use std::net::SocketAddr;

use super::{Database, Mode, SettingError, Settings};

/// Whether vendors, login pages and an identity provider are played by this process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World {
    /// Whether it is started.
    pub on: bool,
    /// Where it listens; unless given, port 8090 of loopback or, when that is taken, a free one.
    pub listen: Option<SocketAddr>,
}

impl World {
    pub(super) fn from_settings(
        settings: &Settings,
        mode: Mode,
        database: &Database,
    ) -> Result<Self, SettingError> {
        let embedded = matches!(database, Database::Embedded { .. });
        let on = match (settings.get("OIN_WORLD"), mode) {
            (None, Mode::Local) => embedded,
            (None | Some("off"), _) => false,
            (Some("on"), Mode::Local) => true,
            (Some("on"), Mode::Production) => {
                return Err(SettingError::new(
                    "OIN_WORLD",
                    "the fake world is for local mode only; leave it out or set `off`",
                ));
            }
            (Some(other), _) => {
                return Err(SettingError::new(
                    "OIN_WORLD",
                    format!("`{other}` is neither `on` nor `off`"),
                ));
            }
        };
        let listen: Option<SocketAddr> =
            settings.parsed("OIN_WORLD_LISTEN", "an address and port such as 127.0.0.1:8090")?;
        if let Some(address) = listen.filter(|address| !address.ip().is_loopback()) {
            return Err(SettingError::new(
                "OIN_WORLD_LISTEN",
                format!(
                    "`{address}` is not a loopback address: nobody else may take the fake world for real"
                ),
            ));
        }
        Ok(Self { on, listen })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn world(pairs: &[(&str, &str)]) -> Result<World, SettingError> {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let settings = Settings::from_environment(pairs).unwrap();
        Config::from_settings(&settings).map(|config| config.world)
    }

    const EMBEDDED: (&str, &str) = ("OIN_DATA_DIR", "/data");
    const OUTSIDE: (&str, &str) = ("DATABASE_URL", "postgres://x/y");
    const HTTPS: (&str, &str) = ("OIN_BASE_URL", "https://x.test");
    const FILES: (&str, &str) = ("OIN_FILES_URL", "https://files.x.test");
    const LOCAL: (&str, &str) = ("OIN_MODE", "local");

    #[test]
    fn it_comes_with_the_embedded_database_or_when_asked_for() {
        assert!(world(&[EMBEDDED]).unwrap().on);
        assert!(!world(&[EMBEDDED, ("OIN_WORLD", "off")]).unwrap().on);
        assert!(!world(&[OUTSIDE, LOCAL]).unwrap().on);
        assert!(world(&[OUTSIDE, LOCAL, ("OIN_WORLD", "on")]).unwrap().on);
        assert!(!world(&[OUTSIDE, HTTPS, FILES]).unwrap().on);
    }

    #[test]
    fn it_is_refused_in_production_and_off_loopback() {
        let refused = |pairs: &[(&str, &str)]| world(pairs).unwrap_err().name;
        assert_eq!(
            refused(&[OUTSIDE, HTTPS, FILES, ("OIN_WORLD", "on")]),
            "OIN_WORLD"
        );
        assert_eq!(refused(&[EMBEDDED, ("OIN_WORLD", "yes")]), "OIN_WORLD");
        let everywhere = ("OIN_WORLD_LISTEN", "0.0.0.0:8090");
        assert_eq!(refused(&[EMBEDDED, everywhere]), "OIN_WORLD_LISTEN");
    }
}
