//! Login pages of every kind, with two people who may come in.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::asked::{Asked, answer as kind, html, not_found};
use super::super::hosts::Vendor;
use super::super::state::State;

/// User names and passwords that let in, everywhere.
pub(in super::super) const LOGINS: &[(&str, &str)] = &[
    ("tess.tester", "planted-hedge-forty-two"),
    ("theo.tester", "quiet-harbour-nineteen"),
];

const SCRIPT: &str = include_str!("../pages/login.js");

#[derive(Serialize)]
struct Login<'a> {
    vendor: &'a str,
    base: &'a str,
    user: &'a str,
    wrong: bool,
}

pub(super) fn answer(vendor: &Vendor, asked: &Asked<'_>, state: &State) -> HttpResponse {
    let page = |status: u16, name: &str, wrong: bool| {
        let login = Login {
            vendor: vendor.name,
            base: &asked.base,
            user: asked.form("username"),
            wrong,
        };
        html(status, state.pages.render(name, &login))
    };
    let lets_in = |user: &str, password: &str| LOGINS.contains(&(user, password));
    match (asked.path.as_str(), asked.is_post) {
        ("/login", true) if lets_in(asked.form("username"), asked.form("password")) => {
            page(200, "signed_in", false)
        }
        ("/login", true) => page(200, "login", true),
        ("/login", false) => page(200, "login", false),
        ("/login/company", false) => page(200, "login_company", false),
        ("/login/two-step", false) => page(200, "login_user", false),
        ("/login/two-step", true) => page(200, "login_password", false),
        ("/login/framed", false) => page(200, "login_framed", false),
        ("/login/scripted", false) => page(200, "login_scripted", false),
        ("/login/captcha", false) => page(200, "login_captcha", false),
        ("/login/elsewhere", false) => page(200, "login_elsewhere", false),
        ("/login/basic", _) => match asked.basic() {
            Some((user, password)) if lets_in(&user, &password) => page(200, "signed_in", false),
            _ => HttpResponse::Unauthorized()
                .insert_header(("WWW-Authenticate", "Basic realm=\"Staff\", charset=\"UTF-8\""))
                .insert_header(("Content-Type", "text/plain; charset=utf-8"))
                .body("Sign in first.\n"),
        },
        ("/login.js", false) => kind(200, "text/javascript; charset=utf-8", SCRIPT),
        _ => not_found(asked),
    }
}
