//! `/request/new` and `/portal/provisioning`: asking, and the org's own wishes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::provisioning::Action;
use serde::Serialize;

use super::view::{Details, FIELDS, WishForm, WishView, kept, typed};
use crate::actions::Failure;
use crate::actions::provisioning_requests::{self, TypedWish};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::portal::Portal;
use crate::web::pages::{PageError, Shell, go_to};

#[derive(Serialize)]
struct NewWish {
    shell: Shell,
    action: String,
    ask: WishForm,
}

impl Page for NewWish {
    const TEMPLATE: &'static str = "pages/provisioning/new";
}

#[derive(Serialize)]
struct OwnWishes {
    shell: Shell,
    wishes: Vec<WishView>,
}

impl Page for OwnWishes {
    const TEMPLATE: &'static str = "pages/provisioning/own";
}

#[derive(Serialize)]
struct OwnWish {
    shell: Shell,
    action: String,
    details: Details,
    /// The form, while something is missing.
    ask: Option<WishForm>,
}

impl Page for OwnWish {
    const TEMPLATE: &'static str = "pages/provisioning/own-wish";
}

fn form(portal: &Portal) -> FormView {
    portal.form(&FIELDS)
}

/// `GET /request/new`.
///
/// # Errors
/// Nobody is signed in, or they belong to no org.
pub async fn new(portal: Portal) -> Result<HttpResponse, PageError> {
    let answer = ask_page(&portal, form(&portal), &TypedWish::default(), StatusCode::OK);
    portal.page(answer)
}

fn ask_page(
    portal: &Portal,
    form: FormView,
    typed: &TypedWish,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let page = NewWish {
        shell: portal.shell("Ask for provisioning"),
        action: "/request/new".to_owned(),
        ask: WishForm::new(form, typed),
    };
    portal.show(status, &page)
}

/// `POST /request/new`.
///
/// # Errors
/// As the action; what was typed wrongly is shown at its field.
pub async fn ask(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            fields.only(&FIELDS)?;
            let typed = typed(&fields);
            match provisioning_requests::ask(&portal.ctx, portal.who(), &typed, None).await {
                Ok(id) => Ok(go_to(&format!("/portal/provisioning/{id}"))),
                Err(failure) => {
                    let form = form(&portal).refused(failure)?;
                    ask_page(&portal, form, &typed, StatusCode::UNPROCESSABLE_ENTITY)
                }
            }
        })
        .await
}

/// `GET /portal/provisioning`.
///
/// # Errors
/// The database's.
pub async fn list(portal: Portal) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let rows = provisioning_requests::own(&portal.ctx, portal.who()).await?;
            let now = portal.ctx.now();
            let page = OwnWishes {
                shell: portal.shell("Provisioning"),
                wishes: rows
                    .iter()
                    .map(|row| WishView {
                        url: format!("/portal/provisioning/{}", row.request.id),
                        ..WishView::new(row, now)
                    })
                    .collect(),
            };
            portal.show(StatusCode::OK, &page)
        })
        .await
}

/// `GET /portal/provisioning/{id}`.
///
/// # Errors
/// `not_found` for other orgs'.
pub async fn get(portal: Portal, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(own_page(&portal, &id, form(&portal), None, StatusCode::OK))
        .await
}

/// `POST /portal/provisioning/{id}`.
///
/// # Errors
/// As the action; what was typed wrongly is shown at its field.
pub async fn complete(
    portal: Portal,
    id: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            fields.only(&FIELDS)?;
            let typed = typed(&fields);
            match provisioning_requests::complete(&portal.ctx, portal.who(), &id, &typed).await {
                Ok(()) => Ok(go_to(&format!("/portal/provisioning/{id}"))),
                Err(failure) => {
                    let form = form(&portal).refused(failure)?;
                    own_page(&portal, &id, form, Some(&typed), StatusCode::UNPROCESSABLE_ENTITY).await
                }
            }
        })
        .await
}

async fn own_page(
    portal: &Portal,
    id: &str,
    form: FormView,
    typed: Option<&TypedWish>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let shown = provisioning_requests::theirs(&portal.ctx, portal.who(), id).await?;
    let details = Details::new(&shown.row, &shown.history, true, portal.ctx.now());
    let ask = shown.actions.contains(&Action::Complete).then(|| {
        let typed = typed.cloned().unwrap_or_else(|| kept(&shown.row));
        WishForm::new(form, &typed)
    });
    let page = OwnWish {
        shell: portal.shell(&format!("Provisioning of {}", details.wish.app)),
        action: format!("/portal/provisioning/{}", details.wish.id),
        details,
        ask,
    };
    portal.show(status, &page)
}
