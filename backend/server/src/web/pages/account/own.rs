//! `/account`: what somebody sees and changes of their own account.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::ids::SessionId;
use serde::Serialize;

use super::{again, asked};
use crate::actions::accounts::own::{self, Account};
use crate::actions::accounts::{close, mail};
use crate::actions::{Asker, Ctx, Failure};
use crate::templates::Page;
use crate::web::forgery::FormToken;
use crate::web::form::{Fields, FormView};
use crate::web::guard::{From, SignedIn};
use crate::web::pages::{PageError, Shell, go_to, respond_own};
use crate::web::{Parts, cookies, urls};

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
        ctx: &Ctx,
        asker: &Asker,
        token: &FormToken,
        account: &Account,
        form: FormView,
        notice: Option<&'static str>,
    ) -> Self {
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
            shell: Shell::new(
                ctx,
                "account",
                urls::ACCOUNT,
                "Your account",
                "Name, address, password, sessions.",
            )
            .of(asker, None, token),
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
pub async fn get(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    token: FormToken,
) -> Result<HttpResponse, PageError> {
    let notice = match asked(&req, "after").as_str() {
        "name" => Some("Your name is changed."),
        "password" => Some("Your password is changed. Your other sessions have ended."),
        "session" => Some("The session has ended."),
        "sessions" => Some("All your other sessions have ended."),
        "mail" => Some("We wrote to the new address. Open the link in that letter within an hour."),
        "moved" => Some("Your account has the new address."),
        _ => None,
    };
    let shown = async {
        let account = own::account(&ctx, &asker).await?;
        let form = FormView::new(&token, &FIELDS).with("name", asker.name.as_str());
        let page = AccountPage::new(&ctx, &asker, &token, &account, form, notice);
        respond_own(&parts, &token, StatusCode::OK, &page)
    };
    shown.await.map_err(|failure| PageError::new(&req, failure))
}

/// What every form of the page has.
struct Sent {
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    asker: Asker,
    token: FormToken,
    fields: Fields,
}

impl Sent {
    /// Goes on after an act, or shows the page again with what was refused.
    async fn answer(
        self,
        done: Result<(), Failure>,
        first_field: &'static str,
        place: &str,
    ) -> Result<HttpResponse, PageError> {
        let Err(failure) = done else {
            return Ok(go_to(place));
        };
        let shown = async {
            let account = own::account(&self.ctx, &self.asker).await?;
            let mut form = FormView::new(&self.token, &FIELDS).typed(&self.fields, &SECRET);
            if first_field != "name" {
                form = form.with("name", self.asker.name.as_str());
            }
            let page = |form| AccountPage::new(&self.ctx, &self.asker, &self.token, &account, form, None);
            again(&self.parts, &self.token, form, failure, first_field, page)
        };
        shown.await.map_err(|failure| PageError::new(&self.req, failure))
    }
}

macro_rules! form {
    ($(#[$meta:meta])* $name:ident, $first:literal, $place:literal, |$ctx:ident, $asker:ident, $fields:ident, $visit:ident| $act:expr) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// Nobody is signed in; what was refused is shown in the form.
        pub async fn $name(
            ctx: web::Data<Ctx>,
            parts: web::Data<Parts>,
            req: HttpRequest,
            SignedIn(asker): SignedIn,
            From(visit): From,
            token: FormToken,
            fields: Fields,
        ) -> Result<HttpResponse, PageError> {
            let done = {
                let ($ctx, $asker, $fields, $visit) = (&ctx, &asker, &fields, &visit);
                let _ = $visit;
                $act.await
            };
            let sent = Sent { ctx, parts, req, asker, token, fields };
            sent.answer(done, $first, $place).await
        }
    };
}

form!(
    /// `POST /account/name`.
    rename, "name", "/account?after=name",
    |ctx, asker, fields, visit| own::rename(ctx, asker, fields.text("name"))
);

form!(
    /// `POST /account/password`.
    change_password, "current", "/account?after=password",
    |ctx, asker, fields, visit| own::change_password(ctx, asker, fields.text("current"), fields.text("new"), visit)
);

form!(
    /// `POST /account/sessions/end`.
    end_session, "name", "/account?after=session",
    |ctx, asker, fields, visit| async {
        let id = fields.text("session").parse().map_err(|_| Failure::NotFound("session"))?;
        own::end_session(ctx, asker, SessionId(id), visit).await
    }
);

form!(
    /// `POST /account/sessions/end-others`.
    end_other_sessions, "name", "/account?after=sessions",
    |ctx, asker, fields, visit| async {
        let _ = fields;
        own::end_other_sessions(ctx, asker, visit).await
    }
);

form!(
    /// `POST /account/mail/ask`.
    ask_mail, "mail", "/account?after=mail",
    |ctx, asker, fields, visit| mail::ask(ctx, asker, fields.text("mail"), fields.text("mail_password"), visit)
);

/// `POST /account/close`.
///
/// # Errors
/// Nobody is signed in; what was refused is shown in the form.
pub async fn close(
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
    From(visit): From,
    token: FormToken,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let done = close::own_account(&ctx, &asker, fields.text("password"), &visit).await;
    let closed = done.is_ok();
    let sent = Sent {
        ctx,
        parts,
        req,
        asker,
        token,
        fields,
    };
    let mut response = sent.answer(done, "password", "/sign-in?after=closed").await?;
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
pub async fn export(
    ctx: web::Data<Ctx>,
    req: HttpRequest,
    SignedIn(asker): SignedIn,
) -> Result<HttpResponse, PageError> {
    let all = own::export(&ctx, &asker).await;
    let all = all.map_err(|failure| PageError::new(&req, failure))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"oin-account.json\"",
        ))
        .json(all))
}
