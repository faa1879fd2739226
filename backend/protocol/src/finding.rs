//! What is wrong with a document, where, and how it is mended.

use std::fmt;

use crate::web_address::unseen;

/// Where a value or a fault stands in the document that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The way to it: element names from the root as in XPath, without prefixes
    /// (`/EntityDescriptor/SPSSODescriptor/AssertionConsumerService[2]/@Location`), a JSON pointer
    /// (RFC 6901), or a CSS selector. Empty for the document as a whole.
    pub path: String,
    /// The line, from 1, where the format has lines worth naming.
    pub line: Option<u32>,
    /// The column in bytes, from 1, where the line is known.
    pub column: Option<u32>,
}

impl Place {
    /// A place that is named by its path alone.
    pub fn at(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
        }
    }
}

/// A value together with the place that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// How heavily a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing needs to be done.
    Observes,
    /// Works today, but will or may fail.
    Warns,
    /// Cannot go on like this.
    Blocks,
}

/// One judgement about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of fault it is.
    pub code: Code,
    /// The fault in a plain sentence, with the offending value where that is short and safe to show.
    pub message: String,
    /// Where it stands; `None` when it is about the whole document.
    pub place: Option<Place>,
}

impl Finding {
    /// A finding about one place.
    pub fn at(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: Some(place),
        }
    }

    /// A finding about the document as a whole.
    pub fn whole(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: None,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)?;
        if let Some(place) = &self.place {
            if let (Some(line), Some(column)) = (place.line, place.column) {
                write!(f, " (line {line}, column {column})")?;
            }
            if !place.path.is_empty() {
                write!(f, " at {}", place.path)?;
            }
        }
        Ok(())
    }
}

/// A document that is not accepted, with every reason that was found. Nothing of it may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    first: Finding,
    others: Vec<Finding>,
}

impl Refusal {
    /// Refuses for all findings that block; `None` when there is none.
    pub fn for_blocking(findings: &[Finding]) -> Option<Self> {
        let mut blocking = findings
            .iter()
            .filter(|finding| finding.code.severity() == Severity::Blocks);
        let first = blocking.next()?.clone();
        Some(Self {
            first,
            others: blocking.cloned().collect(),
        })
    }

    /// The code of the first reason.
    pub fn code(&self) -> Code {
        self.first.code
    }

    /// The first reason.
    pub fn first(&self) -> &Finding {
        &self.first
    }

    /// All reasons, at least one.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<Finding> for Refusal {
    fn from(first: Finding) -> Self {
        Self {
            first,
            others: Vec::new(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        match self.others.len() {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl std::error::Error for Refusal {}

/// A value as a message may quote it: its start, without line breaks.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = value
        .chars()
        .take(LONGEST)
        .map(|c| if unseen(c) { '\u{fffd}' } else { c })
        .collect();
    if value.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

macro_rules! codes {
    ($($variant:ident $text:literal $severity:ident $fix:literal)*) => {
        /// The kinds of fault. Their texts are stable: they stand in answers of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $fix] $variant,)* }

        impl Code {
            /// Every code, for the page that explains them.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as answers and pages name it.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text),* }
            }

            /// How heavily it weighs.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// What to do about it, in a plain sentence.
            pub fn fix(self) -> &'static str {
                match self { $(Code::$variant => $fix),* }
            }
        }
    };
}

codes! {
    XmlEmpty "xml_empty" Blocks "Choose the file again: it holds nothing."
    XmlTooLarge "xml_too_large" Blocks "Give the metadata of one entity alone, at most 256 KB."
    XmlEncoding "xml_encoding" Blocks "Save the document as UTF-8."
    XmlDoctype "xml_doctype" Blocks "Remove the DOCTYPE and every entity declaration."
    XmlHtml "xml_html" Blocks "Give the address or file of the metadata itself, not of a web page."
    XmlTooManyAttributes "xml_too_many_attributes" Blocks "Use at most 64 attributes in a tag."
    XmlTooManyNamespaces "xml_too_many_namespaces" Blocks "Declare at most 32 namespaces at one place."
    XmlTooDeep "xml_too_deep" Blocks "Nest elements at most 32 deep."
    XmlTooManyNodes "xml_too_many_nodes" Blocks "Give the metadata of one entity alone, at most 20,000 nodes."
    XmlMalformed "xml_malformed" Blocks "Mend the XML at the named line, or export the metadata again."
    XmlNotXml "xml_not_xml" Blocks "Give the metadata itself: XML that begins with <."
    XmlCompressed "xml_compressed" Blocks "Unpack it, and give the metadata itself."
    XmlDuplicateId "xml_duplicate_id" Blocks "Give each ID attribute its own value."
    XmlIdentifier "xml_identifier" Blocks "Write the identifier as plain text, without comments or invisible characters."
    SamlNotMetadata "saml_not_metadata" Blocks "Give SAML 2.0 metadata; its root is an EntityDescriptor."
    SamlAggregate "saml_aggregate" Blocks "Choose one entity of the aggregate."
    SamlNoSpRole "saml_no_sp_role" Blocks "Export the metadata of your app's side, the service provider."
    SamlIdpMetadata "saml_idp_metadata" Blocks "This describes an identity provider. Export the metadata of your app instead."
    SamlEntityIdMissing "saml_entity_id_missing" Blocks "Set entityID to your app's entity ID."
    SamlEntityIdTooLong "saml_entity_id_too_long" Blocks "Use an entity ID of at most 1,024 characters."
    SamlEntityIdScheme "saml_entity_id_scheme" Blocks "Use an https address or a urn as the entity ID."
    SamlDate "saml_date" Blocks "Write the time as in 2030-01-31T12:00:00Z."
    SamlValidUntilPast "saml_valid_until_past" Blocks "Export fresh metadata: this document says that it is no longer valid."
    SamlValidUntilSoon "saml_valid_until_soon" Observes "Nothing; oin keeps the values after the document's own end."
    SamlBoolean "saml_boolean" Warns "Write true or false."
    SamlSeveralRoles "saml_several_roles" Warns "Check that the first SAML 2.0 role is the one you mean; only that one was read."
    SamlTooMany "saml_too_many" Warns "Keep the entries that are in use; the rest was left out."
    SamlAcsMissing "saml_acs_missing" Blocks "Add an AssertionConsumerService with the HTTP-POST binding."
    SamlAcsScheme "saml_acs_scheme" Blocks "Use an https address for the ACS URL."
    SamlAcsNotHttps "saml_acs_not_https" Blocks "Use https instead of http for the ACS URL."
    SamlAcsUserinfo "saml_acs_userinfo" Blocks "Remove the user name and password from the ACS URL."
    SamlAcsFragment "saml_acs_fragment" Blocks "Remove the part from # on from the ACS URL."
    SamlAcsInvalid "saml_acs_invalid" Blocks "Write the ACS URL as a full https address of at most 1,024 characters."
    SamlAcsIndexDuplicate "saml_acs_index_duplicate" Warns "Give each ACS its own index."
    SamlAcsIndexInvalid "saml_acs_index_invalid" Warns "Give each ACS an index from 0 to 65,535."
    SamlAcsSeveralDefaults "saml_acs_several_defaults" Warns "Mark one ACS as the default."
    SamlAcsBindingUnused "saml_acs_binding_unused" Observes "Nothing; oin answers with the HTTP-POST binding only."
    SamlBindingUnknown "saml_binding_unknown" Blocks "Use a binding that SAML 2.0 defines, such as urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST."
    SamlSloScheme "saml_slo_scheme" Blocks "Use an https address for the logout URL."
    SamlSloUrl "saml_slo_url" Warns "Write the logout URL as a full https address; this one was not taken over."
    SamlSloUnused "saml_slo_unused" Observes "Nothing; type it in if your app can do single logout by HTTP-POST or HTTP-Redirect with a certificate."
    SamlSeveralKeys "saml_several_keys" Observes "Check that it is the certificate in use; the others are not kept."
    SamlNoSigningKey "saml_no_signing_key" Warns "Add the X.509 certificate with which your app signs, or set AuthnRequestsSigned to false."
    SamlBareKey "saml_bare_key" Warns "Export the metadata with X.509 certificates; this key was left out."
    SamlNameIdFormatUnknown "saml_name_id_format_unknown" Observes "Check that your app really wants this NameID format."
    SamlAttributeName "saml_attribute_name" Warns "Give each RequestedAttribute a Name."
    CertificateUnreadable "certificate_unreadable" Blocks "Paste the certificate again: base64 of X.509 DER, without its private key."
    CertificateExpired "certificate_expired" Warns "Renew the certificate and export the metadata again."
    CertificateExpiresSoon "certificate_expires_soon" Warns "Renew the certificate within its last 30 days."
    CertificateNotYetValid "certificate_not_yet_valid" Warns "Use a certificate that is valid today."
    CertificateWeakKey "certificate_weak_key" Warns "Use an RSA key of at least 2,048 bits, or P-256, P-384 or P-521."
    CertificateWeakSignature "certificate_weak_signature" Warns "Issue the certificate with SHA-256 or better."
    SignatureSeveral "signature_several" Blocks "Sign the document once."
    SignaturePlacement "signature_placement" Blocks "Put the signature directly under the root element."
    SignatureShape "signature_shape" Blocks "Use a plain enveloped XML signature, without Object, Manifest or comments."
    SignatureReference "signature_reference" Blocks "Sign the root element by its ID, with one Reference."
    SignatureTransform "signature_transform" Blocks "Use the enveloped-signature and exclusive canonicalization transforms only."
    SignatureAlgorithm "signature_algorithm" Blocks "Sign with RSA or ECDSA and SHA-256, SHA-384 or SHA-512, or give the metadata without a signature."
    SignatureDigest "signature_digest" Blocks "Sign again: the document was changed after it was signed."
    SignatureValue "signature_value" Blocks "Sign again: the signature does not fit the key."
    SignatureKey "signature_key" Blocks "Sign with a valid certificate and an RSA key of at least 2,048 bits, or P-256, P-384 or P-521."
    SignatureMissing "signature_missing" Blocks "Give the document with its signature."
    SignatureUntrusted "signature_untrusted" Observes "Compare the fingerprint with one that you got another way."
    AggregateTooLarge "aggregate_too_large" Blocks "Give an aggregate of at most 64 MiB, or the metadata of the entity alone."
    AggregateNotMetadata "aggregate_not_metadata" Blocks "Give SAML metadata: an EntitiesDescriptor or EntityDescriptor."
    AggregateEntityAbsent "aggregate_entity_absent" Blocks "Choose an entity ID that the aggregate lists."
    AggregateEntityAmbiguous "aggregate_entity_ambiguous" Blocks "Ask the publisher: the aggregate names this entity more than once."
    AggregateListCut "aggregate_list_cut" Observes "Search by the entity ID; the list shows the first part only."
    JsonTooLarge "json_too_large" Blocks "Give a document of at most 256 KB."
    JsonEncoding "json_encoding" Blocks "Save the document as UTF-8."
    JsonNotJson "json_not_json" Blocks "Give the client metadata itself: a JSON object."
    JsonMalformed "json_malformed" Blocks "Mend the JSON at the named line."
    JsonTooDeep "json_too_deep" Blocks "Nest values at most 16 deep."
    JsonDuplicateKey "json_duplicate_key" Blocks "Name each member once."
    OidcNotMetadata "oidc_not_metadata" Blocks "Give the client metadata of RFC 7591: one JSON object."
    OidcProviderMetadata "oidc_provider_metadata" Blocks "This describes an OpenID provider. Give the metadata of your app, the client."
    OidcType "oidc_type" Blocks "Give the member the type that RFC 7591 names."
    OidcTooLong "oidc_too_long" Blocks "Shorten the value."
    OidcRedirectMissing "oidc_redirect_missing" Blocks "Add at least one redirect URI."
    OidcUriScheme "oidc_uri_scheme" Blocks "Use an https address."
    OidcUriNotHttps "oidc_uri_not_https" Blocks "Use https instead of http."
    OidcUriUserinfo "oidc_uri_userinfo" Blocks "Remove the user name and password from the address."
    OidcUriFragment "oidc_uri_fragment" Blocks "Remove the part from # on."
    OidcUriLoopback "oidc_uri_loopback" Blocks "Use an address that the public can reach, not one of the own machine."
    OidcUriInvalid "oidc_uri_invalid" Blocks "Write a full https address of at most 1,024 characters, without wildcards."
    OidcUriDuplicate "oidc_uri_duplicate" Warns "Name each redirect URI once."
    OidcAuthMethod "oidc_auth_method" Blocks "Use none, client_secret_basic, client_secret_post or private_key_jwt."
    OidcKeys "oidc_keys" Blocks "Give jwks_uri or jwks, not both, and public keys only."
    OidcKeysInside "oidc_keys_inside" Warns "Publish the keys at an https address and give it as jwks_uri."
    OidcKeysMissing "oidc_keys_missing" Blocks "private_key_jwt needs jwks_uri or jwks."
    OidcGrant "oidc_grant" Warns "oin offers authorization_code (with PKCE S256) and refresh_token only."
    OidcResponseType "oidc_response_type" Warns "oin offers the response type code only."
    OidcScope "oidc_scope" Warns "Ask for the scope openid."
    OidcSecret "oidc_secret" Warns "Do not paste secrets: the value was not taken over. If it is in use, replace it."
    OidcUnknown "oidc_unknown" Observes "Nothing; the member is not used."
    WsfedNoRealm "wsfed_no_realm" Blocks "Name the realm in TargetScopes or as entityID."
    WsfedNoReply "wsfed_no_reply" Blocks "Name a PassiveRequestorEndpoint with an https address."
    WsfedReplyUrl "wsfed_reply_url" Blocks "Write the reply URL as a full https address."
    WsfedFromSaml "wsfed_from_saml" Warns "Check realm and reply URL: they were taken from the SAML part of the metadata."
    WsfedStsMetadata "wsfed_sts_metadata" Blocks "This describes a token service. Export the metadata of your app instead."
    HtmlTooLarge "html_too_large" Blocks "Give the address of the login page itself; its HTML may have 2 MiB."
    HtmlEncoding "html_encoding" Observes "Nothing; texts that are not UTF-8 may look broken."
    HtmlNotHtml "html_not_html" Blocks "Give the address of the login page itself, not of a file."
    SwaNoPasswordField "swa_no_password_field" Warns "Name the selectors by hand, or let the page be analysed in a real browser."
    SwaNoUserField "swa_no_user_field" Warns "Name the selector of the user name by hand."
    SwaNoButton "swa_no_button" Observes "Nothing; the form is sent as if Enter was pressed."
    SwaTwoStep "swa_two_step" Warns "Describe the second step in the testing instructions."
    SwaCaptcha "swa_captcha" Warns "Switch the captcha off for sign-ins by the network, or offer SAML or OIDC."
    SwaIframe "swa_iframe" Warns "Give the address of the framed page if the login form is inside it."
    SwaScriptRendered "swa_script_rendered" Warns "Let the page be analysed in a real browser: a script builds it."
    SwaSeveralForms "swa_several_forms" Warns "Check that the form that was chosen is the login form."
    SwaSignUpForm "swa_sign_up_form" Observes "Check that this is the login form: it has more than one password field."
    SwaActionOtherOrigin "swa_action_other_origin" Blocks "Point the form to the login page's own origin, or give the address of the page there."
    SwaScriptSends "swa_script_sends" Warns "Let the page be analysed in a real browser: a script sends the form."
    SwaActionInvalid "swa_action_invalid" Blocks "Let the form send to an http or https address."
    SwaNotHttps "swa_not_https" Blocks "Serve the login page and its target over https."
    SwaMethodGet "swa_method_get" Warns "Send the form with POST: with GET the password stands in the address."
    SwaExtraFields "swa_extra_fields" Observes "Say for each extra field who gives its value."
    SwaSelectorWeak "swa_selector_weak" Warns "Give the field an id or a name that is its own on the page."
    SwaOtherSignOn "swa_other_sign_on" Observes "Consider SAML or OIDC: the page already offers a sign-on by another party."
}
