//! Signing in at OpenID Connect providers: oin is their relying party (OpenID Connect Core 1.0,
//! authorization code flow with PKCE).
//!
//! What a provider says counts only when all of it holds: the issuer that the way back names
//! (RFC 9207), the code with its verifier (RFC 7636), the token's signature, issuer, audience,
//! times and nonce, and the hash of the access token that came with it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType,
    CoreIdTokenClaims, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AdditionalProviderMetadata, AuthType, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse as _, UserInfoError,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::SignInProvider;
use crate::outbound::{FetchError, OidcClient, Outbound};

/// How long what a provider says of itself is kept.
const KEPT: TimeDelta = TimeDelta::minutes(10);
/// How soon it is asked again when a key is missing: it may have changed its keys.
const ASKED_AGAIN: TimeDelta = TimeDelta::seconds(30);

/// Signatures that anybody can check with a published key; neither `none` nor one whose key is
/// our secret.
const SIGNATURES: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What RFC 9207 adds to a provider's metadata.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
struct NamesItself {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for NamesItself {}

type Metadata = ProviderMetadata<
    NamesItself,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The providers that people may sign in with, and what is known of them.
pub struct RelyingParty {
    providers: Vec<SignInProvider>,
    http: OidcClient,
    base_url: String,
    known: Mutex<BTreeMap<String, (DateTime<Utc>, Metadata)>>,
}

/// What one sign-in is tied to; drawn anew for each.
pub struct Ties {
    /// Comes back unchanged.
    pub state: String,
    /// Comes back inside of the token.
    pub nonce: String,
    /// Proves that whoever redeems the code began the sign-in.
    pub verifier: String,
}

/// What a browser brought back.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// The code to redeem.
    pub code: &'a str,
    /// The issuer that the way back names (RFC 9207), if it names one.
    pub issuer: Option<&'a str>,
}

/// Who a provider says somebody is; all of it was proven to be the provider's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The provider, as its tokens name it.
    pub issuer: String,
    /// The account there.
    pub subject: String,
    /// Its mail address.
    pub mail: Option<String>,
    /// Whether the provider has made sure that the address is theirs.
    pub mail_verified: bool,
    /// What they are called.
    pub name: Option<String>,
}

/// Why a provider's word does not count.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It could not be asked, or is out of order.
    #[error("it could not be asked: {0}")]
    Unavailable(String),
    /// It refused what we asked.
    #[error("it refused: {0}")]
    Refused(String),
    /// Its answer does not hold.
    #[error("its answer does not hold: {0}")]
    Untrusted(String),
}

impl RelyingParty {
    /// A relying party at `base_url`, which was registered with each of the providers.
    pub fn new(providers: Vec<SignInProvider>, outbound: Outbound, base_url: &str) -> Self {
        Self {
            providers,
            http: OidcClient(outbound),
            base_url: base_url.to_owned(),
            known: Mutex::default(),
        }
    }

    /// The providers, in the order of their buttons.
    pub fn providers(&self) -> &[SignInProvider] {
        &self.providers
    }

    /// A provider by its id.
    pub fn provider(&self, id: &str) -> Option<&SignInProvider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// A provider by its issuer.
    pub fn issued_by(&self, issuer: &str) -> Option<&SignInProvider> {
        self.providers.iter().find(|provider| provider.issuer == issuer)
    }

    /// The address at the provider to which a browser goes to sign in.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn way_there(
        &self,
        provider: &SignInProvider,
        ties: &Ties,
        now: DateTime<Utc>,
    ) -> Result<Url, ProviderError> {
        let client = self.client(provider, self.metadata(provider, now).await?)?;
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let verifier = PkceCodeVerifier::new(ties.verifier.clone());
        let scopes = provider.scopes.iter().filter(|scope| *scope != "openid");
        let (state, nonce) = (ties.state.clone(), ties.nonce.clone());
        let (url, ..) = client
            .authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce))
            .add_scopes(scopes.map(|scope| Scope::new(scope.clone())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// Redeems what a browser brought back; who signed in at the provider.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn redeem(
        &self,
        provider: &SignInProvider,
        brought: Brought<'_>,
        ties: &Ties,
        now: DateTime<Utc>,
    ) -> Result<Claimed, ProviderError> {
        let metadata = self.metadata(provider, now).await?;
        let named = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        match brought.issuer {
            Some(issuer) if issuer != provider.issuer => {
                return Err(untrusted("the way back names another issuer"));
            }
            None if named => return Err(untrusted("the way back names no issuer")),
            _ => {}
        }
        let mut client = self.client(provider, metadata)?;
        let request = client
            .exchange_code(AuthorizationCode::new(brought.code.to_owned()))
            .map_err(|error| ProviderError::Unavailable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(ties.verifier.clone()));
        let tokens = request.request_async(&self.http).await.map_err(refused)?;
        let nonce = Nonce::new(ties.nonce.clone());
        let claims = match claims(&client, &tokens, &nonce, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                client = self.client(provider, self.asked_again(provider, now).await?)?;
                claims(&client, &tokens, &nonce, now)
            }
            judged => judged,
        };
        let claims = claims.map_err(untrusted)?;
        self.claimed(provider, &client, &tokens, &claims).await
    }

    /// What the tokens say; the address is asked for at userinfo when they leave it out.
    async fn claimed(
        &self,
        provider: &SignInProvider,
        client: &Client,
        tokens: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Claimed, ProviderError> {
        let name = claims.name().and_then(|name| name.get(None));
        let mut claimed = Claimed {
            issuer: provider.issuer.clone(),
            subject: claims.subject().to_string(),
            mail: claims.email().map(|mail| mail.to_string()),
            mail_verified: claims.email_verified().unwrap_or(false),
            name: name.map(|name| name.to_string()),
        };
        if claimed.mail.is_some() {
            return Ok(claimed);
        }
        let subject = claims.subject().clone();
        let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject)) else {
            return Ok(claimed);
        };
        let about: CoreUserInfoClaims =
            request
                .request_async(&self.http)
                .await
                .map_err(|error| match error {
                    UserInfoError::ClaimsVerification(error) => untrusted(error),
                    UserInfoError::Parse(error) => untrusted(error),
                    other => ProviderError::Unavailable(in_full(&other)),
                })?;
        claimed.mail = about.email().map(|mail| mail.to_string());
        claimed.mail_verified = about.email_verified().unwrap_or(false);
        if claimed.name.is_none() {
            let name = about.name().and_then(|name| name.get(None));
            claimed.name = name.map(|name| name.to_string());
        }
        Ok(claimed)
    }

    fn client(&self, provider: &SignInProvider, metadata: Metadata) -> Result<Client, ProviderError> {
        let back = format!("{}/sign-in/back/{}", self.base_url, provider.id);
        let back = RedirectUrl::new(back).map_err(|error| ProviderError::Unavailable(error.to_string()))?;
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_some_and(|methods| methods.contains(&method));
        // Basic is what every provider takes unless it says otherwise (Discovery 1.0, 3).
        let in_the_form =
            takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let secret = provider.client_secret.as_ref();
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(provider.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.reveal().to_owned())),
        );
        Ok(client.set_redirect_uri(back).set_auth_type(if in_the_form {
            AuthType::RequestBody
        } else {
            AuthType::BasicAuth
        }))
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, (DateTime<Utc>, Metadata)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the provider says of itself, its keys included.
    async fn metadata(
        &self,
        provider: &SignInProvider,
        now: DateTime<Utc>,
    ) -> Result<Metadata, ProviderError> {
        self.not_older_than(KEPT, provider, now).await
    }

    /// The same, newer than a moment ago.
    async fn asked_again(
        &self,
        provider: &SignInProvider,
        now: DateTime<Utc>,
    ) -> Result<Metadata, ProviderError> {
        self.not_older_than(ASKED_AGAIN, provider, now).await
    }

    async fn not_older_than(
        &self,
        age: TimeDelta,
        provider: &SignInProvider,
        now: DateTime<Utc>,
    ) -> Result<Metadata, ProviderError> {
        let kept = self.known().get(&provider.id).cloned();
        if let Some((_, metadata)) = kept.filter(|(at, _)| *at <= now && now - *at < age) {
            return Ok(metadata);
        }
        let issuer = IssuerUrl::new(provider.issuer.clone())
            .map_err(|error| ProviderError::Unavailable(error.to_string()))?;
        let found = Metadata::discover_async(issuer, &self.http).await;
        let found = found.map_err(|error| match error {
            DiscoveryError::Validation(_) => untrusted(error),
            other => ProviderError::Unavailable(in_full(&other)),
        })?;
        self.known().insert(provider.id.clone(), (now, found.clone()));
        Ok(found)
    }
}

/// The claims of the ID token, when all that makes them the provider's word holds.
fn claims(
    client: &Client,
    tokens: &CoreTokenResponse,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let other = |what: &str| ClaimsVerificationError::Other(what.to_owned());
    let token = tokens.id_token().ok_or_else(|| other("there is no ID token"))?;
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(SIGNATURES)
        .set_time_fn(move || now);
    let claims = token.claims(&verifier, nonce)?;
    if let Some(said) = claims.access_token_hash() {
        let algorithm = token
            .signing_alg()
            .map_err(ClaimsVerificationError::SignatureVerification)?;
        let key = token
            .signing_key(&verifier)
            .map_err(ClaimsVerificationError::SignatureVerification)?;
        let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
            .map_err(|error| ClaimsVerificationError::Other(error.to_string()))?;
        if hash != *said {
            return Err(other("the access token is not that of the ID token"));
        }
    }
    Ok(claims.clone())
}

fn untrusted(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Untrusted(error.to_string())
}

fn refused<T: openidconnect::ErrorResponse + std::fmt::Display + 'static>(
    error: RequestTokenError<FetchError, T>,
) -> ProviderError {
    match error {
        RequestTokenError::ServerResponse(answer) => ProviderError::Refused(answer.to_string()),
        // The body stays out: it may hold a token.
        RequestTokenError::Parse(error, _) => ProviderError::Unavailable(error.to_string()),
        RequestTokenError::Request(error) => ProviderError::Unavailable(error.to_string()),
        RequestTokenError::Other(what) => ProviderError::Unavailable(what),
    }
}

/// An error with what it comes from.
fn in_full(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", in_full(source)),
        None => error.to_string(),
    }
}
