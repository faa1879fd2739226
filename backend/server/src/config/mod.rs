//! The configuration: read once, one struct a concern.

mod brand;
mod calendar;
mod evidence;
mod http;
mod keys;
mod mail;
mod outbound;
mod settings;
mod sign_in;
mod table;
mod world;

use std::path::PathBuf;

use oin_domain::submission::Calendar;
use oin_domain::verification::Ages;

pub use brand::Brand;
pub use http::Http;
pub use keys::{Hidden, Keys};
pub use mail::Mail;
pub use outbound::Outbound;
pub use settings::{Origin, SettingError, Settings};
pub use sign_in::{SignIn, SignInProvider, usual_scopes};
pub use table::{SETTINGS, Setting};
pub use world::World;

/// What is logged unless configured: the servers' own chatter is left out, and so are the
/// errors that actix-http logs whenever a stranger sends something that is not HTTP.
const DEFAULT_FILTER: &str = "info,actix_http=off,actix_server=warn";

/// What kind of installation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One machine, for trying out and developing.
    Local,
    /// For others to rely on.
    Production,
}

/// Everything that is configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// What kind of installation this is.
    pub mode: Mode,
    /// How requests arrive.
    pub http: Http,
    /// Where facts are kept.
    pub database: Database,
    /// Where the keys are that are not in the database.
    pub keys: Keys,
    /// What calls to the outside may reach.
    pub outbound: Outbound,
    /// How letters go out.
    pub mail: Mail,
    /// Whether this process does promised work besides serving.
    pub works: bool,
    /// What a first start loads.
    pub seed: Seed,
    /// Where the audit trail's head is written down, beside the log.
    pub audit_anchor_file: Option<PathBuf>,
    /// How the process logs.
    pub log: Log,
    /// The network's names and colour.
    pub brand: Brand,
    /// The days on which the network reviews.
    pub calendar: Calendar,
    /// For how long evidence counts.
    pub ages: Ages,
    /// Of a hundred submissions that could pass without a reviewer, how many are drawn for one.
    pub audit_sample: u8,
    /// Who else may vouch for people who sign in.
    pub sign_in: SignIn,
    /// The fake world.
    pub world: World,
}

/// Where facts are kept.
#[derive(Debug, Clone)]
pub enum Database {
    /// A PostgreSQL of our own in the data folder.
    Embedded {
        /// The data folder.
        data_dir: PathBuf,
        /// PostgreSQL's programs, when not to be looked for.
        bin_dir: Option<PathBuf>,
    },
    /// A PostgreSQL that somebody else runs.
    Outside {
        /// As the application's role.
        url: String,
        /// As the role that owns the tables.
        migrate_url: String,
    },
}

/// What a first start loads into an empty catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// Nothing.
    Nothing,
    /// The facts of `seed-data/`.
    Facts,
    /// The facts and the fictitious vendors.
    Demo,
}

/// How the process logs.
#[derive(Debug, Clone)]
pub struct Log {
    /// The filter, as of the tracing-subscriber crate.
    pub filter: String,
    /// One JSON object a line instead of text.
    pub json: bool,
}

impl Config {
    /// Reads the configuration out of raw settings.
    ///
    /// # Errors
    /// The first setting that cannot be used, with what to do about it.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let database = Database::from_settings(settings)?;
        let embedded = matches!(database, Database::Embedded { .. });
        let mode = match settings.get("OIN_MODE") {
            None if embedded => Mode::Local,
            None | Some("production") => Mode::Production,
            Some("local") => Mode::Local,
            Some(other) => {
                return Err(SettingError::new(
                    "OIN_MODE",
                    format!("`{other}` is neither `local` nor `production`"),
                ));
            }
        };
        if mode == Mode::Production && embedded {
            return Err(SettingError::new(
                "DATABASE_URL",
                "production needs a database of its own: set it, or use OIN_MODE=local",
            ));
        }
        let works = match settings.get("OIN_WORK") {
            None | Some("on") => true,
            Some("off") => false,
            Some(other) => {
                return Err(SettingError::new(
                    "OIN_WORK",
                    format!("`{other}` is neither `on` nor `off`"),
                ));
            }
        };
        let http = Http::from_settings(settings, mode)?;
        let brand = Brand::from_settings(settings)?;
        let world = World::from_settings(settings, mode, &database)?;
        Ok(Self {
            mode,
            mail: Mail::from_settings(settings, mode, &http.base_url, &brand)?,
            works,
            http,
            keys: Keys::from_settings(settings, mode)?,
            outbound: Outbound::from_settings(settings, mode)?,
            database,
            seed: Seed::from_settings(settings, mode)?,
            audit_anchor_file: settings.get("OIN_AUDIT_ANCHOR_FILE").map(PathBuf::from),
            log: Log::from_settings(settings, mode)?,
            brand,
            calendar: calendar::from_settings(settings)?,
            ages: evidence::from_settings(settings)?,
            audit_sample: evidence::audit_sample(settings)?,
            sign_in: SignIn::from_settings(settings, mode)?,
            world,
        })
    }
}

impl Database {
    fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        if let Some(url) = settings.get("DATABASE_URL") {
            let migrate_url = settings.get("OIN_MIGRATE_DATABASE_URL").unwrap_or(url);
            return Ok(Self::Outside {
                url: url.to_owned(),
                migrate_url: migrate_url.to_owned(),
            });
        }
        Ok(Self::Embedded {
            data_dir: data_dir(settings)?,
            bin_dir: settings.get("OIN_PG_BIN").map(PathBuf::from),
        })
    }
}

/// The folder for what this process keeps on this machine.
fn data_dir(settings: &Settings) -> Result<PathBuf, SettingError> {
    match settings.get("OIN_DATA_DIR") {
        Some(dir) => Ok(PathBuf::from(dir)),
        None => default_data_dir(),
    }
}

fn default_data_dir() -> Result<PathBuf, SettingError> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match home {
        // A service's or root's data belongs where the FHS puts it.
        Some(home) if home.as_os_str() == "/root" => Ok(PathBuf::from("/var/lib/oin")),
        Some(home) => Ok(home.join(".local/share/oin")),
        None => Err(SettingError::new(
            "OIN_DATA_DIR",
            "there is no home folder to put it into: name a folder",
        )),
    }
}

impl Seed {
    fn from_settings(settings: &Settings, mode: Mode) -> Result<Self, SettingError> {
        match (settings.get("OIN_SEED"), mode) {
            (None, Mode::Local) => Ok(Self::Demo),
            (None, Mode::Production) | (Some("none"), _) => Ok(Self::Nothing),
            (Some("facts"), _) => Ok(Self::Facts),
            (Some("demo"), Mode::Local) => Ok(Self::Demo),
            (Some("demo"), Mode::Production) => Err(SettingError::new(
                "OIN_SEED",
                "demo data is for local mode only; use `facts`",
            )),
            (Some(other), _) => Err(SettingError::new(
                "OIN_SEED",
                format!("`{other}` is none of none, facts, demo"),
            )),
        }
    }
}

impl Log {
    fn from_settings(settings: &Settings, mode: Mode) -> Result<Self, SettingError> {
        let json = match settings.get("OIN_LOG_FORMAT") {
            None => mode == Mode::Production,
            Some("json") => true,
            Some("text") => false,
            Some(other) => {
                return Err(SettingError::new(
                    "OIN_LOG_FORMAT",
                    format!("`{other}` is neither text nor json"),
                ));
            }
        };
        Ok(Self {
            filter: settings.get("OIN_LOG").unwrap_or(DEFAULT_FILTER).to_owned(),
            json,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<Config, SettingError> {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Config::from_settings(&Settings::from_environment(pairs).unwrap())
    }

    #[test]
    fn an_embedded_database_means_local_mode() {
        let config = config(&[("OIN_DATA_DIR", "/tmp/x"), ("OIN_LISTEN", "127.0.0.1:9")]).unwrap();
        assert_eq!(config.mode, Mode::Local);
        assert_eq!(config.http.base_url, "http://localhost:9");
        assert_eq!(config.http.files_url.as_deref(), Some("http://files.localhost:9"));
        assert_eq!(config.seed, Seed::Demo);
    }

    #[test]
    fn production_refuses_what_is_local() {
        let db = ("DATABASE_URL", "postgres://x/y");
        assert_eq!(config(&[db]).unwrap_err().name, "OIN_BASE_URL");
        assert_eq!(
            config(&[db, ("OIN_BASE_URL", "http://x.test")]).unwrap_err().name,
            "OIN_BASE_URL"
        );
        let https = ("OIN_BASE_URL", "https://x.test/");
        assert_eq!(config(&[db, https]).unwrap_err().name, "OIN_FILES_URL");
        for same in ["https://x.test", "http://files.x.test", "https://files.x.test/a"] {
            let refused = config(&[db, https, ("OIN_FILES_URL", same)]).unwrap_err();
            assert_eq!(refused.name, "OIN_FILES_URL", "{same}");
        }
        let files = ("OIN_FILES_URL", "https://files.x.test");
        assert_eq!(
            config(&[db, https, files, ("OIN_SEED", "demo")])
                .unwrap_err()
                .name,
            "OIN_SEED"
        );
        assert_eq!(
            config(&[("OIN_MODE", "production"), ("OIN_DATA_DIR", "/tmp/x"), https])
                .unwrap_err()
                .name,
            "DATABASE_URL"
        );
        let http = config(&[db, https, files]).unwrap().http;
        assert_eq!(http.base_url, "https://x.test");
        assert_eq!(http.files_url.as_deref(), Some("https://files.x.test"));
    }
}
