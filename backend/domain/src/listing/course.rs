//! A listing's life after its first publication: who may take it out of the catalog, when, and
//! what its readers and its owner are told.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Stage;
use super::facts::{Facts, Retirement, Suspension};
use crate::account::StaffRole;
use crate::ids::OrgId;
use crate::submission::{Actor, By};
use crate::text::Prose;

/// How long a listing stays after its suspension was announced.
pub const GRACE: TimeDelta = TimeDelta::days(14);
/// How long before its suspension the owner is warned for the last time.
pub const LAST_WARNING: TimeDelta = TimeDelta::days(2);

crate::choices! {
    /// What may be done with a listing.
    Action as "listing action" {
        /// `degrade`
        Degrade = "degrade", "Mark as degraded";
        /// `recover`
        Recover = "recover", "Mark as sound again";
        /// `propose_suspension`
        Propose = "propose_suspension", "Propose a suspension";
        /// `approve_suspension`
        Approve = "approve_suspension", "Approve the suspension";
        /// `call_off`
        CallOff = "call_off", "Call the suspension off";
        /// `suspend`
        Suspend = "suspend", "Suspend";
        /// `lift`
        Lift = "lift", "Lift the suspension";
        /// `retire`
        Retire = "retire", "Retire";
        /// `end_retirement`
        EndRetirement = "end_retirement", "End it";
        /// `remove`
        Remove = "remove", "Remove for legal reasons";
        /// `roll_back`
        RollBack = "roll_back", "Roll back";
    }
}

/// Where a listing is in its life, with what is true there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The org that owns it; nothing when nobody does.
    pub owner: Option<OrgId>,
    /// The stage.
    pub stage: Stage,
    /// What is kept of it beside the stage.
    pub facts: Facts,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Warn its readers: its tests fail, or its guide leads nowhere.
    Degrade(Prose),
    /// Take the warning away.
    Recover(Prose),
    /// Ask a second person for a suspension.
    Propose {
        /// Whether it is for abuse: then there is no grace.
        abuse: bool,
        /// Why.
        reason: Prose,
    },
    /// Agree to a suspension, as the second person.
    Approve,
    /// Give a suspension up that has not taken effect.
    CallOff(Prose),
    /// Suspend, since the grace is over.
    Suspend,
    /// Bring it back.
    Lift(Prose),
    /// Announce its end.
    Retire(Retirement),
    /// End it, since its day has come.
    EndRetirement,
    /// Take it away for legal reasons, for good.
    Remove(Prose),
}

impl Command {
    /// What it does.
    pub fn action(&self) -> Action {
        match self {
            Self::Degrade(_) => Action::Degrade,
            Self::Recover(_) => Action::Recover,
            Self::Propose { .. } => Action::Propose,
            Self::Approve => Action::Approve,
            Self::CallOff(_) => Action::CallOff,
            Self::Suspend => Action::Suspend,
            Self::Lift(_) => Action::Lift,
            Self::Retire(_) => Action::Retire,
            Self::EndRetirement => Action::EndRetirement,
            Self::Remove(_) => Action::Remove,
        }
    }
}

/// What happened to a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What.
    pub action: Action,
    /// From where.
    pub from: Stage,
    /// To where.
    pub to: Stage,
    /// Why.
    pub reason: Option<Prose>,
    /// When something follows by itself.
    pub until: Option<DateTime<Utc>>,
}

/// Why a move was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CourseRefusal {
    /// Not possible there.
    #[error("not possible while the listing is at `{stage}`")]
    Stage {
        /// Where it is.
        stage: Stage,
    },
    /// Not by this person.
    #[error("somebody else does this")]
    NotAllowed,
    /// The second person must be another one.
    #[error("the second approval comes from another person")]
    SamePerson,
    /// Staff do not decide on integrations of an org they belong to.
    #[error("it belongs to an org of yours")]
    OwnOrg,
    /// A period still runs.
    #[error("possible from {0} on")]
    TooEarly(DateTime<Utc>),
    /// The end must be in the future.
    #[error("the last day must be in the future")]
    EndInPast,
}

impl Course {
    /// What `actor` may do now, in the order of the list.
    pub fn actions_for(&self, actor: &Actor, now: DateTime<Utc>) -> Vec<Action> {
        <Action as crate::choice::Choice>::ALL
            .iter()
            .copied()
            .filter(|action| self.permits(*action, actor, now).is_ok())
            .collect()
    }

    /// Checks that `actor` may do it now.
    ///
    /// # Errors
    /// The first [`CourseRefusal`]: stage, then person, then time.
    pub fn permits(&self, action: Action, actor: &Actor, now: DateTime<Utc>) -> Result<(), CourseRefusal> {
        let shown = matches!(self.stage, Stage::Live | Stage::Degraded);
        let suspension = self.facts.suspension.as_ref();
        let possible = match action {
            Action::Degrade => self.stage == Stage::Live,
            Action::Recover => self.stage == Stage::Degraded,
            Action::Propose => shown && suspension.is_none(),
            Action::Approve => shown && matches!(suspension, Some(Suspension::Proposed { .. })),
            Action::CallOff => shown && suspension.is_some(),
            Action::Suspend => shown && matches!(suspension, Some(Suspension::Announced { .. })),
            Action::Lift => self.stage == Stage::Suspended,
            Action::Retire => shown || self.stage == Stage::Suspended,
            Action::EndRetirement => self.stage == Stage::Retiring,
            Action::Remove => !matches!(self.stage, Stage::Removed | Stage::Unlisted),
            Action::RollBack => shown || self.stage == Stage::Suspended,
        };
        if !possible {
            return Err(CourseRefusal::Stage { stage: self.stage });
        }
        self.is_allowed(action, actor)?;
        let not_before = |end: DateTime<Utc>| {
            if now < end {
                Err(CourseRefusal::TooEarly(end))
            } else {
                Ok(())
            }
        };
        match (action, suspension, &self.facts.retirement) {
            (Action::Suspend, Some(Suspension::Announced { takes_effect, .. }), _) => {
                not_before(*takes_effect)
            }
            (Action::EndRetirement, _, Some(retirement)) => not_before(end_of(retirement.ends_on)),
            _ => Ok(()),
        }
    }

    fn is_allowed(&self, action: Action, actor: &Actor) -> Result<(), CourseRefusal> {
        let by_system = matches!(action, Action::Suspend | Action::EndRetirement);
        // What tests find out is told by the network itself, and by administrators.
        let by_both = matches!(action, Action::Degrade | Action::Recover);
        let person = match actor {
            Actor::System if by_system || by_both => return Ok(()),
            Actor::System => return Err(CourseRefusal::NotAllowed),
            Actor::Person(person) => person,
        };
        let roles: &[StaffRole] = match action {
            Action::Approve => &[StaffRole::Lead, StaffRole::Admin],
            _ => &[StaffRole::Admin],
        };
        if by_system || !person.is_any(roles) {
            return Err(CourseRefusal::NotAllowed);
        }
        if self.owner.is_some_and(|owner| person.role_in(owner).is_some()) {
            return Err(CourseRefusal::OwnOrg);
        }
        match (action, &self.facts.suspension) {
            (Action::Approve, Some(Suspension::Proposed { by, .. })) if *by == person.user => {
                Err(CourseRefusal::SamePerson)
            }
            _ => Ok(()),
        }
    }

    /// Does it, if `actor` may do it now.
    ///
    /// # Errors
    /// [`CourseRefusal`] says why not.
    pub fn apply(
        self,
        command: Command,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Self, Step), CourseRefusal> {
        let action = command.action();
        self.permits(action, actor, now)?;
        let by = actor.by();
        let from = self.stage;
        let facts = self.facts.clone();
        let mut until = None;
        let mut said = None;
        let (stage, facts) = match (command, by) {
            (Command::Degrade(reason), _) => {
                said = Some(reason.clone());
                let reason = Some(reason);
                (Stage::Degraded, Facts { reason, ..facts })
            }
            (Command::Recover(reason), _) => {
                said = Some(reason);
                (
                    Stage::Live,
                    Facts {
                        reason: None,
                        ..facts
                    },
                )
            }
            (Command::Propose { abuse, reason }, By::Person(by)) => {
                said = Some(reason.clone());
                let suspension = Some(Suspension::Proposed {
                    by,
                    at: now,
                    abuse,
                    reason,
                });
                (from, Facts { suspension, ..facts })
            }
            (Command::Approve, _) => match facts.suspension.clone() {
                Some(Suspension::Proposed {
                    abuse: true, reason, ..
                }) => {
                    said = Some(reason.clone());
                    (Stage::Suspended, suspended(reason, facts))
                }
                Some(Suspension::Proposed { reason, .. }) => {
                    said = Some(reason.clone());
                    until = Some(now + GRACE);
                    let suspension = Some(Suspension::Announced {
                        at: now,
                        takes_effect: now + GRACE,
                        reason,
                    });
                    (from, Facts { suspension, ..facts })
                }
                _ => return Err(CourseRefusal::Stage { stage: from }),
            },
            (Command::CallOff(reason), _) => {
                said = Some(reason);
                let suspension = None;
                (from, Facts { suspension, ..facts })
            }
            (Command::Suspend, _) => match facts.suspension.clone() {
                Some(Suspension::Announced { reason, .. }) => {
                    said = Some(reason.clone());
                    (Stage::Suspended, suspended(reason, facts))
                }
                _ => return Err(CourseRefusal::Stage { stage: from }),
            },
            (Command::Lift(reason), _) => {
                said = Some(reason);
                (
                    Stage::Live,
                    Facts {
                        reason: None,
                        ..facts
                    },
                )
            }
            (Command::Retire(retirement), _) => {
                if retirement.ends_on <= now.date_naive() {
                    return Err(CourseRefusal::EndInPast);
                }
                said = Some(retirement.reason.clone());
                until = Some(end_of(retirement.ends_on));
                let facts = Facts {
                    reason: None,
                    suspension: None,
                    retirement: Some(retirement),
                };
                (Stage::Retiring, facts)
            }
            (Command::EndRetirement, _) => (Stage::Retired, facts),
            (Command::Remove(reason), _) => {
                said = Some(reason.clone());
                let facts = Facts {
                    reason: Some(reason),
                    ..Facts::default()
                };
                (Stage::Removed, facts)
            }
            (Command::Propose { .. }, By::System) => return Err(CourseRefusal::NotAllowed),
        };
        let step = Step {
            at: now,
            by,
            action,
            from,
            to: stage,
            reason: said,
            until,
        };
        let owner = self.owner;
        Ok((Self { owner, stage, facts }, step))
    }
}

fn suspended(reason: Prose, facts: Facts) -> Facts {
    Facts {
        reason: Some(reason),
        suspension: None,
        ..facts
    }
}

/// The moment at which a last day is over.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.succ_opt().unwrap_or(day);
    next.and_time(chrono::NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests;
