//! The catalog's vocabulary: what it can be filtered and sorted by.

use crate::integration::{CategorySlug, Slug};
use crate::text::{Line, Prose};
use chrono::NaiveDate;

crate::choices! {
    /// What the catalog can be filtered by; also the query parameters' names.
    Facet as "facet" {
        /// Managed categories.
        Category = "category", "Category";
        /// Sign-on modes.
        SignOn = "sign_on", "Sign-on";
        /// Who starts the sign-on.
        Flow = "flow", "Flow";
        /// Provisioning and its operations.
        Provisioning = "provisioning", "Provisioning";
        /// Tiers.
        Tier = "tier", "Tier";
        /// Where the app runs.
        Deployment = "deployment", "Deployment";
        /// What the tests say.
        Health = "health", "Health";
    }
}

crate::choices! {
    /// A value of the provisioning filter.
    ProvisioningFilter as "provisioning" {
        /// No automated provisioning is known.
        None = "none", "None known";
        /// Automated provisioning exists.
        Scim = "scim", "Automated";
        /// Creates users.
        Create = "create", "Create users";
        /// Updates users.
        Update = "update", "Update users";
        /// Imports users.
        Import = "import", "Import users";
        /// Sets user status.
        Status = "status", "Set user status";
        /// Reads permissions.
        Permissions = "permissions", "Get permissions";
        /// Updates passwords.
        Password = "password", "Update password";
    }
}

crate::choices! {
    /// The order of a result.
    Sort as "sort" {
        /// Best match first.
        Relevance = "relevance", "Relevance";
        /// By name.
        Name = "name", "Name";
        /// Newest first.
        Newest = "newest", "Newest";
        /// Recently verified first.
        Verified = "verified", "Recently verified";
        /// Most launched first.
        Launches = "launches", "Most launched";
    }
}

/// A category of the managed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name in URLs.
    pub slug: CategorySlug,
    /// The words people read.
    pub label: Line,
    /// Its place in lists, from 1.
    pub position: i32,
}

/// A set of integrations that staff chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its name in URLs.
    pub slug: Slug,
    /// Its title.
    pub title: Line,
    /// What it holds, in a sentence or two.
    pub summary: Prose,
    /// Its place in lists, from 1.
    pub position: i32,
    /// Shown from this day on.
    pub starts_on: Option<NaiveDate>,
    /// Shown up to this day.
    pub ends_on: Option<NaiveDate>,
    /// Its integrations, in order.
    pub integrations: Vec<Slug>,
}
