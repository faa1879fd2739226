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
    ("/admin/benefits", "/admin/benefits"),
    ("/admin/benefits/reset", "/admin/benefits/reset"),
    ("/admin/audit/export.csv", "/admin/audit/export.csv"),
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
    ("/api/v1/review-views", "/api/v1/review-views"),
    (
        "/api/v1/review-views/{id}",
        "/api/v1/review-views/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/api/v1/review-figures", "/api/v1/review-figures"),
    ("/api/v1/trials", "/api/v1/trials"),
    (
        "/api/v1/trials/{id}/answer",
        "/api/v1/trials/0190a0a0-0000-7000-8000-000000000000/answer",
    ),
    ("/api/v1/audit", "/api/v1/audit"),
    ("/api/v1/audit/verify", "/api/v1/audit/verify"),
    ("/api/v1/admin/users", "/api/v1/admin/users"),
    (
        "/api/v1/admin/users/{id}",
        "/api/v1/admin/users/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/api/v1/admin/categories", "/api/v1/admin/categories"),
    ("/api/v1/admin/categories/{slug}", "/api/v1/admin/categories/crm"),
    (
        "/api/v1/admin/categories/{slug}/{action}",
        "/api/v1/admin/categories/crm/up",
    ),
    ("/api/v1/admin/collections", "/api/v1/admin/collections"),
    ("/api/v1/admin/collections/{slug}", "/api/v1/admin/collections/x"),
    ("/api/v1/admin/reasons", "/api/v1/admin/reasons"),
    ("/api/v1/admin/reasons/{code}", "/api/v1/admin/reasons/no_reply"),
    (
        "/api/v1/admin/reasons/{code}/words",
        "/api/v1/admin/reasons/no_reply/words",
    ),
    (
        "/api/v1/admin/reasons/{code}/texts",
        "/api/v1/admin/reasons/no_reply/texts",
    ),
    (
        "/api/v1/admin/reasons/{code}/texts/{id}",
        "/api/v1/admin/reasons/no_reply/texts/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/api/v1/admin/benefits", "/api/v1/admin/benefits"),
    ("/api/v1/admin/jobs", "/api/v1/admin/jobs"),
    ("/api/v1/admin/jobs/retry", "/api/v1/admin/jobs/retry"),
    (
        "/api/v1/admin/jobs/{id}/{action}",
        "/api/v1/admin/jobs/0190a0a0-0000-7000-8000-000000000000/retry",
    ),
    ("/api/v1/admin/letters", "/api/v1/admin/letters"),
    ("/api/v1/admin/letters/retry", "/api/v1/admin/letters/retry"),
    (
        "/api/v1/admin/letters/{id}/{action}",
        "/api/v1/admin/letters/0190a0a0-0000-7000-8000-000000000000/retry",
    ),
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
