//! The second factor: setting it up and proving it.

use actix_web::web;

use super::at;
use crate::web::pages::account::{factors, prove};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(at("/sign-in/second-factor").get(prove::ask).post(prove::finish))
        .service(at("/account/prove").get(prove::ask_again).post(prove::again))
        .service(
            at("/account/second-factor")
                .get(factors::get)
                .post(factors::confirm),
        )
        .service(at("/account/second-factor/remove").post(factors::remove))
        .service(at("/account/recovery-codes").post(factors::renew_codes));
}
