//! What everybody may know of an integration's tests: the health timeline and the date on the badge.

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::ids::IntegrationId;
use oin_domain::verification::{Action, Facts, Fall, Outcome, RunKind, Standing, Subject};
use oin_store::StoreError;

use super::loaded::standing;
use super::show::last_green;
use crate::actions::{Ctx, Failure};

/// One thing on a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub says: String,
    /// Whether it is good, bad, or neither.
    pub good: Option<bool>,
}

/// What everybody may know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The newest first, at most 20.
    pub moments: Vec<Moment>,
    /// When the last sign-on run was green that still counts.
    pub last_green: Option<DateTime<Utc>>,
    /// When the second tier lapsed or was ended, if that was its last end.
    pub lapsed: Option<DateTime<Utc>>,
    /// Since when it has the second tier.
    pub since: Option<DateTime<Utc>>,
    /// When the second tier lapses, unless what it lost is there again by then.
    pub until: Option<DateTime<Utc>>,
    /// The runs that said something, the newest first, at most 20.
    pub runs: Vec<PublicRun>,
}

/// A run as everybody may know of it: without who made it and what was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicRun {
    /// When.
    pub at: DateTime<Utc>,
    /// What was tried.
    pub subject: Subject,
    /// By hand, or by the network's own tests.
    pub kind: RunKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Up to when it counts.
    pub until: DateTime<Utc>,
}

/// The most entries.
const MOST: usize = 20;

/// The timeline of an integration; empty when there is nothing to tell, and when the database is
/// away: a page without it is better than none.
pub async fn timeline(ctx: &Ctx, id: IntegrationId) -> Timeline {
    let read = ctx.store.read(async |read| {
        let Some(stored) = read.verification(id).await? else {
            return Ok(Timeline::default());
        };
        let live = match read.live_integration_of(id).await {
            Err(StoreError::Absent) => return Ok(Timeline::default()),
            live => live?,
        };
        let Some((org, _)) = live.org.clone() else {
            return Ok(Timeline::default());
        };
        let standing = standing(ctx, read, &live, org).await?;
        let tier = ctx.brand().verified.as_str();
        let mut moments: Vec<Moment> = standing
            .evidence
            .iter()
            .filter(|run| run.outcome != Outcome::Inconclusive)
            .map(|run| Moment {
                at: run.at,
                says: format!(
                    "{}: {}{}",
                    run.subject.label(),
                    run.outcome.label().to_lowercase(),
                    if run.kind == RunKind::Manual {
                        ", run by a reviewer"
                    } else {
                        ""
                    }
                ),
                good: Some(run.outcome == Outcome::Green),
            })
            .collect();
        for past in read.verification_history(id).await? {
            let (says, good) = match past.action {
                Action::Approve => (format!("Became {tier}"), Some(true)),
                Action::Endanger => (format!("{tier} at risk"), Some(false)),
                Action::Recover => (format!("{tier} out of risk"), Some(true)),
                Action::Lapse => (format!("{tier} lapsed"), Some(false)),
                Action::Revoke => (format!("{tier} ended by the network"), Some(false)),
                _ => continue,
            };
            moments.push(Moment {
                at: past.at,
                says,
                good,
            });
        }
        moments.sort_by_key(|moment| std::cmp::Reverse(moment.at));
        moments.truncate(MOST);
        let (since, until) = match &stored.verification.facts {
            Facts::Verified(facts) => (Some(facts.verified_at), None),
            Facts::AtRisk(facts) => (Some(facts.verified.verified_at), Some(facts.until)),
            Facts::Community(_) | Facts::Candidate(_) => (None, None),
        };
        let lapsed = match &stored.verification.facts {
            Facts::Community(facts) => facts
                .fallen
                .as_ref()
                .filter(|fallen| matches!(fallen.fall, Fall::Lapsed | Fall::Policy))
                .map(|fallen| fallen.at),
            _ => None,
        };
        Ok::<_, Failure>(Timeline {
            moments,
            last_green: last_green(&standing),
            lapsed,
            since,
            until,
            runs: runs(&standing),
        })
    });
    match read.await {
        Ok(timeline) => timeline,
        Err(failure) => {
            tracing::debug!(%failure, "a page is shown without its health timeline");
            Timeline::default()
        }
    }
}

fn runs(standing: &Standing) -> Vec<PublicRun> {
    let said = standing
        .evidence
        .iter()
        .filter(|run| run.outcome != Outcome::Inconclusive);
    let mut runs: Vec<PublicRun> = said
        .map(|run| PublicRun {
            at: run.at,
            subject: run.subject,
            kind: run.kind,
            outcome: run.outcome,
            until: standing.ages.end_of(run),
        })
        .collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.at));
    runs.truncate(MOST);
    runs
}
