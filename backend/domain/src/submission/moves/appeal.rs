//! Appeals against a rejection or a discard.

use chrono::{DateTime, Utc};

use crate::ids::UserId;
use crate::submission::{Action, Appeal, At, By, Discarded, InStage, Moved, Place, Queued, Rejected};
use crate::text::Prose;

/// Facts of a stage that can be appealed.
pub trait Appealable: InStage {
    /// With its appeal at another point.
    fn with(self, appeal: Appeal) -> Self;
    /// Its place.
    fn place(self) -> Place;
}

impl Appealable for Rejected {
    fn with(self, appeal: Appeal) -> Self {
        Self { appeal, ..self }
    }

    fn place(self) -> Place {
        self.place
    }
}

impl Appealable for Discarded {
    fn with(self, appeal: Appeal) -> Self {
        Self { appeal, ..self }
    }

    fn place(self) -> Place {
        self.place
    }
}

impl<S: Appealable> At<S> {
    /// Makes an appeal.
    pub fn appeal(self, message: Prose, by: UserId, now: DateTime<Utc>) -> Moved<S> {
        let facts = self.facts.with(Appeal::Open { by, at: now });
        let (next, event) = Self::go(self.about, self.since, facts, Action::Appeal, By::Person(by), now);
        (next, event.saying(message))
    }

    /// Takes the appeal back.
    pub fn withdraw_appeal(self, by: UserId, now: DateTime<Utc>) -> Moved<S> {
        let facts = self.facts.with(Appeal::Withdrawn);
        Self::go(
            self.about,
            self.since,
            facts,
            Action::WithdrawAppeal,
            By::Person(by),
            now,
        )
    }

    /// Hears the appeal and refuses it.
    pub fn dismiss(self, message: Prose, by: UserId, now: DateTime<Utc>) -> Moved<S> {
        let facts = self.facts.with(Appeal::Dismissed);
        let (next, event) = Self::go(
            self.about,
            self.since,
            facts,
            Action::Dismiss,
            By::Person(by),
            now,
        );
        (next, event.saying(message))
    }

    /// Hears the appeal and grants it: back into the queue, for another
    /// reviewer, due at `due`.
    pub fn uphold(self, message: Prose, due: DateTime<Utc>, by: UserId, now: DateTime<Utc>) -> Moved<Queued> {
        let place = Place {
            due,
            reviewer: None,
            ..self.facts.place()
        };
        let facts = Queued { place };
        let (next, event) = Self::go(self.about, self.since, facts, Action::Uphold, By::Person(by), now);
        (next, event.saying(message).until(due))
    }
}
