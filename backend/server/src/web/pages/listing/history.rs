//! The history of a listing: its revisions, and what happened between them.

use serde::Serialize;

use super::day;
use crate::actions::catalog::{Origin, PastRevision};
use crate::actions::listings::ToldStep;

/// An entry of a listing's history.
#[derive(Debug, Serialize)]
pub(super) struct HistoryEntry {
    date: String,
    iso: String,
    text: String,
    /// What customers were told of it; empty for nothing.
    notice: String,
    /// Up to when the settings before it work; empty with no notice.
    grace: String,
}

impl HistoryEntry {
    /// Revisions and what happened between them, the latest first.
    pub(super) fn all(revisions: &[PastRevision], steps: &[ToldStep]) -> Vec<Self> {
        let revisions = revisions.iter().map(|one| (one.at, Self::new(one)));
        let steps = steps.iter().rev().map(|one| (one.at, Self::step(one)));
        let mut all: Vec<_> = revisions.chain(steps).collect();
        // Of one moment they stay as they are: the latest first.
        all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        all.into_iter().map(|(_, entry)| entry).collect()
    }

    fn step(step: &ToldStep) -> Self {
        Self {
            date: day(step.at),
            iso: crate::web::api::items::time(step.at),
            text: step.says.to_owned(),
            notice: String::new(),
            grace: String::new(),
        }
    }

    fn new(revision: &PastRevision) -> Self {
        let text = match revision.origin {
            Origin::Facts => "Entered from public facts".to_owned(),
            Origin::Demo => "Entered with the demo set".to_owned(),
            Origin::Submission => format!("Revision {} published", revision.version),
        };
        Self {
            date: revision.at.format("%-d %B %Y").to_string(),
            iso: crate::web::api::items::time(revision.at),
            text,
            notice: revision
                .notice
                .as_ref()
                .map(|(text, _)| text.to_string())
                .unwrap_or_default(),
            grace: revision
                .notice
                .as_ref()
                .map(|(_, day)| day.format("%-d %B %Y").to_string())
                .unwrap_or_default(),
        }
    }
}
