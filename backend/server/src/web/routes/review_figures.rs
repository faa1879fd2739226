//! How the review is doing.

use actix_web::web;

use super::read;
use crate::web::pages::review_figures;

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/review/stats", review_figures::get));
}
