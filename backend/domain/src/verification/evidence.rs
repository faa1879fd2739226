//! Evidence: what was tried at an integration, how it ended, and for how long that counts.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::connection::Flow;
use crate::ids::{EvidenceId, UserId};
use crate::integration::Content;
use crate::text::Prose;

crate::choices! {
    /// What a run tried.
    Subject as "subject" {
        /// Sign-on that begins at the app.
        FlowSp = "flow_sp", "Sign-on from the app (SP-initiated)";
        /// Sign-on that begins at the identity provider.
        FlowIdp = "flow_idp", "Sign-on from the home page (IdP-initiated)";
        /// Sign-on of a kind that declares no flow.
        SignOn = "sign_on", "Sign-on";
        /// The first test login signs in.
        LoginOne = "login_1", "First test login signs in";
        /// The second test login signs in.
        LoginTwo = "login_2", "Second test login signs in";
        /// Provisioning over SCIM.
        Scim = "scim", "SCIM provisioning";
        /// The setup guide, walked through step by step.
        Guide = "guide", "Setup guide walked through";
    }
}

crate::choices! {
    /// How a run was made.
    RunKind as "run kind" {
        /// By a reviewer, by hand.
        Manual = "manual_run", "Run by a reviewer";
        /// By the network's own tests.
        Live = "live_run", "Automatic run";
    }
}

crate::choices! {
    /// How a run ended.
    Outcome as "outcome" {
        /// It worked.
        Green = "green", "Green";
        /// It failed.
        Red = "red", "Red";
        /// Neither can be said; it counts for nothing.
        Inconclusive = "inconclusive", "Inconclusive";
    }
}

/// The record of a run. It is written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which.
    pub id: EvidenceId,
    /// What was tried.
    pub subject: Subject,
    /// How it was made.
    pub kind: RunKind,
    /// How it ended.
    pub outcome: Outcome,
    /// What was seen; staff and the ISV read it.
    pub note: Option<Prose>,
    /// Who made it; nothing when the network did.
    pub by: Option<UserId>,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// For how long evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    /// An automatic run.
    pub live: TimeDelta,
    /// A run by a reviewer.
    pub manual: TimeDelta,
}

impl Ages {
    /// With `days` for a run by a reviewer. Automatic runs count for 8 days (PRODUCT §5).
    pub fn with_manual_days(days: u16) -> Self {
        Self {
            live: TimeDelta::days(8),
            manual: TimeDelta::days(i64::from(days)),
        }
    }

    /// Up to when a record counts.
    pub fn end_of(&self, evidence: &Evidence) -> DateTime<Utc> {
        evidence.at
            + match evidence.kind {
                RunKind::Manual => self.manual,
                RunKind::Live => self.live,
            }
    }
}

impl Subject {
    /// The sign-on that a revision declares, flow by flow.
    pub fn declared(content: &Content) -> Vec<Self> {
        let flows: Vec<Self> = content.flows().into_iter().map(Self::from).collect();
        if flows.is_empty() {
            vec![Self::SignOn]
        } else {
            flows
        }
    }
}

impl From<Flow> for Subject {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::Sp => Self::FlowSp,
            Flow::Idp => Self::FlowIdp,
        }
    }
}

/// Where the runs of one subject stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// None has said anything yet.
    Never,
    /// The last one was green and counts.
    Green {
        /// When it was made.
        at: DateTime<Utc>,
        /// Up to when it counts.
        until: DateTime<Utc>,
    },
    /// The last one was red, the one before was not.
    RedOnce {
        /// Up to when the last green one counts; nothing when none does.
        green_until: Option<DateTime<Utc>>,
    },
    /// The last two were red.
    RedTwice,
    /// The last one was green, but too long ago.
    Old {
        /// Since when it counts no more.
        since: DateTime<Utc>,
    },
}

impl Course {
    /// Reads it out of all records, in whatever order.
    pub fn of(subject: Subject, evidence: &[Evidence], ages: Ages, now: DateTime<Utc>) -> Self {
        let mut runs: Vec<&Evidence> = evidence
            .iter()
            .filter(|run| run.subject == subject && run.outcome != Outcome::Inconclusive)
            .collect();
        runs.sort_by_key(|run| std::cmp::Reverse((run.at, run.id)));
        let green = runs.iter().find(|run| run.outcome == Outcome::Green);
        let green_until = green.map(|run| ages.end_of(run)).filter(|end| *end >= now);
        match (
            runs.first().map(|run| run.outcome),
            runs.get(1).map(|run| run.outcome),
        ) {
            (None, _) => Self::Never,
            (Some(Outcome::Red), Some(Outcome::Red)) => Self::RedTwice,
            (Some(Outcome::Red), _) => Self::RedOnce { green_until },
            (Some(_), _) => match (green, green_until) {
                (Some(run), Some(until)) => Self::Green { at: run.at, until },
                (Some(run), None) => Self::Old {
                    since: ages.end_of(run),
                },
                (None, _) => Self::Never,
            },
        }
    }

    /// Whether a verified integration loses its footing with it: one red run alone does not.
    pub fn is_lost(self) -> bool {
        !matches!(self, Self::Green { .. } | Self::RedOnce { green_until: Some(_) })
    }
}
