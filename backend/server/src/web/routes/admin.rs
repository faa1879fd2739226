//! What administrators see and change, by page and by API.

use actix_web::web;

use super::{at, read};
use crate::web::api::admin as api;
use crate::web::pages::admin::{audit, categories, collections, index, jobs, outbox, reasons, users};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/api/v1/review-figures", api::figures::get))
        .service(read("/api/v1/trials", api::trials::get))
        .service(at("/api/v1/trials/{id}/answer").post(api::trials::answer))
        .service(read("/api/v1/audit", api::audit::get))
        .service(at("/api/v1/audit/verify").post(api::audit::verify))
        .service(read("/admin", index::get))
        .service(read("/admin/users", users::list))
        .service(read("/admin/users/{id}", users::get))
        .service(at("/admin/users/{id}/{what}").post(users::change))
        .service(read("/admin/categories", categories::get))
        .service(at("/admin/categories/{what}").post(categories::change))
        .service(read("/admin/collections", collections::list))
        .service(
            at("/admin/collections/{slug}")
                .get(collections::get)
                .post(collections::save),
        )
        .service(at("/admin/collections/{slug}/remove").post(collections::remove))
        .service(read("/admin/reasons", reasons::list))
        .service(read("/admin/reasons/{code}", reasons::get))
        .service(at("/admin/reasons/{code}/{what}").post(reasons::change))
        .service(read("/admin/jobs", jobs::get))
        .service(at("/admin/jobs/{what}").post(jobs::change))
        .service(read("/admin/outbox", outbox::get))
        .service(at("/admin/outbox/{what}").post(outbox::change))
        .service(read("/admin/audit", audit::get))
        .service(at("/admin/audit/verify").post(audit::verify))
        .service(read("/admin/audit/export.ndjson", audit::export))
        .service(read("/admin/audit/{id}", audit::entry));
}
