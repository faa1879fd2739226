//! What a vendor's own declaration adds to the published facts' sections.

use crate::choice::Choice;
use crate::connection::{
    Acs, Connection, CutOver, Encryption, ExtraValue, Logout, Oidc, Other, RequestSigning, Saml, Signing, Swa,
};
use crate::integration::Content;

use super::{Block, NoteKind, Section, Value, Values};

/// The sections that only a declared connection has.
pub(super) fn sections(content: &Content, connection: &Connection, values: &Values) -> Option<Section> {
    match connection {
        Connection::Saml(saml) => Some(saml_particulars(content, saml, values)),
        Connection::Oidc(oidc) => Some(oidc_particulars(content, oidc)),
        Connection::Swa(swa) => swa_particulars(content, swa),
        Connection::Other(other) => Some(described(content, other, values)),
        Connection::Known(_) | Connection::WsFed(_) | Connection::Bookmark(_) => None,
    }
}

/// A value that is the same for every customer.
fn fixed(label: &str, value: &str, note: Option<&str>) -> Value {
    Value {
        label: label.to_owned(),
        value: value.to_owned(),
        note: note.map(str::to_owned),
        complete: true,
    }
}

fn saml_particulars(content: &Content, saml: &Saml, values: &Values) -> Section {
    let name = content.name.as_str();
    let mut rows = vec![fixed("NameID format", saml.name_id.format.uri(), None)];
    if let [_, _, ..] = saml.acs.as_slice() {
        rows.extend(saml.acs.iter().enumerate().map(|(n, Acs { index, url })| {
            let note = (n == 0).then(|| "The default.".to_owned());
            values.fill(format!("ACS URL with index {index}"), url.pattern(), note)
        }));
    }
    for (label, url) in [("Recipient", &saml.recipient), ("Destination", &saml.destination)] {
        if let Some(url) = url {
            let note = "Differs from the ACS URL: enter both.".to_owned();
            rows.push(values.fill(label.to_owned(), url.pattern(), Some(note)));
        }
    }
    let signed = match saml.signing {
        Signing::Response => "Sign the response",
        Signing::Assertion => "Sign the assertion",
        Signing::Both => "Sign the response and the assertion",
    };
    rows.push(fixed("Signature", signed, Some("RSA with SHA-256.")));
    if let Encryption::AesGcm { certificate } = &saml.encryption {
        rows.push(fixed(
            "Encryption certificate",
            &certificate.to_pem(),
            Some("Encrypt assertions with AES-GCM for this key."),
        ));
    }
    if let RequestSigning::Signed { certificate } = &saml.requests {
        rows.push(fixed(
            "Certificate of sign-on requests",
            &certificate.to_pem(),
            Some("The app signs its requests; refuse unsigned ones."),
        ));
    }
    if let Some(class) = &saml.authn_context {
        rows.push(fixed("Authentication context class", class.as_str(), None));
    }
    if let Logout::Saml {
        binding,
        issuer,
        certificate,
        ..
    } = &saml.logout
    {
        rows.push(values.fill(
            "Issuer of logout messages".to_owned(),
            issuer,
            Some(format!("They travel by {}.", binding.label())),
        ));
        rows.push(fixed(
            "Certificate of logout messages",
            &certificate.to_pem(),
            None,
        ));
    }
    let mut blocks = vec![Block::Values(rows)];
    if saml.force_authn {
        blocks.push(Block::Text(format!(
            "{name} asks people to sign in anew at every sign-on (ForceAuthn)."
        )));
    }
    if let Some((_, how_to)) = saml.flows.start() {
        blocks.push(Block::Text(format!("To start at {name}: {how_to}")));
    }
    match &saml.cut_over {
        CutOver::SideBySide => blocks.push(Block::Text(format!(
            "Passwords in {name} go on working beside single sign-on."
        ))),
        CutOver::SsoOnly { back_door } => {
            blocks.push(Block::Note {
                kind: NoteKind::Warning,
                text: format!("From the moment single sign-on is on, {name} accepts nothing else. Keep the address below: an administrator can still sign in there with a password."),
            });
            blocks.push(Block::Values(vec![values.fill(
                "Back-door sign-in".to_owned(),
                back_door.pattern(),
                None,
            )]));
        }
    }
    Section {
        id: "saml2-particulars".to_owned(),
        title: "SAML 2.0: particulars".to_owned(),
        blocks,
    }
}

fn oidc_particulars(content: &Content, oidc: &Oidc) -> Section {
    let scopes: Vec<&str> = oidc.scopes.iter().map(|scope| scope.as_str()).collect();
    let mut rows = vec![
        fixed("Scopes", &scopes.join(" "), None),
        fixed(
            "Grant",
            "authorization_code",
            Some("With PKCE, method S256; no other grant."),
        ),
        fixed("Client authentication", oidc.client_auth.label(), None),
    ];
    if let Some(jwks_uri) = &oidc.jwks_uri {
        rows.push(fixed("The app's keys (JWKS URI)", jwks_uri.as_str(), None));
    }
    Section {
        id: "oidc-particulars".to_owned(),
        title: "OpenID Connect: particulars".to_owned(),
        blocks: vec![
            Block::Values(rows),
            Block::Text(format!(
                "Redirect URIs are compared character by character: enter them as {}'s console shows them.",
                content.name
            )),
        ],
    }
}

fn swa_particulars(content: &Content, swa: &Swa) -> Option<Section> {
    if swa.extra.is_empty() {
        return None;
    }
    let rows = swa
        .extra
        .iter()
        .map(|field| {
            let who = match &field.value {
                ExtraValue::Fixed { .. } => "Filled in already; nothing to do",
                ExtraValue::PerTenant { .. } => "You, once for your organisation",
                ExtraValue::PerUser { secret: true } => "Each person; it is kept sealed",
                ExtraValue::PerUser { secret: false } => "Each person",
            };
            vec![field.label.to_string(), who.to_owned()]
        })
        .collect();
    Some(Section {
        id: "swa-fields".to_owned(),
        title: "SWA: more fields of the form".to_owned(),
        blocks: vec![Block::Table {
            caption: format!("What {}'s login form asks beside name and password", content.name),
            columns: ["Field", "Who fills it in"].map(str::to_owned).to_vec(),
            rows,
        }],
    })
}

fn described(content: &Content, other: &Other, values: &Values) -> Section {
    let name = content.name.as_str();
    let mut blocks = vec![
        Block::Text(format!(
            "{name} signs people on with a method of its own, {}.",
            other.method
        )),
        Block::Text(other.description.to_string()),
    ];
    if let Some(url) = &other.start_url {
        blocks.push(Block::Values(vec![values.fill(
            "Where people start".to_owned(),
            url.pattern(),
            None,
        )]));
    }
    if !other.steps.is_empty() {
        blocks.push(Block::Steps(super::federation::console_steps(&other.steps)));
        blocks.extend(super::federation::pictures_of(&other.steps));
    }
    Section {
        id: "other-sign-on".to_owned(),
        title: format!("Sign-on: {}", other.method),
        blocks,
    }
}
