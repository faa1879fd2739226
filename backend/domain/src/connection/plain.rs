//! Connections without a protocol of ours: bookmarks, and what is only
//! described in words.

use serde::{Deserialize, Serialize};

use crate::integration::UrlPattern;
use crate::text::{Line, Prose};

use super::Step;

/// A tile that opens an address; nobody is signed in by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookmark {
    /// What it opens.
    pub url: UrlPattern,
}

/// Delegated or proprietary sign-on, described in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// What the method is called.
    pub method: Line,
    /// How it works.
    pub description: Prose,
    /// Where a person starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<UrlPattern>,
    /// Steps in the app's own console.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}
