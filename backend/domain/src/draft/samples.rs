//! Complete drafts for tests, one of each kind of connection.

use super::Draft;

/// A certificate's form; no test reads it.
pub(crate) fn certificate() -> String {
    format!("MIID{}==", "A".repeat(122))
}

/// A complete draft without connections.
pub(crate) fn general() -> Draft {
    draft(&[
        ("name", "Acme Shifts"),
        ("summary", "Plans shifts and tracks leave."),
        ("categories.0", "hr"),
        ("website", "https://acme.example"),
        ("logo", &"a".repeat(64)),
        ("deployment", "cloud"),
        ("visibility.kind", "public"),
        ("support.url", "https://acme.example/help"),
        ("testing.logins.0.url", "https://sandbox.acme.example/login"),
        ("testing.logins.0.user_name", "reviewer"),
        ("testing.logins.0.role", "Member"),
        ("contacts.support.name", "Ada"),
        ("contacts.support.mail", "help@acme.example"),
        ("contacts.technical.name", "Ada"),
        ("contacts.technical.mail", "ada@acme.example"),
        ("contacts.business.name", "Ada"),
        ("contacts.business.mail", "ada@acme.example"),
        ("attestation.authorised", "true"),
        ("attestation.accurate", "true"),
        ("attestation.policy", "true"),
    ])
}

/// A SAML integration that fits the wizard lane.
pub(crate) fn saml() -> Draft {
    with(
        general(),
        &[
            ("connections.0.type", "saml"),
            ("connections.0.acs.0.url", "https://app.acme.example/saml/acs"),
            ("connections.0.audience", "https://app.acme.example/saml"),
            ("connections.0.name_id.format", "email_address"),
            ("connections.0.name_id.source", "user.email"),
            ("connections.0.flows.kind", "both"),
            ("connections.0.flows.start_url", "https://app.acme.example/login"),
            ("connections.0.flows.how_to", "Enter your work address."),
            ("connections.0.attributes.0.name", "first"),
            ("connections.0.attributes.0.source", "user.firstName"),
        ],
    )
}

/// A SAML integration with everything that SAML can declare.
pub(crate) fn saml_template() -> Draft {
    let certificate = certificate();
    with(
        saml(),
        &[
            ("connections.0.acs.0.url", "https://${subdomain}.acme.example/acs"),
            ("connections.0.acs.1.index", "7"),
            (
                "connections.0.acs.1.url",
                "https://${subdomain}.acme.example/acs7",
            ),
            ("connections.0.recipient", "https://acs.acme.example/r"),
            ("connections.0.destination", "https://acs.acme.example/d"),
            ("connections.0.signing", "both"),
            ("connections.0.encryption.kind", "aes_gcm"),
            ("connections.0.encryption.certificate", &certificate),
            ("connections.0.relay_state", "/home"),
            ("connections.0.force_authn", "true"),
            (
                "connections.0.authn_context",
                "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
            ),
            ("connections.0.requests.kind", "signed"),
            ("connections.0.requests.certificate", &certificate),
            ("connections.0.logout.kind", "saml"),
            ("connections.0.logout.url", "https://app.acme.example/slo"),
            ("connections.0.logout.issuer", "https://app.acme.example/saml"),
            ("connections.0.logout.certificate", &certificate),
            ("connections.0.jit", "true"),
            ("connections.0.attributes.1.name", "team"),
            ("connections.0.attributes.1.source", "upper(user.department)"),
            ("connections.0.attributes.1.required", "true"),
            ("connections.0.groups.name", "groups"),
            ("connections.0.groups.filter", "regex"),
            ("connections.0.groups.value", "acme-.*"),
            ("connections.0.cut_over.kind", "sso_only"),
            (
                "connections.0.cut_over.back_door",
                "https://app.acme.example/local",
            ),
            ("connections.0.steps.0.text", "Open SSO settings."),
            ("connections.0.steps.0.place", "Admin > Security"),
            ("variables.0.name", "subdomain"),
            ("variables.0.label", "Your Acme subdomain"),
            ("variables.0.example", "acme"),
            ("variables.0.pattern", "[a-z0-9-]+"),
            ("variables.1.name", "region"),
            ("variables.1.label", "Region"),
            ("variables.1.kind", "one_of"),
            ("variables.1.choices.0", "eu"),
            ("variables.1.choices.1", "us"),
            ("variables.1.default", "eu"),
            ("provisioning.operations.0", "create"),
            ("scim.base_url", "https://${region}.acme.example/scim/v2"),
            ("scim.auth.kind", "header"),
            ("scim.auth.name", "X-Api-Key"),
            ("scim.objects.0", "users"),
            ("scim.features.0", "patch"),
        ],
    )
}

/// An OIDC integration.
pub(crate) fn oidc() -> Draft {
    with(
        general(),
        &[
            ("connections.0.type", "oidc"),
            ("connections.0.redirect_uris.0", "https://app.acme.example/cb"),
            (
                "connections.0.initiate_login_uri",
                "https://app.acme.example/start",
            ),
            ("connections.0.post_logout_uris.0", "https://app.acme.example/bye"),
            ("connections.0.scopes.0", "openid"),
            ("connections.0.scopes.1", "email"),
            ("connections.0.client_auth", "private_key_jwt"),
            ("connections.0.jwks_uri", "https://app.acme.example/jwks"),
        ],
    )
}

/// A login form with more fields than two.
pub(crate) fn swa() -> Draft {
    with(
        general(),
        &[
            ("connections.0.type", "swa"),
            ("connections.0.login_url", "https://app.acme.example/login"),
            ("connections.0.user_name", "#user"),
            ("connections.0.password", "input[name=\"password\"]"),
            ("connections.0.button", "button[type=submit]"),
            ("connections.0.extra.0.label", "Company"),
            ("connections.0.extra.0.selector", "#company"),
            ("connections.0.extra.0.value.kind", "per_tenant"),
            ("connections.0.extra.0.value.variable", "company"),
            ("connections.0.extra.1.label", "PIN"),
            ("connections.0.extra.1.selector", "#pin"),
            ("connections.0.extra.1.value.kind", "per_user"),
            ("connections.0.extra.1.value.secret", "true"),
            ("variables.0.name", "company"),
            ("variables.0.label", "Company code"),
        ],
    )
}

/// A WS-Federation integration.
pub(crate) fn ws_fed() -> Draft {
    with(
        general(),
        &[
            ("connections.0.type", "ws_fed"),
            ("connections.0.realm", "urn:acme:shifts"),
            ("connections.0.reply_url", "https://app.acme.example/wsfed"),
            ("connections.0.name_id.source", "user.email"),
        ],
    )
}

/// A bookmark.
pub(crate) fn bookmark() -> Draft {
    with(
        general(),
        &[
            ("connections.0.type", "bookmark"),
            ("connections.0.url", "https://app.acme.example"),
        ],
    )
}

/// A method of the vendor's own.
pub(crate) fn other() -> Draft {
    with(
        general(),
        &[
            ("connections.0.type", "other"),
            ("connections.0.method", "Delegated sign-on"),
            (
                "connections.0.description",
                "The app asks a web service of yours.",
            ),
        ],
    )
}

/// One draft of each kind.
pub(crate) fn all() -> [Draft; 7] {
    [
        saml(),
        saml_template(),
        oidc(),
        swa(),
        ws_fed(),
        bookmark(),
        other(),
    ]
}

/// A draft of these fields.
pub(crate) fn draft(fields: &[(&str, &str)]) -> Draft {
    with(Draft::default(), fields)
}

/// `draft` with these fields changed.
pub(crate) fn with(mut draft: Draft, fields: &[(&str, &str)]) -> Draft {
    draft.set_any(fields.iter().copied()).unwrap();
    draft
}
