//! Beside a step: the list of steps with their state, the meter, the lane.

use oin_domain::check::{Completeness, Finding};
use oin_domain::choice::Choice as _;
use oin_domain::draft::{Draft, Step};
use oin_domain::integration::LaneDecision;
use serde::Serialize;

/// What stands beside every step.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    steps: Vec<StepLink>,
    percent: u8,
    /// What is not there yet.
    missing: Vec<Jump>,
    lane: String,
    lane_days: u32,
    reasons: Vec<Jump>,
}

#[derive(Debug, Clone, Serialize)]
struct StepLink {
    url: String,
    label: &'static str,
    number: usize,
    current: bool,
    /// `done`, `open` or `untouched`.
    state: &'static str,
    state_words: String,
}

/// A sentence with the place that it is about.
#[derive(Debug, Clone, Serialize)]
pub struct Jump {
    /// What people read.
    pub text: String,
    /// The place; empty when there is none.
    pub url: String,
}

/// The address of the field at `path`: its step's page and the control on it.
pub fn field_url(submission: &str, step: Step, path: &str) -> String {
    if path.is_empty() {
        return format!("{submission}/{step}");
    }
    format!("{submission}/{step}#{path}")
}

impl Side {
    /// What stands beside `current`.
    pub fn of(
        submission: &str,
        current: Step,
        draft: &Draft,
        findings: &[Finding],
        completeness: &Completeness,
        lane: &LaneDecision,
    ) -> Self {
        let steps = Step::ALL.iter().enumerate().map(|(place, &step)| {
            let blocking = findings
                .iter()
                .filter(|finding| finding.blocks() && finding.step() == step)
                .count();
            let touched = draft.known().any(|(field, ..)| field.step == step);
            let (state, state_words) = match (blocking, touched) {
                (0, true) => ("done", "done".to_owned()),
                (0, false) => ("untouched", "nothing needed".to_owned()),
                (1, _) => ("open", "1 thing to mend".to_owned()),
                (count, _) => ("open", format!("{count} things to mend")),
            };
            StepLink {
                url: format!("{submission}/{step}"),
                label: step.label(),
                number: place + 1,
                current: step == current,
                state,
                state_words,
            }
        });
        let missing = completeness.parts.iter().filter(|part| !part.done);
        let missing = missing.map(|part| Jump {
            text: part.label.to_owned(),
            url: field_url(submission, part.step, &part.jump),
        });
        let reasons = lane.reasons.iter().map(|reason| Jump {
            text: reason.text.clone(),
            url: match oin_domain::draft::Field::at(&reason.field) {
                Some(field) => field_url(submission, field.step, &reason.field),
                None => String::new(),
            },
        });
        Self {
            steps: steps.collect(),
            percent: completeness.percent,
            missing: missing.collect(),
            lane: lane.lane.label().to_owned(),
            lane_days: lane.lane.business_days(),
            reasons: reasons.collect(),
        }
    }
}
