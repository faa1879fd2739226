//! What the ISV does.

use chrono::{DateTime, Utc};

use crate::event::Event;
use crate::ids::UserId;
use crate::integration::Lane;
use crate::submission::{
    About, Action, At, AwaitingIsv, By, Checking, Closed, DiscardNotice, Editing, Errored, IDLE, InStage,
    Moved, NeedsFixes, Open, Place, Queued, Queueing, Ready, Withdrawn,
};
use crate::text::Prose;

impl At<Editing> {
    /// Begins a submission: of a new integration, as a copy of what is live, or
    /// as a copy of the last one after a refusal.
    pub fn begin(about: About, by: UserId, now: DateTime<Utc>) -> Moved<Editing> {
        let facts = Editing {
            queueing: Queueing::New,
        };
        let (next, event) = Self::go(about, now, facts, Action::Create, By::Person(by), now);
        (next, Event { from: None, ..event })
    }

    /// Notes an edit.
    pub fn edit(self, by: UserId, now: DateTime<Utc>) -> Moved<Editing> {
        Self::go(
            self.about,
            self.since,
            self.facts,
            Action::Edit,
            By::Person(by),
            now,
        )
    }

    /// Submits what is ready; a place that it had before moves by the time that the ISV took.
    pub fn submit(self, _ready: &Ready, by: UserId, now: DateTime<Utc>) -> Moved<Checking> {
        let queueing = self.facts.queueing.later_by(now - self.since);
        check::<Editing>(self.about, Action::Submit, queueing, by, now)
    }
}

impl At<NeedsFixes> {
    /// Notes an edit: the idle period begins anew.
    pub fn edit(self, by: UserId, now: DateTime<Utc>) -> Moved<NeedsFixes> {
        let closes_at = now + IDLE;
        let facts = NeedsFixes {
            closes_at,
            ..self.facts
        };
        let (next, event) = Self::go(self.about, self.since, facts, Action::Edit, By::Person(by), now);
        (next, event.until(closes_at))
    }

    /// Submits what was mended; a place that it had before moves by the time that the ISV took.
    pub fn submit(self, _ready: &Ready, by: UserId, now: DateTime<Utc>) -> Moved<Checking> {
        let queueing = self.facts.queueing.later_by(now - self.since);
        check::<NeedsFixes>(self.about, Action::Submit, queueing, by, now)
    }

    /// Hands the findings to a person instead, in `lane`, due at `due` unless
    /// it has a place already.
    pub fn contest(
        self,
        message: Prose,
        lane: Lane,
        due: DateTime<Utc>,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Moved<Queued> {
        let queueing = self.facts.queueing.later_by(now - self.since);
        let mut place = place(queueing, lane, due, now);
        place.contested = self.facts.findings;
        let facts = Queued { place };
        let until = facts.place.due;
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::Contest,
            By::Person(by),
            now,
        );
        (next, event.saying(message).until(until))
    }
}

impl At<Errored> {
    /// Goes back to the draft; the place is kept.
    pub fn back_to_draft(self, by: UserId, now: DateTime<Utc>) -> Moved<Editing> {
        let facts = Editing {
            queueing: self.facts.queueing,
        };
        Self::go(
            self.about,
            self.since,
            facts,
            Action::BackToDraft,
            By::Person(by),
            now,
        )
    }
}

impl At<AwaitingIsv> {
    /// Notes an edit.
    pub fn edit(self, by: UserId, now: DateTime<Utc>) -> Moved<AwaitingIsv> {
        Self::go(
            self.about,
            self.since,
            self.facts,
            Action::Edit,
            By::Person(by),
            now,
        )
    }

    /// Answers; the place is kept, and its due date moves by the time that the
    /// ISV took.
    pub fn answer(self, _ready: &Ready, message: Prose, by: UserId, now: DateTime<Utc>) -> Moved<Checking> {
        let queueing = Queueing::Kept(self.facts.place).later_by(now - self.since);
        let (next, event) = check::<AwaitingIsv>(self.about, Action::Answer, queueing, by, now);
        (next, event.saying(message))
    }
}

impl At<Closed> {
    /// Opens it again.
    pub fn reopen(self, by: UserId, now: DateTime<Utc>) -> Moved<Editing> {
        let facts = Editing {
            queueing: self.facts.queueing.later_by(now - self.since),
        };
        Self::go(self.about, self.since, facts, Action::Reopen, By::Person(by), now)
    }
}

impl At<DiscardNotice> {
    /// Notes an edit.
    pub fn edit(self, by: UserId, now: DateTime<Utc>) -> Moved<DiscardNotice> {
        Self::go(
            self.about,
            self.since,
            self.facts,
            Action::Edit,
            By::Person(by),
            now,
        )
    }

    /// Submits with the cause mended; the place is kept, and its due date moves
    /// by the time that the ISV took.
    pub fn mend(self, _ready: &Ready, by: UserId, now: DateTime<Utc>) -> Moved<Checking> {
        let queueing = Queueing::Kept(self.facts.place).later_by(now - self.since);
        check::<DiscardNotice>(self.about, Action::Mend, queueing, by, now)
    }
}

impl<S: Open> At<S> {
    /// Takes it back.
    pub fn withdraw(self, by: UserId, now: DateTime<Utc>) -> Moved<Withdrawn> {
        let facts = Withdrawn { was: S::STAGE };
        Self::go(
            self.about,
            self.since,
            facts,
            Action::Withdraw,
            By::Person(by),
            now,
        )
    }
}

fn check<S: InStage>(
    about: About,
    action: Action,
    queueing: Queueing,
    by: UserId,
    now: DateTime<Utc>,
) -> Moved<Checking> {
    let facts = Checking {
        submitted_by: by,
        queueing,
        tries: 0,
    };
    At::<S>::go(about, now, facts, action, By::Person(by), now)
}

/// The kept place in what may be another lane, or a new one.
pub(super) fn place(queueing: Queueing, lane: Lane, due: DateTime<Utc>, now: DateTime<Utc>) -> Place {
    match queueing {
        Queueing::Kept(place) => Place { lane, ..place },
        Queueing::New => Place {
            lane,
            queued_at: now,
            due,
            reviewer: None,
            contested: Vec::new(),
            hand_over: None,
        },
    }
}
