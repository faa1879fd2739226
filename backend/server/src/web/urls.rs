//! Every address that is written anywhere. Slugs need no escaping: their type
//! allows letters, digits and hyphens only.

/// The page of an integration.
pub fn listing(slug: &str) -> String {
    format!("/integrations/{slug}")
}

/// The setup guide of an integration.
pub fn guide(slug: &str) -> String {
    format!("/integrations/{slug}/guide")
}

/// An integration's logo.
pub fn logo(slug: &str) -> String {
    format!("/logos/{slug}.svg")
}

/// An integration's badge.
pub fn badge(slug: &str) -> String {
    format!("/badge/{slug}.svg")
}

/// The page of a collection.
pub fn collection(slug: &str) -> String {
    format!("/collections/{slug}")
}

/// An explaining page.
pub fn explaining(slug: &str) -> String {
    format!("/guide/{slug}")
}

/// An integration in the API.
pub fn api_listing(slug: &str) -> String {
    format!("/api/v1/integrations/{slug}")
}

/// An integration's guide in the API.
pub fn api_guide(slug: &str) -> String {
    format!("/api/v1/integrations/{slug}/guide")
}

/// An integration's settings schema in the API.
pub fn api_schema(slug: &str) -> String {
    format!("/api/v1/integrations/{slug}/settings-schema")
}

/// The search page.
pub const INTEGRATIONS: &str = "/integrations";
/// The search call.
pub const API_INTEGRATIONS: &str = "/api/v1/integrations";
