//! From approved to the catalog, as vendors, staff and visitors see it.

mod by_api;
mod claims;
mod figures;
mod going_live;
mod life;
mod private;
mod reports;
mod seeding;
mod times;

use crate::harness::{Person, TestApp};
use crate::pages::portal::{begin, complete, connect, fill, open};

/// An app whose outside answers: the vendors of the fake world.
pub(crate) fn app() -> TestApp {
    TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ])
}

/// A kind of connection: its lists that are opened, its fields, and what the catalog shows of it.
pub(crate) struct Kind {
    kind: &'static str,
    lists: &'static [&'static str],
    fields: &'static [(&'static str, &'static str)],
    shown: &'static [&'static str],
}

pub(crate) const SAML: Kind = Kind {
    kind: "saml",
    lists: &["connections.0.acs"],
    fields: &[
        (
            "connections.0.acs.0.url",
            "https://app.quillwharf.example/saml/acs",
        ),
        ("connections.0.audience", "https://app.quillwharf.example/saml"),
        ("connections.0.name_id.format", "email_address"),
        ("connections.0.name_id.source", "user.email"),
        ("connections.0.flows.kind", "both"),
        (
            "connections.0.flows.start_url",
            "https://app.quillwharf.example/saml/start",
        ),
        ("connections.0.flows.how_to", "Enter your work address."),
    ],
    shown: &[
        "https://app.quillwharf.example/saml/acs",
        "https://app.quillwharf.example/saml",
    ],
};

const OIDC: Kind = Kind {
    kind: "oidc",
    lists: &["connections.0.redirect_uris"],
    fields: &[
        (
            "connections.0.redirect_uris.0",
            "https://app.quillwharf.example/auth/callback",
        ),
        (
            "connections.0.initiate_login_uri",
            "https://app.quillwharf.example/auth/start",
        ),
        ("connections.0.scopes", "openid"),
        ("connections.0.client_auth", "client_secret_basic"),
    ],
    shown: &[
        "https://app.quillwharf.example/auth/callback",
        "https://app.quillwharf.example/auth/start",
    ],
};

const SWA: Kind = Kind {
    kind: "swa",
    lists: &[],
    fields: &[
        (
            "connections.0.login_url",
            "https://login.quillwharf.example/login",
        ),
        ("connections.0.user_name", "#user"),
        ("connections.0.password", "input[name=\"password\"]"),
        ("connections.0.button", "button"),
        ("connections.0.credentials", "user"),
    ],
    shown: &["https://login.quillwharf.example/login"],
};

const WS_FED: Kind = Kind {
    kind: "ws_fed",
    lists: &[],
    fields: &[
        ("connections.0.realm", "urn:quillwharf:shifts"),
        ("connections.0.reply_url", "https://app.quillwharf.example/wsfed"),
        ("connections.0.name_id.source", "user.email"),
    ],
    shown: &["urn:quillwharf:shifts", "https://app.quillwharf.example/wsfed"],
};

pub(crate) const BOOKMARK: Kind = Kind {
    kind: "bookmark",
    lists: &[],
    fields: &[("connections.0.url", "https://quillwharf.example/?from=tile")],
    shown: &["https://quillwharf.example/?from=tile"],
};

const OTHER: Kind = Kind {
    kind: "other",
    lists: &[],
    fields: &[
        ("connections.0.method", "Delegated sign-on"),
        (
            "connections.0.description",
            "The app asks a web service of yours.",
        ),
    ],
    shown: &["Delegated sign-on", "The app asks a web service of yours."],
};

/// Takes an integration of this kind and name into the queue; gives the submission's address.
#[track_caller]
pub(crate) fn queued(app: &TestApp, person: &Person<'_>, name: &str, kind: &Kind) -> String {
    let draft = submitted_with(app, person, name, kind, &[]);
    let page = person.get(&draft).expect(200);
    assert!(page.text().contains("In the queue"), "{name}: {}", page.text());
    draft
}

/// Submits an integration, with further fields of the step General, and lets the checks run.
#[track_caller]
pub(crate) fn submitted_with(
    app: &TestApp,
    person: &Person<'_>,
    name: &str,
    kind: &Kind,
    general: &[(&str, &str)],
) -> String {
    let draft = begin(person, name);
    connect(person, &draft, kind.kind, &[]);
    for list in kind.lists {
        let page = open(person, &draft, "sign-on", list);
        // What is opened is kept once something stands in it.
        let mine: Vec<_> = kind
            .fields
            .iter()
            .copied()
            .filter(|(path, _)| path.starts_with(list))
            .collect();
        let mut sent = mine;
        sent.push(("then", "stay"));
        person.fill(&page, &format!("{draft}/sign-on"), &sent).expect(303);
    }
    fill(person, &draft, "sign-on", kind.fields);
    complete(person, &draft);
    if !general.is_empty() {
        let page = open(person, &draft, "general", "visibility.orgs");
        let mut fields = general.to_vec();
        fields.push(("then", "stay"));
        person
            .fill(&page, &format!("{draft}/general"), &fields)
            .expect(303);
    }
    person
        .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
        .expect(303);
    app.work_until_idle();
    draft
}

/// The same, published.
#[track_caller]
pub(crate) fn live(app: &TestApp, person: &Person<'_>, name: &str, kind: &Kind) -> String {
    let draft = queued(app, person, name, kind);
    app.approves(&draft);
    let page = person.get(&draft).expect(200);
    assert!(
        page.text().contains("It is what the catalog shows."),
        "{name}: {}",
        page.text()
    );
    draft
}

/// An update of a published submission with these words, in the queue.
#[track_caller]
fn updated(app: &TestApp, person: &Person<'_>, of: &str, words: &[(&str, &str)]) -> String {
    let begun = person.press(of, &format!("{of}/do/begin"), &[]).expect(303);
    let next = begun
        .header("location")
        .strip_suffix("/general")
        .unwrap()
        .to_owned();
    fill(person, &next, "general", words);
    let attested = [
        ("attestation.authorised", "true"),
        ("attestation.accurate", "true"),
        ("attestation.policy", "true"),
    ];
    fill(person, &next, "submit", &attested);
    person
        .press(&format!("{next}/submit"), &format!("{next}/do/submit"), &[])
        .expect(303);
    app.work_until_idle();
    next
}
