//! What was read from a document, before it has a place in a draft.

use oin_domain::connection::ConnectionType;
use oin_domain::draft::Draft;
use oin_protocol::finding::{Finding, Place, Read};

use super::connection::connection_for;
use crate::actions::Failure;

/// A value for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub path: String,
    pub value: String,
    pub line: Option<u32>,
    pub place: String,
}

/// What was read from a document.
pub(super) struct Reading {
    kind: ConnectionType,
    /// Values of the connection, their paths below it.
    connection: Vec<Value>,
    /// Values of the app as a whole: they are taken only where nothing is typed.
    about: Vec<Value>,
    /// Lists of the connection that the document holds as a whole.
    lists: Vec<&'static str>,
    /// What is worth saying.
    pub findings: Vec<Finding>,
    /// To be added to lines: the document was cut out of a larger one.
    shift: u32,
}

/// Values with their paths in a draft.
pub(super) struct Placed {
    pub values: Vec<Value>,
    /// Paths of list entries that the document does not have.
    pub cleared: Vec<String>,
}

impl Reading {
    pub(super) fn new(kind: ConnectionType, findings: Vec<Finding>) -> Self {
        let mut reading = Self {
            kind,
            connection: Vec::new(),
            about: Vec::new(),
            lists: Vec::new(),
            findings,
            shift: 0,
        };
        let kind = oin_domain::choice::Choice::as_str(kind);
        reading.plain("type", kind);
        reading
    }

    /// The document began on this line, from 1, of a larger one.
    pub(super) fn shifted(mut self, first_line: u32) -> Self {
        self.shift = first_line.saturating_sub(1);
        for finding in &mut self.findings {
            if let Some(place) = &mut finding.place {
                place.line = place.line.map(|line| line + self.shift);
            }
        }
        self
    }

    /// Something else that is worth saying.
    pub(super) fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A value of the connection.
    pub(super) fn put(&mut self, path: impl Into<String>, value: &Read<String>) {
        self.at(path, &value.value, &value.place);
    }

    /// A value of the connection that was understood from what stands at a place.
    pub(super) fn at(&mut self, path: impl Into<String>, value: impl Into<String>, place: &Place) {
        self.connection.push(of(path.into(), value.into(), place));
    }

    /// A value of the connection that follows from the kind of the document.
    pub(super) fn plain(&mut self, path: impl Into<String>, value: impl Into<String>) {
        self.at(path, value, &Place::at(""));
    }

    /// A value of the app as a whole.
    pub(super) fn about(&mut self, path: impl Into<String>, value: impl Into<String>, place: &Place) {
        self.about.push(of(path.into(), value.into(), place));
    }

    /// The document holds the whole of this list of the connection.
    pub(super) fn holds(&mut self, list: &'static str) {
        self.lists.push(list);
    }

    /// Gives the values their paths in `draft`.
    ///
    /// # Errors
    /// `import_refused` when the connection that is named is of another type.
    pub(super) fn place(&self, draft: &Draft, connection: Option<usize>) -> Result<Placed, Failure> {
        let at = format!("connections.{}", connection_for(draft, connection, self.kind)?);
        let fits = |value: &&Value| !value.value.is_empty();
        let moved = |value: &Value, path: String| Value {
            path,
            line: value.line.map(|line| line + self.shift),
            ..value.clone()
        };
        let mut values: Vec<Value> = self
            .connection
            .iter()
            .filter(fits)
            .map(|value| moved(value, format!("{at}.{}", value.path)))
            .collect();
        let free = self
            .about
            .iter()
            .filter(fits)
            .filter(|value| draft.text(&value.path).is_none());
        values.extend(free.map(|value| moved(value, value.path.clone())));
        let cleared = draft
            .iter()
            .map(|(path, _)| path)
            .filter(|path| {
                let lists = self.lists.iter();
                lists
                    .map(|list| format!("{at}.{list}."))
                    .any(|list| path.starts_with(&list))
            })
            .filter(|path| !values.iter().any(|value| value.path == **path))
            .map(str::to_owned)
            .collect();
        Ok(Placed { values, cleared })
    }
}

fn of(path: String, value: String, place: &Place) -> Value {
    Value {
        path,
        value,
        line: place.line,
        place: place.path.clone(),
    }
}
