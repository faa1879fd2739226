//! An OpenID Connect provider: whoever asks says who they are, and which rule
//! the provider shall break. It checks its clients as a strict provider does.

mod authorize;
mod people;
mod token;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::HttpResponse;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use super::asked::{Asked, html, json as answer_json, not_found, see_other};
use super::home::STYLE_SHEET;
use super::hosts::IDP_HOST;
use super::signer::Signer;
use super::state::State;

pub use people::{Fault, PEOPLE, Person};

/// The one client that is registered.
pub const CLIENT_ID: &str = "oin";
/// Its secret, which guards nothing: everybody who runs the world knows it.
pub const CLIENT_SECRET: &str = "fake-world-secret";

/// The name of the key that signs.
const KEY_ID: &str = "world-1";
/// How long a code can be redeemed.
const CODE_LIVES: TimeDelta = TimeDelta::seconds(60);
/// How long an access token works.
const TOKEN_LIVES: TimeDelta = TimeDelta::minutes(10);

/// The provider's keys and memory.
pub(super) struct Idp {
    pub(super) issuer: String,
    signer: Signer,
    /// A key that is in no published set.
    stranger: Signer,
    codes: Mutex<BTreeMap<String, Grant>>,
    tokens: Mutex<BTreeMap<String, Access>>,
}

/// What a code stands for.
#[derive(Clone)]
struct Grant {
    person: Person,
    fault: Fault,
    redirect_uri: String,
    challenge: String,
    nonce: String,
    made_at: DateTime<Utc>,
}

/// What an access token stands for.
#[derive(Clone)]
struct Access {
    person: Person,
    fault: Fault,
    made_at: DateTime<Utc>,
}

impl Idp {
    pub(super) fn new(port: u16) -> anyhow::Result<Self> {
        Ok(Self {
            issuer: format!("http://{IDP_HOST}:{port}"),
            signer: Signer::new()?,
            stranger: Signer::new()?,
            codes: Mutex::default(),
            tokens: Mutex::default(),
        })
    }

    fn codes(&self) -> MutexGuard<'_, BTreeMap<String, Grant>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tokens(&self) -> MutexGuard<'_, BTreeMap<String, Access>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep_grant(&self, grant: Grant) -> anyhow::Result<String> {
        let code = random()?;
        let oldest = grant.made_at - CODE_LIVES;
        let mut codes = self.codes();
        codes.retain(|_, kept| kept.made_at > oldest);
        // A code that was used before is one that is not there any more.
        if grant.fault != Fault::UsedCode {
            codes.insert(code.clone(), grant);
        }
        Ok(code)
    }

    fn keep_access(&self, access: Access) -> anyhow::Result<String> {
        let token = random()?;
        let oldest = access.made_at - TOKEN_LIVES;
        let mut tokens = self.tokens();
        tokens.retain(|_, kept| kept.made_at > oldest);
        tokens.insert(token.clone(), access);
        Ok(token)
    }
}

fn random() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

pub(super) fn answer(asked: &Asked<'_>, state: &State) -> HttpResponse {
    match (asked.path.as_str(), asked.is_post) {
        ("/.well-known/openid-configuration", false) => answer_json(200, &discovery(&state.idp.issuer)),
        ("/jwks", false) => answer_json(200, &keys(&state.idp)),
        ("/authorize", is_post) => authorize::answer(asked, is_post, state),
        ("/token", true) => token::answer(asked, state),
        ("/userinfo", _) => token::userinfo(asked, state),
        ("/end-session", _) => end_session(asked, state),
        ("/style.css", false) => super::asked::answer(200, STYLE_SHEET.0, STYLE_SHEET.1),
        ("/", false) => note(
            200,
            "The fake world’s identity provider",
            "Start at the app you want to sign in to.",
            state,
        ),
        _ => not_found(asked),
    }
}

fn discovery(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "end_session_endpoint": format!("{issuer}/end-session"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "email", "profile"],
        "claims_supported": ["sub", "email", "email_verified", "name", "given_name", "family_name"],
        "authorization_response_iss_parameter_supported": true,
    })
}

fn keys(idp: &Idp) -> Value {
    let (x, y) = idp.signer.coordinates();
    json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": KEY_ID, "x": x, "y": y,
    }] })
}

fn end_session(asked: &Asked<'_>, state: &State) -> HttpResponse {
    let to = [
        asked.query("post_logout_redirect_uri"),
        asked.form("post_logout_redirect_uri"),
    ];
    let to = to.into_iter().find_map(web_address);
    let Some(mut to) = to else {
        return note(200, "You are signed out", "You can close this page.", state);
    };
    let sent = [asked.query("state"), asked.form("state")];
    if let Some(sent) = sent.into_iter().find(|state| !state.is_empty()) {
        to.query_pairs_mut().append_pair("state", sent);
    }
    see_other(to.as_str())
}

/// An http or https address without a fragment. Any will do: whose client this
/// is changes its port at every start.
fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let fits = matches!(url.scheme(), "http" | "https") && url.fragment().is_none();
    fits.then_some(url)
}

#[derive(Serialize)]
struct Note<'a> {
    heading: &'a str,
    words: &'a str,
}

fn note(status: u16, heading: &str, words: &str, state: &State) -> HttpResponse {
    html(status, state.pages.render("note", &Note { heading, words }))
}
