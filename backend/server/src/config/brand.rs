//! The network's names and colour.

use super::{SettingError, Settings};

/// The network's names and colour.
#[derive(Debug, Clone)]
pub struct Brand {
    /// The network's name.
    pub network: String,
    /// The first tier's name.
    pub community: String,
    /// The second tier's name.
    pub verified: String,
    /// The accent colour, `#rrggbb`.
    pub accent: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            network: "Okta Integration Network".to_owned(),
            community: "Community Created".to_owned(),
            verified: "Okta Verified".to_owned(),
            accent: "#1b5fd9".to_owned(),
        }
    }
}

impl Brand {
    /// The name of a tier.
    pub fn tier(&self, tier: oin_domain::listing::Tier) -> &str {
        match tier {
            oin_domain::listing::Tier::Community => &self.community,
            oin_domain::listing::Tier::Verified => &self.verified,
        }
    }
}

impl Brand {
    pub(super) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let usual = Self::default();
        let text = |name: &str, usual: String| match settings.get(name) {
            None => Ok(usual),
            Some(value) => oin_domain::text::Name::parse(value)
                .map(String::from)
                .map_err(|error| SettingError::new(name, error.to_string())),
        };
        let accent = settings.get("OIN_ACCENT").unwrap_or(&usual.accent).to_owned();
        let digits = accent.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(SettingError::new(
                "OIN_ACCENT",
                format!("`{accent}` is not a colour of the form #rrggbb"),
            ));
        }
        Ok(Self {
            network: text("OIN_NETWORK_NAME", usual.network)?,
            community: text("OIN_TIER_COMMUNITY", usual.community)?,
            verified: text("OIN_TIER_VERIFIED", usual.verified)?,
            accent,
        })
    }
}
