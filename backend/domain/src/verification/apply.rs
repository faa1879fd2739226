//! What may be done with a verification, by whom, and what it does.

use chrono::{DateTime, Utc};

use super::requirement::{Brought, Met, Risk, Steady};
use super::stage::{Appeal, AtRisk, Candidate, Community, Facts, Fall, Fallen, Proposal, Verified};
use super::{APPEAL, Action, Event, GRACE, Party, Stage, TRANSITIONS, Verification};
use crate::account::StaffRole;
use crate::ids::UserId;
use crate::org::{Act, OrgRole};
use crate::submission::{Actor, By};
use crate::text::Prose;

/// What is to be done, with all that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ask to be verified.
    Apply(Brought),
    /// Take the application back.
    Withdraw,
    /// Say as the first reviewer that everything is met.
    Propose(Met, Option<Prose>),
    /// Refuse the application.
    Refuse(Prose),
    /// Approve as the second reviewer.
    Approve(Met),
    /// Something was lost.
    Endanger(Risk),
    /// What was lost is there again.
    Recover(Steady),
    /// The time to mend it is over.
    Lapse,
    /// End it by decision.
    Revoke(Prose),
    /// Appeal.
    Appeal(Prose),
    /// Grant an appeal.
    Uphold(Prose),
    /// Refuse an appeal.
    Dismiss(Prose),
}

impl Command {
    /// What it does.
    pub fn action(&self) -> Action {
        match self {
            Self::Apply(_) => Action::Apply,
            Self::Withdraw => Action::Withdraw,
            Self::Propose(..) => Action::Propose,
            Self::Refuse(_) => Action::Refuse,
            Self::Approve(_) => Action::Approve,
            Self::Endanger(_) => Action::Endanger,
            Self::Recover(_) => Action::Recover,
            Self::Lapse => Action::Lapse,
            Self::Revoke(_) => Action::Revoke,
            Self::Appeal(_) => Action::Appeal,
            Self::Uphold(_) => Action::Uphold,
            Self::Dismiss(_) => Action::Dismiss,
        }
    }

    fn message(&self) -> Option<Prose> {
        match self {
            Self::Refuse(text)
            | Self::Revoke(text)
            | Self::Appeal(text)
            | Self::Uphold(text)
            | Self::Dismiss(text) => Some(text.clone()),
            Self::Endanger(risk) => Prose::parse(&risk.says).ok(),
            _ => None,
        }
    }
}

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody may do that in this stage.
    #[error("not possible while it is {0}")]
    Stage(Stage, Vec<Action>),
    /// Somebody else may.
    #[error("not allowed to you")]
    NotAllowed(Vec<Action>),
    /// Staff do not decide on integrations of an org they belong to.
    #[error("it belongs to an org of yours")]
    OwnOrg,
    /// The first reviewer does not approve.
    #[error("somebody else must approve")]
    SameReviewer,
    /// The first reviewer has not said anything yet.
    #[error("a first reviewer must propose it")]
    NoProposal,
    /// A period still runs.
    #[error("not before {0}")]
    TooEarly(DateTime<Utc>),
    /// A period is over.
    #[error("the time for that ended at {0}")]
    TooLate(DateTime<Utc>),
    /// One appeal at a time, and one only, against what can be appealed.
    #[error("the appeal does not stand there")]
    Appeal,
}

impl Verification {
    /// What `actor` may do now, in the order of the table.
    pub fn actions_for(&self, actor: &Actor, now: DateTime<Utc>) -> Vec<Action> {
        let stage = self.stage();
        let here = TRANSITIONS.iter().filter(|transition| transition.from == stage);
        here.map(|transition| transition.action)
            .filter(|action| self.permits(*action, actor, now).is_ok())
            .collect()
    }

    /// Checks that `actor` may do it now.
    ///
    /// # Errors
    /// The first [`Refusal`]: stage, then person, then the facts and the time.
    pub fn permits(&self, action: Action, actor: &Actor, now: DateTime<Utc>) -> Result<(), Refusal> {
        let stage = self.stage();
        let found = TRANSITIONS
            .iter()
            .find(|transition| transition.from == stage && transition.action == action);
        let Some(transition) = found else {
            return Err(Refusal::Stage(stage, self.others(actor, now)));
        };
        self.is_party(actor, transition.by, now)?;
        self.allows(action, now)
    }

    /// What else there is for them; never asked of the action itself.
    fn others(&self, actor: &Actor, now: DateTime<Utc>) -> Vec<Action> {
        let stage = self.stage();
        TRANSITIONS
            .iter()
            .filter(|transition| transition.from == stage)
            .filter(|transition| {
                self.party(actor, transition.by).is_ok() && self.allows(transition.action, now).is_ok()
            })
            .map(|transition| transition.action)
            .collect()
    }

    fn is_party(&self, actor: &Actor, party: Party, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.party(actor, party).map_err(|refusal| match refusal {
            Refusal::NotAllowed(_) => Refusal::NotAllowed(self.others(actor, now)),
            other => other,
        })
    }

    fn party(&self, actor: &Actor, party: Party) -> Result<(), Refusal> {
        let nobody = || Refusal::NotAllowed(Vec::new());
        let person = match (actor, party) {
            (Actor::System, Party::System) => return Ok(()),
            (Actor::System, _) | (_, Party::System) => return Err(nobody()),
            (Actor::Person(person), _) => person,
        };
        let role = person.role_in(self.org);
        if party == Party::Owner {
            let owns = role.is_some_and(|role: OrgRole| role.may(Act::Withdraw));
            return if owns { Ok(()) } else { Err(nobody()) };
        }
        let wanted: &[StaffRole] = match party {
            Party::Reviewer => &[StaffRole::Reviewer, StaffRole::Lead],
            Party::Hearer => &[StaffRole::Lead, StaffRole::Admin],
            _ => &[StaffRole::Lead],
        };
        if !person.is_any(wanted) {
            return Err(nobody());
        }
        if role.is_some() {
            return Err(Refusal::OwnOrg);
        }
        let same = |other: Option<UserId>| other == Some(person.user);
        match (party, &self.facts) {
            (Party::Second, Facts::Candidate(facts)) => match &facts.proposal {
                None => Err(Refusal::NoProposal),
                Some(proposal) if same(Some(proposal.by)) => Err(Refusal::SameReviewer),
                Some(_) => Ok(()),
            },
            (Party::Hearer, Facts::Community(facts)) => {
                let decided = facts.fallen.as_ref().and_then(|fallen| fallen.decided_by);
                if same(decided) {
                    Err(Refusal::SameReviewer)
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    fn allows(&self, action: Action, now: DateTime<Utc>) -> Result<(), Refusal> {
        match (&self.facts, action) {
            (Facts::Community(facts), Action::Apply) => match facts.fallen.as_ref().map(|f| &f.appeal) {
                Some(Appeal::Open { .. }) => Err(Refusal::Appeal),
                _ => Ok(()),
            },
            (Facts::Community(facts), Action::Appeal) => {
                let fallen = facts.fallen.as_ref().ok_or(Refusal::Appeal)?;
                let appealable = matches!(fallen.fall, Fall::Lapsed | Fall::Policy);
                let until = fallen.at + APPEAL;
                match (appealable, &fallen.appeal) {
                    (true, Appeal::None) if now <= until => Ok(()),
                    (true, Appeal::None) => Err(Refusal::TooLate(until)),
                    _ => Err(Refusal::Appeal),
                }
            }
            (Facts::Community(facts), Action::Uphold | Action::Dismiss) => {
                match facts.fallen.as_ref().map(|f| &f.appeal) {
                    Some(Appeal::Open { .. }) => Ok(()),
                    _ => Err(Refusal::Appeal),
                }
            }
            (Facts::AtRisk(facts), Action::Lapse) if now < facts.until => Err(Refusal::TooEarly(facts.until)),
            _ => Ok(()),
        }
    }

    /// Does it, if `actor` may do it now.
    ///
    /// # Errors
    /// [`Refusal`] says why not; nothing has changed then.
    pub fn apply(
        self,
        command: Command,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Self, Event), Refusal> {
        let action = command.action();
        self.permits(action, actor, now)?;
        let by = actor.by();
        let from = self.stage();
        let message = command.message();
        let user = match by {
            By::System => None,
            By::Person(user) => Some(user),
        };
        let facts = self.next(command, user, now)?;
        let to = facts.stage();
        let until = match &facts {
            Facts::AtRisk(facts) => Some(facts.until),
            _ => None,
        };
        let next = Self {
            integration: self.integration,
            org: self.org,
            since: if from == to { self.since } else { now },
            facts,
        };
        let event = Event {
            integration: next.integration,
            at: now,
            by,
            action,
            from,
            to,
            message,
            until,
        };
        Ok((next, event))
    }

    /// The next facts. What is not in the table was refused before.
    fn next(&self, command: Command, user: Option<UserId>, now: DateTime<Utc>) -> Result<Facts, Refusal> {
        let refused = || Refusal::Stage(self.stage(), Vec::new());
        Ok(match (self.facts.clone(), command, user) {
            (Facts::Community(_), Command::Apply(_) | Command::Uphold(_), Some(applied_by)) => {
                Facts::Candidate(Candidate {
                    applied_by,
                    proposal: None,
                })
            }
            (Facts::Community(mut facts), Command::Appeal(message), Some(by)) => {
                let fallen = facts.fallen.as_mut().ok_or(Refusal::Appeal)?;
                fallen.appeal = Appeal::Open { by, at: now, message };
                Facts::Community(facts)
            }
            (Facts::Community(mut facts), Command::Dismiss(_), _) => {
                let fallen = facts.fallen.as_mut().ok_or(Refusal::Appeal)?;
                fallen.appeal = Appeal::Dismissed;
                Facts::Community(facts)
            }
            (Facts::Candidate(_), Command::Withdraw, user) => fall(
                Fall::Withdrawn,
                "The application was taken back.".to_owned(),
                user,
                now,
            ),
            (Facts::Candidate(facts), Command::Propose(_, note), Some(by)) => Facts::Candidate(Candidate {
                proposal: Some(Proposal { by, at: now, note }),
                ..facts
            }),
            (Facts::Candidate(_), Command::Refuse(message), user) => {
                fall(Fall::Refused, message.to_string(), user, now)
            }
            (Facts::Candidate(facts), Command::Approve(_), Some(approved_by)) => {
                let proposal = facts.proposal.ok_or(Refusal::NoProposal)?;
                Facts::Verified(Verified {
                    verified_at: now,
                    proposed_by: proposal.by,
                    approved_by,
                })
            }
            (Facts::Verified(verified), Command::Endanger(risk), _) => Facts::AtRisk(AtRisk {
                verified,
                risk,
                until: now + GRACE,
            }),
            (Facts::AtRisk(facts), Command::Recover(_), _) => Facts::Verified(facts.verified),
            (Facts::AtRisk(facts), Command::Lapse, _) => fall(Fall::Lapsed, facts.risk.says, None, now),
            (Facts::Verified(_) | Facts::AtRisk(_), Command::Revoke(message), user) => {
                fall(Fall::Policy, message.to_string(), user, now)
            }
            _ => return Err(refused()),
        })
    }
}

fn fall(fall: Fall, says: String, decided_by: Option<UserId>, at: DateTime<Utc>) -> Facts {
    Facts::Community(Community {
        fallen: Some(Fallen {
            fall,
            at,
            says,
            decided_by,
            appeal: Appeal::None,
        }),
    })
}
