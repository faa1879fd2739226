//! What happened to a submission and what was written about it, as both sides read it.

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::submission::Side;
use serde::Serialize;

use super::moment::Moment;
use crate::actions::reviews::NoteShown;
use crate::actions::submissions::{EventShown, MessageShown};

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Happened {
    at: Moment,
    by: String,
    what: &'static str,
    /// Where it is since; empty when it stayed, and when `what` says it already.
    to: &'static str,
    reasons: Vec<&'static str>,
    message: String,
}

impl Happened {
    /// Everything that happened, the latest first.
    pub(super) fn all(events: &[EventShown], now: DateTime<Utc>) -> Vec<Self> {
        events.iter().rev().map(|event| Self::new(event, now)).collect()
    }

    fn new(event: &EventShown, now: DateTime<Utc>) -> Self {
        let what = event.action.told();
        let stayed = event.from == Some(event.to);
        let to = event.to.label();
        let message = event.message.as_ref();
        Self {
            at: Moment::new(event.at, now),
            by: event.by.clone(),
            what,
            to: if stayed || to.eq_ignore_ascii_case(what) {
                ""
            } else {
                to
            },
            reasons: event.reasons.iter().map(|reason| reason.label()).collect(),
            message: message.map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// Something that was written.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Said {
    at: Moment,
    by: String,
    /// Whether the reader's own side wrote it.
    ours: bool,
    text: String,
}

impl Said {
    /// A thread as `reader` reads it, the first message first.
    pub(super) fn thread(messages: &[MessageShown], reader: Side, now: DateTime<Utc>) -> Vec<Self> {
        let said = |message: &MessageShown| Self {
            at: Moment::new(message.at, now),
            by: message.by.clone(),
            ours: message.side == reader,
            text: message.text.to_string(),
        };
        messages.iter().map(said).collect()
    }

    /// The notes of colleagues, the first one first.
    pub(super) fn notes(notes: &[NoteShown], now: DateTime<Utc>) -> Vec<Self> {
        let said = |note: &NoteShown| Self {
            at: Moment::new(note.at, now),
            by: note.by.clone(),
            ours: true,
            text: note.note.0.to_string(),
        };
        notes.iter().map(said).collect()
    }
}
