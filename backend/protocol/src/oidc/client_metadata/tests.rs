use super::*;

const FULL: &str = r##"{
  "client_name": "Example CRM", "client_name#ja-Jpan-JP": "クライアント名",
  "redirect_uris": ["https://crm.example.com/oidc/callback", "https://crm.example.com/oidc/callback2"],
  "initiate_login_uri": "https://crm.example.com/oidc/start",
  "post_logout_redirect_uris": ["https://crm.example.com/bye"],
  "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://crm.example.com/jwks.json",
  "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
  "scope": "openid profile  email", "contacts": ["sso@example.com"], "logo_uri": "https://crm.example.com/logo.png",
  "client_uri": "https://crm.example.com/", "tos_uri": null, "application_type": "web", "x_private": {"a": [1, 2.5, true, null]}
}"##;

fn refused(document: &str) -> Vec<(&'static str, String)> {
    let refusal = read(document.as_bytes()).expect_err("to be refused");
    refusal
        .findings()
        .map(|finding| {
            (
                finding.code.as_str(),
                finding.place.clone().map(|place| place.path).unwrap_or_default(),
            )
        })
        .collect()
}

fn with(members: &str) -> String {
    format!("{{\"redirect_uris\":[\"https://a.test/cb\"],{members}}}")
}

fn codes(document: &str) -> Vec<&'static str> {
    let metadata = read(document.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
    metadata
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn reads_every_member_with_its_pointer() {
    let client = read(FULL.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(
        client.redirect_uris[1].value,
        "https://crm.example.com/oidc/callback2"
    );
    assert_eq!(client.redirect_uris[1].place.path, "/redirect_uris/1");
    assert_eq!(
        client.initiate_login_uri.map(|read| read.value),
        Some("https://crm.example.com/oidc/start".into())
    );
    assert_eq!(client.post_logout_redirect_uris.len(), 1);
    assert_eq!(client.token_endpoint_auth_method.value, "private_key_jwt");
    assert!(matches!(client.keys, Keys::Address(read) if read.place.path == "/jwks_uri"));
    assert_eq!(client.grant_types.len(), 2);
    assert_eq!(
        client
            .scopes
            .iter()
            .map(|scope| scope.value.as_str())
            .collect::<Vec<_>>(),
        ["openid", "profile", "email"]
    );
    assert_eq!(
        client.client_name.map(|read| read.value),
        Some("Example CRM".into())
    );
    assert_eq!(client.local_names[0].0, "ja-Jpan-JP");
    assert!(client.tos_uri.is_none());
    assert_eq!(client.findings.len(), 1);
    assert_eq!(
        client.findings[0].place.as_ref().map(|place| place.path.as_str()),
        Some("/x_private")
    );
}

#[test]
fn fills_in_what_the_standard_says_of_silence() {
    let client = read(br#"{"redirect_uris":["https://a.test/cb"]}"#).expect("to be read");
    assert_eq!(client.token_endpoint_auth_method.value, "client_secret_basic");
    assert_eq!(client.grant_types[0].value, "authorization_code");
    assert_eq!(client.response_types[0].value, "code");
    assert_eq!(client.grant_types[0].place.path, "");
    assert!(client.findings.is_empty());
}

#[test]
fn refuses_addresses_that_are_not_public_https_ones() {
    for (address, code) in [
        ("http://a.test/cb", "oidc_uri_not_https"),
        ("http://localhost:3000/cb", "oidc_uri_not_https"),
        ("https://localhost/cb", "oidc_uri_loopback"),
        ("https://127.0.0.1/cb", "oidc_uri_loopback"),
        ("https://0x7f.1/cb", "oidc_uri_loopback"),
        ("https://[::1]/cb", "oidc_uri_loopback"),
        ("com.example.app:/cb", "oidc_uri_scheme"),
        ("javascript:alert(1)", "oidc_uri_scheme"),
        ("https://a.test/cb#x", "oidc_uri_fragment"),
        ("https://u:p@a.test/cb", "oidc_uri_userinfo"),
        ("https://*.a.test/cb", "oidc_uri_invalid"),
        ("a.test/cb", "oidc_uri_invalid"),
        ("https://a.test/\\u0000cb", "oidc_uri_invalid"),
    ] {
        let found = refused(&format!(
            "{{\"redirect_uris\":[\"https://ok.test/\",\"{address}\"]}}"
        ));
        assert_eq!(found, [(code, "/redirect_uris/1".to_owned())], "{address}");
        let found = refused(&with(&format!("\"initiate_login_uri\":\"{address}\"")));
        assert_eq!(found, [(code, "/initiate_login_uri".to_owned())], "{address}");
    }
}

#[test]
fn refuses_json_that_readers_understand_differently() {
    let first = |document: &[u8]| read(document).expect_err("to be refused").code().as_str();
    assert_eq!(
        first(br#"{"redirect_uris":["https://a.test/"],"redirect_uris":["https://b.test/"]}"#),
        "json_duplicate_key"
    );
    assert_eq!(first(br#"{"jwks":{"keys":[],"keys":[]}}"#), "json_duplicate_key");
    assert_eq!(first(br#"{"a":1,"\u0061":2}"#), "json_duplicate_key");
    assert_eq!(first("[".repeat(10_000).as_bytes()), "json_too_deep");
    assert_eq!(
        first(format!("{{\"a\":{}}}", "[".repeat(17)).as_bytes()),
        "json_too_deep"
    );
    for broken in [
        "{",
        "{\"a\":NaN}",
        "{\"a\":1e999}",
        "{\"a\":\"\\ud800\"}",
        "{}{}",
        "{'a':1}",
        "{\"a\":01}",
    ] {
        assert_eq!(first(broken.as_bytes()), "json_malformed", "{broken}");
    }
    assert_eq!(first("\u{feff}{}".as_bytes()), "oidc_redirect_missing");
    for other in [
        "",
        " \n",
        "<!doctype html>",
        "https://app.test/client.json\n",
        "eyJhbGciOiJub25lIn0.e30.",
    ] {
        assert_eq!(first(other.as_bytes()), "json_not_json", "{other}");
    }
    let export =
        read(br#"{"clientId": "x", "redirectUris": ["https://app.test/*"]}"#).expect_err("no RFC 7591");
    assert!(
        export.to_string().contains("whether its redirectUris holds"),
        "{export}"
    );
    assert_eq!(first(b"{\"a\":\"\xff\"}"), "json_encoding");
    assert_eq!(first(&vec![b' '; json::MAX_BYTES + 1]), "json_too_large");
    assert_eq!(first(b"[]"), "oidc_not_metadata");
    assert_eq!(
        first(br#"{"issuer":"https://op.test","authorization_endpoint":"https://op.test/a"}"#),
        "oidc_provider_metadata"
    );
}

#[test]
fn refuses_wrong_types_and_sizes() {
    assert_eq!(
        refused("{}"),
        [("oidc_redirect_missing", "/redirect_uris".into())]
    );
    assert_eq!(
        refused(r#"{"redirect_uris":"https://a.test/"}"#),
        [("oidc_type", "/redirect_uris".into())]
    );
    assert_eq!(
        refused(r#"{"redirect_uris":[1]}"#),
        [("oidc_type", "/redirect_uris/0".into())]
    );
    assert_eq!(
        refused(&with(r#""client_name":7"#)),
        [("oidc_type", "/client_name".into())]
    );
    assert_eq!(
        refused(&with(&format!("\"client_name\":\"{}\"", "x".repeat(1_025)))),
        [("oidc_too_long", "/client_name".into())]
    );
    let many = vec!["\"https://a.test/\""; MAX_ENTRIES + 1].join(",");
    assert_eq!(
        refused(&format!("{{\"redirect_uris\":[{many}]}}")),
        [("oidc_too_long", "/redirect_uris".into())]
    );
}

#[test]
fn judges_authentication_and_keys() {
    assert_eq!(
        refused(&with(r#""token_endpoint_auth_method":"tls_client_auth""#))[0].0,
        "oidc_auth_method"
    );
    assert_eq!(
        refused(&with(r#""token_endpoint_auth_method":"private_key_jwt""#))[0].0,
        "oidc_keys_missing"
    );
    assert_eq!(
        refused(&with(
            r#""jwks_uri":"https://a.test/j","jwks":{"keys":[{"kty":"RSA"}]}"#
        ))[0]
            .0,
        "oidc_keys"
    );
    for jwks in [
        r#"{"keys":[]}"#,
        "{}",
        "[]",
        r#"{"keys":[{"kty":"oct","k":"x"}]}"#,
        r#"{"keys":[{"kty":"RSA","n":"x","e":"AQAB","d":"x"}]}"#,
        r#"{"keys":[{}]}"#,
    ] {
        assert_eq!(
            refused(&with(&format!("\"jwks\":{jwks}")))[0].0,
            "oidc_keys",
            "{jwks}"
        );
    }
    assert!(
        codes(&with(
            r#""jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"x","y":"y"}]}"#
        ))
        .is_empty()
    );
}

#[test]
fn warns_of_what_is_not_offered() {
    assert_eq!(
        codes(&with(r#""grant_types":["implicit"]"#)),
        ["oidc_grant", "oidc_grant"]
    );
    assert_eq!(
        codes(&with(r#""response_types":["code id_token"]"#)),
        ["oidc_response_type"]
    );
    assert_eq!(codes(&with(r#""scope":"profile""#)), ["oidc_scope"]);
    assert_eq!(codes(&with(r#""client_secret":"hunter2""#)), ["oidc_secret"]);
    assert_eq!(
        codes(r#"{"redirect_uris":["https://a.test/","https://a.test/"]}"#),
        ["oidc_uri_duplicate"]
    );
}
