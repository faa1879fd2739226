//! Looking things up in the trail, for administrators.

use std::fmt::Write as _;

use chrono::SecondsFormat;
use oin_domain::account::StaffRole;
use oin_domain::audit::Area;
use oin_domain::choice::Choice as _;
use oin_store::{AuditEntry, AuditFilter, Read};
use serde_json::{Value, json};

use crate::actions::{Ctx, Failure, Reviewer, Visit};

/// How many entries a page of the search has.
const A_PAGE: u32 = 50;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Part of a name or address, or a person's id; empty: anybody.
    pub who: String,
    /// The rest.
    pub filter: AuditFilter,
    /// Entries before this one.
    pub before: Option<i64>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

fn may(who: &Reviewer) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Admin])
}

async fn filter(read: &mut Read, search: &Search) -> Result<AuditFilter, Failure> {
    let mut filter = search.filter.clone();
    if !search.who.is_empty() {
        filter.people = Some(read.audited_people(&search.who).await?);
    }
    Ok(filter)
}

/// Searches the trail.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn search(ctx: &Ctx, who: &Reviewer, search: &Search) -> Result<Found, Failure> {
    may(who)?;
    let mut entries = ctx
        .store
        .read(async |read| {
            let filter = filter(read, search).await?;
            let before = search.before.unwrap_or(i64::MAX);
            Ok::<_, Failure>(read.audit_entries(&filter, before, A_PAGE + 1).await?)
        })
        .await?;
    let more = entries.len() > A_PAGE as usize;
    entries.truncate(A_PAGE as usize);
    let next = entries.last().filter(|_| more).map(|entry| entry.id);
    Ok(Found { entries, next })
}

/// One entry.
///
/// # Errors
/// As [`search`]; `not_found` for an unknown number.
pub async fn entry(ctx: &Ctx, who: &Reviewer, id: i64) -> Result<AuditEntry, Failure> {
    may(who)?;
    Ok(ctx.store.read(async |read| read.audit_entry(id).await).await?)
}

/// Begins to write out what a search finds, and writes into the trail that somebody did; what
/// [`after`] is then asked with.
///
/// # Errors
/// As [`search`]; `second_factor_required`, `step_up_required`.
pub async fn begin_export(
    ctx: &Ctx,
    who: &Reviewer,
    search: &Search,
    visit: &Visit,
) -> Result<AuditFilter, Failure> {
    may(who)?;
    who.proven()?;
    ctx.store
        .write(async |tx| {
            tx.audit(&visit.act(Area::Account, "audit_exported", who.user()))
                .await?;
            filter(tx, search).await
        })
        .await
}

/// Entries after `after` in the order of their writing, for writing them out; none at the end.
///
/// # Errors
/// The database's.
pub async fn after(ctx: &Ctx, filter: &AuditFilter, after: i64) -> Result<Vec<AuditEntry>, Failure> {
    let read = ctx
        .store
        .read(async |read| read.audit_entries_after(filter, after, 1_000).await);
    Ok(read.await?)
}

/// An entry as one JSON object, as it is written out.
pub fn line(entry: &AuditEntry) -> Value {
    let said = |said: &Option<String>| {
        said.as_deref()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
    };
    let about = entry.about.as_ref();
    json!({
        "number": entry.number,
        "seal": entry.hash.as_deref().map(hex),
        "id": entry.id,
        "at": entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "area": entry.area,
        "act": entry.act,
        "actor": entry.actor,
        "actor_was": said(&entry.actor_said),
        "user": entry.user,
        "user_was": said(&entry.user_said),
        "org": entry.org,
        "about": about.map(|(kind, id)| json!({ "kind": kind, "id": id })),
        "request_id": entry.request_id,
        "token": entry.token.as_ref().map(|token| json!({
            "kind": token.kind.as_str(),
            "id": token.id,
            "hint": token.hint,
            "name": entry.token_name,
        })),
        "detail": serde_json::from_str::<Value>(&entry.detail).unwrap_or_default(),
    })
}

/// Bytes in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
