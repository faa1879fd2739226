//! What administrators see and change, by page and by API.

use actix_web::web;

use super::{at, read};
use crate::web::api::admin as api;
use crate::web::pages::admin::{
    audit, benefits, categories, collections, index, jobs, outbox, reasons, users,
};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/api/v1/review-figures", api::figures::get))
        .service(read("/api/v1/trials", api::trials::get))
        .service(at("/api/v1/trials/{id}/answer").post(api::trials::answer))
        .service(read("/api/v1/audit", api::audit::get))
        .service(at("/api/v1/audit/verify").post(api::audit::verify))
        .service(read("/api/v1/admin/users", api::users::list))
        .service(read("/api/v1/admin/users/{id}", api::users::get))
        .service(
            at("/api/v1/admin/categories")
                .get(api::categories::get)
                .post(api::categories::post),
        )
        .service(
            at("/api/v1/admin/categories/{slug}")
                .put(api::categories::put)
                .delete(api::categories::delete),
        )
        .service(at("/api/v1/admin/categories/{slug}/{action}").post(api::categories::step))
        .service(
            at("/api/v1/admin/collections")
                .get(api::collections::list)
                .post(api::collections::post),
        )
        .service(
            at("/api/v1/admin/collections/{slug}")
                .get(api::collections::get)
                .put(api::collections::put)
                .delete(api::collections::delete),
        )
        .service(read("/api/v1/admin/reasons", api::reasons::list))
        .service(read("/api/v1/admin/reasons/{code}", api::reasons::get))
        .service(
            at("/api/v1/admin/reasons/{code}/words")
                .put(api::reasons::put_words)
                .delete(api::reasons::delete_words),
        )
        .service(at("/api/v1/admin/reasons/{code}/texts").post(api::reasons::post_text))
        .service(
            at("/api/v1/admin/reasons/{code}/texts/{id}")
                .put(api::reasons::put_text)
                .delete(api::reasons::delete_text),
        )
        .service(
            at("/api/v1/admin/benefits")
                .get(api::benefits::get)
                .put(api::benefits::put)
                .delete(api::benefits::delete),
        )
        .service(read("/api/v1/admin/jobs", api::queues::jobs))
        .service(at("/api/v1/admin/jobs/retry").post(api::queues::retry_jobs))
        .service(at("/api/v1/admin/jobs/{id}/{action}").post(api::queues::move_job))
        .service(read("/api/v1/admin/letters", api::queues::letters))
        .service(at("/api/v1/admin/letters/retry").post(api::queues::retry_letters))
        .service(at("/api/v1/admin/letters/{id}/{action}").post(api::queues::move_letter))
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
        .service(at("/admin/benefits").get(benefits::get).post(benefits::post))
        .service(at("/admin/benefits/reset").post(benefits::reset))
        .service(read("/admin/jobs", jobs::get))
        .service(at("/admin/jobs/{what}").post(jobs::change))
        .service(read("/admin/outbox", outbox::get))
        .service(at("/admin/outbox/{what}").post(outbox::change))
        .service(read("/admin/audit", audit::get))
        .service(at("/admin/audit/verify").post(audit::verify))
        .service(read("/admin/audit/export.ndjson", audit::export))
        .service(read("/admin/audit/export.csv", audit::export_csv))
        .service(read("/admin/audit/{id}", audit::entry));
}
