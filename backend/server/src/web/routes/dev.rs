//! What only a local installation shows.

use actix_web::web;

use super::read;
use crate::web::pages::mailbox;

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(read("/dev/mailbox", mailbox::list))
        .service(read("/dev/mailbox.json", mailbox::json))
        .service(read("/dev/mailbox/{id}", mailbox::open))
        .service(read("/dev/mailbox/{id}/html", mailbox::html));
}
