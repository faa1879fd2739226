//! OIDC client metadata (RFC 7591) of a vendor's app, and its keys.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::super::asked::{Asked, json as answer};
use super::super::hosts::Vendor;
use super::super::state::State;

pub(super) fn document(vendor: &Vendor, asked: &Asked<'_>, state: &State) -> Option<HttpResponse> {
    let host = &asked.host;
    let at = |path: &str| format!("https://{host}{path}");
    let mut client = json!({
        "client_name": vendor.name,
        "client_uri": format!("https://{}/", vendor.domain),
        "logo_uri": format!("https://{}/logo.png", vendor.domain),
        "contacts": [format!("identity@{}", vendor.domain)],
        "redirect_uris": [at("/auth/callback")],
        "post_logout_redirect_uris": [at("/auth/logged-out")],
        "initiate_login_uri": at("/auth/start"),
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": "openid profile email",
        "token_endpoint_auth_method": "client_secret_basic",
    });
    let mut set = |name: &str, value: Value| {
        if let Some(members) = client.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    };
    match asked.path.as_str() {
        "/oidc/client.json" => {}
        "/oidc/client-key.json" => {
            set("token_endpoint_auth_method", json!("private_key_jwt"));
            set("jwks_uri", json!(at("/oidc/jwks.json")));
        }
        "/oidc/client-wildcard.json" => set(
            "redirect_uris",
            json!([
                format!("http://{host}/auth/callback"),
                format!("https://*.{}/auth/callback", vendor.domain)
            ]),
        ),
        "/oidc/jwks.json" => return Some(answer(200, &state.documents.key_set())),
        _ => return None,
    }
    Some(answer(200, &client))
}
