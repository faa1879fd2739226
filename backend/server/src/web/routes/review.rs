//! The reviewers' desk: the queue, one submission, decisions, appeals; by page and by API.

use actix_web::web;

use super::{at, read};
use crate::web::api::reviews;
use crate::web::pages::review::{appeals, bulk, decide, doing, queue, runs, submission, vault, views};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/api/v1/reviews", reviews::queue::get))
        .service(at("/api/v1/reviews/claim").post(reviews::queue::claim))
        .service(at("/api/v1/reviews/bulk").post(reviews::bulk::post))
        .service(read("/api/v1/reviewers", reviews::bulk::reviewers))
        .service(read("/api/v1/reviews/{id}", reviews::look::get))
        .service(at("/api/v1/reviews/{id}/{action}").post(reviews::act::post))
        .service(at("/api/v1/reviews/{id}/{action}/letter").post(reviews::letter::post))
        .service(at("/api/v1/runs/{id}/picture").post(reviews::runs::attach))
        .service(read("/api/v1/runs/{id}/picture/{size}", reviews::runs::get))
        .service(read("/api/v1/appeals", reviews::appeals::get))
        .service(
            at("/api/v1/review-views")
                .get(reviews::views::get)
                .post(reviews::views::post),
        )
        .service(at("/api/v1/review-views/{id}").delete(reviews::views::delete))
        .service(read("/review", queue::get))
        .service(at("/review/claim").post(queue::claim))
        .service(at("/review/bulk").post(bulk::post))
        .service(at("/review/views").post(views::post))
        .service(at("/review/views/{id}/remove").post(views::remove))
        .service(read("/review/appeals", appeals::get))
        .service(read("/review/runs/{id}/{size}", runs::get))
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
