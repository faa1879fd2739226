//! Every transition of a wish, in one place: pages, the documentation, the database's pairs and the
//! tests read this table.

crate::choices! {
    /// Where a wish is.
    Stage as "provisioning stage" {
        /// A lead looks at it first.
        Received = "received", "Received";
        /// Something is missing.
        Incomplete = "incomplete", "Incomplete";
        /// Everybody sees it and can vote.
        Scored = "scored", "Scored";
        /// It will be built.
        Planned = "planned", "Planned";
        /// It is built.
        Building = "building", "Building";
        /// First customers try it.
        Pilot = "pilot", "Pilot";
        /// It is there.
        Shipped = "shipped", "Shipped";
        /// It will not be built.
        Declined = "declined", "Declined";
        /// Its vendor does it in the wizard.
        SelfServe = "self_serve", "Self-serve";
    }
}

impl Stage {
    /// Whether everybody sees it.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Received | Self::Incomplete)
    }

    /// Whether votes still count for something.
    pub fn takes_votes(self) -> bool {
        matches!(self, Self::Scored | Self::Planned | Self::Declined)
    }
}

crate::choices! {
    /// What may be done.
    Action as "provisioning action" {
        /// Ask for what is missing.
        Ask = "ask", "Ask for what is missing";
        /// Give what was missing.
        Complete = "complete", "Give what was missing";
        /// Judge the effort and show it to everybody.
        Score = "score", "Score";
        /// Plan it.
        Plan = "plan", "Plan";
        /// Begin to build.
        Build = "build", "Begin to build";
        /// Let first customers try it.
        Try = "try", "Begin the pilot";
        /// It is there.
        Ship = "ship", "Ship";
        /// Decline.
        Decline = "decline", "Decline";
        /// Hand it to its vendor's own wizard.
        HandOver = "hand_over", "Hand over to self-serve";
        /// Votes have grown: look again.
        Rescore = "rescore", "Score again";
    }
}

crate::choices! {
    /// Who may do it.
    Party as "provisioning party" {
        /// The network itself.
        System = "system", "System";
        /// An editor or owner of the org that asks.
        Asker = "asker", "Editor of the org that asks";
        /// A lead who does not belong to the org that asks.
        Lead = "lead", "Lead reviewer";
    }
}

/// A transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From where.
    pub from: Stage,
    /// By what.
    pub action: Action,
    /// To where.
    pub to: Stage,
    /// By whom.
    pub by: Party,
}

const fn row(from: Stage, action: Action, to: Stage, by: Party) -> Transition {
    Transition { from, action, to, by }
}

/// Every transition.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    row(Stage::Received, Action::Ask, Stage::Incomplete, Party::Lead),
    row(Stage::Received, Action::Score, Stage::Scored, Party::Lead),
    row(Stage::Received, Action::Decline, Stage::Declined, Party::Lead),
    row(Stage::Incomplete, Action::Complete, Stage::Scored, Party::Asker),
    row(Stage::Incomplete, Action::Decline, Stage::Declined, Party::Lead),
    row(Stage::Scored, Action::Ask, Stage::Incomplete, Party::Lead),
    row(Stage::Scored, Action::Score, Stage::Scored, Party::Lead),
    row(Stage::Scored, Action::Plan, Stage::Planned, Party::Lead),
    row(Stage::Scored, Action::Decline, Stage::Declined, Party::Lead),
    row(Stage::Scored, Action::HandOver, Stage::SelfServe, Party::Lead),
    row(Stage::Planned, Action::Build, Stage::Building, Party::Lead),
    row(Stage::Planned, Action::Decline, Stage::Declined, Party::Lead),
    row(Stage::Planned, Action::HandOver, Stage::SelfServe, Party::Lead),
    row(Stage::Building, Action::Try, Stage::Pilot, Party::Lead),
    row(Stage::Building, Action::Decline, Stage::Declined, Party::Lead),
    row(Stage::Building, Action::HandOver, Stage::SelfServe, Party::Lead),
    row(Stage::Pilot, Action::Ship, Stage::Shipped, Party::Lead),
    row(Stage::Pilot, Action::Decline, Stage::Declined, Party::Lead),
    row(Stage::Pilot, Action::HandOver, Stage::SelfServe, Party::Lead),
    row(Stage::Declined, Action::Rescore, Stage::Scored, Party::System),
];

/// Every pair of different stages that a transition joins, each once: what the database lets
/// through.
pub fn pairs() -> Vec<(Option<Stage>, Stage)> {
    let mut pairs: Vec<(Option<Stage>, Stage)> = TRANSITIONS
        .iter()
        .filter(|transition| transition.from != transition.to)
        .map(|transition| (Some(transition.from), transition.to))
        .collect();
    pairs.push((None, Stage::Received));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
