//! Who may do what, now.

use chrono::{DateTime, Utc};

use super::{Action, Actor, Appeal, Facts, Party, Place, Stage, Submission, TRANSITIONS};
use crate::account::StaffRole;
use crate::ids::UserId;
use crate::org::{Act, OrgRole};
use crate::review::Decision;

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody may do that in this stage.
    #[error("not possible while it is {stage}")]
    Stage {
        /// Where it is.
        stage: Stage,
        /// What this actor may do instead.
        allowed: Vec<Action>,
    },
    /// Somebody else may.
    #[error("not allowed to you")]
    NotAllowed {
        /// What this actor may do instead.
        allowed: Vec<Action>,
    },
    /// Staff do not decide on integrations of an org they belong to.
    #[error("it belongs to an org of yours")]
    OwnOrg,
    /// The one whom it would be assigned to does not review it.
    #[error("that person does not review it")]
    Assignee,
    /// A period still runs.
    #[error("not before {0}")]
    TooEarly(DateTime<Utc>),
    /// A period is over.
    #[error("the time for that ended at {0}")]
    TooLate(DateTime<Utc>),
    /// One appeal at a time, and one only.
    #[error("the appeal does not stand there")]
    Appeal,
    /// An integration has at most one open submission.
    #[error("another submission of it is {0}")]
    Open(Stage),
    /// Nothing was asked or no reason given.
    #[error("at least one reason or question is needed")]
    NoReason,
}

impl Submission {
    /// Whether another submission of the integration may be begun beside this
    /// one: not while this one is open, nor while an appeal is.
    ///
    /// # Errors
    /// [`Refusal::Open`] or [`Refusal::Appeal`].
    pub fn lets_begin(&self) -> Result<(), Refusal> {
        let appeal = match &self.facts {
            Facts::Rejected(facts) => facts.appeal,
            Facts::Discarded(facts) => facts.appeal,
            _ => Appeal::None,
        };
        match (self.stage(), appeal) {
            (stage, _) if stage.is_open() => Err(Refusal::Open(stage)),
            (_, Appeal::Open { .. }) => Err(Refusal::Appeal),
            _ => Ok(()),
        }
    }

    /// What `actor` may do now, in the order of the table.
    pub fn actions_for(&self, actor: &Actor, now: DateTime<Utc>) -> Vec<Action> {
        TRANSITIONS
            .iter()
            .filter(|transition| {
                transition.from == Some(self.stage())
                    && transition.by.iter().any(|party| self.is_party(actor, *party))
                    && self.in_time(transition.action, now).is_ok()
            })
            .map(|transition| transition.action)
            .collect()
    }

    /// Checks that `actor` may do it now.
    ///
    /// # Errors
    /// The first [`Refusal`]: stage, then person, then time.
    pub fn permits(&self, action: Action, actor: &Actor, now: DateTime<Utc>) -> Result<(), Refusal> {
        let stage = self.stage();
        let Some(transition) = TRANSITIONS
            .iter()
            .find(|transition| transition.from == Some(stage) && transition.action == action)
        else {
            let allowed = self.actions_for(actor, now);
            return Err(Refusal::Stage { stage, allowed });
        };
        if !transition.by.iter().any(|party| self.is_party(actor, *party)) {
            return Err(if self.is_conflicted(actor, transition.by) {
                Refusal::OwnOrg
            } else {
                let allowed = self.actions_for(actor, now);
                Refusal::NotAllowed { allowed }
            });
        }
        self.in_time(action, now)
    }

    fn is_party(&self, actor: &Actor, party: Party) -> bool {
        let person = match actor {
            Actor::System => return party == Party::System,
            Actor::Person(person) => person,
        };
        let role = person.role_in(self.about.org);
        let may = |act: Act| role.is_some_and(|role: OrgRole| role.may(act));
        let stranger = role.is_none();
        let reviews = stranger && person.is_any(&[StaffRole::Reviewer, StaffRole::Lead]);
        match party {
            Party::System => false,
            Party::Editor => may(Act::Submit),
            Party::Owner => may(Act::Withdraw),
            Party::Reviewer => reviews,
            Party::Holder => reviews && self.holder() == Some(person.user),
            Party::Lead => stranger && person.is_any(&[StaffRole::Lead]),
            Party::Hearer => {
                stranger
                    && self.decision().is_some_and(|decided| {
                        decided.by != person.user
                            && (person.is_any(&[StaffRole::Lead])
                                || (decided.only_lead && person.is_any(&[StaffRole::Admin])))
                    })
            }
            Party::Staff => {
                let tried = matches!(&self.facts, Facts::Errored(facts) if facts.tries >= super::TRIES);
                stranger && tried && !person.staff.is_empty()
            }
            Party::Admin => person.is_any(&[StaffRole::Admin]),
        }
    }

    /// Whether only their own membership keeps one of the staff from it.
    fn is_conflicted(&self, actor: &Actor, by: &[Party]) -> bool {
        let Actor::Person(person) = actor else {
            return false;
        };
        let mut stranger = person.clone();
        stranger.orgs.retain(|(org, _)| *org != self.about.org);
        person.role_in(self.about.org).is_some()
            && by
                .iter()
                .any(|party| self.is_party(&Actor::Person(stranger.clone()), *party))
    }

    /// Its place in the queue, while it is with staff or keeps it for the ISV's answer.
    pub fn place(&self) -> Option<&Place> {
        match &self.facts {
            Facts::Queued(facts) => Some(&facts.place),
            Facts::InReview(facts) => Some(&facts.place),
            Facts::AwaitingIsv(facts) => Some(&facts.place),
            Facts::Testing(facts) => Some(&facts.place),
            Facts::DiscardNotice(facts) => Some(&facts.place),
            _ => None,
        }
    }

    /// The reviewer who has it.
    pub fn holder(&self) -> Option<UserId> {
        match &self.facts {
            Facts::InReview(facts) => Some(facts.reviewer),
            Facts::Testing(facts) => Some(facts.reviewer),
            _ => None,
        }
    }

    fn decision(&self) -> Option<&Decision> {
        match &self.facts {
            Facts::Rejected(facts) => Some(&facts.decided),
            Facts::Discarded(facts) => Some(&facts.decided),
            _ => None,
        }
    }

    /// Whether the periods of the stage let it be done now.
    fn in_time(&self, action: Action, now: DateTime<Utc>) -> Result<(), Refusal> {
        let not_before = |end: DateTime<Utc>| {
            if now < end {
                Err(Refusal::TooEarly(end))
            } else {
                Ok(())
            }
        };
        let not_after = |end: DateTime<Utc>| {
            if now >= end {
                Err(Refusal::TooLate(end))
            } else {
                Ok(())
            }
        };
        match (&self.facts, action) {
            (Facts::NeedsFixes(facts), Action::CloseNoReply) => not_before(facts.closes_at),
            (Facts::AwaitingIsv(facts), Action::CloseNoReply) => not_before(facts.closes_at),
            (Facts::AwaitingIsv(facts), Action::Answer) => not_after(facts.closes_at),
            (Facts::InReview(facts), Action::Lapse) => not_before(facts.lease_until),
            (Facts::Testing(facts), Action::Lapse) => not_before(facts.lease_until),
            (Facts::ClosedNoReply(facts), Action::Reopen) => not_after(facts.reopen_until),
            (Facts::DiscardNotice(facts), Action::Discard) => not_before(facts.ends_at),
            (Facts::DiscardNotice(facts), Action::Mend) => not_after(facts.ends_at),
            (Facts::Approved(facts), Action::LetLapse) => not_before(facts.release_until),
            (Facts::Errored(facts), Action::Retry) if facts.tries >= super::TRIES => {
                // From here on a person decides.
                let allowed = Vec::new();
                Err(Refusal::NotAllowed { allowed })
            }
            (
                Facts::Rejected(super::Rejected {
                    appeal, appeal_until, ..
                }),
                _,
            )
            | (
                Facts::Discarded(super::Discarded {
                    appeal, appeal_until, ..
                }),
                _,
            ) => match (action, appeal) {
                (Action::Appeal, Appeal::None) => not_after(*appeal_until),
                (Action::WithdrawAppeal | Action::Uphold | Action::Dismiss, Appeal::Open { .. }) => Ok(()),
                _ => Err(Refusal::Appeal),
            },
            _ => Ok(()),
        }
    }
}
