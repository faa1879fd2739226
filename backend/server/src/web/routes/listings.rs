//! What staff do with listings, claims and reports, and where people report a problem.

use actix_web::web;

use super::{at, read};
use crate::web::api;
use crate::web::pages::desk::{claims, listing, reports};
use crate::web::pages::portal::{claims as own_claims, private};
use crate::web::pages::{report, review_times};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/api/v1/listings/{slug}", api::desk::listing::get))
        .service(at("/api/v1/listings/{slug}/{action}").post(api::desk::listing::post))
        .service(read("/api/v1/claims", api::desk::claims::get))
        .service(at("/api/v1/claims/{id}/{action}").post(api::desk::claims::post))
        .service(read("/api/v1/reports", api::desk::reports::get))
        .service(at("/api/v1/reports/{id}/answer").post(api::desk::reports::answer))
        .service(read("/admin/listings/{slug}", listing::get))
        .service(at("/admin/listings/{slug}/{action}").post(listing::post))
        .service(read("/admin/claims", claims::get))
        .service(at("/admin/claims/{id}").post(claims::post))
        .service(read("/review/reports", reports::get))
        .service(at("/review/reports/{id}").post(reports::post))
        .service(at("/portal/claims").get(own_claims::get).post(own_claims::post))
        .service(at("/portal/claims/{id}/{what}").post(own_claims::act))
        .service(
            at("/integrations/{slug}/report")
                .get(report::get)
                .post(report::post),
        )
        .service(read("/portal/listings/{slug}", private::get))
        .service(read("/review-times", review_times::get));
}
