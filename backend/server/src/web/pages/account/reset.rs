//! `/forgot-password` and `/reset-password`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::{again, asked};
use crate::actions::Ctx;
use crate::actions::accounts::reset;
use crate::templates::Page;
use crate::web::Parts;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::From;
use crate::web::pages::{PageError, Shell, go_to, respond_own};

/// The page that asks for an address.
#[derive(Debug, Serialize)]
struct Forgot {
    shell: Shell,
    form: FormView,
    sent_to: Option<String>,
}

impl Page for Forgot {
    const TEMPLATE: &'static str = "pages/account/forgot";
}

/// The page that asks for a new password.
#[derive(Debug, Serialize)]
struct Reset {
    shell: Shell,
    form: FormView,
    mail: String,
}

impl Page for Reset {
    const TEMPLATE: &'static str = "pages/account/reset";
}

fn forgot_page(ctx: &Ctx, form: FormView, sent_to: Option<String>) -> Forgot {
    let about = "We send a link by which you choose a new password.";
    Forgot {
        shell: Shell::new(ctx, "account", "/forgot-password", "Forgot your password?", about),
        form,
        sent_to,
    }
}

fn reset_page(ctx: &Ctx, form: FormView, mail: String) -> Reset {
    let about = "Choose a new password for your account.";
    Reset {
        shell: Shell::new(ctx, "account", "/reset-password", "Choose a new password", about),
        form,
        mail,
    }
}

/// `GET /forgot-password`.
///
/// # Errors
/// As of any page.
pub async fn forgot(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let page = forgot_page(&ctx, FormView::new(&token, &["mail"]), None);
    respond_own(&parts, &token, StatusCode::OK, &page).map_err(|failure| PageError::new(&req, failure))
}

/// `POST /forgot-password`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn send(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let mail = fields.text("mail");
    let form = FormView::new(&token, &["mail"]).typed(&fields, &[]);
    let answer = match reset::ask(&ctx, mail, &visit).await {
        Ok(()) => {
            let page = forgot_page(&ctx, form, Some(mail.trim().to_owned()));
            respond_own(&parts, &token, StatusCode::OK, &page)
        }
        Err(failure) => {
            let page = |form| forgot_page(&ctx, form, None);
            again(&parts, &token, form, failure, "mail", page)
        }
    };
    answer.map_err(|failure| PageError::new(&req, failure))
}

/// `GET /reset-password?link=`.
///
/// # Errors
/// A link that no longer works.
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let link = asked(&req, "link");
    let shown = async {
        let user = reset::look(&ctx, &link).await?;
        let form = FormView::new(&token, &["password", "link"]).with("link", link);
        let page = reset_page(&ctx, form, user.mail.to_string());
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// `POST /reset-password`.
///
/// # Errors
/// A link that no longer works; what was refused is shown in the form.
pub async fn post(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let link = fields.text("link");
    let chosen = async {
        let user = reset::look(&ctx, link).await?;
        match reset::choose(&ctx, link, fields.text("password"), &visit).await {
            Ok(()) => Ok(go_to("/sign-in?after=reset")),
            Err(failure) => {
                let form = FormView::new(&token, &["password", "link"]).typed(&fields, &["password"]);
                let page = |form| reset_page(&ctx, form, user.mail.to_string());
                again(&parts, &token, form, failure, "password", page)
            }
        }
    };
    chosen.await.map_err(|failure| PageError::new(&req, failure))
}
