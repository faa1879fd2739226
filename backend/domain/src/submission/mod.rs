//! A submission: one proposed revision of an integration on its way to
//! publication.
//!
//! Each stage is a struct with exactly the facts that are true in it; a
//! transition is a method only where it is legal, consumes the struct and
//! returns the next one and an [`Event`]. [`Submission::apply`] is the one
//! place that asks at run time where a submission is.

mod actor;
mod apply;
mod calendar;
mod moves;
mod policy;
mod proofs;
mod stage;
mod table;
mod told;
mod turn;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::ids::{IntegrationId, OrgId, SubmissionId};

pub use actor::{Actor, By, Person};
pub use apply::Command;
pub use calendar::Calendar;
pub use policy::Refusal;
pub use proofs::{Alone, AloneError, Ready, Release, ReleaseError, ReleasePlan, WaitsFor};
pub use stage::{
    Appeal, Approved, AwaitingIsv, Checking, Closed, DiscardNotice, Discarded, Editing, Errored, Facts,
    InReview, InStage, NeedsFixes, Open, Place, Published, Queued, Queueing, Rejected, Stage, Superseded,
    Testing, Withdrawn,
};
pub use table::{Action, Party, TRANSITIONS, Transition, pairs};
pub use turn::{Side, Turn};

/// For how long a claim holds without presence.
pub const LEASE: TimeDelta = TimeDelta::minutes(30);
/// For how long a question waits for the ISV.
pub const ANSWER: TimeDelta = TimeDelta::days(30);
/// For how long a list of fixes waits without an edit.
pub const IDLE: TimeDelta = TimeDelta::days(90);
/// For how long a closed submission can be opened again.
pub const REOPEN: TimeDelta = TimeDelta::days(90);
/// For how long a decision can be appealed.
pub const APPEAL: TimeDelta = TimeDelta::days(180);
/// For how long an announced discard waits.
pub const NOTICE: TimeDelta = TimeDelta::days(7);
/// For how long an approved submission waits for its release.
pub const RELEASE: TimeDelta = TimeDelta::days(90);
/// How many runs of the checks may fail on our side before staff are called.
pub const TRIES: u8 = 3;

/// What a submission is, whatever its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The submission.
    pub id: SubmissionId,
    /// Its integration.
    pub integration: IntegrationId,
    /// The org that owns it.
    pub org: OrgId,
}

/// A submission in a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct At<S> {
    /// What it is.
    pub about: About,
    /// Since when it is in its stage.
    pub since: DateTime<Utc>,
    /// The facts of the stage.
    pub facts: S,
}

/// A submission in whatever stage it is.
pub type Submission = At<Facts>;

/// Where a transition leads, and what happened.
pub type Moved<S> = (At<S>, Event);

impl<S: InStage> At<S> {
    /// The same, in whatever stage it is.
    pub fn any(self) -> Submission {
        At {
            about: self.about,
            since: self.since,
            facts: self.facts.into(),
        }
    }

    /// Goes on to `facts`; the clock of the stage goes on when it stays.
    fn go<T: InStage>(
        about: About,
        since: DateTime<Utc>,
        facts: T,
        action: Action,
        by: By,
        at: DateTime<Utc>,
    ) -> Moved<T> {
        let event = Event {
            submission: about.id,
            integration: about.integration,
            org: about.org,
            at,
            by,
            action,
            from: Some(S::STAGE),
            to: T::STAGE,
            reasons: Vec::new(),
            message: None,
            note: None,
            evidence: Vec::new(),
            until: None,
            assigned: None,
            in_bulk: false,
        };
        let since = if S::STAGE == T::STAGE { since } else { at };
        (At { about, since, facts }, event)
    }
}

impl Submission {
    /// The stage.
    pub fn stage(&self) -> Stage {
        self.facts.stage()
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
