//! Everything an integration says of itself in one revision.

use serde::{Deserialize, Serialize};

use crate::connection::{Connection, Flow, SignOn};
use crate::text::{Description, Line, Name, Summary};

use super::{CategorySlug, FileKey, HttpsUrl, Provisioning, Scim, Screenshot, TenantVariable, Visibility};

crate::choices! {
    /// Where the app runs.
    Deployment as "deployment" {
        /// At the vendor.
        Cloud = "cloud", "Cloud";
        /// On the customer's own servers.
        OnPremises = "on-premises", "On-premises";
    }
}

/// Where a facts-only entry comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The public source, by name.
    pub source: Line,
    /// The page inside that source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Line>,
}

/// Whom a customer asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// The public support page.
    pub url: HttpsUrl,
}

/// One revision of an integration: what a submission proposes and a listing
/// shows. It is stored as JSON in exactly this form; a new field must have a
/// default so that older revisions stay readable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Display name.
    pub name: Name,
    /// The company that makes the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Line>,
    /// One line.
    pub summary: Summary,
    /// Plain text with line breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// 1 to 3, the main one first.
    pub categories: Vec<CategorySlug>,
    /// Other names people search for, at most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Line>,
    /// The vendor's site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<HttpsUrl>,
    /// Words people filter by, at most 5.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Line>,
    /// The vendor's own logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<FileKey>,
    /// Pictures of the app, at most 6.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub screenshots: Vec<Screenshot>,
    /// Who finds it.
    #[serde(default, skip_serializing_if = "Visibility::is_public")]
    pub visibility: Visibility,
    /// The icon package's name of the logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Line>,
    /// Where the app runs.
    pub deployment: Deployment,
    /// How it signs people on; at least one.
    pub connections: Vec<Connection>,
    /// What each customer fills in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<TenantVariable>,
    /// What it can do with accounts.
    #[serde(default)]
    pub provisioning: Provisioning,
    /// The app's SCIM interface, as its vendor declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scim: Option<Scim>,
    /// Whom a customer asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// The vendor's own set-up documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<HttpsUrl>,
    /// Where the facts come from, when the vendor did not give them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

impl Content {
    /// Every stored picture that it names: logo, screenshots, pictures of steps.
    pub fn files(&self) -> impl Iterator<Item = &FileKey> {
        let steps = self.connections.iter().flat_map(Connection::steps);
        self.logo
            .iter()
            .chain(self.screenshots.iter().map(|screenshot| &screenshot.file))
            .chain(steps.filter_map(|step| step.screenshot.as_ref()))
    }

    /// The sign-on modes of all connections, each once, in display order.
    pub fn sign_on(&self) -> Vec<SignOn> {
        let mut modes: Vec<SignOn> = self.connections.iter().filter_map(Connection::mode).collect();
        modes.sort_unstable();
        modes.dedup();
        modes
    }

    /// The flows of all connections, each once, in display order.
    pub fn flows(&self) -> Vec<Flow> {
        let mut flows: Vec<Flow> = self
            .connections
            .iter()
            .flat_map(|c| c.flows().iter().copied())
            .collect();
        flows.sort_unstable();
        flows.dedup();
        flows
    }
}
