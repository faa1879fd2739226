//! What the rules say of a draft.

use oin_domain::check::{Completeness, Finding};
use oin_domain::choice::Choice as _;
use oin_domain::integration::LaneDecision;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::submissions::Judged;

/// What the rules say of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct JudgedBody {
    /// Whether it could be submitted as it is: nothing blocks.
    pub ready: bool,
    /// What was found, in the order of the wizard.
    pub findings: Vec<FindingBody>,
    /// How complete it is.
    pub completeness: CompletenessBody,
    /// How it would be judged.
    pub lane: LaneBody,
}

/// What a rule found at one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingBody {
    /// The rule.
    #[schema(example = "no_test_login")]
    pub rule: &'static str,
    /// `blocks` (it cannot be submitted), `warns` or `observes`.
    #[schema(example = "blocks")]
    pub severity: &'static str,
    /// The path of the field; empty when it is about the whole draft.
    #[schema(example = "testing.logins")]
    pub field: String,
    /// The step of the wizard with that field.
    #[schema(example = "people")]
    pub step: &'static str,
    /// What is wrong.
    pub message: String,
    /// What mends it.
    pub fix: String,
}

/// How complete a draft is.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompletenessBody {
    /// From 0 to 100; 100 only when nothing blocks.
    #[schema(example = 85)]
    pub percent: u8,
    /// What it is made of, in the order of the wizard.
    pub parts: Vec<PartBody>,
}

/// A part of a draft that must be there.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartBody {
    /// The step of the wizard.
    #[schema(example = "general")]
    pub step: &'static str,
    /// What it is.
    #[schema(example = "Summary")]
    pub label: &'static str,
    /// Whether it is there and nothing blocks it.
    pub done: bool,
    /// The field to go to.
    #[schema(example = "summary")]
    pub field: String,
}

/// How a submission is judged; computed from its content, never chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaneBody {
    /// `wizard`, `template`, `text` or `provisioning`.
    #[schema(example = "wizard")]
    pub lane: &'static str,
    /// Within how many business days a reviewer looks.
    #[schema(example = 3)]
    pub business_days: u32,
    /// Why; at least one reason.
    pub reasons: Vec<LaneReasonBody>,
}

/// Why a submission is in its lane.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaneReasonBody {
    /// The path of the field that decides; empty for the whole.
    pub field: String,
    /// Why.
    pub text: String,
}

impl From<Judged> for JudgedBody {
    fn from(judged: Judged) -> Self {
        Self {
            ready: !judged.findings.iter().any(Finding::blocks),
            findings: judged.findings.into_iter().map(FindingBody::from).collect(),
            completeness: judged.completeness.into(),
            lane: judged.lane.into(),
        }
    }
}

impl From<Finding> for FindingBody {
    fn from(finding: Finding) -> Self {
        Self {
            rule: finding.rule.as_str(),
            severity: finding.severity.as_str(),
            step: finding.step().as_str(),
            field: finding.field,
            message: finding.message,
            fix: finding.fix,
        }
    }
}

impl From<Completeness> for CompletenessBody {
    fn from(completeness: Completeness) -> Self {
        let parts = completeness.parts.into_iter().map(|part| PartBody {
            step: part.step.as_str(),
            label: part.label,
            done: part.done,
            field: part.jump,
        });
        Self {
            percent: completeness.percent,
            parts: parts.collect(),
        }
    }
}

impl From<LaneDecision> for LaneBody {
    fn from(decision: LaneDecision) -> Self {
        let reasons = decision.reasons.into_iter().map(|reason| LaneReasonBody {
            field: reason.field,
            text: reason.text,
        });
        Self {
            lane: decision.lane.as_str(),
            business_days: decision.lane.business_days(),
            reasons: reasons.collect(),
        }
    }
}
