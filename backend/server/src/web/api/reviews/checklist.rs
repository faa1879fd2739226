//! What was looked at and tried, as the API shows it.

use oin_domain::choice::Choice as _;
use oin_domain::review::Missing;
use serde::Serialize;
use utoipa::ToSchema;

use super::runs;
use crate::actions::reviews::{RunShown, TickShown};
use crate::web::api::items::time;
use crate::web::api::submissions::submission::maybe;

/// An item of the checklist.
#[derive(Serialize, ToSchema)]
pub struct TickBody {
    /// Which.
    #[schema(example = "owner")]
    pub item: &'static str,
    /// What it says.
    pub label: &'static str,
    /// What to look at.
    pub hint: String,
    /// Who ticked it for what is submitted now; null when nobody did.
    pub by: Option<String>,
    /// When; null when nobody did.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<String>,
    /// Whether it was ticked for an earlier content.
    pub was_ticked: bool,
}

/// Something that is missing.
#[derive(Serialize, ToSchema)]
pub struct MissingBody {
    /// `item` (of the checklist) or `run` (of a flow).
    #[schema(example = "run")]
    pub kind: &'static str,
    /// Which item or flow.
    #[schema(example = "sp")]
    pub of: &'static str,
}

/// A run that was done by hand.
#[derive(Serialize, ToSchema)]
pub struct ManualRunBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// `sp` or `idp`.
    #[schema(example = "sp")]
    pub flow: &'static str,
    /// Whether it ended signed in.
    pub passed: bool,
    /// What was seen.
    pub note: String,
    /// Who did it.
    pub by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// Whether it counts for what is submitted now.
    pub counts: bool,
    /// Where the picture of what was seen is, `…/full` or `…/thumbnail`; null when there is none.
    #[schema(example = "/api/v1/runs/0190a0a0-0000-7000-8000-000000000000/picture/full")]
    pub picture: Option<String>,
}

impl From<TickShown> for TickBody {
    fn from(tick: TickShown) -> Self {
        let (by, at) = tick.ticked.unzip();
        Self {
            item: tick.item.as_str(),
            label: tick.item.label(),
            hint: tick.hint,
            by,
            at: maybe(at),
            was_ticked: tick.was_ticked,
        }
    }
}

impl From<&Missing> for MissingBody {
    fn from(missing: &Missing) -> Self {
        let (kind, of) = match missing {
            Missing::Item(item) => ("item", item.as_str()),
            Missing::Run(flow) => ("run", flow.as_str()),
        };
        Self { kind, of }
    }
}

impl From<RunShown> for ManualRunBody {
    fn from(shown: RunShown) -> Self {
        Self {
            id: shown.run.id.to_string(),
            flow: shown.run.flow.as_str(),
            passed: shown.run.passed,
            note: shown.run.note.to_string(),
            by: shown.by,
            at: time(shown.run.at),
            counts: shown.counts,
            picture: runs::url(shown.run.id, shown.run.picture),
        }
    }
}
