//! Every transition of a verification, in one place: pages, the documentation, the database's
//! pairs and the tests read this table.

use super::Stage;

crate::choices! {
    /// What may be done.
    Action as "verification action" {
        /// Ask to be verified.
        Apply = "apply", "Apply";
        /// Take the application back.
        Withdraw = "withdraw", "Take the application back";
        /// Say as the first reviewer that everything is met.
        Propose = "propose", "Propose to the leads";
        /// Refuse the application.
        Refuse = "refuse", "Refuse";
        /// Approve as the second reviewer.
        Approve = "approve", "Approve";
        /// Something was lost.
        Endanger = "endanger", "Put at risk";
        /// What was lost is there again.
        Recover = "recover", "Back to verified";
        /// What was lost was not mended in time.
        Lapse = "lapse", "Lapse";
        /// End it by decision.
        Revoke = "revoke", "End the verification";
        /// Appeal.
        Appeal = "appeal", "Appeal";
        /// Grant an appeal.
        Uphold = "uphold", "Uphold the appeal";
        /// Refuse an appeal.
        Dismiss = "dismiss", "Dismiss the appeal";
    }
}

crate::choices! {
    /// Who may do it.
    Party as "verification party" {
        /// The network itself.
        System = "system", "System";
        /// An owner of the integration's org.
        Owner = "owner", "ISV owner";
        /// A reviewer who does not belong to the integration's org.
        Reviewer = "reviewer", "Reviewer";
        /// A lead who is not the first reviewer.
        Second = "second", "A lead other than the first reviewer";
        /// A lead who does not belong to the integration's org.
        Lead = "lead", "Lead reviewer";
        /// A lead who did not decide.
        Hearer = "hearer", "A lead who did not decide";
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
    row(Stage::Community, Action::Apply, Stage::Candidate, Party::Owner),
    row(Stage::Community, Action::Appeal, Stage::Community, Party::Owner),
    row(Stage::Community, Action::Uphold, Stage::Candidate, Party::Hearer),
    row(Stage::Community, Action::Dismiss, Stage::Community, Party::Hearer),
    row(Stage::Candidate, Action::Withdraw, Stage::Community, Party::Owner),
    row(Stage::Candidate, Action::Propose, Stage::Candidate, Party::Reviewer),
    row(Stage::Candidate, Action::Approve, Stage::Verified, Party::Second),
    row(Stage::Candidate, Action::Refuse, Stage::Community, Party::Reviewer),
    row(Stage::Verified, Action::Endanger, Stage::AtRisk, Party::System),
    row(Stage::Verified, Action::Revoke, Stage::Community, Party::Lead),
    row(Stage::AtRisk, Action::Recover, Stage::Verified, Party::System),
    row(Stage::AtRisk, Action::Lapse, Stage::Community, Party::System),
    row(Stage::AtRisk, Action::Revoke, Stage::Community, Party::Lead),
];

/// Every pair of different stages that a transition joins, each once: what the database lets
/// through. A verification begins at the first tier.
pub fn pairs() -> Vec<(Option<Stage>, Stage)> {
    let mut pairs: Vec<(Option<Stage>, Stage)> = TRANSITIONS
        .iter()
        .filter(|transition| transition.from != transition.to)
        .map(|transition| (Some(transition.from), transition.to))
        .collect();
    pairs.push((None, Stage::Community));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
