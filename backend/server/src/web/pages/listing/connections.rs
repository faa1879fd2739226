//! How an integration signs people on, as its page shows it.

use oin_domain::choice::Choice as _;
use oin_domain::connection::{Connection, ConnectionType, Flow, Known, Other, SettingName, SignOn};
use serde::Serialize;

use crate::web::pages::card::Labelled;

#[derive(Debug, Serialize)]
pub(super) struct ConnectionView {
    mode: &'static str,
    label: &'static str,
    note: Option<String>,
    flows: Vec<Labelled>,
    jit: Labelled,
    settings: Vec<SettingView>,
    name_id: Option<NameIdView>,
    attributes: Vec<AttributeView>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SettingView {
    label: &'static str,
    none: Option<String>,
    values: Vec<TextView>,
}

#[derive(Debug, Serialize)]
pub(super) struct TextView {
    text: String,
}

#[derive(Debug, Serialize)]
pub(super) struct NameIdView {
    format: Option<String>,
    source: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct AttributeView {
    name: String,
    source: String,
    required: LabelOnly,
}

#[derive(Debug, Serialize)]
pub(super) struct LabelOnly {
    label: &'static str,
}

impl ConnectionView {
    /// Nothing for a connection that has neither facts nor a description.
    pub(super) fn new(connection: &Connection) -> Option<Self> {
        match connection {
            Connection::Other(other) => Some(Self::described(other)),
            declared => declared.facts().map(|known| Self::shown(&known)),
        }
    }

    /// A method that is only described in words.
    fn described(other: &Other) -> Self {
        Self {
            mode: ConnectionType::Other.as_str(),
            label: ConnectionType::Other.label(),
            note: Some(format!("{}: {}", other.method, other.description)),
            flows: Vec::new(),
            jit: Labelled {
                value: "unknown".to_owned(),
                label: "Not published".to_owned(),
            },
            settings: Vec::new(),
            name_id: None,
            attributes: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn shown(known: &Known) -> Self {
        let jit = match known.jit {
            Some(true) => ("yes", "Accounts are made at first sign-on"),
            Some(false) => ("no", "Accounts must exist before"),
            None => ("unknown", "Not published"),
        };
        Self {
            mode: known.mode.as_str(),
            label: known.mode.label(),
            note: what_mode_means(known),
            flows: known.flows.iter().copied().map(Labelled::of::<Flow>).collect(),
            jit: Labelled {
                value: jit.0.to_owned(),
                label: jit.1.to_owned(),
            },
            settings: settings(known),
            name_id: known.name_id.as_ref().map(|subject| NameIdView {
                format: subject.format.as_ref().map(ToString::to_string),
                source: subject.source.as_ref().map(ToString::to_string),
            }),
            attributes: known
                .attributes
                .iter()
                .map(|attribute| AttributeView {
                    name: attribute.name.to_string(),
                    source: attribute.source.to_string(),
                    required: LabelOnly {
                        label: if attribute.required {
                            "Required"
                        } else {
                            "Optional"
                        },
                    },
                })
                .collect(),
            notes: known.notes.iter().map(|note| note.text.to_string()).collect(),
        }
    }
}

fn what_mode_means(known: &Known) -> Option<String> {
    match known.mode {
        SignOn::Swa => Some("The app's own login form is filled with stored credentials; nothing has to be set up in the app.".to_owned()),
        SignOn::Bookmark => Some("A tile that opens the app; nobody is signed in by it.".to_owned()),
        _ if known.settings.is_empty() => Some(format!(
            "The app supports {}, but publishes no settings: take them from its admin console.",
            known.mode.label()
        )),
        _ => None,
    }
}

fn settings(known: &Known) -> Vec<SettingView> {
    let mut shown: Vec<SettingView> = known
        .settings
        .iter()
        .map(|setting| SettingView {
            label: setting.name.label(),
            none: None,
            values: setting
                .values
                .iter()
                .map(|value| TextView {
                    text: value.as_str().to_owned(),
                })
                .collect(),
        })
        .collect();
    if known.mode == SignOn::Saml2 && !known.settings.is_empty() {
        for name in [SettingName::AcsUrl, SettingName::EntityId] {
            if known.values(name).is_empty() {
                let none = Some("Not published: shown in the app's own console.".to_owned());
                shown.push(SettingView {
                    label: name.label(),
                    none,
                    values: Vec::new(),
                });
            }
        }
    }
    shown
}
