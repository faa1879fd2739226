//! The addresses of orgs.

/// An address of each route, and what it answers.
pub(super) const ROUTES: &[(&str, &str)] = &[
    ("/invitation", "/invitation?link=no-such"),
    ("/portal/org", "/portal/org"),
    ("/portal/org/name", "/portal/org/name"),
    ("/portal/org/new", "/portal/org/new"),
    ("/portal/org/choose", "/portal/org/choose"),
    ("/portal/org/members/role", "/portal/org/members/role"),
    ("/portal/org/members/remove", "/portal/org/members/remove"),
    ("/portal/org/leave", "/portal/org/leave"),
    ("/portal/org/invitations", "/portal/org/invitations"),
    (
        "/portal/org/invitations/withdraw",
        "/portal/org/invitations/withdraw",
    ),
    ("/portal/org/trial", "/portal/org/trial"),
    ("/portal/org/domains", "/portal/org/domains"),
    ("/portal/org/domains/check", "/portal/org/domains/check"),
    ("/portal/org/domains/drop", "/portal/org/domains/drop"),
    ("/portal/org/transfers", "/portal/org/transfers"),
    ("/portal/org/transfers/withdraw", "/portal/org/transfers/withdraw"),
    ("/transfer", "/transfer?link=no-such"),
    ("/transfer/accept", "/transfer/accept"),
    ("/transfer/decline", "/transfer/decline"),
    ("/admin/trials", "/admin/trials"),
    ("/api/v1/org/domains", "/api/v1/org/domains"),
    ("/api/v1/org/domains/{domain}", "/api/v1/org/domains/a.example"),
    (
        "/api/v1/org/domains/{domain}/check",
        "/api/v1/org/domains/a.example/check",
    ),
    (
        "/api/v1/org/verifications/{slug}",
        "/api/v1/org/verifications/box",
    ),
    (
        "/api/v1/org/verifications/{slug}/{action}",
        "/api/v1/org/verifications/box/apply",
    ),
    (
        "/api/v1/org/provisioning-requests",
        "/api/v1/org/provisioning-requests",
    ),
    (
        "/api/v1/org/provisioning-requests/{id}",
        "/api/v1/org/provisioning-requests/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/org/provisioning-requests/{id}/vote",
        "/api/v1/org/provisioning-requests/0190a0a0-0000-7000-8000-000000000000/vote",
    ),
    ("/api/v1/org/transfers", "/api/v1/org/transfers"),
    ("/api/v1/org/transfers/accept", "/api/v1/org/transfers/accept"),
    ("/api/v1/org/transfers/decline", "/api/v1/org/transfers/decline"),
    (
        "/api/v1/org/transfers/{id}",
        "/api/v1/org/transfers/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/api/v1/org/trial", "/api/v1/org/trial"),
    ("/api/v1/org/claims", "/api/v1/org/claims"),
    (
        "/api/v1/org/claims/{id}",
        "/api/v1/org/claims/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/org/claims/{id}/object",
        "/api/v1/org/claims/0190a0a0-0000-7000-8000-000000000000/object",
    ),
    ("/portal/tokens", "/portal/tokens"),
    ("/portal/tokens/end", "/portal/tokens/end"),
    ("/api/v1/org", "/api/v1/org"),
    ("/api/v1/org/members", "/api/v1/org/members"),
    (
        "/api/v1/org/members/{id}",
        "/api/v1/org/members/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/api/v1/org/invitations", "/api/v1/org/invitations"),
    (
        "/api/v1/org/invitations/{id}",
        "/api/v1/org/invitations/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/api/v1/tokens", "/api/v1/tokens"),
    (
        "/api/v1/tokens/{id}",
        "/api/v1/tokens/0190a0a0-0000-7000-8000-000000000000",
    ),
    ("/portal/webhooks", "/portal/webhooks"),
    (
        "/portal/webhooks/{id}",
        "/portal/webhooks/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/portal/webhooks/{id}/{what}",
        "/portal/webhooks/0190a0a0-0000-7000-8000-000000000000/pause",
    ),
    ("/api/v1/webhooks", "/api/v1/webhooks"),
    (
        "/api/v1/webhooks/{id}",
        "/api/v1/webhooks/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/webhooks/{id}/rotate",
        "/api/v1/webhooks/0190a0a0-0000-7000-8000-000000000000/rotate",
    ),
    (
        "/api/v1/webhooks/{id}/test",
        "/api/v1/webhooks/0190a0a0-0000-7000-8000-000000000000/test",
    ),
    (
        "/api/v1/webhooks/{id}/messages",
        "/api/v1/webhooks/0190a0a0-0000-7000-8000-000000000000/messages",
    ),
    (
        "/api/v1/webhooks/{id}/messages/{message}",
        "/api/v1/webhooks/0190a0a0-0000-7000-8000-000000000000/messages/msg_0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/webhooks/{id}/messages/{message}/send",
        "/api/v1/webhooks/0190a0a0-0000-7000-8000-000000000000/messages/msg_0190a0a0-0000-7000-8000-000000000000/send",
    ),
];
