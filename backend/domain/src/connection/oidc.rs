//! An OpenID Connect connection: the network is the provider, the app the
//! relying party.
//!
//! The only grant is `authorization_code` with PKCE S256 (RFC 7636); redirect
//! URIs are compared exactly, character by character.

use serde::{Deserialize, Serialize};

use crate::integration::UrlPattern;

use super::{Flow, Groups, Statement, Step};

crate::choices! {
    /// How the app proves itself at the token endpoint (OIDC Core 1.0, section 9).
    ClientAuth as "client authentication" {
        /// A public client: PKCE alone.
        None = "none", "None (PKCE only)";
        /// The secret in the Authorization header.
        Basic = "client_secret_basic", "Secret, HTTP Basic";
        /// The secret in the form.
        Post = "client_secret_post", "Secret in the form";
        /// A JWT signed with the app's own key.
        PrivateKeyJwt = "private_key_jwt", "Private key JWT";
    }
}

crate::choices! {
    /// What an app may ask for (OIDC Core 1.0, sections 5.4 and 11).
    Scope as "scope" {
        /// That it is OpenID Connect; always needed.
        OpenId = "openid", "openid";
        /// Names and other particulars.
        Profile = "profile", "profile";
        /// The mail address.
        Email = "email", "email";
        /// The postal address.
        Address = "address", "address";
        /// The phone number.
        Phone = "phone", "phone";
        /// The groups.
        Groups = "groups", "groups";
        /// A refresh token.
        OfflineAccess = "offline_access", "offline_access";
    }
}

/// An OpenID Connect connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// Where codes may be sent; at least one.
    pub redirect_uris: Vec<UrlPattern>,
    /// Where a sign-on that starts at the provider begins (OIDC Core 1.0,
    /// section 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<UrlPattern>,
    /// Where logout may return to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_uris: Vec<UrlPattern>,
    /// What the app asks for; `openid` is among them.
    pub scopes: Vec<Scope>,
    /// How the app proves itself at the token endpoint.
    pub client_auth: ClientAuth,
    /// Where the app publishes its keys; needed for `private_key_jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<UrlPattern>,
    /// Whether accounts are made at first sign-on.
    pub jit: bool,
    /// Claims beside the scopes' own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Statement>,
    /// The groups that are sent along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Groups>,
    /// Steps in the app's own console.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Oidc {
    /// The flows, in display order: an app can always start; the provider can
    /// when the app has an initiate-login URI.
    pub fn flows(&self) -> &'static [Flow] {
        if self.initiate_login_uri.is_some() {
            &[Flow::Sp, Flow::Idp]
        } else {
            &[Flow::Sp]
        }
    }
}
