//! Facts that must be proven before a transition; each can only be made by
//! what proves it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::check::{Context, Finding, judge};
use crate::draft::{Draft, Proposal};
use crate::integration::{Change, Class, Content};
use crate::text::Prose;

/// A proposal that no pure rule stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Ready {
    proposal: Box<Proposal>,
}

impl Ready {
    /// Judges `draft` by every pure rule and parses it.
    ///
    /// # Errors
    /// The findings that block, in the order of the wizard.
    pub fn judge(draft: &Draft, context: &Context<'_>) -> Result<Self, Vec<Finding>> {
        let mut blocking = judge(draft, context);
        blocking.retain(Finding::blocks);
        if !blocking.is_empty() {
            return Err(blocking);
        }
        draft.complete().map(|proposal| Self {
            proposal: Box::new(proposal),
        })
    }

    /// What is proposed.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }
}

/// Why the system may not approve without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AloneError {
    /// The change is breaking, or a person must look at it.
    #[error("the change must be looked at")]
    Change,
    /// The org has not proven that it owns the integration.
    #[error("the owner is not proven")]
    Owner,
    /// A reviewer's question is open.
    #[error("a question is open")]
    Question,
    /// The random audit drew it.
    #[error("the audit sample drew it")]
    Drawn,
}

/// That the system may approve without a person; the verdict to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alone {
    class: Class,
}

impl Alone {
    /// Decides on `change`; `drawn` is what the keyed hash of the audit says.
    ///
    /// # Errors
    /// Why a person must look.
    pub fn decide(
        change: &Change,
        owner_proven: bool,
        question_open: bool,
        drawn: bool,
    ) -> Result<Self, AloneError> {
        let class = change
            .class()
            .filter(|_| change.may_pass_alone())
            .ok_or(AloneError::Change)?;
        if !owner_proven {
            Err(AloneError::Owner)
        } else if question_open {
            Err(AloneError::Question)
        } else if drawn {
            Err(AloneError::Drawn)
        } else {
            Ok(Self { class })
        }
    }

    /// Decides on what only named orgs will see, which nobody reviews. What everybody sees now is
    /// none of it: that it is taken away from them, a person looks at. `change` is what it does to
    /// what is live; nothing when nothing is.
    pub fn unreviewed(
        content: &Content,
        live: Option<&Content>,
        change: Option<&Change>,
        question_open: bool,
    ) -> Option<Self> {
        let hidden = |content: &Content| !content.visibility.is_public();
        let decided = hidden(content) && live.is_none_or(hidden) && !question_open;
        decided.then(|| Self {
            class: change.and_then(Change::class).unwrap_or(Class::Text),
        })
    }

    /// What the change does to customers.
    pub fn class(self) -> Class {
        self.class
    }
}

/// Why a release was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// Customers must be told.
    #[error("a breaking change needs a notice to customers")]
    Notice,
    /// Customers must be given time.
    #[error("the grace date must be in the future")]
    Grace,
}

/// That customers are told of what breaks, and given time. The guide is
/// written from the content, so it exists whenever the content does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    notice: Option<(Prose, NaiveDate)>,
}

impl Release {
    /// Releases a change of `class`; a breaking one with its notice and the
    /// day up to which the old settings work.
    ///
    /// # Errors
    /// [`ReleaseError`] when a breaking change comes without either.
    pub fn of(
        class: Class,
        notice: Option<(Prose, NaiveDate)>,
        now: DateTime<Utc>,
    ) -> Result<Self, ReleaseError> {
        match (class, &notice) {
            (Class::Breaking, None) => Err(ReleaseError::Notice),
            (Class::Breaking, Some((_, grace))) if *grace <= now.date_naive() => Err(ReleaseError::Grace),
            _ => Ok(Self { notice }),
        }
    }

    /// The notice and the grace date.
    pub fn notice(&self) -> Option<(&Prose, NaiveDate)> {
        self.notice.as_ref().map(|(text, grace)| (text, *grace))
    }
}

/// How the ISV wants an approved submission released.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReleasePlan {
    /// Whether the ISV publishes it by itself: the release switch.
    pub held: bool,
    /// What customers are told of a breaking change, and up to when the old settings work.
    pub notice: Option<(Prose, NaiveDate)>,
}

/// For what an approved submission waits before it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// For the ISV, which holds the release switch.
    Switch,
    /// For a notice to customers and a grace date in the future.
    Notice(ReleaseError),
}

impl ReleasePlan {
    /// What publishes a change of `class` now, without asking anybody.
    ///
    /// # Errors
    /// What it waits for.
    pub fn release(&self, class: Class, now: DateTime<Utc>) -> Result<Release, WaitsFor> {
        if self.held {
            return Err(WaitsFor::Switch);
        }
        self.by_hand(class, now).map_err(WaitsFor::Notice)
    }

    /// The same when the ISV itself publishes it.
    ///
    /// # Errors
    /// [`ReleaseError`] when a breaking change comes without notice or time.
    pub fn by_hand(&self, class: Class, now: DateTime<Utc>) -> Result<Release, ReleaseError> {
        Release::of(class, self.notice.clone(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_says_what_it_waits_for() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().expect("a time");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let notice = |text: &str| Some((Prose::parse("The ACS moves.").expect("prose"), day(text)));
        let mut plan = ReleasePlan::default();
        assert!(plan.release(Class::Safe, now).is_ok());
        assert_eq!(
            plan.release(Class::Breaking, now),
            Err(WaitsFor::Notice(ReleaseError::Notice))
        );
        plan.notice = notice("2026-11-24");
        assert_eq!(
            plan.release(Class::Breaking, now),
            Err(WaitsFor::Notice(ReleaseError::Grace))
        );
        plan.notice = notice("2026-12-24");
        assert!(plan.release(Class::Breaking, now).is_ok());
        plan.held = true;
        assert_eq!(plan.release(Class::Text, now), Err(WaitsFor::Switch));
        assert!(plan.by_hand(Class::Breaking, now).is_ok());
    }
}
