//! `/forgot-password` and `/reset-password`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::actions::accounts::reset;
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::Anyone;
use crate::web::pages::{PageCall, PageError, Shell, go_to};

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

fn forgot_page(call: &PageCall<Anyone>, form: FormView, sent_to: Option<String>) -> Forgot {
    let about = "We send a link by which you choose a new password.";
    Forgot {
        shell: call.shell_at("/forgot-password", "account", "Forgot your password?", about),
        form,
        sent_to,
    }
}

fn reset_page(call: &PageCall<Anyone>, form: FormView, mail: String) -> Reset {
    let about = "Choose a new password for your account.";
    Reset {
        shell: call.shell_at("/reset-password", "account", "Choose a new password", about),
        form,
        mail,
    }
}

/// `GET /forgot-password`.
///
/// # Errors
/// As of any page.
pub async fn forgot(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    let page = forgot_page(&call, call.form(&["mail"]), None);
    call.page(call.show(StatusCode::OK, &page))
}

/// `POST /forgot-password`.
///
/// # Errors
/// As of any page; what was refused is shown in the form.
pub async fn send(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let mail = fields.text("mail");
    let form = call.form(&["mail"]).typed(&fields, &[]);
    let answer = match reset::ask(&call.ctx, mail, &call.visit).await {
        Ok(()) => {
            let page = forgot_page(&call, form, Some(mail.trim().to_owned()));
            call.show(StatusCode::OK, &page)
        }
        Err(failure) => {
            let page = |form| forgot_page(&call, form, None);
            call.again(form, failure, "mail", page)
        }
    };
    call.page(answer)
}

/// `GET /reset-password?link=`.
///
/// # Errors
/// A link that no longer works.
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    let link = call.asked("link");
    call.answer(async {
        let user = reset::look(&call.ctx, &link).await?;
        let form = call.form(&["password", "link"]).with("link", link);
        let page = reset_page(&call, form, user.mail.to_string());
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// `POST /reset-password`.
///
/// # Errors
/// A link that no longer works; what was refused is shown in the form.
pub async fn post(call: PageCall<Anyone>, fields: Fields) -> Result<HttpResponse, PageError> {
    let link = fields.text("link");
    call.answer(async {
        let user = reset::look(&call.ctx, link).await?;
        match reset::choose(&call.ctx, link, fields.text("password"), &call.visit).await {
            Ok(()) => Ok(go_to("/sign-in?after=reset")),
            Err(failure) => {
                let form = call.form(&["password", "link"]).typed(&fields, &["password"]);
                let page = |form| reset_page(&call, form, user.mail.to_string());
                call.again(form, failure, "password", page)
            }
        }
    })
    .await
}
