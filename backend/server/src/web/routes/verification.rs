//! The way to the second tier, for reviewers and for the ISV.

use actix_web::web;

use super::{at, read};
use crate::web::pages::verification::{desk, portal};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/review/verification", desk::list))
        .service(read("/review/verification/{slug}", desk::get))
        .service(at("/review/verification/{slug}/{what}").post(desk::post))
        .service(read("/portal/verification/{slug}", portal::get))
        .service(at("/portal/verification/{slug}/{what}").post(portal::post));
}
