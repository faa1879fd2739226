//! Who finds an integration.

use serde::{Deserialize, Serialize};

use crate::ids::OrgId;

/// Who finds an integration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Only the named orgs; never in the public API.
    Private {
        /// The orgs; at least one.
        orgs: Vec<OrgId>,
    },
}

impl Visibility {
    /// Whether everybody finds it.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public)
    }
}
