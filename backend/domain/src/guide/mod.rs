//! The setup guide, made from an integration's data and a customer's values.
//!
//! [`Guide::write`] decides which sections an integration needs and what they
//! say; pages, Markdown and JSON are only skins of the same tree.

mod closing;
mod declared;
mod federation;
mod login_form;
mod markdown;
mod opening;
mod values;

use crate::connection::{Connection, SignOn};
use crate::integration::{Content, FileKey};

pub use values::{Values, ValuesError};

/// A setup guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What it is about: `Set up Box`.
    pub title: String,
    /// One or two sentences before the first section.
    pub intro: String,
    /// Its sections, in reading order.
    pub sections: Vec<Section>,
}

/// A section of a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its anchor, unique in the guide.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Things to do, in order.
    Steps(Vec<String>),
    /// Values that go into another system.
    Values(Vec<Value>),
    /// A table.
    Table {
        /// What the table is about.
        caption: String,
        /// The heads of its columns.
        columns: Vec<String>,
        /// Its rows, each as long as `columns`.
        rows: Vec<Vec<String>>,
    },
    /// Something to mind.
    Note {
        /// How much it matters.
        kind: NoteKind,
        /// What to mind.
        text: String,
    },
    /// Where to read on.
    Links(Vec<Link>),
    /// Pictures of what was said before them.
    Pictures(Vec<Picture>),
}

/// A picture in a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The stored picture, a screenshot.
    pub file: FileKey,
    /// What it shows.
    pub caption: String,
}

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Good to know.
    Info,
    /// Ignoring it can lock people out.
    Warning,
}

impl NoteKind {
    /// The stable value used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
        }
    }
}

/// A value to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is.
    pub label: String,
    /// The value, with `${name}` where the customer's own is still missing.
    pub value: String,
    /// What to know about it.
    pub note: Option<String>,
    /// Whether every place in it is filled.
    pub complete: bool,
}

/// A link in a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the reader finds there.
    pub label: String,
    /// An https address.
    pub url: String,
}

impl Guide {
    /// Writes the guide of `content` for readers of the network named
    /// `network`, with a customer's `values` filled in.
    pub fn write(content: &Content, network: &str, values: &Values) -> Self {
        let name = content.name.as_str();
        let mut sections = vec![opening::before_you_start(content, values)];
        for connection in &content.connections {
            if let Some(known) = connection.facts() {
                let known = known.as_ref();
                sections.extend(match known.mode {
                    SignOn::Saml2 | SignOn::Oidc | SignOn::WsFed => {
                        federation::sections(content, known, values)
                    }
                    SignOn::Swa => login_form::sections(content, known, values),
                    SignOn::Bookmark => vec![login_form::bookmark(content, known, values)],
                });
            }
            sections.extend(declared::sections(content, connection, values));
        }
        sections.extend(closing::sections(content, values));
        number_repeated(&mut sections);
        let mut methods: Vec<&str> = content
            .sign_on()
            .into_iter()
            .map(crate::choice::Choice::label)
            .collect();
        methods.extend(
            content
                .connections
                .iter()
                .filter_map(|connection| match connection {
                    Connection::Other(other) => Some(other.method.as_str()),
                    _ => None,
                }),
        );
        Self {
            title: format!("Set up {name}"),
            intro: format!(
                "How to add {name} to your organisation through the {network} with {}. The guide is made from the integration's own data; fill in your values to see them in every step.",
                join_or(&methods)
            ),
            sections,
        }
    }
}

/// Makes anchors unique when an integration has two connections of one kind:
/// the second one's get `-2`, and so on.
fn number_repeated(sections: &mut [Section]) {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for section in sections {
        let count = seen.entry(section.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            section.id = format!("{}-{count}", section.id);
        }
    }
}

/// Joins words as people do: `SAML 2.0, SWA or Bookmark`.
fn join_or(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
