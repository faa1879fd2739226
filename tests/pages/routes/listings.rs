//! The addresses of listings' lives, claims and reports.

/// An address of each route, and what it answers.
pub(super) const ROUTES: &[(&str, &str)] = &[
    ("/integrations/{slug}/report", "/integrations/box/report"),
    ("/integrations/{slug}/report", "/integrations/bix/report"),
    ("/review-times", "/review-times"),
    ("/admin/listings/{slug}", "/admin/listings/box"),
    ("/admin/listings/{slug}/{action}", "/admin/listings/box/degrade"),
    ("/admin/claims", "/admin/claims"),
    ("/admin/claims/{id}", "/admin/claims/0"),
    ("/review/reports", "/review/reports"),
    ("/review/reports/{id}", "/review/reports/0"),
    ("/portal/claims", "/portal/claims"),
    ("/portal/listings/{slug}", "/portal/listings/box"),
    ("/portal/claims/{id}/{what}", "/portal/claims/0/withdraw"),
];
