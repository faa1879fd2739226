//! An app's SCIM 2.0 interface, as its vendor declares it (RFC 7643, RFC 7644).

use serde::{Deserialize, Serialize};

use crate::text::Line;

use super::UrlPattern;

crate::choices! {
    /// What SCIM manages.
    ScimObject as "SCIM object" {
        /// Users.
        Users = "users", "Users";
        /// Groups.
        Groups = "groups", "Groups";
    }
}

crate::choices! {
    /// What the interface can do beside the network's six functions.
    Feature as "SCIM feature" {
        /// Profile changes are sent as they happen.
        ProfilePush = "profile_push", "Profile push";
        /// Groups and their members are sent.
        GroupPush = "group_push", "Group push";
        /// Partial changes (RFC 7644, section 3.5.2).
        Patch = "patch", "PATCH";
        /// Filters (RFC 7644, section 3.4.2.2).
        Filter = "filter", "Filter";
        /// Says what its objects look like (RFC 7644, section 4).
        SchemaDiscovery = "schema_discovery", "Schema discovery";
    }
}

/// How the network proves itself to the interface; HTTP Basic is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScimAuth {
    /// A bearer token (RFC 6750).
    Bearer,
    /// A token in a header of the app's own.
    Header {
        /// The header's name.
        name: Line,
    },
    /// OAuth 2 client credentials (RFC 6749, section 4.4).
    ClientCredentials {
        /// Where tokens are made.
        token_url: UrlPattern,
        /// What is asked for, separated by blanks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Line>,
    },
    /// OAuth 2 authorization code (RFC 6749, section 4.1).
    AuthorizationCode {
        /// Where an administrator agrees.
        authorize_url: UrlPattern,
        /// Where tokens are made.
        token_url: UrlPattern,
        /// What is asked for, separated by blanks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Line>,
    },
}

/// An app's SCIM 2.0 interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scim {
    /// Where it is.
    pub base_url: UrlPattern,
    /// How the network proves itself.
    pub auth: ScimAuth,
    /// What it manages; at least users.
    pub objects: Vec<ScimObject>,
    /// What it can do beside the six functions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Feature>,
}
