//! Accounts: signing up, in and out.

use actix_web::web;

use super::at;
use crate::web::pages::account::{confirm, moving, own, reset, sign_in, sign_up, staff_tokens};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(at("/sign-up").get(sign_up::get).post(sign_up::post))
        .service(at("/sign-up/again").post(sign_up::send_again))
        .service(at("/confirm-address").get(confirm::get).post(confirm::post))
        .service(at("/sign-in").get(sign_in::get).post(sign_in::post))
        .service(at("/sign-out").post(sign_in::out))
        .service(at("/forgot-password").get(reset::forgot).post(reset::send))
        .service(at("/reset-password").get(reset::get).post(reset::post))
        .service(at("/account").get(own::get))
        .service(at("/account/name").post(own::rename))
        .service(at("/account/password").post(own::change_password))
        .service(at("/account/sessions/end").post(own::end_session))
        .service(at("/account/sessions/end-others").post(own::end_other_sessions))
        .service(at("/account/mail").get(moving::get).post(moving::post))
        .service(at("/account/mail/ask").post(own::ask_mail))
        .service(
            at("/account/tokens")
                .get(staff_tokens::get)
                .post(staff_tokens::make),
        )
        .service(at("/account/tokens/end").post(staff_tokens::end))
        .service(at("/account/export").get(own::export))
        .service(at("/account/close").post(own::close));
}
