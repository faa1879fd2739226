//! The ISV's portal: what needs me, the wizard, one submission.

use actix_web::web;

use super::{at, read};
use crate::web::pages::contact;
use crate::web::pages::portal::{
    appeal, autosave, doing, guide, import, new, overview, secret, status, wizard,
};

/// Declares the routes.
pub(super) fn declare(app: &mut web::ServiceConfig) {
    app.service(at("/contacts/confirm").get(contact::get).post(contact::post))
        .service(read("/portal", overview::get))
        .service(at("/portal/notifications/read").post(overview::read))
        .service(at("/portal/integrations/new").get(new::get).post(new::post))
        .service(read("/portal/submissions/{id}", status::get))
        .service(read("/portal/submissions/{id}/guide", guide::get))
        .service(
            at("/portal/submissions/{id}/secret")
                .get(secret::get)
                .post(secret::post),
        )
        .service(
            at("/portal/submissions/{id}/import")
                .get(import::get)
                .post(import::post),
        )
        .service(
            at("/portal/submissions/{id}/appeal")
                .get(appeal::get)
                .post(appeal::post),
        )
        .service(at("/portal/submissions/{id}/do/{what}").post(doing::post))
        .service(at("/portal/submissions/{id}/{step}/autosave").post(autosave::post))
        .service(
            at("/portal/submissions/{id}/{step}")
                .get(wizard::get)
                .post(wizard::post),
        );
}
