//! What the public history of a listing says of its life.

use super::{Action, Stage};

impl Action {
    /// What everybody may know of a step that led to `to`; nothing of what staff only plan among
    /// themselves, of notices that run, and of what is gone for legal reasons. Neither who did it nor
    /// why is part of it: reasons are for the owner, and stand at the top of the page while they hold.
    pub fn told_to_all(self, to: Stage) -> Option<&'static str> {
        match (self, to) {
            (Self::Degrade, _) => Some("Marked as degraded: it may not work"),
            (Self::Recover, _) => Some("Sound again"),
            (Self::Approve | Self::Suspend, Stage::Suspended) => Some("Suspended"),
            (Self::Lift, _) => Some("Back after the suspension"),
            (Self::Retire, _) => Some("Its end was announced"),
            (Self::EndRetirement, _) => Some("No longer offered"),
            (Self::RollBack, _) => Some("An earlier revision is shown again"),
            (Self::Propose | Self::Approve | Self::CallOff | Self::Suspend | Self::Remove, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice as _;

    #[test]
    fn what_is_only_planned_is_nobodys_business() {
        for action in [Action::Propose, Action::Approve, Action::CallOff] {
            assert_eq!(action.told_to_all(Stage::Live), None, "{action}");
        }
        assert_eq!(Action::Remove.told_to_all(Stage::Removed), None);
        assert_eq!(
            Action::Approve.told_to_all(Stage::Suspended),
            Some("Suspended"),
            "for abuse, at once"
        );
        let told = Action::ALL
            .iter()
            .filter(|action| action.told_to_all(Stage::Suspended).is_some());
        assert_eq!(told.count(), 8);
    }
}
