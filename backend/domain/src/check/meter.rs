//! How complete a draft is, and where to go on.

use crate::draft::{Draft, Step};

use super::Finding;
use super::pure::step_of;

/// A part of the meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The step.
    pub step: Step,
    /// What it is, in words.
    pub label: &'static str,
    /// Its share of the whole.
    pub weight: u32,
    /// Whether it is there and nothing blocks it.
    pub done: bool,
    /// The field to go to.
    pub jump: String,
}

/// How complete a draft is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// From 0 to 100; 100 only when nothing blocks.
    pub percent: u8,
    /// What it is made of, in the order of the wizard.
    pub parts: Vec<Part>,
}

/// What the meter counts: step, words, weight, and the place in the draft
/// where something must be and nothing may block.
const PARTS: [(Step, &str, u32, &str); 11] = [
    (Step::General, "Name", 5, "name"),
    (Step::General, "Summary", 5, "summary"),
    (Step::General, "Category", 5, "categories"),
    (Step::General, "Website", 5, "website"),
    (Step::SignOn, "Sign-on settings", 30, "connections"),
    (Step::People, "Test logins", 15, "testing.logins"),
    (Step::People, "Support contact", 5, "contacts.support"),
    (Step::People, "Technical contact", 5, "contacts.technical"),
    (Step::People, "Business contact", 5, "contacts.business"),
    (Step::People, "Public support page", 5, "support"),
    (Step::Submit, "Attestations", 15, "attestation"),
];

impl Completeness {
    /// Measures `draft` with the `findings` of all rules that have judged it.
    pub fn of(draft: &Draft, findings: &[Finding]) -> Self {
        let blocking: Vec<&Finding> = findings.iter().filter(|finding| finding.blocks()).collect();
        let mut parts: Vec<Part> = PARTS
            .iter()
            .map(|&(step, label, weight, place)| {
                let first = blocking.iter().find(|finding| is_within(&finding.field, place));
                // A bookmark needs no test login: then nothing blocks there.
                let there = draft.has(place) || place == "testing.logins";
                Part {
                    step,
                    label,
                    weight,
                    done: there && first.is_none(),
                    jump: first.map_or(place.to_owned(), |finding| finding.field.clone()),
                }
            })
            .collect();
        let others = blocking
            .iter()
            .filter(|finding| !PARTS.iter().any(|part| is_within(&finding.field, part.3)));
        for finding in others {
            parts.push(Part {
                step: step_of(&finding.field),
                label: crate::choice::Choice::label(finding.rule),
                weight: 5,
                done: false,
                jump: finding.field.clone(),
            });
        }
        parts.sort_by_key(|part| part.step);
        let all: u32 = parts.iter().map(|part| part.weight).sum();
        let done: u32 = parts
            .iter()
            .filter(|part| part.done)
            .map(|part| part.weight)
            .sum();
        let percent = u8::try_from(done * 100 / all.max(1)).unwrap_or(100);
        Self { percent, parts }
    }
}

fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
