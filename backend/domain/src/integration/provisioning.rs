//! What an integration can do with accounts.

use serde::{Deserialize, Serialize};

crate::choices! {
    /// One thing that provisioning can do: the network's six functions.
    Operation as "provisioning operation" {
        /// Make a user in the app.
        Create = "create", "Create users";
        /// Change a user's profile in the app.
        Update = "update", "Update users";
        /// Read all users of the app.
        Import = "import", "Import users";
        /// Activate, deactivate and reactivate a user.
        Status = "status", "Set user status";
        /// Read groups, roles and other permissions.
        Permissions = "permissions", "Get permissions";
        /// Set a user's password.
        Password = "password", "Update password";
    }
}

/// An integration's provisioning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provisioning {
    /// Whether accounts can be provisioned automatically.
    pub automated: bool,
    /// Which operations are known to work; may be empty when the facts only
    /// say that provisioning exists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
}

crate::choices! {
    /// What is known of an operation.
    Supported as "support" {
        /// It works.
        Yes = "yes", "Yes";
        /// It does not exist.
        No = "no", "No";
        /// Provisioning exists, but its operations are not published.
        Unknown = "unknown", "Not published";
    }
}

impl Provisioning {
    /// What is known of `operation`.
    pub fn supports(&self, operation: Operation) -> Supported {
        if self.operations.contains(&operation) {
            Supported::Yes
        } else if self.automated && self.operations.is_empty() {
            Supported::Unknown
        } else {
            Supported::No
        }
    }
}
