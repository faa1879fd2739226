//! Wishes for automated provisioning, by page and by API.

use actix_web::web;

use super::{at, read};
use crate::web::api::provisioning as api;
use crate::web::pages::provisioning::{desk, portal, public};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/api/v1/provisioning-requests", api::desk::get))
        .service(read("/api/v1/provisioning-requests/{id}", api::desk::one))
        .service(at("/api/v1/provisioning-requests/{id}/{action}").post(api::desk::post))
        .service(
            at("/api/v1/org/provisioning-requests")
                .get(api::own::list)
                .post(api::own::post),
        )
        .service(
            at("/api/v1/org/provisioning-requests/{id}")
                .get(api::own::get)
                .put(api::own::put),
        )
        .service(at("/api/v1/org/provisioning-requests/{id}/vote").put(api::own::vote))
        .service(read("/request", public::list))
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
