//! What a member of an org may do.

use crate::choices;

choices! {
    /// A member's role; each may do what the ones before it may.
    OrgRole as "role" {
        /// Sees everything of the org except secrets.
        Viewer = "viewer", "Viewer";
        /// Writes drafts, secrets and contacts, and submits.
        Editor = "editor", "Editor";
        /// Manages members, tokens, withdrawal and transfer.
        Owner = "owner", "Owner";
    }
}

/// Something a member may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read drafts, submissions, members.
    Read,
    /// Make and change drafts.
    Edit,
    /// Store test logins and other secrets.
    StoreSecrets,
    /// Submit and answer.
    Submit,
    /// Withdraw a submission.
    Withdraw,
    /// Invite, change and remove members.
    ManageMembers,
    /// Make and end API tokens.
    ManageTokens,
    /// Add, change and remove webhooks, and see their secrets.
    ManageWebhooks,
    /// Give integrations away and take them over.
    Transfer,
    /// Rename the org, prove domains, ask for a longer trial.
    ManageOrg,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Edit,
        Self::StoreSecrets,
        Self::Submit,
        Self::Withdraw,
        Self::ManageMembers,
        Self::ManageTokens,
        Self::ManageWebhooks,
        Self::Transfer,
        Self::ManageOrg,
    ];

    /// The least role that may.
    pub fn needs(self) -> OrgRole {
        match self {
            Self::Read => OrgRole::Viewer,
            Self::Edit | Self::StoreSecrets | Self::Submit => OrgRole::Editor,
            Self::Withdraw
            | Self::ManageMembers
            | Self::ManageTokens
            | Self::ManageWebhooks
            | Self::Transfer
            | Self::ManageOrg => OrgRole::Owner,
        }
    }

    /// Whether it needs a second factor, and one that was proven in the last minutes.
    pub fn needs_step_up(self) -> bool {
        matches!(
            self,
            Self::StoreSecrets
                | Self::Submit
                | Self::ManageMembers
                | Self::ManageTokens
                | Self::ManageWebhooks
                | Self::Transfer
        )
    }
}

impl OrgRole {
    /// Whether somebody with this role may do it.
    pub fn may(self, act: Act) -> bool {
        self >= act.needs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    #[test]
    fn roles_include_those_before_them() {
        for act in Act::ALL {
            let may: Vec<bool> = OrgRole::ALL.iter().map(|role| role.may(act)).collect();
            assert!(may.is_sorted(), "{act:?}");
            assert!(OrgRole::Owner.may(act));
        }
        assert!(!OrgRole::Viewer.may(Act::Edit));
        assert!(!OrgRole::Editor.may(Act::ManageTokens));
    }
}
