//! Sections for SAML 2.0, OpenID Connect and WS-Federation.

use crate::choice::Choice;
use crate::connection::{Flow, Known, SettingName, SignOn, Step};
use crate::integration::Content;

use super::{Block, NoteKind, Picture, Section, Value, Values};

/// The sections of one federated connection.
pub(super) fn sections(content: &Content, known: &Known, values: &Values) -> Vec<Section> {
    let mut sections = vec![
        at_the_provider(content, known, values),
        at_the_app(content, known),
    ];
    if !known.attributes.is_empty() || known.name_id.is_some() {
        sections.push(attributes(known));
    }
    sections.push(signing_on(content, known, values));
    sections
}

fn anchor(known: &Known, part: &str) -> String {
    format!("{}-{part}", known.mode.as_str())
}

/// The settings that go into the identity provider, in the order of its form.
fn provider_settings(mode: SignOn) -> &'static [SettingName] {
    match mode {
        SignOn::Oidc => &[
            SettingName::RedirectUri,
            SettingName::InitiateLoginUri,
            SettingName::PostLogoutUri,
        ],
        SignOn::WsFed => &[SettingName::Realm, SettingName::ReplyUrl, SettingName::LogoutUrl],
        _ => &[
            SettingName::AcsUrl,
            SettingName::EntityId,
            SettingName::RelayState,
            SettingName::LogoutUrl,
        ],
    }
}

/// Settings without which the connection cannot work.
fn is_needed(name: SettingName) -> bool {
    matches!(
        name,
        SettingName::AcsUrl
            | SettingName::EntityId
            | SettingName::RedirectUri
            | SettingName::Realm
            | SettingName::ReplyUrl
    )
}

fn at_the_provider(content: &Content, known: &Known, values: &Values) -> Section {
    let name = content.name.as_str();
    let mode = known.mode.label();
    let mut rows: Vec<Value> = Vec::new();
    let mut missing: Vec<&str> = Vec::new();
    for &setting in provider_settings(known.mode) {
        let published = known.values(setting);
        if published.is_empty() && is_needed(setting) {
            missing.push(setting.label());
        }
        rows.extend(values.fill_each(setting.label(), published));
    }
    let mut blocks = vec![Block::Text(format!(
        "Add {name} at your identity provider as a {mode} application and enter the values below."
    ))];
    let alternatives = known.settings.iter().any(|setting| setting.values.len() > 1);
    if !rows.is_empty() {
        blocks.push(Block::Values(rows));
    }
    if alternatives {
        blocks.push(Block::Note {
            kind: NoteKind::Info,
            text: "Where a value has several alternatives, take the one of your region, environment or product; values with the same number need not belong together.".to_owned(),
        });
    }
    if !missing.is_empty() {
        blocks.push(Block::Note {
            kind: NoteKind::Info,
            text: format!(
                "{name} does not publish its {}. Copy it from {name}'s single sign-on settings, or import the metadata it offers there.",
                missing.join(" and ")
            ),
        });
    }
    blocks.extend(known.notes.iter().map(|note| Block::Note {
        kind: NoteKind::Info,
        text: note.text.as_str().to_owned(),
    }));
    Section {
        id: anchor(known, "provider"),
        title: format!("{mode}: at your identity provider"),
        blocks,
    }
}

fn at_the_app(content: &Content, known: &Known) -> Section {
    let name = content.name.as_str();
    let mode = known.mode.label();
    let mut blocks = Vec::new();
    if known.steps.is_empty() {
        let hand_over = match known.mode {
            SignOn::Oidc => {
                "Enter your provider's issuer URL, the client ID and, if the app asks for one, the client secret. An app that reads discovery needs only the issuer."
            }
            SignOn::WsFed => {
                "Enter your provider's federation metadata address, or its passive sign-in URL, issuer and signing certificate."
            }
            _ => {
                "Upload your provider's IdP metadata, or enter its three values: issuer (entity ID), single sign-on URL and X.509 signing certificate."
            }
        };
        blocks.push(Block::Steps(vec![
            format!("Sign in to {name} as an administrator and open its single sign-on settings."),
            format!("Choose {mode}."),
            hand_over.to_owned(),
            "Save, but do not enforce single sign-on yet.".to_owned(),
        ]));
    } else {
        blocks.push(Block::Steps(console_steps(&known.steps)));
        blocks.extend(pictures_of(&known.steps));
    }
    blocks.push(providers_values(known.mode));
    blocks.push(Block::Note {
        kind: NoteKind::Warning,
        text: format!(
            "Some apps switch password sign-in off as soon as single sign-on is on. Keep one administrator's session in {name} open, and know its back-door sign-in address, until a test sign-on has worked."
        ),
    });
    Section {
        id: anchor(known, "app"),
        title: format!("{mode}: in {name}"),
        blocks,
    }
}

/// Steps in an app's own console, each with its place.
pub(super) fn console_steps(steps: &[Step]) -> Vec<String> {
    steps
        .iter()
        .map(|step| match &step.place {
            Some(place) => format!("{}: {}", place.as_str(), step.text.as_str()),
            None => step.text.as_str().to_owned(),
        })
        .collect()
}

/// The pictures of steps, each by the number of its step; nothing when there are none.
pub(super) fn pictures_of(steps: &[Step]) -> Option<Block> {
    let pictures = steps.iter().enumerate().filter_map(|(place, step)| {
        Some(Picture {
            file: step.screenshot.clone()?,
            caption: format!("Step {}", place + 1),
        })
    });
    let pictures: Vec<Picture> = pictures.collect();
    (!pictures.is_empty()).then_some(Block::Pictures(pictures))
}

/// What an app asks of the provider, under the names that consoles use.
fn providers_values(mode: SignOn) -> Block {
    let rows: &[[&str; 3]] = match mode {
        SignOn::Oidc => &[
            [
                "Issuer",
                "Issuer URL, OpenID provider, authority",
                "“issuer” in the provider's discovery document",
            ],
            [
                "Client ID",
                "Application ID, consumer key",
                "Shown when you add the app at the provider",
            ],
            [
                "Client secret",
                "Consumer secret",
                "Shown once; not needed by apps that authenticate with a key or PKCE alone",
            ],
        ],
        SignOn::WsFed => &[
            [
                "Federation metadata",
                "Metadata URL",
                "The provider's federation metadata address",
            ],
            [
                "Passive sign-in URL",
                "Passive requestor endpoint, issuer URL",
                "In the federation metadata",
            ],
            [
                "Signing certificate",
                "Token-signing certificate, X.509 certificate",
                "In the federation metadata, or as a download",
            ],
        ],
        _ => &[
            [
                "Issuer",
                "IdP entity ID, identity provider issuer, IdP ID",
                "“entityID” in the provider's metadata",
            ],
            [
                "Single sign-on URL",
                "SSO URL, login URL, IdP endpoint, redirect URL",
                "“SingleSignOnService” in the provider's metadata",
            ],
            [
                "Signing certificate",
                "X.509 certificate, public key, IdP certificate",
                "“KeyDescriptor” in the provider's metadata, or as a download",
            ],
        ],
    };
    Block::Table {
        caption: "What the app asks of your identity provider".to_owned(),
        columns: ["Value", "Also called", "Where to find it"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect(),
    }
}

/// A label as it stands inside a sentence: `Mail address` becomes `mail address`, `UPN` stays.
fn in_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

fn attributes(known: &Known) -> Section {
    let word = if known.mode == SignOn::Oidc {
        "Claim"
    } else {
        "Attribute"
    };
    let mut blocks = Vec::new();
    if let Some(name_id) = &known.name_id {
        let source = name_id.source.as_ref().map_or_else(
            || "what the app knows the person by".to_owned(),
            |source| in_sentence(source.as_str()),
        );
        let format = name_id
            .format
            .as_ref()
            .map_or(String::new(), |f| format!(" in the format {}", f.as_str()));
        blocks.push(Block::Text(format!(
            "The subject (NameID) must hold the {source}{format}."
        )));
    }
    if !known.attributes.is_empty() {
        blocks.push(Block::Table {
            caption: format!("{word}s the app reads"),
            columns: [word, "Holds", "Needed"].map(str::to_owned).to_vec(),
            rows: known
                .attributes
                .iter()
                .map(|a| {
                    let needed = if a.required { "Required" } else { "Optional" };
                    vec![
                        a.name.as_str().to_owned(),
                        a.source.as_str().to_owned(),
                        needed.to_owned(),
                    ]
                })
                .collect(),
        });
    }
    Section {
        id: anchor(known, "attributes"),
        title: format!("{}: subject and {}s", known.mode.label(), word.to_lowercase()),
        blocks,
    }
}

fn signing_on(content: &Content, known: &Known, values: &Values) -> Section {
    let name = content.name.as_str();
    let mut blocks = Vec::new();
    let (sp, idp) = (known.flows.contains(&Flow::Sp), known.flows.contains(&Flow::Idp));
    if sp || known.flows.is_empty() {
        let start = values.fill_each(
            SettingName::SignOnUrl.label(),
            known.values(SettingName::SignOnUrl),
        );
        blocks.push(Block::Text(if start.is_empty() {
            format!("Started at the app: open {name}'s sign-in page and choose single sign-on, or enter your work address there.")
        } else {
            "Started at the app: open the address below; it sends you to your identity provider and back.".to_owned()
        }));
        if !start.is_empty() {
            blocks.push(Block::Values(start));
        }
    }
    if idp || known.flows.is_empty() {
        blocks.push(Block::Text(format!(
            "Started at the identity provider: choose {name} on your page of apps."
        )));
    }
    if known.flows.is_empty() {
        blocks.push(Block::Note {
            kind: NoteKind::Info,
            text: "It is not published which of the two the app supports: try both with your test person."
                .to_owned(),
        });
    } else if !idp {
        blocks.push(Block::Note {
            kind: NoteKind::Info,
            text: format!("{name} does not take sign-ons that start at the identity provider: give people a tile that opens the app's own address."),
        });
    }
    if let Some(jit) = known.jit {
        blocks.push(Block::Text(if jit {
            "The app makes an account at a person's first sign-on (just-in-time provisioning).".to_owned()
        } else {
            "The app does not make accounts at sign-on: each person needs an account there first.".to_owned()
        }));
    }
    Section {
        id: anchor(known, "sign-on"),
        title: format!("{}: sign on", known.mode.label()),
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::in_sentence;

    #[test]
    fn labels_are_small_inside_sentences_and_abbreviations_stay() {
        assert_eq!(in_sentence("Mail address"), "mail address");
        assert_eq!(in_sentence("UPN"), "UPN");
        assert_eq!(
            in_sentence("before(user.email, \"@\")"),
            "before(user.email, \"@\")"
        );
        assert_eq!(in_sentence("x"), "x");
    }
}
