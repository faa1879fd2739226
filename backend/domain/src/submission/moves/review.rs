//! What a reviewer does.

use chrono::{DateTime, Utc};

use crate::account::StaffRole;
use crate::ids::{EvidenceId, UserId};
use crate::integration::Class;
use crate::review::{Ask, Cause, Decision, InitialPassed, Passed, PrivateNote, Reason};
use crate::submission::{
    ANSWER, APPEAL, Action, Appeal, Approved, At, AwaitingIsv, By, DiscardNotice, Discarded, InReview,
    InStage, LEASE, Moved, NOTICE, Person, Place, Queued, RELEASE, Refusal, Rejected, Testing,
};
use crate::text::Prose;

impl At<Queued> {
    /// Takes it.
    pub fn claim(self, reviewer: UserId, now: DateTime<Utc>) -> Moved<InReview> {
        let lease_until = now + LEASE;
        let mut place = self.facts.place;
        place.reviewer = Some(reviewer);
        let facts = InReview {
            place,
            reviewer,
            lease_until,
        };
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::Claim,
            By::Person(reviewer),
            now,
        );
        (next, event.until(lease_until))
    }

    /// Keeps it for a reviewer, who is offered it before anything else. It stays in the queue, where
    /// it was: nobody's time runs.
    ///
    /// # Errors
    /// [`Refusal::Assignee`] for somebody who could not claim it.
    pub fn assign(self, to: &Person, by: UserId, now: DateTime<Utc>) -> Result<Moved<Queued>, Refusal> {
        let conflicted = to.role_in(self.about.org).is_some();
        if conflicted || !to.is_any(&[StaffRole::Reviewer, StaffRole::Lead]) {
            return Err(Refusal::Assignee);
        }
        let mut place = self.facts.place;
        place.reviewer = Some(to.user);
        let facts = Queued { place };
        let (next, mut event) = Self::go(self.about, self.since, facts, Action::Assign, By::Person(by), now);
        event.assigned = Some(to.user);
        Ok((next, event))
    }
}

impl At<InReview> {
    /// Renews the lease by presence.
    pub fn renew(self, now: DateTime<Utc>) -> Moved<InReview> {
        let (lease_until, by) = (now + LEASE, By::Person(self.facts.reviewer));
        let facts = InReview {
            lease_until,
            ..self.facts
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::Renew, by, now);
        (next, event.until(lease_until))
    }

    /// Begins to test, the first part of the checklist done.
    pub fn start_testing(self, _initial: InitialPassed, now: DateTime<Utc>) -> Moved<Testing> {
        let lease_until = now + LEASE;
        let by = By::Person(self.facts.reviewer);
        let facts = Testing {
            place: self.facts.place,
            reviewer: self.facts.reviewer,
            lease_until,
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::StartTesting, by, now);
        (next, event.until(lease_until))
    }
}

impl At<Testing> {
    /// Renews the lease by presence.
    pub fn renew(self, now: DateTime<Utc>) -> Moved<Testing> {
        let (lease_until, by) = (now + LEASE, By::Person(self.facts.reviewer));
        let facts = Testing {
            lease_until,
            ..self.facts
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::Renew, by, now);
        (next, event.until(lease_until))
    }
}

/// Facts of a stage in which a reviewer has the submission.
pub trait Held: InStage {
    /// Its place and its reviewer.
    fn held(self) -> (Place, UserId);
}

impl Held for InReview {
    fn held(self) -> (Place, UserId) {
        (self.place, self.reviewer)
    }
}

impl Held for Testing {
    fn held(self) -> (Place, UserId) {
        (self.place, self.reviewer)
    }
}

impl<S: Held> At<S> {
    /// Gives it back to the queue, with a note for the next.
    pub fn release(self, hand_over: Option<PrivateNote>, now: DateTime<Utc>) -> Moved<Queued> {
        let (about, since) = (self.about, self.since);
        let (mut place, reviewer) = self.facts.held();
        place.hand_over = hand_over.clone();
        let facts = Queued { place };
        let (next, mut event) = Self::go(about, since, facts, Action::Release, By::Person(reviewer), now);
        event.note = hand_over;
        (next, event)
    }

    /// Asks the ISV; out of a test, with the records of the failing case.
    ///
    /// # Errors
    /// [`Refusal::NoReason`] when nothing is asked.
    pub fn ask(
        self,
        asked: Vec<Ask>,
        evidence: Vec<EvidenceId>,
        now: DateTime<Utc>,
    ) -> Result<Moved<AwaitingIsv>, Refusal> {
        if asked.is_empty() {
            return Err(Refusal::NoReason);
        }
        let (about, since) = (self.about, self.since);
        let (place, reviewer) = self.facts.held();
        let closes_at = now + ANSWER;
        let reasons: Vec<Reason> = asked.iter().filter_map(|ask| ask.reason).collect();
        let facts = AwaitingIsv {
            place,
            reviewer,
            asked,
            closes_at,
        };
        let (next, mut event) = Self::go(about, since, facts, Action::Ask, By::Person(reviewer), now);
        event.evidence = evidence;
        Ok((next, event.because(reasons).until(closes_at)))
    }

    /// Approves it, the checklist complete.
    pub fn approve(self, _passed: Passed, class: Class, now: DateTime<Utc>) -> Moved<Approved> {
        let (about, since) = (self.about, self.since);
        let (_, reviewer) = self.facts.held();
        let release_until = now + RELEASE;
        let facts = Approved {
            approved_by: Some(reviewer),
            class,
            release_until,
        };
        let (next, event) = Self::go(about, since, facts, Action::Approve, By::Person(reviewer), now);
        (next, event.until(release_until))
    }

    /// Refuses it.
    ///
    /// # Errors
    /// [`Refusal::NoReason`] without a coded reason.
    pub fn reject(
        self,
        reasons: Vec<Reason>,
        message: Prose,
        only_lead: bool,
        now: DateTime<Utc>,
    ) -> Result<Moved<Rejected>, Refusal> {
        if reasons.is_empty() {
            return Err(Refusal::NoReason);
        }
        let (about, since) = (self.about, self.since);
        let (place, reviewer) = self.facts.held();
        let facts = Rejected {
            place,
            decided: Decision {
                by: reviewer,
                only_lead,
                reasons: reasons.clone(),
            },
            appeal_until: now + APPEAL,
            appeal: Appeal::None,
        };
        let (next, event) = Self::go(about, since, facts, Action::Reject, By::Person(reviewer), now);
        Ok((next, event.because(reasons).saying(message)))
    }
}

/// Facts of a stage from which a submission can be discarded.
pub trait Discardable: InStage {
    /// Its place.
    fn place(self) -> Place;
}

impl Discardable for Queued {
    fn place(self) -> Place {
        self.place
    }
}

impl Discardable for InReview {
    fn place(self) -> Place {
        self.place
    }
}

impl Discardable for Testing {
    fn place(self) -> Place {
        self.place
    }
}

impl<S: Discardable> At<S> {
    /// Announces that it will be discarded.
    pub fn announce(
        self,
        cause: Cause,
        message: Prose,
        only_lead: bool,
        reviewer: UserId,
        now: DateTime<Utc>,
    ) -> Moved<DiscardNotice> {
        let ends_at = now + NOTICE;
        let facts = DiscardNotice {
            place: self.facts.place(),
            cause,
            decided: Decision {
                by: reviewer,
                only_lead,
                reasons: vec![cause.reason()],
            },
            ends_at,
        };
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::Announce,
            By::Person(reviewer),
            now,
        );
        (
            next,
            event.because([cause.reason()]).saying(message).until(ends_at),
        )
    }

    /// Discards spam at once.
    pub fn discard_spam(
        self,
        message: Prose,
        only_lead: bool,
        reviewer: UserId,
        now: DateTime<Utc>,
    ) -> Moved<Discarded> {
        let facts = Discarded {
            place: self.facts.place(),
            decided: Decision {
                by: reviewer,
                only_lead,
                reasons: vec![Reason::PolicyOther],
            },
            appeal_until: now + APPEAL,
            appeal: Appeal::None,
        };
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::DiscardSpam,
            By::Person(reviewer),
            now,
        );
        (next, event.because([Reason::PolicyOther]).saying(message))
    }
}
