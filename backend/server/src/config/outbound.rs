//! What calls to the outside may reach, and whom they ask for names.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::{Mode, SettingError, Settings};

/// What calls to the outside may reach, and whom they ask for names.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    /// Addresses that may be called although they are not public; for tests,
    /// never in production.
    pub exceptions: BTreeSet<SocketAddr>,
    /// The name server to ask instead of the system's; local mode only.
    pub dns_server: Option<SocketAddr>,
}

impl Outbound {
    pub(super) fn from_settings(settings: &Settings, mode: Mode) -> Result<Self, SettingError> {
        let mut exceptions = BTreeSet::new();
        for item in settings
            .get("OIN_EGRESS_EXCEPTIONS")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            let exception = item.parse().map_err(|_| {
                SettingError::new(
                    "OIN_EGRESS_EXCEPTIONS",
                    format!("`{item}` is not an address and port such as 127.0.0.1:8443"),
                )
            })?;
            exceptions.insert(exception);
        }
        let dns_server = settings.parsed("OIN_DNS_SERVER", "an address and port such as 127.0.0.1:5353")?;
        if mode == Mode::Production {
            // Whoever can name an exception or the name server reaches what is inside.
            if !exceptions.is_empty() {
                return Err(SettingError::new(
                    "OIN_EGRESS_EXCEPTIONS",
                    "production calls public addresses only: remove the setting, or use OIN_MODE=local",
                ));
            }
            if dns_server.is_some() {
                return Err(SettingError::new(
                    "OIN_DNS_SERVER",
                    "production asks the system's name servers: remove the setting, or use OIN_MODE=local",
                ));
            }
        }
        Ok(Self {
            exceptions,
            dns_server,
        })
    }
}
