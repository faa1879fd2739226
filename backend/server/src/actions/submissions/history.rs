//! What happened to a submission and what was written about it, with what people are called.

use chrono::{DateTime, Utc};
use oin_domain::review::Reason;
use oin_domain::submission::{Action, Side, Stage};
use oin_domain::text::Prose;
use oin_store::{Message, PastEvent};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventShown {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it. To ISVs reviewers have no names.
    pub by: String,
    /// What.
    pub action: Action,
    /// From where; nothing at the beginning.
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
    /// The coded reasons.
    pub reasons: Vec<Reason>,
    /// What was said.
    pub message: Option<Prose>,
}

impl EventShown {
    /// What is kept, with what the one who did it is called.
    pub(in crate::actions) fn new(event: PastEvent, by: String) -> Self {
        Self {
            at: event.at,
            by,
            action: event.action,
            from: event.from,
            to: event.to,
            reasons: event.reasons,
            message: event.message,
        }
    }
}

/// A message of the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageShown {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// From which side.
    pub side: Side,
    /// Who wrote it. To ISVs reviewers have no names.
    pub by: String,
    /// What it says.
    pub text: Prose,
}

impl MessageShown {
    /// What is kept, with what its writer is called.
    pub(in crate::actions) fn new(message: Message, by: String) -> Self {
        Self {
            id: message.id,
            at: message.at,
            side: message.side,
            by,
            text: message.text,
        }
    }
}
