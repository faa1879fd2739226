//! What is asked for.

use serde::{Deserialize, Serialize};

use crate::integration::{HttpsUrl, Operation};
use crate::text::{Line, Name, Prose};

/// The most customers that a wish names.
pub const MOST_CUSTOMERS: usize = 20;

crate::choices! {
    /// How the app's API knows its callers, the strongest first.
    ApiAuth as "API authentication" {
        /// OAuth 2 client credentials.
        OauthClient = "oauth_client", "OAuth 2, client credentials";
        /// OAuth 2 authorization code.
        OauthCode = "oauth_code", "OAuth 2, authorization code";
        /// A bearer token.
        Bearer = "bearer", "Bearer token";
        /// A token in a header of its own.
        Header = "header", "Token in a header of its own";
        /// Nobody knows yet.
        Unknown = "unknown", "Not known";
        /// User name and password with each call.
        Basic = "basic", "User name and password (HTTP Basic)";
    }
}

crate::choices! {
    /// How many people an org has.
    OrgSize as "org size" {
        /// Up to 50.
        Small = "small", "1 to 50 people";
        /// Up to 500.
        Medium = "medium", "51 to 500 people";
        /// Up to 5,000.
        Large = "large", "501 to 5,000 people";
        /// More.
        Huge = "huge", "More than 5,000 people";
    }
}

crate::choices! {
    /// How much work it is, as a lead judges it.
    Effort as "effort" {
        /// A standard interface.
        Low = "low", "Low: a standard interface";
        /// Some of its own.
        Middle = "middle", "Middle: some work of its own";
        /// Much of its own.
        High = "high", "High: much work of its own";
    }
}

/// What is asked for, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The app.
    pub app: Name,
    /// Whether its vendor asks.
    pub by_vendor: bool,
    /// The documentation of its API.
    pub documentation: Option<HttpsUrl>,
    /// Why it is needed, and what is known of the API.
    pub background: Prose,
    /// Customers who would use it, at most [`MOST_CUSTOMERS`]. Their names are for leads.
    pub customers: Vec<Line>,
    /// What its API can do of the six functions.
    pub functions: Vec<Operation>,
    /// How its API knows its callers.
    pub auth: ApiAuth,
}
