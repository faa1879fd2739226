//! What an API token may do.

use crate::choices;
use crate::org::Act;

choices! {
    /// One thing an API token may do in its org's name.
    Scope as "scope" {
        /// Read drafts and submissions.
        SubmissionsRead = "submissions:read", "Read submissions";
        /// Write drafts, import, check, store secrets.
        SubmissionsWrite = "submissions:write", "Write drafts";
        /// Submit, answer, withdraw.
        SubmissionsSubmit = "submissions:submit", "Submit and withdraw";
        /// Read the org and its members.
        OrgRead = "org:read", "Read the org";
        /// Change the org, its members and domains.
        OrgWrite = "org:write", "Change the org";
        /// Make and end tokens, none with more scopes than its own.
        TokensWrite = "tokens:write", "Make tokens";
        /// Read webhooks and what was sent to them.
        WebhooksRead = "webhooks:read", "Read webhooks";
        /// Add, change and remove webhooks, and send messages again.
        WebhooksWrite = "webhooks:write", "Manage webhooks";
    }
}

impl Scope {
    /// The act of the person for which this scope stands: whoever makes a token needs the right
    /// themselves.
    pub fn act(self) -> Act {
        match self {
            Self::SubmissionsRead | Self::OrgRead => Act::Read,
            Self::SubmissionsWrite => Act::StoreSecrets,
            Self::SubmissionsSubmit => Act::Withdraw,
            Self::OrgWrite => Act::ManageMembers,
            Self::TokensWrite => Act::ManageTokens,
            Self::WebhooksRead | Self::WebhooksWrite => Act::ManageWebhooks,
        }
    }
}
