//! The reviewers' desk: the queue, one submission, decisions, appeals.

use actix_web::web;

use super::{at, read};
use crate::web::pages::review::{appeals, decide, doing, queue, submission, vault};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/review", queue::get))
        .service(at("/review/claim").post(queue::claim))
        .service(read("/review/appeals", appeals::get))
        .service(read("/review/submissions/{id}", submission::get))
        .service(at("/review/submissions/{id}/do/{what}").post(doing::post))
        .service(
            at("/review/submissions/{id}/decide/{action}")
                .get(decide::get)
                .post(decide::post),
        )
        .service(
            at("/review/submissions/{id}/vault/{login}")
                .get(vault::get)
                .post(vault::post),
        );
}
