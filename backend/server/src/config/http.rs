//! How requests arrive: addresses, proxies and limits.

use std::net::{IpAddr, SocketAddr};

use url::Url;

use super::{Mode, SettingError, Settings};

/// How requests arrive.
#[derive(Debug, Clone)]
pub struct Http {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The address people use, without a slash at its end.
    pub base_url: String,
    /// The address of the host that shows uploaded pictures, without a slash at its end; `None`
    /// in local mode only: the pages' own host shows them.
    pub files_url: Option<String>,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Anonymous API requests a minute and address.
    pub reads_per_minute: u32,
    /// Memory for finished answers, in bytes.
    pub ready_made_bytes: u64,
}

impl Http {
    pub(super) fn from_settings(settings: &Settings, mode: Mode) -> Result<Self, SettingError> {
        let listen: SocketAddr = settings
            .parsed("OIN_LISTEN", "an address and port such as 127.0.0.1:8080")?
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let base_url = match settings.get("OIN_BASE_URL") {
            Some(text) => origin("OIN_BASE_URL", text)?,
            None if mode == Mode::Production => {
                return Err(SettingError::new(
                    "OIN_BASE_URL",
                    "production needs the https address that people use",
                ));
            }
            None => format!("http://localhost:{}", listen.port()),
        };
        if mode == Mode::Production && !base_url.starts_with("https://") {
            return Err(SettingError::new(
                "OIN_BASE_URL",
                "production needs an https address",
            ));
        }
        let files_url = files_url(settings, mode, &base_url)?;
        let trusted_proxies = settings
            .get("OIN_TRUSTED_PROXIES")
            .map(|list| {
                list.split(',')
                    .map(|item| {
                        item.trim().parse().map_err(|_| {
                            SettingError::new("OIN_TRUSTED_PROXIES", format!("`{item}` is not an IP address"))
                        })
                    })
                    .collect::<Result<Vec<IpAddr>, _>>()
            })
            .transpose()?
            .unwrap_or_default();
        let usual = if mode == Mode::Production {
            6_000
        } else {
            10_000_000
        };
        let reads_per_minute = settings
            .parsed("OIN_API_READS_PER_MINUTE", "a whole number")?
            .unwrap_or(usual);
        if reads_per_minute == 0 {
            return Err(SettingError::new(
                "OIN_API_READS_PER_MINUTE",
                "must be at least 1",
            ));
        }
        let megabytes: u16 = settings
            .parsed("OIN_READY_MADE_MB", "a whole number of MB, at most 65535")?
            .unwrap_or(32);
        Ok(Self {
            listen,
            base_url,
            files_url,
            trusted_proxies,
            reads_per_minute,
            ready_made_bytes: u64::from(megabytes) * 1024 * 1024,
        })
    }
}

/// The host of uploaded pictures: another than the pages', so that no cookie reaches it.
fn files_url(settings: &Settings, mode: Mode, base_url: &str) -> Result<Option<String>, SettingError> {
    const NAME: &str = "OIN_FILES_URL";
    let host = |url: &str| {
        Url::parse(url)
            .ok()
            .and_then(|url| Some(url.host_str()?.to_owned()))
    };
    let Some(text) = settings.get(NAME) else {
        if mode == Mode::Production {
            let problem = "production needs an https address of its own for uploaded pictures, such as https://files.oin.example.com, that leads here too";
            return Err(SettingError::new(NAME, problem));
        }
        // Browsers lead every name under localhost to this machine.
        let local = (host(base_url).as_deref() == Some("localhost"))
            .then(|| base_url.replacen("://localhost", "://files.localhost", 1));
        return Ok(local);
    };
    let url = origin(NAME, text)?;
    if mode == Mode::Production && !url.starts_with("https://") {
        return Err(SettingError::new(NAME, "production needs an https address"));
    }
    if host(&url) == host(base_url) {
        let problem = "must be another host than OIN_BASE_URL, so that no cookie reaches it";
        return Err(SettingError::new(NAME, problem));
    }
    Ok(Some(url))
}

fn origin(setting: &'static str, text: &str) -> Result<String, SettingError> {
    let bad = |problem: &str| SettingError::new(setting, format!("`{text}` {problem}"));
    let url = Url::parse(text.trim()).map_err(|_| bad("is not a URL such as https://oin.example.com"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(bad("must start with https:// (or http:// in local mode)"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(bad(
            "must be an origin only: scheme, host and port, without a path",
        ));
    }
    Ok(String::from(url).trim_end_matches('/').to_owned())
}
