//! What a rule found.

use serde::{Deserialize, Serialize};

use super::{RuleId, Severity};

/// What a rule found at one field; stored as evidence, so its JSON is stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How much it matters.
    pub severity: Severity,
    /// The path of the field, `connections.0.acs.1.url`; empty when it is about
    /// the whole draft.
    pub field: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What mends it.
    pub fix: String,
}

impl Finding {
    /// A finding of `rule` at `field`, with the rule's own severity and fix.
    pub fn new(rule: RuleId, field: impl Into<String>, message: impl Into<String>) -> Self {
        let known = rule.rule();
        Self {
            rule,
            severity: known.severity,
            field: field.into(),
            message: message.into(),
            fix: known.fix.to_owned(),
        }
    }

    /// The step of the wizard in which it is mended.
    pub fn step(&self) -> crate::draft::Step {
        super::pure::step_of(&self.field)
    }

    /// Whether it stops a submission.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocks
    }
}
