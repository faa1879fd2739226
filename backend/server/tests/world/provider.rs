//! The identity provider: its tokens hold before openidconnect, and each fault is one that a
//! careful client notices.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone as _, Utc};
use oin_domain::choice::Choice as _;
use oin_server::outbound::OidcClient;
use oin_server::world::{CLIENT_ID, CLIENT_SECRET, Fault};
use openidconnect::core::{CoreClient, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _,
};
use url::Url;

use super::{Met, wait};

const BACK: &str = "http://localhost:8080/sign-in/back/fake-world";

/// What a sign-in with a fault ended with.
#[derive(Debug, PartialEq, Eq)]
enum End {
    In { mail: Option<String>, verified: bool },
    OtherState,
    OtherIssuer,
    NoTokens,
    BadToken(String),
    BadUserInfo,
}

/// Signs in as a careful client does.
async fn sign_in(met: &Met, person: &[(&str, &str)], fault: Fault) -> End {
    let provider = met.world.sign_in_provider();
    let http = OidcClient(met.outbound.clone());
    let issuer = IssuerUrl::new(provider.issuer.clone()).unwrap();
    let discovered = CoreProviderMetadata::discover_async(issuer, &http).await.unwrap();
    let client = CoreClient::from_provider_metadata(
        discovered,
        ClientId::new(CLIENT_ID.to_owned()),
        Some(ClientSecret::new(CLIENT_SECRET.to_owned())),
    )
    .set_redirect_uri(RedirectUrl::new(BACK.to_owned()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let back = answer_form(met, &url, person, fault).await;
    let sent: BTreeMap<_, _> = back.query_pairs().into_owned().collect();
    if sent["state"] != *state.secret() {
        return End::OtherState;
    }
    if sent["iss"] != provider.issuer {
        return End::OtherIssuer;
    }
    let code = AuthorizationCode::new(sent["code"].clone());
    let request = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let Ok(tokens) = request.request_async(&http).await else {
        return End::NoTokens;
    };
    let verifier = client.id_token_verifier();
    let token = tokens.id_token().unwrap();
    let claims = match token.claims(&verifier, &nonce) {
        Ok(claims) => claims,
        Err(error) => return End::BadToken(error.to_string()),
    };
    let subject = claims.subject().clone();
    let asked = client
        .user_info(tokens.access_token().clone(), Some(subject))
        .unwrap();
    let about: Result<CoreUserInfoClaims, _> = asked.request_async(&http).await;
    let Ok(about) = about else {
        return End::BadUserInfo;
    };
    assert_eq!(about.email(), claims.email());
    End::In {
        mail: claims.email().map(|mail| mail.to_string()),
        verified: claims.email_verified().unwrap_or(false),
    }
}

/// Opens the form, fills it in and sends it; returns where it leads.
async fn answer_form(met: &Met, url: &Url, person: &[(&str, &str)], fault: Fault) -> Url {
    let browser = met.browser();
    let page = browser.get(url.clone()).send().await.unwrap();
    assert_eq!(page.status(), 200, "{url}");
    let page = page.text().await.unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url.query_pairs() {
        assert!(
            page.contains(&format!("name=\"{name}\"")),
            "{name} is not carried"
        );
        form.append_pair(&name, &value);
    }
    form.extend_pairs(person);
    form.append_pair("fault", fault.as_str())
        .append_pair("answer", "yes");
    let to = url.join("/authorize").unwrap();
    let answer = browser.post(to).body(form.finish()).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

const ADA: &[(&str, &str)] = &[("person", "w-1001")];

#[test]
fn its_tokens_hold_before_openidconnect() {
    wait(async {
        let met = Met::new().await;
        let ada = End::In {
            mail: Some("ada@quillwharf.example".to_owned()),
            verified: true,
        };
        assert_eq!(sign_in(&met, ADA, Fault::None).await, ada);
        let other = [
            ("person", "other"),
            ("name", "Eve"),
            ("mail", "eve@quillhaven.example"),
        ];
        let eve = End::In {
            mail: Some("eve@quillhaven.example".to_owned()),
            verified: false,
        };
        assert_eq!(sign_in(&met, &other, Fault::None).await, eve);
        met.world.stop().await.unwrap();
    });
}

#[test]
fn a_careful_client_notices_every_fault() {
    wait(async {
        let met = Met::new().await;
        for fault in Fault::ALL.iter().copied() {
            let end = sign_in(&met, ADA, fault).await;
            let noticed = match fault {
                Fault::None => matches!(end, End::In { verified: true, .. }),
                Fault::Unverified => matches!(
                    end,
                    End::In {
                        mail: Some(_),
                        verified: false
                    }
                ),
                Fault::NoMail => matches!(end, End::In { mail: None, .. }),
                Fault::WrongState => end == End::OtherState,
                Fault::OtherProvider => end == End::OtherIssuer,
                Fault::UsedCode | Fault::Down => end == End::NoTokens,
                Fault::WrongNonce
                | Fault::WrongIssuer
                | Fault::WrongAudience
                | Fault::Expired
                | Fault::WrongKey
                | Fault::Unsigned => matches!(end, End::BadToken(_)),
                Fault::OtherPerson => end == End::BadUserInfo,
            };
            assert!(noticed, "{fault}: {end:?}");
        }
        met.world.stop().await.unwrap();
    });
}

#[test]
fn a_code_is_redeemed_once_by_its_client_with_its_verifier() {
    // A clock that stands still: only use ends a code here.
    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 12, 1, 12, 0, 0).unwrap()
    }
    wait(async {
        let met = Met::at(now).await;
        let issuer = met.world.sign_in_provider().issuer;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut url = Url::parse(&format!("{issuer}/authorize")).unwrap();
        url.query_pairs_mut().extend_pairs([
            ("client_id", CLIENT_ID),
            ("redirect_uri", BACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ]);
        let redeem = async |secret: &str, verifier: &str, back: &str| {
            let back_to = answer_form(&met, &url, ADA, Fault::None).await;
            let code = back_to
                .query_pairs()
                .find(|(name, _)| name == "code")
                .unwrap()
                .1
                .into_owned();
            let mut statuses = Vec::new();
            for _ in 0..2 {
                let form = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs([
                        ("grant_type", "authorization_code"),
                        ("client_id", CLIENT_ID),
                        ("client_secret", secret),
                        ("code", &code),
                        ("code_verifier", verifier),
                        ("redirect_uri", back),
                    ])
                    .finish();
                let to = format!("{issuer}/token");
                let answer = met.browser().post(to).body(form).send().await.unwrap();
                statuses.push(answer.status().as_u16());
            }
            statuses
        };
        let right = verifier.secret().as_str();
        assert_eq!(redeem(CLIENT_SECRET, right, BACK).await, [200, 400]);
        assert_eq!(redeem("guess", right, BACK).await, [401, 401]);
        assert_eq!(redeem(CLIENT_SECRET, "guess", BACK).await, [400, 400]);
        assert_eq!(
            redeem(CLIENT_SECRET, right, "http://localhost/").await,
            [400, 400]
        );
        // Wrong requests: to the client when it is known, to the person when it is not.
        for (name, value, status) in [
            ("client_id", "stranger", 400),
            ("redirect_uri", "javascript:alert(1)", 400),
            ("response_type", "token", 303),
            ("scope", "email", 303),
            ("code_challenge_method", "plain", 303),
        ] {
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            let mut wrong = url.clone();
            wrong.query_pairs_mut().clear().extend_pairs(
                pairs
                    .iter()
                    .map(|(n, v)| (n.as_str(), if n == name { value } else { v.as_str() })),
            );
            let answer = met.browser().get(wrong).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{name}={value}");
        }
        met.world.stop().await.unwrap();
    });
}
