//! Accounts: signing up, in and out.

use actix_web::web;

use super::at;
use crate::web::pages::account::{confirm, reset, sign_in, sign_up};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(at("/sign-up").get(sign_up::get).post(sign_up::post))
        .service(at("/sign-up/again").post(sign_up::send_again))
        .service(at("/confirm-address").get(confirm::get).post(confirm::post))
        .service(at("/sign-in").get(sign_in::get).post(sign_in::post))
        .service(at("/sign-out").post(sign_in::out))
        .service(at("/forgot-password").get(reset::forgot).post(reset::send))
        .service(at("/reset-password").get(reset::get).post(reset::post));
}
