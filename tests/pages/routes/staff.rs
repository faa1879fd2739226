//! The addresses of what staff do by API.

/// An address of each route, and what it answers.
pub(super) const ROUTES: &[(&str, &str)] = &[
    ("/account/tokens", "/account/tokens"),
    ("/account/tokens/end", "/account/tokens/end"),
    ("/api/v1/reviews", "/api/v1/reviews"),
    ("/api/v1/reviews/claim", "/api/v1/reviews/claim"),
    (
        "/api/v1/reviews/{id}",
        "/api/v1/reviews/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/reviews/{id}/{action}",
        "/api/v1/reviews/0190a0a0-0000-7000-8000-000000000000/claim",
    ),
    ("/api/v1/appeals", "/api/v1/appeals"),
];
