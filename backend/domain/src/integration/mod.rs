//! An integration: an app's entry in the network, and what it says of itself.

mod content;
mod pattern;
mod provisioning;
mod slug;
mod variable;
mod web_address;

pub use content::{Content, Deployment, Provenance, Support};
pub use pattern::{Pattern, PatternError};
pub use provisioning::{Operation, Provisioning, Supported};
pub use slug::{CategorySlug, Slug, SlugError};
pub use variable::{TenantVariable, ValueError, VariableKind, VariableName, VariableNameError};
pub use web_address::{HttpsUrl, HttpsUrlError};
