//! From where somebody asks: what a security event writes down beside who it was.

use oin_domain::account::SecurityKind;
use oin_domain::audit::{Act, Area};
use oin_domain::ids::UserId;
use oin_store::SecurityEvent;
use serde_json::{Value, json};

use super::Member;

/// A request, as security events name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// The peer's address, as the rate limits count it.
    pub peer: String,
    /// What the browser calls itself, at most 400 characters.
    pub agent: String,
    /// The request, as the log names it.
    pub request_id: String,
}

impl Visit {
    /// An event of this request that happened to `user`.
    pub(super) fn event(&self, kind: SecurityKind, user: Option<UserId>) -> SecurityEvent {
        SecurityEvent {
            kind,
            user,
            org: None,
            actor: None,
            peer: Some(self.peer.clone()).filter(|peer| !peer.is_empty()),
            agent: Some(self.agent.clone()).filter(|agent| !agent.is_empty()),
            request_id: Some(self.request_id.clone()).filter(|id| !id.is_empty()),
            detail: json!({}),
        }
    }

    /// The same with more to say; of a secret only that it changed.
    pub(super) fn event_with(
        &self,
        kind: SecurityKind,
        user: Option<UserId>,
        detail: Value,
    ) -> SecurityEvent {
        SecurityEvent {
            detail,
            ..self.event(kind, user)
        }
    }

    /// An event of the org of `who`, who did it. `user` is to whom it happened.
    pub(super) fn event_of(
        &self,
        who: &Member,
        kind: SecurityKind,
        user: Option<UserId>,
        detail: Value,
    ) -> SecurityEvent {
        SecurityEvent {
            org: Some(who.org),
            actor: Some(who.user()),
            ..self.event_with(kind, user, detail)
        }
    }

    /// An act of this request that `actor` does, for the audit trail.
    pub(super) fn act(&self, area: Area, act: &str, actor: UserId) -> Act {
        Act {
            actor: Some(actor),
            request_id: Some(self.request_id.clone()).filter(|id| !id.is_empty()),
            peer: Some(self.peer.clone()).filter(|peer| !peer.is_empty()),
            ..Act::new(area, act)
        }
    }
}
