//! The token endpoint and userinfo.

use actix_web::HttpResponse;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::asked::{Asked, json as answer_json, text};
use super::super::state::State;
use super::{Access, CLIENT_ID, CLIENT_SECRET, CODE_LIVES, Fault, Grant, Idp, KEY_ID, Person, TOKEN_LIVES};

pub(super) fn answer(asked: &Asked<'_>, state: &State) -> HttpResponse {
    let fails = |status: u16, error: &str, why: &str| {
        answer_json(status, &json!({ "error": error, "error_description": why }))
    };
    if !is_our_client(asked) {
        return fails(401, "invalid_client", "Client id or secret is wrong.");
    }
    if asked.form("grant_type") != "authorization_code" {
        return fails(
            400,
            "unsupported_grant_type",
            "grant_type must be authorization_code.",
        );
    }
    // Whatever comes of it, the code is used now.
    let Some(grant) = state.idp.codes().remove(asked.form("code")) else {
        return fails(
            400,
            "invalid_grant",
            "The code is unknown, was used, or is too old.",
        );
    };
    let now = state.now();
    if now - grant.made_at > CODE_LIVES {
        return fails(
            400,
            "invalid_grant",
            "The code is unknown, was used, or is too old.",
        );
    }
    if asked.form("redirect_uri") != grant.redirect_uri {
        return fails(400, "invalid_grant", "redirect_uri is not that of the request.");
    }
    let verifier = URL_SAFE_NO_PAD.encode(Sha256::digest(asked.form("code_verifier")));
    if verifier != grant.challenge {
        return fails(400, "invalid_grant", "code_verifier does not fit the challenge.");
    }
    if grant.fault == Fault::Down {
        return text(503, "Out of order.\n");
    }
    match tokens(&state.idp, &grant, now) {
        Ok(tokens) => answer_json(200, &tokens),
        Err(error) => fails(500, "server_error", &error.to_string()),
    }
}

/// HTTP Basic, whose parts are form-encoded (RFC 6749 §2.3.1), or the form.
fn is_our_client(asked: &Asked<'_>) -> bool {
    let decoded = |text: &str| {
        let pair = format!("v={text}");
        let first = url::form_urlencoded::parse(pair.as_bytes()).next();
        first.map_or(String::new(), |(_, value)| value.into_owned())
    };
    match asked.basic() {
        Some((id, secret)) => decoded(&id) == CLIENT_ID && decoded(&secret) == CLIENT_SECRET,
        None => asked.form("client_id") == CLIENT_ID && asked.form("client_secret") == CLIENT_SECRET,
    }
}

fn tokens(idp: &Idp, grant: &Grant, now: DateTime<Utc>) -> anyhow::Result<Value> {
    let access_token = idp.keep_access(Access {
        person: grant.person.clone(),
        fault: grant.fault,
        made_at: now,
    })?;
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIVES.num_seconds(),
        "id_token": id_token(idp, grant, &access_token, now)?,
    }))
}

fn id_token(idp: &Idp, grant: &Grant, access_token: &str, now: DateTime<Utc>) -> anyhow::Result<String> {
    let fault = grant.fault;
    let or = |wrong: Fault, other: &str, right: &str| if fault == wrong { other } else { right }.to_owned();
    let issued = if fault == Fault::Expired {
        now - TimeDelta::days(1)
    } else {
        now
    };
    let hash = Sha256::digest(access_token);
    let half = hash.get(..16).unwrap_or_default();
    let mut claims = json!({
        "iss": or(Fault::WrongIssuer, "https://other-provider.example", &idp.issuer),
        "sub": grant.person.subject,
        "aud": or(Fault::WrongAudience, "another-client", CLIENT_ID),
        "iat": issued.timestamp(),
        "auth_time": issued.timestamp(),
        "exp": (issued + TOKEN_LIVES).timestamp(),
        "at_hash": URL_SAFE_NO_PAD.encode(half),
    });
    // Only a client that asks at userinfo notices another person there.
    let mut about = match fault {
        Fault::OtherPerson => json!({}),
        _ => person(&grant.person, fault),
    };
    if !grant.nonce.is_empty() {
        about["nonce"] = json!(or(Fault::WrongNonce, "a-nonce-that-nobody-sent", &grant.nonce));
    }
    if let (Some(claims), Value::Object(about)) = (claims.as_object_mut(), about) {
        claims.extend(about);
    }
    let header = match fault {
        Fault::Unsigned => json!({ "alg": "none", "typ": "JWT" }),
        _ => json!({ "alg": "ES256", "typ": "JWT", "kid": KEY_ID }),
    };
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let signature = match fault {
        Fault::Unsigned => Vec::new(),
        Fault::WrongKey => idp.stranger.sign(signed.as_bytes())?,
        _ => idp.signer.sign(signed.as_bytes())?,
    };
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn person(person: &Person, fault: Fault) -> Value {
    let (given, family) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    let mut about = json!({ "name": person.name, "given_name": given, "family_name": family });
    if fault != Fault::NoMail {
        about["email"] = json!(person.mail);
        about["email_verified"] = json!(person.verified && fault != Fault::Unverified);
    }
    about
}

pub(super) fn userinfo(asked: &Asked<'_>, state: &State) -> HttpResponse {
    let token = asked.bearer().unwrap_or_default();
    let access = state.idp.tokens().get(token).cloned();
    let now = state.now();
    let Some(access) = access.filter(|access| now - access.made_at <= TOKEN_LIVES) else {
        return HttpResponse::Unauthorized()
            .insert_header(("WWW-Authenticate", "Bearer error=\"invalid_token\""))
            .finish();
    };
    let mut about = person(&access.person, access.fault);
    about["sub"] = match access.fault {
        Fault::OtherPerson => json!("w-somebody-else"),
        _ => json!(access.person.subject),
    };
    answer_json(200, &about)
}
