//! Submissions by API.

use actix_web::web;

use super::{at, read};
use crate::web::api::submissions::{act, check, create, edit, fields, history, import, list, look, secrets};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(at("/api/v1/submissions").get(list::get).post(create::post))
        .service(read("/api/v1/submissions/fields", fields::get))
        .service(at("/api/v1/submissions/validate").post(check::validate))
        .service(at("/api/v1/submissions/{id}").get(look::get).patch(edit::patch))
        .service(at("/api/v1/submissions/{id}/entries/{list}/{place}").delete(edit::remove))
        .service(
            at("/api/v1/submissions/{id}/secrets/{field}")
                .put(secrets::put)
                .delete(secrets::delete),
        )
        .service(at("/api/v1/submissions/{id}/import").post(import::post))
        .service(at("/api/v1/submissions/{id}/check").post(check::post))
        .service(read("/api/v1/submissions/{id}/events", history::events))
        .service(read("/api/v1/submissions/{id}/messages", history::messages))
        .service(read("/api/v1/submissions/{id}/compare", history::compare))
        .service(read("/api/v1/submissions/{id}/preview", history::preview))
        .service(read("/api/v1/submissions/{id}/guide", history::guide))
        .service(at("/api/v1/submissions/{id}/{action}").post(act::post));
}
