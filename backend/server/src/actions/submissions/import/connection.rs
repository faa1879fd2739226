//! The connection of a draft that takes an imported document.

use oin_domain::choice::Choice;
use oin_domain::connection::ConnectionType;
use oin_domain::draft::Draft;

use super::DOCUMENT;
use crate::actions::{Code, Failure, FieldError};

/// The connection that takes a document of this type: the one that is named, else the first of
/// the type, else a new one behind the last.
///
/// # Errors
/// `import_refused` when the named one is of another type.
pub(super) fn connection_for(
    draft: &Draft,
    named: Option<usize>,
    kind: ConnectionType,
) -> Result<usize, Failure> {
    let places = draft.places("connections");
    let kind_at = |place: usize| {
        draft
            .text(&format!("connections.{place}.type"))
            .and_then(ConnectionType::parse)
    };
    match named {
        Some(place) if place > 63 => Err(Failure::NotFound("connection")),
        Some(place) => match kind_at(place) {
            Some(other) if other != kind => Err(Failure::field(FieldError::new(
                DOCUMENT,
                Code::ImportRefused,
                format!(
                    "The document is for {}, this connection is {}. Import it into a connection of its kind.",
                    kind.label(),
                    other.label()
                ),
            ))),
            _ => Ok(place),
        },
        None => Ok(places
            .iter()
            .copied()
            .find(|place| kind_at(*place) == Some(kind))
            .unwrap_or_else(|| places.last().map_or(0, |last| last + 1))),
    }
}
