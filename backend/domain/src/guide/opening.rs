//! What a customer needs before the first step.

use crate::connection::{Connection, Flow, SignOn};
use crate::integration::{Content, Deployment, VariableKind};

use super::{Block, Link, Section, Values};

/// The first section: prerequisites, the customer's own values, documents.
pub(super) fn before_you_start(content: &Content, values: &Values) -> Section {
    let name = content.name.as_str();
    let mut needs = vec![format!("An administrator's account in {name}.")];
    let federated = content
        .sign_on()
        .iter()
        .any(|mode| !matches!(mode, SignOn::Swa | SignOn::Bookmark));
    if federated {
        needs.push(format!(
            "A plan of {name} that includes single sign-on; some vendors offer it only on certain plans."
        ));
        needs.push("An administrator's account at your identity provider.".to_owned());
    }
    if content.deployment == Deployment::OnPremises {
        needs.push(format!(
            "{name} runs on your own servers: people's browsers must be able to reach it."
        ));
    }
    needs.push("One person to try the sign-on with before everybody gets it.".to_owned());

    let mut blocks = vec![Block::Steps(needs)];
    if !content.variables.is_empty() {
        blocks.push(Block::Table {
            caption: "Your own values".to_owned(),
            columns: ["Value", "Kind", "Where to find it", "Yours"]
                .map(str::to_owned)
                .to_vec(),
            rows: content
                .variables
                .iter()
                .map(|variable| {
                    let own = match values.get(variable.name.as_str()) {
                        Some(value) => value.to_owned(),
                        None if variable.kind == VariableKind::Secret => "kept out of this guide".to_owned(),
                        None => "not given yet".to_owned(),
                    };
                    let help = match (&variable.help, &variable.example) {
                        (Some(help), _) => help.as_str().to_owned(),
                        (None, Some(example)) => format!("For example {}", example.as_str()),
                        (None, None) => {
                            format!("Your {name} administrator or the vendor knows it.")
                        }
                    };
                    vec![
                        variable.label.as_str().to_owned(),
                        variable.kind.label().to_owned(),
                        help,
                        own,
                    ]
                })
                .collect(),
        });
    }
    if let Some(text) = what_is_missing(content) {
        blocks.push(Block::Note {
            kind: super::NoteKind::Info,
            text,
        });
    }
    if let Some(documentation) = &content.documentation {
        blocks.push(Block::Links(vec![Link {
            label: format!("{name}'s own set-up documentation"),
            url: documentation.as_str().to_owned(),
        }]));
    }
    Section {
        id: "before-you-start".to_owned(),
        title: "Before you start".to_owned(),
        blocks,
    }
}

/// Says what the facts do not hold, so that nobody looks for it here.
fn what_is_missing(content: &Content) -> Option<String> {
    let name = content.name.as_str();
    let known = content
        .connections
        .iter()
        .find_map(|connection| match connection {
            Connection::Known(known) if !matches!(known.mode, SignOn::Swa | SignOn::Bookmark) => Some(known),
            _ => None,
        })?;
    known.settings.is_empty().then(|| {
        let starts = match known.flows.as_slice() {
            [Flow::Idp] => " It starts at the identity provider only.",
            [Flow::Sp] => " It starts at the app only.",
            _ => "",
        };
        format!(
            "{name} supports {}, but publishes no fixed settings. Get the values marked below from {name}'s admin console or its support.{starts}",
            crate::choice::Choice::label(known.mode)
        )
    })
}
