//! Aggregates: one document with the metadata of many entities, up to 64 MiB.
//!
//! An aggregate is read in one pass without a tree. From it comes a list to choose from, or one entity
//! cut out as a document of its own, which [`super::metadata`] then reads with all its guards.

mod entity;
mod found;
mod scan;

use chrono::{DateTime, Utc};

use crate::finding::{Code, Finding, Refusal, shown};
use found::Found;

/// Largest aggregate, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Most entities that a list names; the rest is counted.
pub const MAX_LISTED: usize = 20_000;

/// What an aggregate holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// The aggregate's own `Name`.
    pub name: Option<String>,
    /// When it ends.
    pub valid_until: Option<DateTime<Utc>>,
    /// Whether the aggregate as a whole is signed. That signature is **not** verified: it covers the
    /// whole document, which is never held as a tree.
    pub signed: bool,
    /// Its entities in order, at most [`MAX_LISTED`].
    pub entities: Vec<EntitySummary>,
    /// How many there are in all.
    pub total: usize,
    /// What is worth saying.
    pub findings: Vec<Finding>,
}

/// An entity, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntitySummary {
    /// The entity ID.
    pub entity_id: String,
    /// A name for people, English if there is one.
    pub display_name: Option<String>,
    /// It has a service provider's role.
    pub is_sp: bool,
    /// It has an identity provider's role.
    pub is_idp: bool,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Its size in bytes; above [`crate::xml::MAX_BYTES`] it cannot be read.
    pub bytes: usize,
}

/// One entity as a document of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The document: the entity's very bytes, with the namespace declarations that it inherited.
    pub document: String,
    /// The line of the aggregate on which it began, from 1; add to a place's line to find it there.
    pub line: u32,
    /// The earliest end that the groups around it name.
    pub valid_until: Option<DateTime<Utc>>,
}

/// Lists the entities of an aggregate, or the one entity of a plain metadata document.
///
/// # Errors
/// `aggregate_too_large`, `aggregate_not_metadata`, `saml_valid_until_past`, `saml_date`, and the codes
/// `xml_*` for what is not well-formed or nested too deep.
pub fn list(bytes: &[u8], now: DateTime<Utc>) -> Result<Aggregate, Refusal> {
    let mut aggregate = Aggregate {
        name: None,
        valid_until: None,
        signed: false,
        entities: Vec::new(),
        total: 0,
        findings: Vec::new(),
    };
    let about = scan::scan(text(bytes)?, |found: &Found<'_>| {
        aggregate.total += 1;
        if aggregate.entities.len() < MAX_LISTED {
            aggregate.entities.push(EntitySummary {
                entity_id: found.entity_id.clone(),
                display_name: found.display_name.clone(),
                is_sp: found.is_sp,
                is_idp: found.is_idp,
                line: found.line,
                bytes: found.range.len(),
            });
        }
    })?;
    check_end(about.valid_until, now)?;
    aggregate.name = about.name;
    aggregate.valid_until = about.valid_until;
    aggregate.signed = about.signed;
    if aggregate.total > aggregate.entities.len() {
        let message = format!(
            "The aggregate holds {} entities; the first {MAX_LISTED} are listed.",
            aggregate.total
        );
        aggregate
            .findings
            .push(Finding::whole(Code::AggregateListCut, message));
    }
    Ok(aggregate)
}

/// Cuts out the entity whose ID is exactly `entity_id`.
///
/// # Errors
/// As [`list`], and `aggregate_entity_absent` or `aggregate_entity_ambiguous`.
pub fn cut(bytes: &[u8], entity_id: &str, now: DateTime<Utc>) -> Result<Cut, Refusal> {
    let text = text(bytes)?;
    let mut cut: Option<Cut> = None;
    let mut times = 0_usize;
    scan::scan(text, |found: &Found<'_>| {
        if found.entity_id != entity_id {
            return;
        }
        times += 1;
        cut = Some(Cut {
            document: found.document(text),
            line: found.line,
            valid_until: found.groups_valid_until,
        });
    })?;
    let shown = shown(entity_id);
    match cut {
        Some(_) if times > 1 => {
            let message = format!("The entity \"{shown}\" stands {times} times in the aggregate.");
            Err(Finding::whole(Code::AggregateEntityAmbiguous, message).into())
        }
        Some(cut) => {
            check_end(cut.valid_until, now)?;
            Ok(cut)
        }
        None => {
            let message = format!("The aggregate has no entity \"{shown}\".");
            Err(Finding::whole(Code::AggregateEntityAbsent, message).into())
        }
    }
}

fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MAX_BYTES {
        let message = format!(
            "The aggregate has {} bytes; at most {MAX_BYTES} are read.",
            bytes.len()
        );
        return Err(Finding::whole(Code::AggregateTooLarge, message).into());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map_err(|_| Finding::whole(Code::XmlEncoding, "The aggregate is not UTF-8.").into())
}

fn check_end(end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refusal> {
    match end {
        Some(end) if end <= now => {
            let message = format!(
                "The aggregate was valid until {}.",
                end.format("%-d %B %Y, %H:%M UTC")
            );
            Err(Finding::whole(Code::SamlValidUntilPast, message).into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
