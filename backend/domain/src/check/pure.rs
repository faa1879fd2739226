//! The pure rules: what a draft and its context tell without a look at the
//! network.

mod certificates;
mod people;
mod variables;
mod words;

use crate::connection::Connection;
use crate::draft::{Draft, FIELDS, Field, Kind, Step};
use crate::integration::UrlPattern;

use super::{Context, Finding, RuleId, internal};

pub use variables::is_reserved;

/// Judges a draft by every pure rule, in the order of the wizard.
pub fn judge(draft: &Draft, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = draft.complete().err().unwrap_or_default();
    addresses(draft, context, &mut findings);
    words::judge(draft, context, &mut findings);
    variables::judge(draft, context, &mut findings);
    certificates::judge(draft, context, &mut findings);
    people::judge(draft, context, &mut findings);
    imported(draft, context, &mut findings);
    in_order(&mut findings);
    findings
}

/// Sorts findings by step, keeping the order within each, and drops repeats.
pub(super) fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by_key(|finding| step_of(&finding.field));
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.rule, finding.field.clone())));
}

/// The step that a finding belongs to; a list belongs to its entries' step.
pub(super) fn step_of(path: &str) -> Step {
    let below = || FIELDS.iter().find(|field| field.is_below(path));
    let field = Field::at(path).or_else(below);
    field.map_or(Step::Submit, |field| field.step)
}

/// Every address that can be read, with its path.
pub(super) fn urls(draft: &Draft) -> impl Iterator<Item = (&str, UrlPattern)> {
    draft.known().filter_map(|(field, path, text)| {
        matches!(field.kind, Kind::Url(_) | Kind::PlainUrl)
            .then(|| UrlPattern::parse(text).ok())
            .flatten()
            .map(|url| (path, url))
    })
}

fn addresses(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (path, url) in urls(draft) {
        let excepted = url
            .fixed_host()
            .is_some_and(|host| context.exceptions.contains(&host));
        if let (false, Some(why)) = (excepted, internal(&url)) {
            findings.push(Finding::new(
                RuleId::InternalUrl,
                path,
                format!("The address {why}."),
            ));
        }
    }
}

/// Values that differ from what the last import of metadata gave.
fn imported(draft: &Draft, context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (path, given) in context.imported {
        let Some(typed) = draft.text(path) else {
            continue;
        };
        if typed == given.trim() || Field::at(path).is_none() {
            continue;
        }
        let rule = if path.contains(".acs.") && path.ends_with(".url") {
            RuleId::AcsDiffers
        } else {
            RuleId::ImportDiffers
        };
        let shown: String = given.chars().take(200).collect();
        findings.push(Finding::new(rule, path, format!("The metadata says {shown}.")));
    }
}

/// Whether the draft declares a sign-on that needs test logins: any but a
/// bookmark.
fn signs_on(draft: &Draft) -> bool {
    draft.places("connections").into_iter().any(|place| {
        draft
            .text(&format!("connections.{place}.type"))
            .is_some_and(|kind| kind != BOOKMARK)
    })
}

const BOOKMARK: &str = "bookmark";

/// Whether the live content's connections are what an update starts from.
fn declared(connections: &[Connection]) -> bool {
    connections.iter().any(|connection| connection.kind() != "known")
}
