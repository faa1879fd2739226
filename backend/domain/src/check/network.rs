//! The network rules: what the jobs that looked at the network brought back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::draft::Draft;

use super::pure::in_order;
use super::{Finding, RuleId};

/// How an address answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum Answer {
    /// With an HTTP status.
    Status(u16),
    /// Its name or a redirect leads to an address that is not public.
    Private,
    /// The name system says definitely that the host does not exist.
    NoSuchHost,
    /// Its certificate is not valid, in words.
    Tls(String),
    /// Not at all: name system, network or server were silent, in words.
    Silent(String),
    /// It was not asked, or not followed to its end, in words.
    Unchecked(String),
}

/// What the jobs brought back; a field that was not looked at is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkFacts {
    /// How each address answered, by the path of the field.
    pub answers: BTreeMap<String, Answer>,
    /// The paths of selectors that found nothing on their login page.
    pub not_found: Vec<String>,
    /// What the metadata says now, by the path of the field.
    pub metadata: BTreeMap<String, String>,
}

/// Judges what the network jobs brought back, in the order of the wizard.
///
/// A silent network never blocks: only a definite answer does.
pub fn judge_network(draft: &Draft, facts: &NetworkFacts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    // An address that was changed since is looked at again by the next run.
    let still_there = |path: &&String| draft.text(path).is_some();
    for path in facts.answers.keys().filter(still_there) {
        if let Some(finding) = facts.answers.get(path).and_then(|answer| address(path, answer)) {
            findings.push(finding);
        }
    }
    for path in facts.not_found.iter().filter(still_there) {
        let message = "The login page has no such element.";
        findings.push(Finding::new(RuleId::LoginFieldMissing, path, message));
    }
    for (path, now) in &facts.metadata {
        if draft.text(path).is_some_and(|typed| typed != now.trim()) {
            let shown: String = now.chars().take(200).collect();
            let message = format!("The metadata now says {shown}.");
            findings.push(Finding::new(RuleId::MetadataChanged, path, message));
        }
    }
    in_order(&mut findings);
    findings
}

/// An endpoint that takes messages may answer 400 or 405 to a plain look; only
/// 404 and 410 say that nothing is there.
fn address(path: &str, answer: &Answer) -> Option<Finding> {
    match answer {
        Answer::Status(status @ (404 | 410)) => Some(Finding::new(
            RuleId::UrlDead,
            path,
            format!("It answers {status}: nothing is there."),
        )),
        Answer::Status(status @ 500..) => Some(Finding::new(
            RuleId::UrlSilent,
            path,
            format!("It answers {status}: the server has a fault."),
        )),
        Answer::Status(_) => None,
        Answer::Private => Some(Finding::new(
            RuleId::UrlPrivate,
            path,
            "Its name or a redirect leads into a private network.",
        )),
        Answer::NoSuchHost => Some(Finding::new(RuleId::UrlDead, path, "No host has that name.")),
        Answer::Tls(why) => Some(Finding::new(
            RuleId::TlsInvalid,
            path,
            format!("Its certificate is refused: {why}."),
        )),
        Answer::Silent(why) => Some(Finding::new(
            RuleId::UrlSilent,
            path,
            format!("It did not answer: {why}."),
        )),
        Answer::Unchecked(why) => Some(Finding::new(
            RuleId::UrlSilent,
            path,
            format!("It could not be checked: {why}."),
        )),
    }
}
