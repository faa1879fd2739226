//! Wishes for automated provisioning.

use actix_web::web;

use super::{at, read};
use crate::web::pages::provisioning::{desk, portal, public};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/request", public::list))
        .service(at("/request/new").get(portal::new).post(portal::ask))
        .service(read("/request/{id}", public::get))
        .service(at("/request/{id}/vote").post(public::vote))
        .service(read("/portal/provisioning", portal::list))
        .service(
            at("/portal/provisioning/{id}")
                .get(portal::get)
                .post(portal::complete),
        )
        .service(read("/review/provisioning", desk::list))
        .service(read("/review/provisioning/{id}", desk::get))
        .service(at("/review/provisioning/{id}/{what}").post(desk::post));
}
