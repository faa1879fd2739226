//! A report of a problem with a listing.

crate::choices! {
    /// What kind of problem it is.
    Topic as "report topic" {
        /// People cannot sign in.
        SignOn = "sign_on", "Sign-on does not work";
        /// Accounts are not made or changed.
        Provisioning = "provisioning", "Provisioning does not work";
        /// A setting, a name or a link is wrong.
        WrongFacts = "wrong_facts", "Something stated is wrong";
        /// It deceives or harms.
        Abuse = "abuse", "It deceives or harms people";
        /// Something else.
        Other = "other", "Something else";
    }
}
