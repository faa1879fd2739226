//! Every address as a visitor: a table that changes only on purpose, and what
//! holds for every answer.

mod listings;
mod org;
mod staff;

use std::fmt::Write as _;

use crate::code::files;
use crate::harness::{Answer, TestApp};

/// An address of each route, and what it answers.
pub(super) const ROUTES: &[(&str, &str)] = &[
    ("/", "/"),
    ("/integrations", "/integrations"),
    ("/integrations", "/integrations?q=box&sign_on=saml2"),
    ("/integrations", "/integrations?q=zzqqxx"),
    ("/integrations", "/integrations?limit=0"),
    ("/integrations/{slug}", "/integrations/box"),
    ("/integrations/{slug}", "/integrations/brambletide-desk"),
    ("/integrations/{slug}", "/integrations/bix"),
    ("/integrations/{slug}/guide", "/integrations/box/guide"),
    (
        "/integrations/{slug}/guide",
        "/integrations/box/guide?var.subdomain=a%20b",
    ),
    ("/integrations/{slug}/guide", "/integrations/bix/guide"),
    ("/collections", "/collections"),
    ("/collections/{slug}", "/collections/no-such"),
    ("/guide", "/guide"),
    ("/guide/{page}", "/guide/saml"),
    ("/guide/{page}", "/guide/no-such"),
    ("/api/docs", "/api/docs"),
    ("/api/v1/integrations", "/api/v1/integrations"),
    ("/api/v1/integrations", "/api/v1/integrations?limit=0"),
    ("/api/v1/integrations.ndjson", "/api/v1/integrations.ndjson"),
    ("/api/v1/integrations/{slug}", "/api/v1/integrations/box"),
    ("/api/v1/integrations/{slug}", "/api/v1/integrations/bix"),
    (
        "/api/v1/integrations/{slug}/guide",
        "/api/v1/integrations/box/guide?format=html",
    ),
    (
        "/api/v1/integrations/{slug}/settings-schema",
        "/api/v1/integrations/box/settings-schema",
    ),
    ("/api/v1/suggest", "/api/v1/suggest?q=bo"),
    ("/api/v1/categories", "/api/v1/categories"),
    ("/api/v1/collections", "/api/v1/collections"),
    ("/api/v1/changes", "/api/v1/changes"),
    ("/api/v1/openapi.json", "/api/v1/openapi.json"),
    ("/feeds/{feed}.atom", "/feeds/new.atom"),
    ("/sitemap.xml", "/sitemap.xml"),
    ("/robots.txt", "/robots.txt"),
    ("/badge/{slug}.svg", "/badge/box.svg"),
    ("/logos/{slug}.svg", "/logos/box.svg"),
    ("/api/v1/files", "/api/v1/files"),
    (
        "/files/{key}/{size}",
        "/files/0000000000000000000000000000000000000000000000000000000000000000/64",
    ),
    ("/brand.css", "/brand.css"),
    ("/sign-up", "/sign-up"),
    ("/sign-up/again", "/sign-up/again"),
    ("/confirm-address", "/confirm-address?link=no-such"),
    ("/sign-in", "/sign-in"),
    ("/sign-out", "/sign-out"),
    ("/forgot-password", "/forgot-password"),
    ("/reset-password", "/reset-password?link=no-such"),
    ("/account", "/account"),
    ("/account/name", "/account/name"),
    ("/account/password", "/account/password"),
    ("/account/sessions/end", "/account/sessions/end"),
    ("/account/sessions/end-others", "/account/sessions/end-others"),
    ("/account/mail", "/account/mail?link=no-such"),
    ("/account/mail/ask", "/account/mail/ask"),
    ("/account/export", "/account/export"),
    ("/account/close", "/account/close"),
    ("/sign-in/second-factor", "/sign-in/second-factor"),
    ("/account/prove", "/account/prove"),
    ("/account/second-factor", "/account/second-factor"),
    ("/account/second-factor/remove", "/account/second-factor/remove"),
    ("/account/recovery-codes", "/account/recovery-codes"),
    ("/sign-in/second-factor/begin", "/sign-in/second-factor/begin"),
    ("/sign-in/second-factor/passkey", "/sign-in/second-factor/passkey"),
    ("/account/prove/begin", "/account/prove/begin"),
    ("/account/prove/passkey", "/account/prove/passkey"),
    ("/account/passkeys", "/account/passkeys"),
    ("/account/passkeys/begin", "/account/passkeys/begin"),
    ("/account/passkeys/rename", "/account/passkeys/rename"),
    ("/account/passkeys/remove", "/account/passkeys/remove"),
    ("/sign-in/with/{provider}", "/sign-in/with/no-such"),
    ("/sign-in/back/{provider}", "/sign-in/back/no-such"),
    ("/sign-up/company", "/sign-up/company?link=no-such"),
    ("/account/identities", "/account/identities"),
    (
        "/account/identities/with/{provider}",
        "/account/identities/with/no-such",
    ),
    (
        "/account/identities/confirm",
        "/account/identities/confirm?link=no-such",
    ),
    ("/account/identities/remove", "/account/identities/remove"),
    ("/dev/mailbox", "/dev/mailbox"),
    ("/dev/mailbox.json", "/dev/mailbox.json"),
    (
        "/dev/mailbox/{id}",
        "/dev/mailbox/00000000-0000-0000-0000-000000000000",
    ),
    (
        "/dev/mailbox/{id}/html",
        "/dev/mailbox/00000000-0000-0000-0000-000000000000/html",
    ),
    ("/contacts/confirm", "/contacts/confirm"),
    ("/hooks/mail", "/hooks/mail"),
    ("/portal", "/portal"),
    (
        "/portal/submissions/{id}/guide",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/guide",
    ),
    ("/portal/notifications/read", "/portal/notifications/read"),
    ("/portal/integrations/new", "/portal/integrations/new"),
    (
        "/portal/submissions/{id}",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/portal/submissions/{id}/secret",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/secret",
    ),
    (
        "/portal/submissions/{id}/import",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/import",
    ),
    (
        "/portal/submissions/{id}/appeal",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/appeal",
    ),
    (
        "/portal/submissions/{id}/do/{what}",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/do/submit",
    ),
    (
        "/portal/submissions/{id}/{step}/autosave",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/general/autosave",
    ),
    (
        "/portal/submissions/{id}/{step}",
        "/portal/submissions/0190a0a0-0000-7000-8000-000000000000/general",
    ),
    ("/api/v1/submissions", "/api/v1/submissions"),
    ("/api/v1/submissions/fields", "/api/v1/submissions/fields"),
    ("/api/v1/submissions/validate", "/api/v1/submissions/validate"),
    (
        "/api/v1/submissions/{id}",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/api/v1/submissions/{id}/entries/{list}/{place}",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/entries/aliases/0",
    ),
    (
        "/api/v1/submissions/{id}/secrets/{field}",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/secrets/scim.token",
    ),
    (
        "/api/v1/submissions/{id}/import",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/import",
    ),
    (
        "/api/v1/submissions/{id}/check",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/check",
    ),
    (
        "/api/v1/submissions/{id}/events",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/events",
    ),
    (
        "/api/v1/submissions/{id}/messages",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/messages",
    ),
    (
        "/api/v1/submissions/{id}/compare",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/compare",
    ),
    (
        "/api/v1/submissions/{id}/preview",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/preview",
    ),
    (
        "/api/v1/submissions/{id}/guide",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/guide",
    ),
    (
        "/api/v1/submissions/{id}/{action}",
        "/api/v1/submissions/0190a0a0-0000-7000-8000-000000000000/submit",
    ),
    ("/review", "/review"),
    ("/review/claim", "/review/claim"),
    ("/review/views", "/review/views"),
    ("/review/views/{id}/remove", "/review/views/x/remove"),
    ("/review/appeals", "/review/appeals"),
    (
        "/review/submissions/{id}",
        "/review/submissions/0190a0a0-0000-7000-8000-000000000000",
    ),
    (
        "/review/submissions/{id}/do/{what}",
        "/review/submissions/0190a0a0-0000-7000-8000-000000000000/do/claim",
    ),
    (
        "/review/submissions/{id}/decide/{action}",
        "/review/submissions/0190a0a0-0000-7000-8000-000000000000/decide/ask",
    ),
    (
        "/review/submissions/{id}/vault/{login}",
        "/review/submissions/0190a0a0-0000-7000-8000-000000000000/vault/0",
    ),
    ("/admin", "/admin"),
    ("/admin/users", "/admin/users"),
    ("/admin/users/{id}", "/admin/users/x"),
    ("/admin/users/{id}/{what}", "/admin/users/x/role"),
    ("/admin/categories", "/admin/categories"),
    ("/admin/categories/{what}", "/admin/categories/add"),
    ("/admin/collections", "/admin/collections"),
    ("/admin/collections/{slug}", "/admin/collections/new"),
    ("/admin/collections/{slug}/remove", "/admin/collections/x/remove"),
    ("/admin/reasons", "/admin/reasons"),
    ("/admin/reasons/{code}", "/admin/reasons/no_reply"),
    ("/admin/reasons/{code}/{what}", "/admin/reasons/no_reply/words"),
    ("/review/stats", "/review/stats"),
    ("/admin/jobs", "/admin/jobs"),
    ("/admin/jobs/{what}", "/admin/jobs/retry"),
    ("/admin/outbox", "/admin/outbox"),
    ("/admin/outbox/{what}", "/admin/outbox/retry"),
    ("/admin/audit", "/admin/audit"),
    ("/admin/audit/export.ndjson", "/admin/audit/export.ndjson"),
    ("/admin/audit/{id}", "/admin/audit/1"),
    ("/request", "/request"),
    ("/request/new", "/request/new"),
    ("/request/{id}", "/request/no-such"),
    ("/request/{id}/vote", "/request/no-such/vote"),
    ("/portal/provisioning", "/portal/provisioning"),
    ("/portal/provisioning/{id}", "/portal/provisioning/no-such"),
    ("/review/provisioning", "/review/provisioning"),
    ("/review/provisioning/{id}", "/review/provisioning/no-such"),
    (
        "/review/provisioning/{id}/{what}",
        "/review/provisioning/no-such/score",
    ),
    ("/review/verification", "/review/verification"),
    ("/review/verification/{slug}", "/review/verification/box"),
    (
        "/review/verification/{slug}/{what}",
        "/review/verification/box/record",
    ),
    ("/portal/verification/{slug}", "/portal/verification/box"),
    (
        "/portal/verification/{slug}/{what}",
        "/portal/verification/box/apply",
    ),
    ("/healthz", "/healthz"),
    ("/readyz", "/readyz"),
    ("/metrics", "/metrics"),
    ("", "/no/such/page"),
];

/// The same of every part.
pub(crate) fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    ROUTES
        .iter()
        .chain(org::ROUTES)
        .chain(listings::ROUTES)
        .chain(staff::ROUTES)
}

/// Routes whose addresses hold a hash of the content or lead to the same file.
const BY_HASH: [&str; 3] = ["/assets/{file}", "/favicon.svg", "/favicon.ico"];

fn declared() -> Vec<String> {
    let files = files("backend/server/src/web/routes", ".rs");
    let mut routes = Vec::new();
    for (_, code) in files {
        for word in ["read(", "at("] {
            let found = code.split(word).skip(1);
            let found = found.filter_map(|rest| rest.trim_start().strip_prefix('"'));
            let found = found.filter_map(|rest| rest.split_once('"'));
            routes.extend(found.map(|(route, _)| route.to_owned()));
        }
    }
    routes
}

#[test]
fn every_route_is_in_the_table() {
    let declared = declared();
    assert!(declared.len() > 25, "{declared:?}");
    for route in &declared {
        let known = all().any(|(of, _)| *of == route) || BY_HASH.contains(&route.as_str());
        assert!(known, "{route} is in no table of pages/routes.rs");
    }
    for (route, _) in all().filter(|(route, _)| !route.is_empty()) {
        assert!(
            declared.iter().any(|known| known == route),
            "{route} is declared no more"
        );
    }
}

/// Who may see what; today everybody sees everything.
#[test]
fn the_table_of_routes_and_visitors_changes_only_on_purpose() {
    let app = TestApp::reading();
    let mut table = String::new();
    for (_, path) in all() {
        let answer = app.get(path);
        writeln!(
            table,
            "{} {path} -> {}",
            answer.status,
            answer.header("content-type")
        )
        .unwrap();
    }
    insta::assert_snapshot!(table);
}

fn is_guarded(answer: &Answer, html: bool) {
    let path = &answer.asked;
    let has = |name: &str, value: &str| assert_eq!(answer.header(name), value, "{path}: {name}");
    has("x-content-type-options", "nosniff");
    has("referrer-policy", "strict-origin-when-cross-origin");
    has("x-frame-options", "DENY");
    has("cross-origin-opener-policy", "same-origin");
    has("strict-transport-security", "max-age=31536000; includeSubDomains");
    assert!(
        answer.header("permissions-policy").contains("camera=()"),
        "{path}"
    );
    assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
    assert_eq!(answer.header("server"), "", "{path}");
    assert_eq!(answer.header("x-powered-by"), "", "{path}");
    if answer.status == 303 {
        // No content, so no policy for it.
        return;
    }
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{path}: {policy}");
    }
    for hole in ["unsafe", "*", "http:", "data: 'self'", "nonce"] {
        assert!(!policy.contains(hole), "{path}: {policy}");
    }
    if html {
        for part in [
            "script-src 'self';",
            "style-src 'self';",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
    } else {
        assert!(
            policy.contains("sandbox") && !policy.contains("script-src"),
            "{path}: {policy}"
        );
    }
}

#[test]
fn every_answer_is_guarded_by_headers() {
    let app = TestApp::reading();
    for (_, path) in all() {
        let answer = app.get(path);
        is_guarded(&answer, answer.header("content-type").starts_with("text/html"));
    }
    for method in [reqwest::Method::POST, reqwest::Method::OPTIONS] {
        for path in ["/", "/api/v1/integrations", "/no/such"] {
            let answer = app.send(app.request(method.clone(), path));
            is_guarded(&answer, answer.header("content-type").starts_with("text/html"));
        }
    }
    is_guarded(
        &app.get(&format!("/integrations?q={}", "x".repeat(9_000)))
            .expect(414),
        false,
    );
    let known = app.get_with("/", "if-none-match", "*").expect(304);
    assert_eq!(known.header("x-content-type-options"), "nosniff");
}

/// On plain http there is no promise of https.
#[test]
fn hsts_is_for_https_only() {
    let app = TestApp::configured(&[("OIN_MODE", "local"), ("OIN_BASE_URL", "http://localhost:8080")]);
    assert_eq!(app.get("/").expect(200).header("strict-transport-security"), "");
}
