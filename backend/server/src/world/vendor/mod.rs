//! What a vendor's host answers. Every host answers the same paths.

mod client;
mod faults;
mod federation;
mod login;
mod logo;
mod metadata;
mod signed;

use actix_web::HttpResponse;
use serde::Serialize;

use super::asked::{Asked, answer as kind, html, not_found, text};
use super::hosts::Vendor;
use super::state::State;

pub(super) use faults::answer as faulty;
pub(super) use login::LOGINS;
pub(super) use metadata::Documents;

#[derive(Serialize)]
struct Website<'a> {
    title: String,
    vendor: &'a str,
    base: &'a str,
    paragraphs: Vec<String>,
}

const XML: &str = "application/samlmetadata+xml";

pub(super) fn answer(vendor: &'static Vendor, asked: &Asked<'_>, state: &State) -> HttpResponse {
    let path = asked.path.as_str();
    if path == "/login" || path.starts_with("/login/") || path == "/login.js" {
        return login::answer(vendor, asked, state);
    }
    if let Some(variant) = path.strip_prefix("/saml/metadata") {
        return match state.documents.saml(&asked.host, variant, state.now()) {
            Ok(Some(document)) => kind(200, XML, document),
            Ok(None) => not_found(asked),
            Err(error) => text(500, &format!("The fake world has a fault: {error:#}\n")),
        };
    }
    match path {
        "/FederationMetadata/2007-06/FederationMetadata.xml" => kind(
            200,
            XML,
            federation::document(vendor, &asked.host, &state.documents),
        ),
        "/logo.svg" => kind(200, "image/svg+xml", logo::svg(vendor)),
        "/logo-with-script.svg" => kind(200, "image/svg+xml", logo::hostile_svg(vendor)),
        "/logo.png" => match logo::png(vendor) {
            Ok(picture) => kind(200, "image/png", picture),
            Err(error) => text(500, &format!("The fake world has a fault: {error:#}\n")),
        },
        "/.well-known/oin-challenge.txt" => match state.challenge_files().get(&asked.host) {
            Some(content) => text(200, &format!("{content}\n")),
            None => not_found(asked),
        },
        _ => match client::document(vendor, asked, state) {
            Some(answer) => answer,
            None if is_endpoint(path) => endpoint(asked),
            None => website(vendor, asked, state),
        },
    }
}

/// Whether a path is where messages go: the last part says so, as it does in
/// the demo listings.
fn is_endpoint(path: &str) -> bool {
    path.split('/').any(|part| {
        matches!(
            part,
            "acs" | "slo" | "callback" | "cb" | "reply" | "wsfed" | "logged-out"
        )
    }) || path == "/saml"
}

/// Takes messages and says so. Nobody is signed in: that is for the test runs.
fn endpoint(asked: &Asked<'_>) -> HttpResponse {
    if asked.is_post || !asked.query("code").is_empty() || !asked.query("SAMLResponse").is_empty() {
        return text(200, "Taken.\n");
    }
    HttpResponse::MethodNotAllowed()
        .insert_header(("Allow", "POST"))
        .insert_header(("Content-Type", "text/plain; charset=utf-8"))
        .body("Messages are posted to this address.\n")
}

fn website(vendor: &Vendor, asked: &Asked<'_>, state: &State) -> HttpResponse {
    let name = vendor.name;
    let (title, paragraphs) = match asked.path.as_str() {
        "/" => (
            name.to_owned(),
            vec![vendor.sells.to_owned(), "This vendor does not exist.".to_owned()],
        ),
        "/support" => (
            format!("{name} support"),
            vec![
                format!("Write to support@{}.", vendor.domain),
                "We answer within one business day.".to_owned(),
            ],
        ),
        "/docs/sso" => (
            format!("Single sign-on with {name}"),
            vec![
                "Open Settings, then Security, then Single sign-on.".to_owned(),
                format!(
                    "Give your identity provider https://{}/saml/metadata.",
                    asked.host
                ),
            ],
        ),
        // Where sign-on starts: an identity provider would be asked from here.
        "/saml/start" | "/auth/start" | "/oidc/start" => (
            format!("Sign in to {name}"),
            vec!["Your company's identity provider would be asked now.".to_owned()],
        ),
        "/home" => (name.to_owned(), vec!["You would be at work now.".to_owned()]),
        _ => return not_found(asked),
    };
    let page = Website {
        title,
        vendor: name,
        base: &asked.base,
        paragraphs,
    };
    html(200, state.pages.render("website", &page))
}
