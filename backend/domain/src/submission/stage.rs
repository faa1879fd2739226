//! The stages of a submission, each with exactly the facts that are true in it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::check::Finding;
use crate::ids::{SubmissionId, UserId};
use crate::integration::{Class, Lane};
use crate::review::{Ask, Cause, Decision, PrivateNote};
use crate::text::Line;

crate::choices! {
    /// Where a submission is.
    Stage as "stage" {
        /// Being written.
        Draft = "draft", "Draft";
        /// The network checks run.
        Checking = "checking", "Checks are running";
        /// A blocking finding.
        NeedsFixes = "needs_fixes", "Needs fixes";
        /// A fault on our side.
        Errored = "errored", "A fault on our side";
        /// Waiting for a reviewer.
        Queued = "queued", "In the queue";
        /// With a reviewer.
        InReview = "in_review", "In review";
        /// With the ISV.
        AwaitingIsv = "awaiting_isv", "Waiting for the ISV";
        /// A reviewer tests.
        Testing = "testing", "In testing";
        /// Will be discarded unless mended.
        DiscardNotice = "discard_notice", "Discard announced";
        /// Discarded.
        Discarded = "discarded", "Discarded";
        /// Nobody answered.
        ClosedNoReply = "closed_no_reply", "Closed without reply";
        /// Good, not yet public.
        Approved = "approved", "Approved";
        /// Refused.
        Rejected = "rejected", "Rejected";
        /// What the catalog shows.
        Published = "published", "Published";
        /// What the catalog showed before.
        Superseded = "superseded", "Superseded";
        /// Taken back.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl Stage {
    /// Whether the submission is still on its way; an integration has at most
    /// one such.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Checking
                | Self::NeedsFixes
                | Self::Errored
                | Self::Queued
                | Self::InReview
                | Self::AwaitingIsv
                | Self::Testing
                | Self::DiscardNotice
                | Self::Approved
        )
    }
}

/// A place in the queue. It is kept while the ISV answers or mends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The lane.
    pub lane: Lane,
    /// Since when it waits.
    pub queued_at: DateTime<Utc>,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// The reviewer who knows it; nothing before the first claim.
    pub reviewer: Option<UserId>,
    /// Findings that the ISV contests; a person decides on them.
    pub contested: Vec<Finding>,
    /// What the last reviewer left for the next.
    pub hand_over: Option<PrivateNote>,
}

/// Whether a submission had a place before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Queueing {
    /// It gets one when it is queued.
    New,
    /// It goes on where it was.
    Kept(Place),
}

impl Queueing {
    /// The same after the ISV had it for `waited`: our clock stood still, so that a kept place is
    /// due that much later. Otherwise whoever was silent longest would come before everybody else.
    #[must_use]
    pub fn later_by(self, waited: TimeDelta) -> Self {
        match self {
            Self::New => Self::New,
            Self::Kept(place) => Self::Kept(Place {
                due: place.due + waited,
                ..place
            }),
        }
    }
}

/// Facts that are true in one stage.
pub trait InStage: Into<Facts> {
    /// The stage.
    const STAGE: Stage;
}

/// Facts of a stage in which a submission is still on its way.
pub trait Open: InStage {}

macro_rules! stages {
    ($($(#[$meta:meta])* $name:ident = $stage:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }
        )+

        /// The facts of a submission's stage.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "stage", rename_all = "snake_case")]
        pub enum Facts { $($(#[$meta])* $stage($name),)+ }

        impl Facts {
            /// The stage.
            pub fn stage(&self) -> Stage {
                match self { $(Self::$stage(_) => Stage::$stage,)+ }
            }
        }

        $(impl InStage for $name {
            const STAGE: Stage = Stage::$stage;
        }

        impl From<$name> for Facts {
            fn from(facts: $name) -> Self { Self::$stage(facts) }
        })+
    };
}

stages! {
    /// Being written.
    Editing = Draft {
        /// Whether it had a place before.
        queueing: Queueing,
    }
    /// The checks run.
    Checking = Checking {
        /// Who submitted it.
        submitted_by: UserId,
        /// Whether it had a place before.
        queueing: Queueing,
        /// How many runs failed on our side.
        tries: u8,
    }
    /// A blocking finding.
    NeedsFixes = NeedsFixes {
        /// Who submitted it.
        submitted_by: UserId,
        /// What was found.
        findings: Vec<Finding>,
        /// Whether it had a place before.
        queueing: Queueing,
        /// When it closes unless somebody edits.
        closes_at: DateTime<Utc>,
    }
    /// A fault on our side.
    Errored = Errored {
        /// Who submitted it.
        submitted_by: UserId,
        /// Whether it had a place before.
        queueing: Queueing,
        /// How many runs failed.
        tries: u8,
        /// What failed, for staff.
        fault: Line,
    }
    /// Waiting for a reviewer.
    Queued = Queued {
        /// Its place.
        place: Place,
    }
    /// With a reviewer.
    InReview = InReview {
        /// Its place.
        place: Place,
        /// Who has it.
        reviewer: UserId,
        /// Until when, unless renewed.
        lease_until: DateTime<Utc>,
    }
    /// With the ISV.
    AwaitingIsv = AwaitingIsv {
        /// Its place.
        place: Place,
        /// Who asked.
        reviewer: UserId,
        /// What was asked.
        asked: Vec<Ask>,
        /// When it closes unless answered.
        closes_at: DateTime<Utc>,
    }
    /// A reviewer tests.
    Testing = Testing {
        /// Its place.
        place: Place,
        /// Who has it.
        reviewer: UserId,
        /// Until when, unless renewed.
        lease_until: DateTime<Utc>,
    }
    /// Will be discarded unless mended.
    DiscardNotice = DiscardNotice {
        /// Its place.
        place: Place,
        /// Why.
        cause: Cause,
        /// Who announced it.
        decided: Decision,
        /// When it is discarded.
        ends_at: DateTime<Utc>,
    }
    /// Discarded.
    Discarded = Discarded {
        /// Its place, taken again when an appeal is upheld.
        place: Place,
        /// Who decided.
        decided: Decision,
        /// Until when it may be appealed.
        appeal_until: DateTime<Utc>,
        /// How far an appeal is.
        appeal: Appeal,
    }
    /// Nobody answered.
    Closed = ClosedNoReply {
        /// Whether it had a place before.
        queueing: Queueing,
        /// Until when it may be opened again.
        reopen_until: DateTime<Utc>,
    }
    /// Good, not yet public.
    Approved = Approved {
        /// Who approved it; nothing when the system did.
        approved_by: Option<UserId>,
        /// What it does to customers.
        class: Class,
        /// When it is withdrawn unless released.
        release_until: DateTime<Utc>,
    }
    /// Refused.
    Rejected = Rejected {
        /// Its place, taken again when an appeal is upheld.
        place: Place,
        /// Who decided.
        decided: Decision,
        /// Until when it may be appealed.
        appeal_until: DateTime<Utc>,
        /// How far an appeal is.
        appeal: Appeal,
    }
    /// What the catalog shows.
    Published = Published {
        /// Which published revision it is, from 1.
        version: i32,
    }
    /// What the catalog showed before.
    Superseded = Superseded {
        /// Which published revision it was.
        version: i32,
        /// What is shown instead.
        superseded_by: SubmissionId,
    }
    /// Taken back.
    Withdrawn = Withdrawn {
        /// From where.
        was: Stage,
    }
}

impl Open for Editing {}
impl Open for Checking {}
impl Open for NeedsFixes {}
impl Open for Errored {}
impl Open for Queued {}
impl Open for InReview {}
impl Open for AwaitingIsv {}
impl Open for Testing {}
impl Open for DiscardNotice {}
impl Open for Approved {}

/// How far an appeal is. One that is upheld puts the submission back into the
/// queue, so it is no fact of these stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Appeal {
    /// None was made.
    None,
    /// It waits to be heard; no new draft is begun meanwhile.
    Open {
        /// Who made it.
        by: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was heard and refused.
    Dismissed,
    /// It was taken back.
    Withdrawn,
}
