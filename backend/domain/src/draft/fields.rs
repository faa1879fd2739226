//! Every field of a draft, in the order of the wizard.
//!
//! A path is the content's own JSON path (`connections.0.acs.1.url`), so that
//! forms, messages, the API and the comparison of revisions speak of the same
//! places. Pages, the API's schema and the documentation are made from this.

use super::field::{Field, Kind, Step, options};
use super::kinds::*;
use crate::connection::{
    AttributeFormat, ClientAuth, ConnectionType, CredentialsBy, GroupMatch, LogoutBinding, NameIdFormat,
    Scope, Signing,
};
use crate::integration::{Deployment, Feature, Operation, ScimObject};

type Only = &'static [ConnectionType];
const ALL: Only = &[];
const SAML: Only = &[ConnectionType::Saml];
const OIDC: Only = &[ConnectionType::Oidc];
const SWA: Only = &[ConnectionType::Swa];
const WS_FED: Only = &[ConnectionType::WsFed];
const BOOKMARK: Only = &[ConnectionType::Bookmark];
const OTHER: Only = &[ConnectionType::Other];
const FEDERATED: Only = &[ConnectionType::Saml, ConnectionType::WsFed];
const JIT: Only = &[ConnectionType::Saml, ConnectionType::Oidc];
const CLAIMS: Only = &[ConnectionType::Saml, ConnectionType::Oidc, ConnectionType::WsFed];
const START: Only = &[ConnectionType::WsFed, ConnectionType::Other];
const STEPS: Only = &[
    ConnectionType::Saml,
    ConnectionType::Oidc,
    ConnectionType::Swa,
    ConnectionType::WsFed,
    ConnectionType::Other,
];

const fn field(shape: &'static str, step: Step, label: &'static str, kind: Kind, only: Only) -> Field {
    Field {
        shape,
        step,
        label,
        kind,
        only,
    }
}

/// Every field, in the order of the wizard.
#[rustfmt::skip]
pub const FIELDS: &[Field] = &[
    field("name", Step::General, "Name", Kind::Line(100), ALL),
    field("vendor", Step::General, "Vendor", Kind::Line(200), ALL),
    field("summary", Step::General, "Summary", Kind::Line(140), ALL),
    field("description", Step::General, "Description", Kind::Prose(1024), ALL),
    field("categories.#", Step::General, "Category", Kind::Category, ALL),
    field("labels.#", Step::General, "Label", Kind::Line(200), ALL),
    field("aliases.#", Step::General, "Other name", Kind::Line(200), ALL),
    field("website", Step::General, "Website", Kind::PlainUrl, ALL),
    field("logo", Step::General, "Logo", Kind::File, ALL),
    field("icon", Step::General, "Icon", Kind::Line(200), ALL),
    field("screenshots.#.file", Step::General, "Screenshot", Kind::File, ALL),
    field("screenshots.#.caption", Step::General, "What the screenshot shows", Kind::Line(200), ALL),
    field("visibility.kind", Step::General, "Who finds it", Kind::Choice(options::<VisibilityKind>), ALL),
    field("visibility.orgs.#", Step::General, "Org", Kind::Org, ALL),
    field("deployment", Step::General, "Where it runs", Kind::Choice(options::<Deployment>), ALL),
    field("documentation", Step::General, "Set-up documentation", Kind::PlainUrl, ALL),
    field("connections.#.type", Step::SignOn, "Kind of sign-on", Kind::Choice(options::<ConnectionType>), ALL),
    field("connections.#.acs.#.index", Step::SignOn, "Index of the ACS URL", Kind::Number(65_535), SAML),
    field("connections.#.acs.#.url", Step::SignOn, "ACS URL", Kind::Url(1024), SAML),
    field("connections.#.audience", Step::SignOn, "Audience (entity ID)", Kind::Pattern(1024), FEDERATED),
    field("connections.#.recipient", Step::SignOn, "Recipient", Kind::Url(1024), SAML),
    field("connections.#.destination", Step::SignOn, "Destination", Kind::Url(1024), SAML),
    field("connections.#.name_id.format", Step::SignOn, "NameID format", Kind::Choice(options::<NameIdFormat>), FEDERATED),
    field("connections.#.name_id.source", Step::SignOn, "What the NameID holds", Kind::Source, FEDERATED),
    field("connections.#.signing", Step::SignOn, "What we sign", Kind::Choice(options::<Signing>), SAML),
    field("connections.#.encryption.kind", Step::SignOn, "Encryption of assertions", Kind::Choice(options::<EncryptionKind>), SAML),
    field("connections.#.encryption.certificate", Step::SignOn, "Encryption certificate", Kind::Certificate, SAML),
    field("connections.#.relay_state", Step::SignOn, "Default RelayState", Kind::Pattern(512), SAML),
    field("connections.#.flows.kind", Step::SignOn, "Who may start", Kind::Choice(options::<InitiationKind>), SAML),
    field("connections.#.flows.start_url", Step::SignOn, "Where people start at the app", Kind::Url(512), SAML),
    field("connections.#.flows.how_to", Step::SignOn, "What people do there", Kind::Prose(2048), SAML),
    field("connections.#.force_authn", Step::SignOn, "Ask people to sign in anew (ForceAuthn)", Kind::Flag, SAML),
    field("connections.#.authn_context", Step::SignOn, "Authentication context class", Kind::Line(200), SAML),
    field("connections.#.requests.kind", Step::SignOn, "Sign-on requests", Kind::Choice(options::<RequestsKind>), SAML),
    field("connections.#.requests.certificate", Step::SignOn, "Certificate of sign-on requests", Kind::Certificate, SAML),
    field("connections.#.logout.kind", Step::SignOn, "Single logout", Kind::Choice(options::<LogoutKind>), SAML),
    field("connections.#.logout.url", Step::SignOn, "Logout URL", Kind::Url(1024), SAML),
    field("connections.#.logout.binding", Step::SignOn, "Logout binding", Kind::Choice(options::<LogoutBinding>), SAML),
    field("connections.#.logout.issuer", Step::SignOn, "Issuer of logout messages", Kind::Pattern(1024), SAML),
    field("connections.#.logout.certificate", Step::SignOn, "Certificate of logout messages", Kind::Certificate, SAML),
    field("connections.#.jit", Step::SignOn, "Accounts are made at first sign-on", Kind::Flag, JIT),
    field("connections.#.attributes.#.name", Step::SignOn, "Attribute", Kind::Line(200), CLAIMS),
    field("connections.#.attributes.#.format", Step::SignOn, "Form of the attribute's name", Kind::Choice(options::<AttributeFormat>), CLAIMS),
    field("connections.#.attributes.#.source", Step::SignOn, "What the attribute holds", Kind::Source, CLAIMS),
    field("connections.#.attributes.#.required", Step::SignOn, "Sign-on fails without it", Kind::Flag, CLAIMS),
    field("connections.#.groups.name", Step::SignOn, "Group attribute", Kind::Line(200), CLAIMS),
    field("connections.#.groups.filter", Step::SignOn, "Group filter", Kind::Choice(options::<GroupMatch>), CLAIMS),
    field("connections.#.groups.value", Step::SignOn, "Group filter's value", Kind::Line(200), CLAIMS),
    field("connections.#.cut_over.kind", Step::SignOn, "What happens to passwords", Kind::Choice(options::<CutOverKind>), SAML),
    field("connections.#.cut_over.back_door", Step::SignOn, "Back-door sign-in", Kind::Url(1024), SAML),
    field("connections.#.redirect_uris.#", Step::SignOn, "Redirect URI", Kind::Url(1024), OIDC),
    field("connections.#.initiate_login_uri", Step::SignOn, "Initiate-login URI", Kind::Url(1024), OIDC),
    field("connections.#.post_logout_uris.#", Step::SignOn, "Post-logout URI", Kind::Url(1024), OIDC),
    field("connections.#.scopes.#", Step::SignOn, "Scope", Kind::Choice(options::<Scope>), OIDC),
    field("connections.#.client_auth", Step::SignOn, "Client authentication", Kind::Choice(options::<ClientAuth>), OIDC),
    field("connections.#.jwks_uri", Step::SignOn, "JWKS URI", Kind::Url(1024), OIDC),
    field("connections.#.login_url", Step::SignOn, "Login page", Kind::Url(1024), SWA),
    field("connections.#.user_name", Step::SignOn, "Field of the user name", Kind::Selector, SWA),
    field("connections.#.password", Step::SignOn, "Field of the password", Kind::Selector, SWA),
    field("connections.#.button", Step::SignOn, "Button", Kind::Selector, SWA),
    field("connections.#.credentials", Step::SignOn, "Who sets the credentials", Kind::Choice(options::<CredentialsBy>), SWA),
    field("connections.#.extra.#.label", Step::SignOn, "Extra field", Kind::Line(200), SWA),
    field("connections.#.extra.#.selector", Step::SignOn, "Where the extra field is", Kind::Selector, SWA),
    field("connections.#.extra.#.value.kind", Step::SignOn, "Who fills in the extra field", Kind::Choice(options::<ExtraKind>), SWA),
    field("connections.#.extra.#.value.text", Step::SignOn, "Fixed value", Kind::Line(200), SWA),
    field("connections.#.extra.#.value.variable", Step::SignOn, "Tenant variable of the extra field", Kind::Variable, SWA),
    field("connections.#.extra.#.value.secret", Step::SignOn, "The extra field is a secret", Kind::Flag, SWA),
    field("connections.#.success_url", Step::SignOn, "Address after a good sign-in", Kind::Pattern(1024), SWA),
    field("connections.#.realm", Step::SignOn, "Realm (wtrealm)", Kind::Pattern(1024), WS_FED),
    field("connections.#.reply_url", Step::SignOn, "Reply URL", Kind::Url(1024), WS_FED),
    field("connections.#.start_url", Step::SignOn, "Where people start", Kind::Url(512), START),
    field("connections.#.url", Step::SignOn, "Address", Kind::Url(1024), BOOKMARK),
    field("connections.#.method", Step::SignOn, "What the method is called", Kind::Line(200), OTHER),
    field("connections.#.description", Step::SignOn, "How it works", Kind::Prose(2048), OTHER),
    field("connections.#.steps.#.text", Step::SignOn, "Step in your console", Kind::Prose(2048), STEPS),
    field("connections.#.steps.#.place", Step::SignOn, "Where in your console", Kind::Line(200), STEPS),
    field("connections.#.steps.#.screenshot", Step::SignOn, "Picture of the step", Kind::File, STEPS),
    field("variables.#.name", Step::Variables, "Variable name", Kind::Variable, ALL),
    field("variables.#.label", Step::Variables, "Label", Kind::Line(200), ALL),
    field("variables.#.kind", Step::Variables, "Kind of value", Kind::Choice(options::<VariableType>), ALL),
    field("variables.#.choices.#", Step::Variables, "Allowed value", Kind::Line(200), ALL),
    field("variables.#.help", Step::Variables, "Where to find the value", Kind::Prose(2048), ALL),
    field("variables.#.example", Step::Variables, "Sample value", Kind::Line(200), ALL),
    field("variables.#.default", Step::Variables, "Value when none is given", Kind::Line(200), ALL),
    field("variables.#.pattern", Step::Variables, "Form of the value (regular expression)", Kind::Line(200), ALL),
    field("provisioning.automated", Step::Provisioning, "Accounts can be provisioned", Kind::Flag, ALL),
    field("provisioning.operations.#", Step::Provisioning, "Operation", Kind::Choice(options::<Operation>), ALL),
    field("scim.base_url", Step::Provisioning, "SCIM base URL", Kind::Url(1024), ALL),
    field("scim.auth.kind", Step::Provisioning, "How we prove ourselves", Kind::Choice(options::<ScimAuthKind>), ALL),
    field("scim.auth.name", Step::Provisioning, "Header of the token", Kind::Line(200), ALL),
    field("scim.auth.authorize_url", Step::Provisioning, "Authorization URL", Kind::Url(1024), ALL),
    field("scim.auth.token_url", Step::Provisioning, "Token URL", Kind::Url(1024), ALL),
    field("scim.auth.scope", Step::Provisioning, "OAuth scope", Kind::Line(200), ALL),
    field("scim.objects.#", Step::Provisioning, "Object", Kind::Choice(options::<ScimObject>), ALL),
    field("scim.features.#", Step::Provisioning, "Feature", Kind::Choice(options::<Feature>), ALL),
    field("scim.token", Step::Provisioning, "Sandbox token or client secret", Kind::Secret, ALL),
    field("testing.sandbox.trusts_test_idp", Step::Sandbox, "The sandbox trusts the test identity provider", Kind::Flag, ALL),
    field("testing.sandbox.values.*", Step::Sandbox, "The sandbox's value", Kind::Line(200), ALL),
    field("testing.signed_in.kind", Step::Sandbox, "Kind of the signed-in marker", Kind::Choice(options::<MarkerKind>), ALL),
    field("testing.signed_in.value", Step::Sandbox, "What shows a signed-in page", Kind::Line(300), ALL),
    field("testing.rejected.kind", Step::Sandbox, "Kind of the rejected marker", Kind::Choice(options::<MarkerKind>), ALL),
    field("testing.rejected.value", Step::Sandbox, "What shows a rejected page", Kind::Line(300), ALL),
    field("testing.logins.#.url", Step::People, "Where the test login signs in", Kind::Url(1024), ALL),
    field("testing.logins.#.user_name", Step::People, "User name", Kind::Line(200), ALL),
    field("testing.logins.#.password", Step::People, "Password", Kind::Secret, ALL),
    field("testing.logins.#.totp_seed", Step::People, "TOTP seed", Kind::Secret, ALL),
    field("testing.logins.#.role", Step::People, "Role in the app", Kind::Line(200), ALL),
    field("testing.logins.#.expires", Step::People, "Expires on", Kind::Date, ALL),
    field("testing.logins.#.subject", Step::People, "Subject (NameID, sub)", Kind::Line(200), ALL),
    field("testing.instructions", Step::People, "Testing instructions", Kind::Prose(2048), ALL),
    field("contacts.support.name", Step::People, "Support contact's name", Kind::Line(200), ALL),
    field("contacts.support.mail", Step::People, "Support contact's mail address", Kind::Mail, ALL),
    field("contacts.support.phone", Step::People, "Support contact's phone", Kind::Line(200), ALL),
    field("contacts.support.note", Step::People, "Support contact: when and how to reach", Kind::Line(200), ALL),
    field("contacts.technical.name", Step::People, "Technical contact's name", Kind::Line(200), ALL),
    field("contacts.technical.mail", Step::People, "Technical contact's mail address", Kind::Mail, ALL),
    field("contacts.technical.phone", Step::People, "Technical contact's phone", Kind::Line(200), ALL),
    field("contacts.technical.note", Step::People, "Technical contact: when and how to reach", Kind::Line(200), ALL),
    field("contacts.business.name", Step::People, "Business contact's name", Kind::Line(200), ALL),
    field("contacts.business.mail", Step::People, "Business contact's mail address", Kind::Mail, ALL),
    field("contacts.business.phone", Step::People, "Business contact's phone", Kind::Line(200), ALL),
    field("contacts.business.note", Step::People, "Business contact: when and how to reach", Kind::Line(200), ALL),
    field("support.url", Step::People, "Public support page", Kind::PlainUrl, ALL),
    field("attestation.authorised", Step::Submit, "I may speak for the vendor", Kind::Flag, ALL),
    field("attestation.accurate", Step::Submit, "The answers are true and were tested", Kind::Flag, ALL),
    field("attestation.policy", Step::Submit, "I have read the review policy", Kind::Flag, ALL),
];
