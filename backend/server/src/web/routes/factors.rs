//! Ways to prove who one is beside the password: the second factor, accounts at providers.

use actix_web::web;

use super::at;
use crate::web::pages::account::{company, elsewhere, factors, identities, passkeys, prove};

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
        .service(at("/sign-in/second-factor/begin").post(prove::begin_finishing))
        .service(at("/sign-in/second-factor/passkey").post(prove::finish_by_passkey))
        .service(at("/account/prove/begin").post(prove::begin_again))
        .service(at("/account/prove/passkey").post(prove::again_by_passkey))
        .service(at("/account/passkeys").post(passkeys::add))
        .service(at("/account/passkeys/begin").post(passkeys::begin))
        .service(at("/account/passkeys/rename").post(passkeys::rename))
        .service(at("/account/passkeys/remove").post(passkeys::remove))
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
