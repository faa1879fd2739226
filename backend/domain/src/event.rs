//! What happened to a submission: the one record that history, mail, jobs and
//! the audit trail read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{EvidenceId, IntegrationId, OrgId, SubmissionId, UserId};
use crate::review::{PrivateNote, Reason};
use crate::submission::{Action, By, Stage};
use crate::text::Prose;

/// What happened to a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The submission.
    pub submission: SubmissionId,
    /// Its integration.
    pub integration: IntegrationId,
    /// The org that owns it.
    pub org: OrgId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What was done.
    pub action: Action,
    /// From where; nothing at the beginning.
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
    /// The coded reasons.
    pub reasons: Vec<Reason>,
    /// What the ISV reads.
    pub message: Option<Prose>,
    /// What only colleagues read.
    pub note: Option<PrivateNote>,
    /// The records it rests on.
    pub evidence: Vec<EvidenceId>,
    /// When the new stage ends by itself; nothing when it does not.
    pub until: Option<DateTime<Utc>>,
    /// Whom it was assigned to.
    #[serde(default)]
    pub assigned: Option<UserId>,
    /// Whether it was done with others at once.
    #[serde(default)]
    pub in_bulk: bool,
}

impl Event {
    /// With these coded reasons.
    pub(crate) fn because(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        self.reasons = reasons.into_iter().collect();
        self
    }

    /// With these words to the ISV.
    pub(crate) fn saying(mut self, message: Prose) -> Self {
        self.message = Some(message);
        self
    }

    /// With this end of the new stage.
    pub(crate) fn until(mut self, until: DateTime<Utc>) -> Self {
        self.until = Some(until);
        self
    }
}
