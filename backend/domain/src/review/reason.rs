//! The reason codes: why a submission is sent back, refused or taken down.
//!
//! Stable: they stand in URLs, JSON, mail and the database, and the portal's
//! guide explains each under the same code.

crate::choices! {
    /// A reason, its label the sentence people read.
    Reason as "reason code" {
        /// `no_test_login`
        NoTestLogin = "no_test_login", "No test login was given.";
        /// `test_login_fails`
        TestLoginFails = "test_login_fails", "The test login does not sign in.";
        /// `test_login_mfa`
        TestLoginMfa = "test_login_mfa", "The test login asks for a second factor we do not have.";
        /// `test_login_no_rights`
        TestLoginNoRights = "test_login_no_rights", "The test login cannot reach the page we must see.";
        /// `internal_url`
        InternalUrl = "internal_url", "A URL leads into a private network.";
        /// `not_https`
        NotHttps = "not_https", "A URL is not https.";
        /// `url_dead`
        UrlDead = "url_dead", "A URL answers definitely that nothing is there.";
        /// `single_tenant`
        SingleTenant = "single_tenant", "The settings fit one customer only.";
        /// `personal_mail`
        PersonalMail = "personal_mail", "The submitter’s mail address is a free one.";
        /// `duplicate_listing`
        DuplicateListing = "duplicate_listing", "This integration is listed already.";
        /// `name_lookalike`
        NameLookalike = "name_lookalike", "The name can be taken for another vendor’s.";
        /// `trademark`
        Trademark = "trademark", "A name or logo belongs to somebody else.";
        /// `logo_rule`
        LogoRule = "logo_rule", "The logo breaks a rule of format, size or legibility.";
        /// `description_rule`
        DescriptionRule = "description_rule", "The description breaks a rule: too long, advertising, or about something else.";
        /// `guide_wrong`
        GuideWrong = "guide_wrong", "A step of the setup guide does not match your product.";
        /// `weak_signature`
        WeakSignature = "weak_signature", "A key or algorithm is too weak.";
        /// `metadata_mismatch`
        MetadataMismatch = "metadata_mismatch", "Metadata and typed values differ.";
        /// `acs_mismatch`
        AcsMismatch = "acs_mismatch", "The ACS URL is not the one your app uses.";
        /// `audience_mismatch`
        AudienceMismatch = "audience_mismatch", "The audience is not your app’s entity ID.";
        /// `cert_expired`
        CertExpired = "cert_expired", "A certificate has expired or is about to.";
        /// `attribute_unknown`
        AttributeUnknown = "attribute_unknown", "An attribute’s source does not exist.";
        /// `variable_unused`
        VariableUnused = "variable_unused", "A tenant variable is used nowhere.";
        /// `variable_removed_breaking`
        VariableRemovedBreaking = "variable_removed_breaking", "The update drops a variable that customers have filled in.";
        /// `sso_flow_failed_idp`
        SsoFlowFailedIdp = "sso_flow_failed_idp", "The IdP-initiated flow did not end signed in.";
        /// `sso_flow_failed_sp`
        SsoFlowFailedSp = "sso_flow_failed_sp", "The SP-initiated flow did not end signed in.";
        /// `jit_failed`
        JitFailed = "jit_failed", "A new user was not made at first sign-on, though you declare it.";
        /// `scim_spec_failed`
        ScimSpecFailed = "scim_spec_failed", "The spec run has red requests.";
        /// `scim_crud_failed`
        ScimCrudFailed = "scim_crud_failed", "A declared operation failed.";
        /// `scim_basic_auth`
        ScimBasicAuth = "scim_basic_auth", "HTTP Basic is not accepted.";
        /// `evidence_expired`
        EvidenceExpired = "evidence_expired", "A test run is too old to count.";
        /// `contacts_missing`
        ContactsMissing = "contacts_missing", "A support, technical or business contact is missing.";
        /// `contact_bounced`
        ContactBounced = "contact_bounced", "Mail to a contact came back.";
        /// `wrong_lane`
        WrongLane = "wrong_lane", "The content belongs in another lane.";
        /// `unfinished_product`
        UnfinishedProduct = "unfinished_product", "The product cannot be used yet.";
        /// `wrong_owner`
        WrongOwner = "wrong_owner", "Your org is not the vendor of this product.";
        /// `no_reply`
        NoReply = "no_reply", "The time to answer ran out.";
        /// `policy_other`
        PolicyOther = "policy_other", "Another rule of the network.";
    }
}

impl Reason {
    /// The rule of the network behind it, in a sentence or two.
    pub fn policy(self) -> &'static str {
        match self {
            Self::NoTestLogin => {
                "A submission is judged by signing in. One test login is needed to be reviewed, two for the verified tier, none for a bookmark."
            }
            Self::TestLoginFails => {
                "Test logins must work for as long as the submission is open, and for the verified tier for as long as it lasts."
            }
            Self::TestLoginMfa => "Reviewers and nightly tests sign in without your phone.",
            Self::TestLoginNoRights => {
                "A test login shows that a person is signed in and who that person is."
            }
            Self::InternalUrl => {
                "Customers' browsers and our tests must reach what you declare. Only an on-premises app's own host may be private, and then as a tenant variable."
            }
            Self::NotHttps => "Sign-on messages and credentials travel over TLS only.",
            Self::UrlDead => {
                "An address that answers 404 or 410, or whose host does not exist, cannot be tested."
            }
            Self::SingleTenant => {
                "A listing serves every customer. What differs between them is a tenant variable."
            }
            Self::PersonalMail => {
                "A submission comes from the company that answers for it. Drafts may be written from any address."
            }
            Self::DuplicateListing => "One app has one listing, so that customers find the tested one.",
            Self::NameLookalike => "Names that look like another's mislead people about where they sign in.",
            Self::Trademark => "Names and logos are used with their owner's leave only.",
            Self::LogoRule => {
                "A logo is PNG, JPEG, WebP or SVG, at most 1 MB, square enough to be read at 64 pixels."
            }
            Self::DescriptionRule => {
                "A description says what the app does, in plain text, without prices, superlatives or links."
            }
            Self::GuideWrong => "A customer follows the guide word for word.",
            Self::WeakSignature => {
                "We sign with RSA and SHA-256 and accept RSA of 2,048 bits or more, or ECDSA on P-256 or larger, with SHA-256, -384 or -512."
            }
            Self::MetadataMismatch => "What you publish in metadata is what customers import.",
            Self::AcsMismatch => {
                "Assertions go to the declared ACS URLs only, compared character by character."
            }
            Self::AudienceMismatch => {
                "An assertion's audience must be what the app checks, letter by letter."
            }
            Self::CertExpired => "A certificate must be valid for at least 30 more days.",
            Self::AttributeUnknown => {
                "Attributes come from the closed list of sources, so that every customer has them."
            }
            Self::VariableUnused => "Customers are asked only for values that are used.",
            Self::VariableRemovedBreaking => {
                "An update must not break what customers have installed without notice and a date."
            }
            Self::SsoFlowFailedIdp => {
                "Every declared flow is tested and must end on a page that shows the person signed in."
            }
            Self::SsoFlowFailedSp => {
                "Every declared flow is tested and must end on a page that shows the person signed in."
            }
            Self::JitFailed => "What a listing declares is tested.",
            Self::ScimSpecFailed => "A SCIM interface answers as RFC 7643 and RFC 7644 say.",
            Self::ScimCrudFailed => "Declared operations are run from beginning to end against the sandbox.",
            Self::ScimBasicAuth => "Provisioning never holds a person's password.",
            Self::EvidenceExpired => {
                "Runs count for 90 days at submission and for 8 days in the verified tier."
            }
            Self::ContactsMissing => "Customers and staff must reach somebody; the three may be one person.",
            Self::ContactBounced => "A contact that cannot be reached is none.",
            Self::WrongLane => {
                "The lane is computed from the content; a reviewer corrects it when the content does not say everything."
            }
            Self::UnfinishedProduct => "The network lists what customers can use today.",
            Self::WrongOwner => "A listing is owned by its vendor.",
            Self::NoReply => "A question waits 30 days, a list of fixes 90 days without a change.",
            Self::PolicyOther => "The message names the rule.",
        }
    }

    /// What mends it.
    pub fn fix(self) -> &'static str {
        match self {
            Self::NoTestLogin => {
                "Add a test login: address, user name, password and role, in a sandbox that holds no real data."
            }
            Self::TestLoginFails => {
                "Sign in with it yourself in a private window, then correct the URL, the name or the password."
            }
            Self::TestLoginMfa => {
                "Give the factor's TOTP seed with the test login, or switch the factor off for it."
            }
            Self::TestLoginNoRights => {
                "Give the test login a role that sees the start page and its own profile."
            }
            Self::InternalUrl => {
                "Give a public address; for an on-premises app use a host variable and a public sandbox."
            }
            Self::NotHttps => "Serve the address over TLS and enter it with https://.",
            Self::UrlDead => "Open it in a browser, correct it, and run the checks again.",
            Self::SingleTenant => {
                "Replace the customer's part of the address by a tenant variable such as ${subdomain}."
            }
            Self::PersonalMail => "Add and confirm an address at your company's domain, then submit.",
            Self::DuplicateListing => "Claim the listing, or submit an update of it.",
            Self::NameLookalike => "Choose a name that differs in more than a letter, a digit or an accent.",
            Self::Trademark => "Show that you may use it, or change it.",
            Self::LogoRule => "Upload another logo.",
            Self::DescriptionRule => "Rewrite it in two or three plain sentences.",
            Self::GuideWrong => "Correct the step in the list of steps at your side.",
            Self::WeakSignature => "Make a new key pair and give its certificate.",
            Self::MetadataMismatch => {
                "Import the metadata again, or say which value is right and mend the other."
            }
            Self::AcsMismatch => "Copy the ACS URL from your app's own settings.",
            Self::AudienceMismatch => "Copy the entity ID from your app's own settings or metadata.",
            Self::CertExpired => "Give a certificate that is valid for longer.",
            Self::AttributeUnknown => "Choose a source from the list.",
            Self::VariableUnused => "Remove the variable, or use it as ${name} where it belongs.",
            Self::VariableRemovedBreaking => {
                "Keep the variable, or announce a breaking change with a notice and a grace date."
            }
            Self::SsoFlowFailedIdp => "See the trace, mend your app or the settings, and run the flow again.",
            Self::SsoFlowFailedSp => "See the trace, mend your app or the settings, and run the flow again.",
            Self::JitFailed => "Switch just-in-time creation on in the sandbox, or do not declare it.",
            Self::ScimSpecFailed => "Each red request names its clause: mend it and run the spec run again.",
            Self::ScimCrudFailed => "Mend the operation, or do not declare it.",
            Self::ScimBasicAuth => "Use a bearer token, a header token or OAuth 2.0.",
            Self::EvidenceExpired => "Run it again.",
            Self::ContactsMissing => "Add the contact and confirm its mailbox by the mailed link.",
            Self::ContactBounced => "Give a working address and confirm it by the mailed link.",
            Self::WrongLane => "It is moved; you need do nothing.",
            Self::UnfinishedProduct => "Come back when customers can sign up.",
            Self::WrongOwner => "Prove the product's domain, or let the vendor submit.",
            Self::NoReply => "Open the submission again within 90 days; nothing is lost.",
            Self::PolicyOther => "Do what the message says, or ask in the thread.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    /// The portal's own explanation, which must not drift from the codes.
    const GUIDE: &str = include_str!("../../../../frontend/templates/partials/guide-reasons.hbs");

    #[test]
    fn the_guide_explains_every_reason_and_no_other() {
        for reason in Reason::ALL {
            let entry = format!("<dt><code>{reason}</code></dt><dd>{}", reason.label());
            assert!(GUIDE.contains(&entry), "{reason}: {}", reason.label());
        }
        assert_eq!(GUIDE.matches("<dt>").count(), Reason::ALL.len());
    }

    #[test]
    fn there_are_37_and_each_says_why_and_how() {
        assert_eq!(Reason::ALL.len(), 37);
        for reason in Reason::ALL {
            assert!(reason.policy().ends_with('.'), "{reason}");
            assert!(reason.fix().ends_with('.'), "{reason}");
        }
    }
}
