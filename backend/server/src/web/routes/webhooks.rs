//! Webhooks of orgs.

use actix_web::web;

use super::at;
use crate::web::api::webhooks::{self, messages};
use crate::web::pages::portal::org as pages;

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(
        at("/portal/webhooks")
            .get(pages::webhooks::get)
            .post(pages::webhooks::add),
    )
    .service(at("/portal/webhooks/{id}").get(pages::webhook::get))
    .service(at("/portal/webhooks/{id}/{what}").post(pages::webhook::post))
    .service(at("/api/v1/webhooks").get(webhooks::list).post(webhooks::post))
    .service(
        at("/api/v1/webhooks/{id}")
            .get(webhooks::get)
            .patch(webhooks::patch)
            .delete(webhooks::delete),
    )
    .service(at("/api/v1/webhooks/{id}/rotate").post(webhooks::rotate))
    .service(at("/api/v1/webhooks/{id}/test").post(messages::test))
    .service(at("/api/v1/webhooks/{id}/messages").get(messages::list))
    .service(at("/api/v1/webhooks/{id}/messages/{message}").get(messages::get))
    .service(at("/api/v1/webhooks/{id}/messages/{message}/send").post(messages::send));
}
