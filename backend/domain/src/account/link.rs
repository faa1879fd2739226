//! Links and tickets that work once.

use chrono::TimeDelta;

use crate::choices;

choices! {
    /// What a one-time link is for.
    LinkKind as "link_kind" {
        /// Makes an address the account's own.
        ConfirmMail = "confirm_mail", "Confirm your address";
        /// Moves an account to another address.
        ChangeMail = "change_mail", "Confirm your new address";
        /// Lets a new password be chosen.
        ResetPassword = "reset_password", "Choose a new password";
        /// Lets somebody join an org.
        Invitation = "invitation", "Join an org";
        /// Makes a contact's address a confirmed one.
        ConfirmContact = "confirm_contact", "Confirm that you are a contact";
        /// Lets another org take an integration over.
        Transfer = "transfer", "Take an integration over";
        /// The way to an OIDC provider and back: the `state` of RFC 6749.
        OidcSignIn = "oidc_sign_in", "Sign in elsewhere";
        /// A challenge that a passkey answers.
        PasskeyCeremony = "passkey_ceremony", "Use a passkey";
    }
}

impl LinkKind {
    /// How long it works.
    pub fn lasts(self) -> TimeDelta {
        match self {
            Self::OidcSignIn => TimeDelta::minutes(10),
            Self::PasskeyCeremony => TimeDelta::minutes(5),
            Self::ResetPassword | Self::ChangeMail => TimeDelta::hours(1),
            Self::ConfirmMail => TimeDelta::days(1),
            Self::Invitation | Self::Transfer => TimeDelta::days(7),
            Self::ConfirmContact => TimeDelta::days(30),
        }
    }
}
