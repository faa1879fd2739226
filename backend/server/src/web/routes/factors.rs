//! Ways to prove who one is beside the password: the second factor, accounts at providers.

use actix_web::web;

use super::at;
use crate::web::pages::account::{company, elsewhere, factors, identities, prove};

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
        .service(at("/account/recovery-codes").post(factors::renew_codes))
        .service(at("/sign-in/with/{provider}").get(elsewhere::go))
        .service(at("/sign-in/back/{provider}").get(elsewhere::back))
        .service(at("/sign-up/company").get(company::get).post(company::post))
        .service(at("/account/identities").get(identities::get))
        .service(at("/account/identities/with/{provider}").get(identities::go))
        .service(
            at("/account/identities/confirm")
                .get(identities::ask)
                .post(identities::link),
        )
        .service(at("/account/identities/remove").post(identities::unlink));
}
