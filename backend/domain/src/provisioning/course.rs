//! The machine of a wish: what is true in each stage, and what a move does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::table::{Action, Party, Stage, TRANSITIONS};
use super::wish::Effort;
use crate::account::StaffRole;
use crate::audit::{self, Area};
use crate::choice::Choice as _;
use crate::ids::{OrgId, ProvisioningRequestId};
use crate::org::{Act, OrgRole};
use crate::submission::{Actor, By};
use crate::text::{Line, Prose};

/// The facts of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Facts {
    /// A lead looks at it first.
    Received,
    /// Something is missing.
    Incomplete {
        /// What.
        asked: Prose,
        /// The effort, where it was judged before.
        effort: Option<Effort>,
    },
    /// Everybody sees it and can vote.
    Scored {
        /// The effort, once a lead has judged it.
        effort: Option<Effort>,
    },
    /// It will be built.
    Planned {
        /// The effort.
        effort: Option<Effort>,
        /// When, in words: a quarter, for example.
        when: Line,
    },
    /// It is built.
    Building {
        /// The effort.
        effort: Option<Effort>,
        /// When it is expected, in words.
        when: Line,
    },
    /// First customers try it.
    Pilot {
        /// The effort.
        effort: Option<Effort>,
    },
    /// It is there.
    Shipped {
        /// The effort.
        effort: Option<Effort>,
    },
    /// It will not be built.
    Declined {
        /// The effort.
        effort: Option<Effort>,
        /// Why.
        says: Prose,
        /// How many orgs had voted by then.
        votes: u32,
    },
    /// Its vendor does it in the wizard.
    SelfServe {
        /// The effort.
        effort: Option<Effort>,
    },
}

impl Facts {
    /// The stage.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Received => Stage::Received,
            Self::Incomplete { .. } => Stage::Incomplete,
            Self::Scored { .. } => Stage::Scored,
            Self::Planned { .. } => Stage::Planned,
            Self::Building { .. } => Stage::Building,
            Self::Pilot { .. } => Stage::Pilot,
            Self::Shipped { .. } => Stage::Shipped,
            Self::Declined { .. } => Stage::Declined,
            Self::SelfServe { .. } => Stage::SelfServe,
        }
    }

    /// The effort, once a lead has judged it.
    pub fn effort(&self) -> Option<Effort> {
        match self {
            Self::Received => None,
            Self::Incomplete { effort, .. }
            | Self::Scored { effort }
            | Self::Planned { effort, .. }
            | Self::Building { effort, .. }
            | Self::Pilot { effort }
            | Self::Shipped { effort }
            | Self::Declined { effort, .. }
            | Self::SelfServe { effort } => *effort,
        }
    }
}

/// What is to be done, with all that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ask for what is missing.
    Ask(Prose),
    /// Give what was missing.
    Complete,
    /// Judge the effort.
    Score(Effort),
    /// Plan it for a time.
    Plan(Line),
    /// Begin to build.
    Build,
    /// Begin the pilot.
    Try,
    /// It is there.
    Ship,
    /// Decline with so many votes.
    Decline(Prose, u32),
    /// Hand it over.
    HandOver(Prose),
    /// Look again with so many votes.
    Rescore(u32),
}

impl Command {
    /// What it does.
    pub fn action(&self) -> Action {
        match self {
            Self::Ask(_) => Action::Ask,
            Self::Complete => Action::Complete,
            Self::Score(_) => Action::Score,
            Self::Plan(_) => Action::Plan,
            Self::Build => Action::Build,
            Self::Try => Action::Try,
            Self::Ship => Action::Ship,
            Self::Decline(..) => Action::Decline,
            Self::HandOver(_) => Action::HandOver,
            Self::Rescore(_) => Action::Rescore,
        }
    }
}

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody may do that in this stage.
    #[error("not possible while it is {0}")]
    Stage(Stage),
    /// Somebody else may.
    #[error("not allowed to you")]
    NotAllowed,
    /// Leads do not decide on what an org of theirs asks for.
    #[error("an org of yours asks for it")]
    OwnOrg,
    /// The votes have not grown enough.
    #[error("it takes {0} votes")]
    TooFewVotes(u32),
}

/// A wish in whatever stage it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which.
    pub id: ProvisioningRequestId,
    /// The org that asks.
    pub org: OrgId,
    /// Since when it is in its stage.
    pub since: DateTime<Utc>,
    /// The facts of the stage.
    pub facts: Facts,
}

/// What happened to a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The wish.
    pub request: ProvisioningRequestId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What was done.
    pub action: Action,
    /// From where.
    pub from: Stage,
    /// To where.
    pub to: Stage,
    /// What those who asked and voted read.
    pub message: Option<Prose>,
}

impl Event {
    /// The same for the audit trail, without what was written.
    pub fn act(&self, org: OrgId) -> audit::Act {
        audit::Act {
            actor: match self.by {
                By::System => None,
                By::Person(user) => Some(user),
            },
            org: Some(org),
            about: Some(("provisioning_request", self.request.to_string())),
            detail: json!({ "from": self.from.as_str(), "to": self.to.as_str() }),
            ..audit::Act::new(Area::Provisioning, self.action.as_str())
        }
    }
}

/// How many votes bring back what was declined with `votes`: half as many more, at least five.
fn brings_back(votes: u32) -> u32 {
    votes + (votes / 2).max(5)
}

impl Request {
    /// The stage.
    pub fn stage(&self) -> Stage {
        self.facts.stage()
    }

    /// What `actor` may do now, in the order of the table.
    pub fn actions_for(&self, actor: &Actor) -> Vec<Action> {
        TRANSITIONS
            .iter()
            .filter(|row| row.from == self.stage() && self.permits(row.action, actor).is_ok())
            .map(|row| row.action)
            .collect()
    }

    /// Checks that `actor` may do it now.
    ///
    /// # Errors
    /// The first [`Refusal`]: stage, then person.
    pub fn permits(&self, action: Action, actor: &Actor) -> Result<(), Refusal> {
        let stage = self.stage();
        let row = TRANSITIONS
            .iter()
            .find(|row| row.from == stage && row.action == action)
            .ok_or(Refusal::Stage(stage))?;
        let person = match (actor, row.by) {
            (Actor::System, Party::System) => return Ok(()),
            (Actor::System, _) | (_, Party::System) => return Err(Refusal::NotAllowed),
            (Actor::Person(person), _) => person,
        };
        let role = person.role_in(self.org);
        match row.by {
            Party::Asker if role.is_some_and(|role: OrgRole| role.may(Act::Edit)) => Ok(()),
            Party::Lead if person.is_any(&[StaffRole::Lead]) && role.is_some() => Err(Refusal::OwnOrg),
            Party::Lead if person.is_any(&[StaffRole::Lead]) => Ok(()),
            _ => Err(Refusal::NotAllowed),
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
        self.permits(action, actor)?;
        let (from, effort) = (self.stage(), self.facts.effort());
        let (facts, message) = match (self.facts, command) {
            (_, Command::Ask(asked)) => (
                Facts::Incomplete {
                    asked: asked.clone(),
                    effort,
                },
                Some(asked),
            ),
            (_, Command::Complete) => (Facts::Scored { effort }, None),
            (_, Command::Score(effort)) => (Facts::Scored { effort: Some(effort) }, None),
            (_, Command::Plan(when)) => (Facts::Planned { effort, when }, None),
            (Facts::Planned { when, .. }, Command::Build) => (Facts::Building { effort, when }, None),
            (_, Command::Try) => (Facts::Pilot { effort }, None),
            (_, Command::Ship) => (Facts::Shipped { effort }, None),
            (_, Command::Decline(says, votes)) => (
                Facts::Declined {
                    effort,
                    says: says.clone(),
                    votes,
                },
                Some(says),
            ),
            (_, Command::HandOver(says)) => (Facts::SelfServe { effort }, Some(says)),
            (Facts::Declined { votes: then, .. }, Command::Rescore(votes)) => {
                if votes < brings_back(then) {
                    return Err(Refusal::TooFewVotes(brings_back(then)));
                }
                (Facts::Scored { effort }, None)
            }
            (_, Command::Build | Command::Rescore(_)) => return Err(Refusal::Stage(from)),
        };
        let to = facts.stage();
        let next = Self {
            id: self.id,
            org: self.org,
            since: if from == to { self.since } else { now },
            facts,
        };
        let event = Event {
            request: next.id,
            at: now,
            by: actor.by(),
            action,
            from,
            to,
            message,
        };
        Ok((next, event))
    }
}
