//! WS-Federation metadata as fields of a connection.

use chrono::{DateTime, Utc};
use oin_domain::connection::ConnectionType;
use oin_protocol::finding::{Code, Finding};
use oin_protocol::wsfed::metadata;
use oin_protocol::xml;

use super::attributes::{self, Asked};
use super::reading::Reading;
use super::refused;
use crate::actions::Failure;

pub(super) fn read(bytes: &[u8], now: DateTime<Utc>) -> Result<Reading, Failure> {
    let metadata = metadata::read(&xml::to_utf8(bytes), now).map_err(|error| refused(&error))?;
    let mut reading = Reading::new(ConnectionType::WsFed, metadata.findings.clone());
    reading.put("realm", &metadata.realm);
    // The audience of the token is the realm, unless somebody says otherwise.
    reading.put("audience", &metadata.realm);
    if let Some(url) = metadata.reply_urls.first() {
        reading.put("reply_url", url);
    }
    if let Some(second) = metadata.reply_urls.get(1) {
        let message = format!(
            "The document names {} reply URLs; the first is taken.",
            metadata.reply_urls.len()
        );
        reading.finding(Finding::at(Code::SamlTooMany, second.place.clone(), message));
    }
    let asked = metadata.claims.iter().map(|claim| Asked {
        name: &claim.uri,
        format: None,
        friendly: claim.display_name.as_deref(),
        required: claim.required,
        place: &claim.place,
    });
    attributes::put(&mut reading, asked);
    Ok(reading)
}
