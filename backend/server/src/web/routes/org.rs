//! Orgs: members, invitations, tokens; by page and by API.

use actix_web::web;

use super::at;
use crate::web::api;
use crate::web::pages::account::{invitation, transfer};
use crate::web::pages::admin::trials;
use crate::web::pages::portal::org::{domains, members, new, overview, tokens, transfers};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(at("/invitation").get(invitation::get).post(invitation::post))
        .service(at("/portal/org").get(overview::get))
        .service(at("/portal/org/name").post(overview::rename))
        .service(at("/portal/org/new").get(new::get).post(new::post))
        .service(at("/portal/org/choose").post(new::choose))
        .service(at("/portal/org/members/role").post(members::change_role))
        .service(at("/portal/org/members/remove").post(members::remove))
        .service(at("/portal/org/leave").post(members::leave))
        .service(at("/portal/org/invitations").post(members::invite))
        .service(at("/portal/org/invitations/withdraw").post(members::withdraw))
        .service(at("/portal/org/trial").post(overview::ask_longer))
        .service(at("/portal/org/domains").get(domains::get).post(domains::add))
        .service(at("/portal/org/domains/check").post(domains::check))
        .service(at("/portal/org/domains/drop").post(domains::drop))
        .service(
            at("/portal/org/transfers")
                .get(transfers::get)
                .post(transfers::offer),
        )
        .service(at("/portal/org/transfers/withdraw").post(transfers::withdraw))
        .service(at("/transfer").get(transfer::get))
        .service(at("/transfer/accept").post(transfer::accept))
        .service(at("/transfer/decline").post(transfer::decline))
        .service(at("/admin/trials").get(trials::get).post(trials::post))
        .service(at("/portal/tokens").get(tokens::get).post(tokens::make))
        .service(at("/portal/tokens/end").post(tokens::end))
        .service(at("/api/v1/org").get(api::org::get).patch(api::org::patch))
        .service(at("/api/v1/org/members").get(api::org::members::list))
        .service(
            at("/api/v1/org/members/{id}")
                .patch(api::org::members::patch)
                .delete(api::org::members::delete),
        )
        .service(
            at("/api/v1/org/invitations")
                .get(api::org::invitations::list)
                .post(api::org::invitations::post),
        )
        .service(
            at("/api/v1/org/transfers")
                .get(api::org::transfers::list)
                .post(api::org::transfers::post),
        )
        .service(at("/api/v1/org/transfers/accept").post(api::org::transfers::accept))
        .service(at("/api/v1/org/transfers/decline").post(api::org::transfers::decline))
        .service(at("/api/v1/org/transfers/{id}").delete(api::org::transfers::delete))
        .service(at("/api/v1/org/trial").post(api::org::trial::post))
        .service(
            at("/api/v1/org/claims")
                .get(api::org::claims::list)
                .post(api::org::claims::post),
        )
        .service(at("/api/v1/org/claims/{id}").delete(api::org::claims::delete))
        .service(at("/api/v1/org/claims/{id}/object").post(api::org::claims::object))
        .service(
            at("/api/v1/org/domains")
                .get(api::org::domains::list)
                .post(api::org::domains::post),
        )
        .service(at("/api/v1/org/domains/{domain}").delete(api::org::domains::delete))
        .service(at("/api/v1/org/domains/{domain}/check").post(api::org::domains::check))
        .service(at("/api/v1/org/invitations/{id}").delete(api::org::invitations::delete))
        .service(
            at("/api/v1/tokens")
                .get(api::tokens::list)
                .post(api::tokens::post),
        )
        .service(at("/api/v1/tokens/{id}").delete(api::tokens::delete));
}
