//! `/account`: what somebody sees and changes of their own account.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::ids::SessionId;
use serde::Serialize;

use crate::actions::Failure;
use crate::actions::accounts::own::{self, Account};
use crate::actions::accounts::{close, mail};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::{cookies, urls};

const FIELDS: [&str; 6] = ["name", "mail", "mail_password", "current", "new", "password"];
const SECRET: [&str; 4] = ["mail_password", "current", "new", "password"];

/// The page.
#[derive(Debug, Serialize)]
struct AccountPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    mail: String,
    has_factor: bool,
    sessions: Vec<SessionLine>,
    others: bool,
    events: Vec<EventLine>,
}

#[derive(Debug, Serialize)]
struct SessionLine {
    id: String,
    browser: String,
    address: String,
    began: String,
    seen: String,
    present: bool,
}

#[derive(Debug, Serialize)]
struct EventLine {
    at: String,
    what: &'static str,
    address: String,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "pages/account/account";
}

impl AccountPage {
    fn new(
        call: &PageCall<SignedIn>,
        account: &Account,
        form: FormView,
        notice: Option<&'static str>,
    ) -> Self {
        let asker = call.asker();
        let sessions = account.sessions.iter().map(|session| SessionLine {
            id: session.id.to_string(),
            browser: own::browser(session),
            address: session.peer.clone(),
            began: moment(session.created_at),
            seen: moment(session.seen_at),
            present: session.id == asker.session,
        });
        let sessions: Vec<_> = sessions.collect();
        let events = account.events.iter().map(|recorded| EventLine {
            at: moment(recorded.at),
            what: recorded.event.kind.label(),
            address: recorded.event.peer.clone().unwrap_or_default(),
        });
        Self {
            shell: call.shell_at(
                urls::ACCOUNT,
                "account",
                "Your account",
                "Name, address, password, sessions.",
            ),
            form,
            notice,
            mail: asker.mail.to_string(),
            has_factor: asker.has_factor,
            others: sessions.len() > 1,
            sessions,
            events: events.collect(),
        }
    }
}

/// A moment as the page shows it; times are in UTC.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// `GET /account`.
///
/// # Errors
/// Nobody is signed in.
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    let notice = match call.asked("after").as_str() {
        "name" => Some("Your name is changed."),
        "password" => Some("Your password is changed. Your other sessions have ended."),
        "session" => Some("The session has ended."),
        "sessions" => Some("All your other sessions have ended."),
        "mail" => Some("We wrote to the new address. Open the link in that letter within an hour."),
        "moved" => Some("Your account has the new address."),
        _ => None,
    };
    call.answer(async {
        let account = own::account(&call.ctx, call.asker()).await?;
        let form = call.form(&FIELDS).with("name", call.asker().name.as_str());
        let page = AccountPage::new(&call, &account, form, notice);
        call.show(StatusCode::OK, &page)
    })
    .await
}

/// Goes on after an act, or shows the page again with what was refused.
async fn after(
    call: &PageCall<SignedIn>,
    fields: &Fields,
    done: Result<(), Failure>,
    first_field: &'static str,
    place: &str,
) -> Result<HttpResponse, Failure> {
    let Err(failure) = done else {
        return Ok(go_to(place));
    };
    let account = own::account(&call.ctx, call.asker()).await?;
    let mut form = call.form(&FIELDS).typed(fields, &SECRET);
    if first_field != "name" {
        form = form.with("name", call.asker().name.as_str());
    }
    let page = |form| AccountPage::new(call, &account, form, None);
    call.again(form, failure, first_field, page)
}

macro_rules! form {
    ($(#[$meta:meta])* $name:ident, $first:literal, $place:literal, |$call:ident, $fields:ident| $act:expr) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// Nobody is signed in; what was refused is shown in the form.
        pub async fn $name(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
            let done = {
                let ($call, $fields) = (&call, &fields);
                $act.await
            };
            call.answer(after(&call, &fields, done, $first, $place)).await
        }
    };
}

form!(
    /// `POST /account/name`.
    rename, "name", "/account?after=name",
    |call, fields| own::rename(&call.ctx, call.asker(), fields.text("name"))
);

form!(
    /// `POST /account/password`.
    change_password, "current", "/account?after=password",
    |call, fields| own::change_password(&call.ctx, call.asker(), fields.text("current"), fields.text("new"), &call.visit)
);

form!(
    /// `POST /account/sessions/end`.
    end_session, "name", "/account?after=session",
    |call, fields| async {
        let id = fields.text("session").parse().map_err(|_| Failure::NotFound("session"))?;
        own::end_session(&call.ctx, call.asker(), SessionId(id), &call.visit).await
    }
);

form!(
    /// `POST /account/sessions/end-others`.
    end_other_sessions, "name", "/account?after=sessions",
    |call, fields| async {
        let _ = fields;
        own::end_other_sessions(&call.ctx, call.asker(), &call.visit).await
    }
);

form!(
    /// `POST /account/mail/ask`.
    ask_mail, "mail", "/account?after=mail",
    |call, fields| mail::ask(&call.ctx, call.asker(), fields.text("mail"), fields.text("mail_password"), &call.visit)
);

/// `POST /account/close`.
///
/// # Errors
/// Nobody is signed in; what was refused is shown in the form.
pub async fn close(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = close::own_account(&call.ctx, call.asker(), fields.text("password"), &call.visit).await;
    let closed = done.is_ok();
    let after = after(&call, &fields, done, "password", "/sign-in?after=closed");
    let mut response = call.answer(after).await?;
    if closed {
        for name in [cookies::SESSION, cookies::HERE] {
            // Fails for a name that no header can hold, which ours can.
            let _ = response.add_cookie(&cookies::clear(name));
        }
    }
    Ok(response)
}

/// `GET /account/export`: all that is kept of a person, as JSON.
///
/// # Errors
/// Nobody is signed in.
pub async fn export(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let all = own::export(&call.ctx, call.asker()).await?;
        Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"oin-account.json\"",
            ))
            .json(all))
    })
    .await
}
