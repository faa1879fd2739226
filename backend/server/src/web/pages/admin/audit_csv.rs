//! The audit trail as a table for a spreadsheet.

use oin_domain::choice::Choice as _;
use serde_json::Value;

use crate::actions::Failure;
use crate::actions::audit::{self, AuditEntry};
use crate::web::csv;

/// The columns, which stay: new ones go to the end.
const COLUMNS: [&str; 20] = [
    "number",
    "seal",
    "id",
    "at",
    "area",
    "act",
    "actor",
    "actor_name",
    "actor_mail",
    "user",
    "user_name",
    "user_mail",
    "org",
    "about_kind",
    "about_id",
    "request_id",
    "detail",
    "token_kind",
    "token_hint",
    "token_name",
];

/// Entries as rows, below the names of the columns when they are the first ones.
///
/// # Errors
/// A mistake of ours only.
pub(super) fn write(entries: &[AuditEntry], with_columns: bool) -> Result<Vec<u8>, Failure> {
    let names = with_columns.then(|| COLUMNS.map(str::to_owned).to_vec());
    csv::write(names.into_iter().chain(entries.iter().map(row)))
}

fn row(entry: &AuditEntry) -> Vec<String> {
    let line = audit::line(entry);
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let token = entry.token.as_ref();
    let cells: [String; COLUMNS.len()] = [
        text(&line["number"]),
        text(&line["seal"]),
        text(&line["id"]),
        text(&line["at"]),
        text(&line["area"]),
        text(&line["act"]),
        text(&line["actor"]),
        text(&line["actor_was"]["name"]),
        text(&line["actor_was"]["mail"]),
        text(&line["user"]),
        text(&line["user_was"]["name"]),
        text(&line["user_was"]["mail"]),
        text(&line["org"]),
        text(&line["about"]["kind"]),
        text(&line["about"]["id"]),
        text(&line["request_id"]),
        entry.detail.clone(),
        token
            .map(|token| token.kind.as_str().to_owned())
            .unwrap_or_default(),
        token.map(|token| token.hint.clone()).unwrap_or_default(),
        entry.token_name.clone().unwrap_or_default(),
    ];
    cells.to_vec()
}
