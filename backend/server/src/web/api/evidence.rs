//! What an integration's tier rests on, as everybody may know it.

use oin_domain::choice::Choice as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::time;
use crate::actions::verifications::{PublicRun, Timeline};

/// What an integration's tier rests on: the same as the listing's page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierEvidence {
    /// Since when it is verified; null while it is not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub verified_since: Option<String>,
    /// When that lapses, unless what was lost is there again by then; null when nothing is at risk.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at_risk_until: Option<String>,
    /// When it lapsed or was ended, if that was how it last ended; null otherwise.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub lapsed_at: Option<String>,
    /// When sign-on was last seen to work, by a run that still counts; null without one.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_green_at: Option<String>,
    /// The runs that said something, the newest first, at most 20.
    pub runs: Vec<PublicRunBody>,
}

/// A run: something of an integration was tried.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicRunBody {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// What was tried: `flow_sp`, `flow_idp`, `sign_on`, `login_1`, `login_2`, `scim`, `guide`.
    #[schema(example = "flow_sp")]
    pub subject: &'static str,
    /// `manual_run` by a reviewer, `live_run` by the network's own tests.
    #[schema(example = "manual_run")]
    pub kind: &'static str,
    /// `green` or `red`.
    #[schema(example = "green")]
    pub outcome: &'static str,
    /// Up to when it counts.
    #[schema(value_type = String, format = DateTime)]
    pub until: String,
}

impl TierEvidence {
    /// What there is to tell; nothing of an integration that was never tried.
    pub fn new(timeline: &Timeline) -> Option<Self> {
        if *timeline == Timeline::default() {
            return None;
        }
        Some(Self {
            verified_since: timeline.since.map(time),
            at_risk_until: timeline.until.map(time),
            lapsed_at: timeline.lapsed.map(time),
            last_green_at: timeline.last_green.map(time),
            runs: timeline.runs.iter().map(PublicRunBody::from).collect(),
        })
    }
}

impl From<&PublicRun> for PublicRunBody {
    fn from(run: &PublicRun) -> Self {
        Self {
            at: time(run.at),
            subject: run.subject.as_str(),
            kind: run.kind.as_str(),
            outcome: run.outcome.as_str(),
            until: time(run.until),
        }
    }
}
