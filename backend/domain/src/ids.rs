//! Identifiers: one type a noun, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A company: it publishes integrations, consumes them, or both.
    OrgId
    /// An app's entry in the network.
    IntegrationId
    /// One proposed revision of an integration.
    SubmissionId
    /// The stored record of a check or a test run.
    EvidenceId
    /// A person.
    UserId
    /// A signed-in browser, as its owner's list names it.
    SessionId
    /// A one-time link.
    LinkId
    /// A passkey.
    PasskeyId
    /// An API token.
    ApiTokenId
    /// A token of one of the network's staff.
    StaffTokenId
    /// An address of an org's that is told what happens.
    WebhookId
    /// What a message to webhooks is about; also the message's own id.
    WebhookEventId
    /// An integration on its way to another org.
    TransferId
    /// A wish for a longer trial.
    TrialExtensionId
    /// A promised piece of work.
    JobId
    /// A letter; also its Message-ID.
    LetterId
    /// A report of a problem with a listing.
    ReportId
    /// A claim of a listing.
    ClaimId
    /// A key that seals secrets.
    DataKeyId
    /// A wish for automated provisioning of an app.
    ProvisioningRequestId
}
