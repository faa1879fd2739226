//! An integration: an app's entry in the network, and what it says of itself.

mod change;
mod content;
mod lane;
mod pattern;
mod picture;
mod provisioning;
mod scim;
mod slug;
mod url_pattern;
mod variable;
mod visibility;
mod web_address;

pub use change::{Change, Class, Difference, Tenant};
pub use content::{Content, Deployment, Provenance, Support};
pub use lane::{Lane, LaneDecision, LaneReason, Questions};
pub use pattern::{Pattern, PatternError};
pub use picture::{FileKey, FileKeyError, PictureForm, PictureKind, Screenshot, largest_upload};
pub use provisioning::{Operation, Provisioning, Supported};
pub use scim::{Feature, Scim, ScimAuth, ScimObject};
pub use slug::{CategorySlug, Slug, SlugError};
pub use url_pattern::{UrlPattern, UrlPatternError};
pub use variable::{TenantVariable, ValueError, VariableKind, VariableName, VariableNameError};
pub use visibility::Visibility;
pub use web_address::{HttpsUrl, HttpsUrlError};
