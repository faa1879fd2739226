//! A rule: its id, how much it matters, what it needs.

use super::RULES;
use crate::review::Reason;

crate::choices! {
    /// How much a finding matters.
    Severity as "severity" {
        /// It stops a submission.
        Blocks = "blocks", "Must be mended";
        /// A reviewer will look at it.
        Warns = "warns", "Should be mended";
        /// Good to know.
        Observes = "observes", "Good to know";
    }
}

crate::choices! {
    /// What a rule needs.
    Kind as "rule kind" {
        /// The draft alone; judged on every save.
        Pure = "pure", "On every save";
        /// A look at the network; judged on demand and on submit.
        Network = "network", "On demand and on submit";
    }
}

crate::choices! {
    /// A rule's stable id, its label the title people read.
    RuleId as "rule" {
        /// `required`
        Required = "required", "A needed field is empty";
        /// `form`
        Form = "form", "A value does not have its form";
        /// `count`
        Count = "count", "A list has too few or too many entries";
        /// `duplicate`
        Duplicate = "duplicate", "Two entries of a list are the same";
        /// `not_https`
        NotHttps = "not_https", "An address is not https";
        /// `internal_url`
        InternalUrl = "internal_url", "An address leads into a private network";
        /// `source_unknown`
        SourceUnknown = "source_unknown", "A source does not exist";
        /// `variable_reserved`
        VariableReserved = "variable_reserved", "A tenant variable has a reserved name";
        /// `variable_undefined`
        VariableUndefined = "variable_undefined", "A tenant variable is used but not declared";
        /// `variable_unused`
        VariableUnused = "variable_unused", "A tenant variable is used nowhere";
        /// `variable_secret`
        VariableSecret = "variable_secret", "A secret would stand in an address";
        /// `variable_removed`
        VariableRemoved = "variable_removed", "An update drops or renames a variable that customers filled in";
        /// `name_taken`
        NameTaken = "name_taken", "The name is listed already";
        /// `name_lookalike`
        NameLookalike = "name_lookalike", "The name looks like another's";
        /// `description`
        Description = "description", "The description breaks a rule";
        /// `no_logo`
        NoLogo = "no_logo", "There is no logo";
        /// `personal_mail`
        PersonalMail = "personal_mail", "The org has no company mail domain";
        /// `no_test_login`
        NoTestLogin = "no_test_login", "There is no test login";
        /// `test_login_expires`
        TestLoginExpires = "test_login_expires", "A test login expires";
        /// `contact_missing`
        ContactMissing = "contact_missing", "A contact is missing";
        /// `contact_unconfirmed`
        ContactUnconfirmed = "contact_unconfirmed", "A contact has not confirmed the address";
        /// `certificate_unread`
        CertificateUnread = "certificate_unread", "A certificate cannot be read";
        /// `certificate_expired`
        CertificateExpired = "certificate_expired", "A certificate has expired";
        /// `certificate_expiring`
        CertificateExpiring = "certificate_expiring", "A certificate expires within 30 days";
        /// `weak_key`
        WeakKey = "weak_key", "A key or algorithm is too weak";
        /// `import_differs`
        ImportDiffers = "import_differs", "A value differs from the imported metadata";
        /// `acs_differs`
        AcsDiffers = "acs_differs", "An ACS URL is not the one in the metadata";
        /// `scim_basic_auth`
        ScimBasicAuth = "scim_basic_auth", "Provisioning would use HTTP Basic";
        /// `no_sandbox`
        NoSandbox = "no_sandbox", "No sandbox trusts the test identity provider";
        /// `no_marker`
        NoMarker = "no_marker", "Nothing tells a signed-in page from a rejected one";
        /// `not_attested`
        NotAttested = "not_attested", "The attestations are not given";
        /// `url_dead`
        UrlDead = "url_dead", "An address answers that nothing is there";
        /// `url_silent`
        UrlSilent = "url_silent", "An address did not answer";
        /// `url_private`
        UrlPrivate = "url_private", "A host's name leads into a private network";
        /// `tls_invalid`
        TlsInvalid = "tls_invalid", "An address has no valid certificate";
        /// `login_field_missing`
        LoginFieldMissing = "login_field_missing", "The login page does not have a declared field";
        /// `metadata_changed`
        MetadataChanged = "metadata_changed", "The published metadata has changed";
    }
}

/// A rule of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// How much its findings matter.
    pub severity: Severity,
    /// What it needs.
    pub kind: Kind,
    /// The shapes of the fields it looks at; `*` is every field of its kind, an
    /// empty text the whole draft.
    pub fields: &'static [&'static str],
    /// What mends its findings.
    pub fix: &'static str,
    /// The reason code under which a reviewer sends it back.
    pub reason: Option<Reason>,
}

impl RuleId {
    /// The rule itself.
    pub fn rule(self) -> &'static Rule {
        // The table has the order of the ids, which a test holds.
        &RULES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    #[test]
    fn every_id_has_its_rule_in_its_place() {
        assert_eq!(RULES.len(), RuleId::ALL.len());
        for &id in RuleId::ALL {
            assert_eq!(id.rule().id, id);
            assert!(id.rule().fix.ends_with('.'), "{id}");
        }
    }
}
