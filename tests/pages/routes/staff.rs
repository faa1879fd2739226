//! The addresses of what staff do by API, and of their newer pages.

/// An address of each route, and what it answers.
pub(super) const ROUTES: &[(&str, &str)] = &[
    ("/account/tokens", "/account/tokens"),
    ("/account/tokens/end", "/account/tokens/end"),
    ("/review/bulk", "/review/bulk"),
    (
        "/review/runs/{id}/{size}",
        "/review/runs/0190a0a0-0000-7000-8000-000000000000/full",
    ),
    ("/admin/audit/verify", "/admin/audit/verify"),
    (
        "/api/v1/runs/{id}/picture",
        "/api/v1/runs/0190a0a0-0000-7000-8000-000000000000/picture",
    ),
    (
        "/api/v1/runs/{id}/picture/{size}",
        "/api/v1/runs/0190a0a0-0000-7000-8000-000000000000/picture/full",
    ),
    ("/api/v1/reviews", "/api/v1/reviews"),
    ("/api/v1/reviews/claim", "/api/v1/reviews/claim"),
    ("/api/v1/reviews/bulk", "/api/v1/reviews/bulk"),
    ("/api/v1/reviewers", "/api/v1/reviewers"),
    (
        "/api/v1/reviews/{id}",
        "/api/v1/reviews/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/reviews/{id}/{action}",
        "/api/v1/reviews/0190a0a0-0000-7000-8000-000000000000/claim",
    ),
    (
        "/api/v1/reviews/{id}/{action}/letter",
        "/api/v1/reviews/0190a0a0-0000-7000-8000-000000000000/ask/letter",
    ),
    ("/api/v1/appeals", "/api/v1/appeals"),
    ("/api/v1/review-figures", "/api/v1/review-figures"),
    ("/api/v1/trials", "/api/v1/trials"),
    (
        "/api/v1/trials/{id}/answer",
        "/api/v1/trials/0190a0a0-0000-7000-8000-000000000000/answer",
    ),
    ("/api/v1/audit", "/api/v1/audit"),
    ("/api/v1/audit/verify", "/api/v1/audit/verify"),
    ("/api/v1/verifications", "/api/v1/verifications"),
    ("/api/v1/verifications/{slug}", "/api/v1/verifications/box"),
    (
        "/api/v1/verifications/{slug}/runs",
        "/api/v1/verifications/box/runs",
    ),
    (
        "/api/v1/verifications/{slug}/{action}",
        "/api/v1/verifications/box/propose",
    ),
    ("/api/v1/provisioning-requests", "/api/v1/provisioning-requests"),
    (
        "/api/v1/provisioning-requests/{id}",
        "/api/v1/provisioning-requests/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/provisioning-requests/{id}/{action}",
        "/api/v1/provisioning-requests/0190a0a0-0000-7000-8000-000000000000/score",
    ),
    ("/api/v1/listings/{slug}", "/api/v1/listings/box"),
    ("/api/v1/listings/{slug}/{action}", "/api/v1/listings/box/degrade"),
    ("/api/v1/claims", "/api/v1/claims"),
    (
        "/api/v1/claims/{id}/{action}",
        "/api/v1/claims/0190a0a0-0000-7000-8000-000000000000/grant",
    ),
    ("/api/v1/reports", "/api/v1/reports"),
    (
        "/api/v1/reports/{id}/answer",
        "/api/v1/reports/0190a0a0-0000-7000-8000-000000000000/answer",
    ),
];
