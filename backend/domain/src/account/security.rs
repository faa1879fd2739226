//! What is written down about accounts, sessions, rights and secrets.

use crate::choices;

choices! {
    /// What happened.
    SecurityKind as "security_event" {
        /// Somebody signed up.
        SignedUp = "signed_up", "Signed up";
        /// An address was confirmed.
        MailConfirmed = "mail_confirmed", "Address confirmed";
        /// An account moved to another address.
        MailChanged = "mail_changed", "Address changed";
        /// Somebody signed in.
        SignedIn = "signed_in", "Signed in";
        /// A sign-in was refused.
        SignInRefused = "sign_in_refused", "Sign-in refused";
        /// Too many tries.
        Throttled = "throttled", "Too many tries";
        /// Somebody signed out.
        SignedOut = "signed_out", "Signed out";
        /// A session was ended from elsewhere.
        SessionRevoked = "session_revoked", "Session ended";
        /// A password was changed or set anew.
        PasswordChanged = "password_changed", "Password changed";
        /// A way to set a new password was asked for.
        PasswordResetAsked = "password_reset_asked", "New password asked for";
        /// A second factor was added.
        FactorAdded = "factor_added", "Second factor added";
        /// A second factor was taken away.
        FactorRemoved = "factor_removed", "Second factor removed";
        /// A second factor was proven.
        FactorProven = "factor_proven", "Second factor proven";
        /// A second factor was refused.
        FactorRefused = "factor_refused", "Second factor refused";
        /// A recovery code was used up.
        RecoveryCodeUsed = "recovery_code_used", "Recovery code used";
        /// An account at an OIDC provider was linked.
        IdentityLinked = "identity_linked", "Identity linked";
        /// An account at an OIDC provider was linked no more.
        IdentityUnlinked = "identity_unlinked", "Identity unlinked";
        /// An account was disabled.
        Disabled = "disabled", "Account disabled";
        /// A disabled account was opened again.
        Enabled = "enabled", "Account opened again";
        /// An account was erased.
        Erased = "erased", "Account erased";
        /// A right was missing.
        Forbidden = "forbidden", "Refused for lack of rights";
        /// A request did not come from our own pages.
        ForgeryRefused = "forgery_refused", "Forged request refused";
        /// Somebody was invited.
        MemberInvited = "member_invited", "Member invited";
        /// Somebody joined an org.
        MemberJoined = "member_joined", "Member joined";
        /// A member's role changed.
        MemberRoleChanged = "member_role_changed", "Member's role changed";
        /// Somebody left an org.
        MemberLeft = "member_left", "Member left";
        /// A staff role was given.
        StaffRoleGranted = "staff_role_granted", "Staff role granted";
        /// A staff role was taken.
        StaffRoleRevoked = "staff_role_revoked", "Staff role revoked";
        /// An API token was made.
        TokenCreated = "token_created", "Token made";
        /// An API token was ended.
        TokenRevoked = "token_revoked", "Token revoked";
        /// An API token was refused.
        TokenRefused = "token_refused", "Token refused";
        /// A webhook was added.
        WebhookAdded = "webhook_added", "Webhook added";
        /// A webhook was paused, opened again, given other events or another secret.
        WebhookChanged = "webhook_changed", "Webhook changed";
        /// A webhook was removed.
        WebhookRemoved = "webhook_removed", "Webhook removed";
        /// A secret was stored.
        SecretSealed = "secret_sealed", "Secret stored";
        /// A secret was shown or used.
        SecretOpened = "secret_opened", "Secret opened";
        /// A secret was dropped.
        SecretDropped = "secret_dropped", "Secret dropped";
        /// A secret could not be opened.
        SecretBroken = "secret_broken", "Secret could not be opened";
        /// A key was rotated.
        KeyRotated = "key_rotated", "Key rotated";
        /// A domain was proven.
        DomainProven = "domain_proven", "Domain proven";
        /// A transfer was offered.
        TransferOffered = "transfer_offered", "Transfer offered";
        /// A transfer ended.
        TransferEnded = "transfer_ended", "Transfer ended";
        /// A trial was prolonged, or not.
        TrialDecided = "trial_decided", "Trial decided";
    }
}

impl SecurityKind {
    /// Whether it belongs into the audit trail: what changes who may do what, and what was shown of
    /// a secret. What a stranger can cause as often as they like, and the daily coming and going,
    /// stay among the security events.
    pub fn is_audited(self) -> bool {
        match self {
            Self::SignedUp
            | Self::MailConfirmed
            | Self::MailChanged
            | Self::SessionRevoked
            | Self::PasswordChanged
            | Self::FactorAdded
            | Self::FactorRemoved
            | Self::RecoveryCodeUsed
            | Self::IdentityLinked
            | Self::IdentityUnlinked
            | Self::Disabled
            | Self::Enabled
            | Self::Erased
            | Self::MemberInvited
            | Self::MemberJoined
            | Self::MemberRoleChanged
            | Self::MemberLeft
            | Self::StaffRoleGranted
            | Self::StaffRoleRevoked
            | Self::TokenCreated
            | Self::TokenRevoked
            | Self::WebhookAdded
            | Self::WebhookChanged
            | Self::WebhookRemoved
            | Self::SecretSealed
            | Self::SecretOpened
            | Self::SecretDropped
            | Self::SecretBroken
            | Self::KeyRotated
            | Self::DomainProven
            | Self::TransferOffered
            | Self::TransferEnded
            | Self::TrialDecided => true,
            Self::SignedIn
            | Self::SignInRefused
            | Self::Throttled
            | Self::SignedOut
            | Self::PasswordResetAsked
            | Self::FactorProven
            | Self::FactorRefused
            | Self::Forbidden
            | Self::ForgeryRefused
            | Self::TokenRefused => false,
        }
    }
}
