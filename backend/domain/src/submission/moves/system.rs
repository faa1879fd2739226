//! What the network does by itself.

use chrono::{DateTime, TimeDelta, Utc};

use super::isv::place;
use crate::check::Finding;
use crate::ids::SubmissionId;
use crate::integration::Lane;
use crate::review::Reason;
use crate::submission::{
    APPEAL, Action, Alone, Appeal, Approved, At, AwaitingIsv, By, Checking, Closed, DiscardNotice, Discarded,
    Errored, IDLE, InReview, Moved, NeedsFixes, Published, Queued, Queueing, RELEASE, REOPEN, Release,
    Superseded, TRIES, Testing, Withdrawn,
};
use crate::text::{Line, Prose};

impl At<Checking> {
    /// Sends it back with what was found.
    pub fn find_fixes(self, findings: Vec<Finding>, now: DateTime<Utc>) -> Moved<NeedsFixes> {
        let closes_at = now + IDLE;
        let mut reasons: Vec<Reason> = findings
            .iter()
            .filter(|finding| finding.blocks())
            .filter_map(|finding| finding.rule.rule().reason)
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        let facts = NeedsFixes {
            submitted_by: self.facts.submitted_by,
            findings,
            queueing: self.facts.queueing,
            closes_at,
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::FindFixes, By::System, now);
        (next, event.because(reasons).until(closes_at))
    }

    /// Notes a fault on our side.
    pub fn fail(self, fault: Line, now: DateTime<Utc>) -> Moved<Errored> {
        let facts = Errored {
            submitted_by: self.facts.submitted_by,
            queueing: self.facts.queueing,
            tries: self.facts.tries.saturating_add(1),
            fault,
        };
        let tries = facts.tries;
        let (next, event) = Self::go(self.about, self.since, facts, Action::Fail, By::System, now);
        // After the last try the stage does not end by itself.
        if tries < TRIES {
            let wait = TimeDelta::minutes(5) * i32::from(tries);
            (next, event.until(now + wait))
        } else {
            (next, event)
        }
    }

    /// Puts it into the queue, due at `due` unless it has a place already.
    pub fn enqueue(self, lane: Lane, due: DateTime<Utc>, now: DateTime<Utc>) -> Moved<Queued> {
        let facts = Queued {
            place: place(self.facts.queueing, lane, due, now),
        };
        let until = facts.place.due;
        let (next, event) = Self::go(self.about, self.since, facts, Action::Enqueue, By::System, now);
        (next, event.until(until))
    }

    /// Approves it without a person.
    pub fn approve_alone(self, verdict: Alone, now: DateTime<Utc>) -> Moved<Approved> {
        let release_until = now + RELEASE;
        let facts = Approved {
            approved_by: None,
            class: verdict.class(),
            release_until,
        };
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::ApproveAlone,
            By::System,
            now,
        );
        (next, event.until(release_until))
    }
}

impl At<Errored> {
    /// Runs the checks again.
    pub fn retry(self, now: DateTime<Utc>) -> Moved<Checking> {
        let facts = Checking {
            submitted_by: self.facts.submitted_by,
            queueing: self.facts.queueing,
            tries: self.facts.tries,
        };
        Self::go(self.about, self.since, facts, Action::Retry, By::System, now)
    }
}

impl At<NeedsFixes> {
    /// Closes it, since nobody edited.
    pub fn close(self, now: DateTime<Utc>) -> Moved<Closed> {
        let facts = Closed {
            queueing: self.facts.queueing.later_by(now - self.since),
            reopen_until: now + REOPEN,
        };
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::CloseNoReply,
            By::System,
            now,
        );
        (next, event.because([Reason::NoReply]))
    }
}

impl At<AwaitingIsv> {
    /// Closes it, since nobody answered; the place is kept, and its due date moves by the time that
    /// it was with the ISV.
    pub fn close(self, now: DateTime<Utc>) -> Moved<Closed> {
        let facts = Closed {
            queueing: Queueing::Kept(self.facts.place).later_by(now - self.since),
            reopen_until: now + REOPEN,
        };
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::CloseNoReply,
            By::System,
            now,
        );
        (next, event.because([Reason::NoReply]))
    }
}

impl At<InReview> {
    /// Ends the lease: back into the queue, at its place.
    pub fn lapse(self, now: DateTime<Utc>) -> Moved<Queued> {
        let facts = Queued {
            place: self.facts.place,
        };
        Self::go(self.about, self.since, facts, Action::Lapse, By::System, now)
    }
}

impl At<Testing> {
    /// Ends the lease: back into the queue, at its place.
    pub fn lapse(self, now: DateTime<Utc>) -> Moved<Queued> {
        let facts = Queued {
            place: self.facts.place,
        };
        Self::go(self.about, self.since, facts, Action::Lapse, By::System, now)
    }
}

impl At<DiscardNotice> {
    /// Discards it, since the cause was not mended.
    pub fn discard(self, now: DateTime<Utc>) -> Moved<Discarded> {
        let reason = self.facts.cause.reason();
        let facts = Discarded {
            place: self.facts.place,
            decided: self.facts.decided,
            appeal_until: now + APPEAL,
            appeal: Appeal::None,
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::Discard, By::System, now);
        (next, event.because([reason]))
    }
}

impl At<Approved> {
    /// Publishes it as revision `version`; `by` is the ISV's release switch or
    /// the network.
    pub fn publish(self, release: &Release, version: i32, by: By, now: DateTime<Utc>) -> Moved<Published> {
        let (next, event) = Self::go(
            self.about,
            self.since,
            Published { version },
            Action::Publish,
            by,
            now,
        );
        match release.notice() {
            Some((notice, _)) => (next, event.saying(notice.clone())),
            None => (next, event),
        }
    }

    /// Takes it back, since nobody released it.
    pub fn let_lapse(self, now: DateTime<Utc>) -> Moved<Withdrawn> {
        let facts = Withdrawn {
            was: crate::submission::Stage::Approved,
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::LetLapse, By::System, now);
        (next, event.because([Reason::NoReply]))
    }
}

impl At<Published> {
    /// Gives way to `newer`, in the same step in which that becomes public.
    pub fn supersede(self, newer: SubmissionId, by: By, now: DateTime<Utc>) -> Moved<Superseded> {
        let facts = Superseded {
            version: self.facts.version,
            superseded_by: newer,
        };
        Self::go(self.about, self.since, facts, Action::Supersede, by, now)
    }
}

impl At<Superseded> {
    /// Becomes public again, in the same step in which the current one gives way.
    pub fn roll_back(self, reason: Prose, by: By, now: DateTime<Utc>) -> Moved<Published> {
        let facts = Published {
            version: self.facts.version,
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::RollBack, by, now);
        (next, event.saying(reason))
    }
}
