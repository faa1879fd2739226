//! The way to the second tier, for reviewers and for the ISV; by page and by API.

use actix_web::web;

use super::{at, read};
use crate::web::api::verifications::{act, board, own};
use crate::web::pages::verification::{desk, portal};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/api/v1/verifications", board::get))
        .service(read("/api/v1/verifications/{slug}", board::one))
        .service(at("/api/v1/verifications/{slug}/runs").post(act::record))
        .service(at("/api/v1/verifications/{slug}/{action}").post(act::post))
        .service(read("/api/v1/org/verifications/{slug}", own::get))
        .service(at("/api/v1/org/verifications/{slug}/{action}").post(own::post))
        .service(read("/review/verification", desk::list))
        .service(read("/review/verification/{slug}", desk::get))
        .service(at("/review/verification/{slug}/{what}").post(desk::post))
        .service(read("/portal/verification/{slug}", portal::get))
        .service(at("/portal/verification/{slug}/{what}").post(portal::post));
}
