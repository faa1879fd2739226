//! `/admin/users`: accounts, their roles, opening and closing them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::ids::UserId;
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, Frame, PageError, counted, moment};
use crate::actions::Failure;
use crate::actions::users::{self, By, Listed, Looked, Role, UsersAsked};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::go_to;

/// How many accounts a page has.
const A_PAGE: usize = 50;

#[derive(Serialize)]
struct UsersPage {
    #[serde(flatten)]
    frame: Frame,
    search: String,
    staff_only: bool,
    users: Vec<Line>,
    next: Option<String>,
}

impl Page for UsersPage {
    const TEMPLATE: &'static str = "pages/admin/users";
}

#[derive(Serialize)]
struct Line {
    url: String,
    name: String,
    mail: String,
    roles: Vec<&'static str>,
    since: String,
    disabled: bool,
}

#[derive(Serialize)]
struct UserPage {
    #[serde(flatten)]
    frame: Frame,
    form: FormView,
    url: String,
    id: String,
    name: String,
    mail: String,
    since: String,
    disabled: Option<String>,
    own: bool,
    sessions: String,
    has_sessions: bool,
    roles: Vec<RoleLine>,
    orgs: Vec<OrgLine>,
    events: Vec<EventLine>,
}

impl Page for UserPage {
    const TEMPLATE: &'static str = "pages/admin/user";
}

#[derive(Serialize)]
struct RoleLine {
    value: &'static str,
    label: &'static str,
    has: bool,
}

#[derive(Serialize)]
struct OrgLine {
    name: String,
    role: &'static str,
}

#[derive(Serialize)]
struct EventLine {
    at: String,
    what: &'static str,
    address: Option<String>,
}

fn url(user: UserId) -> String {
    format!("/admin/users/{user}")
}

fn id(text: &str) -> Result<UserId, Failure> {
    Uuid::parse_str(text)
        .map(UserId)
        .map_err(|_| Failure::NotFound("account"))
}

/// `GET /admin/users`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn list(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show_list(&desk)).await
}

async fn show_list(desk: &Desk) -> Result<HttpResponse, Failure> {
    let asked = UsersAsked {
        text: desk.asked("q").chars().take(200).collect(),
        staff: !desk.asked("staff").is_empty(),
        after: desk.asked("after"),
        limit: A_PAGE,
    };
    let (found, next) = users::list(&desk.ctx, desk.admin(), &asked).await?;
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let page = UsersPage {
        frame: desk.frame("Users"),
        next: next.map(|next| {
            let staff = if asked.staff { "&staff=yes" } else { "" };
            format!(
                "/admin/users?q={}{staff}&after={}",
                escape(&asked.text),
                escape(&next)
            )
        }),
        search: asked.text,
        staff_only: asked.staff,
        users: found.into_iter().map(line).collect(),
    };
    desk.show(StatusCode::OK, &page)
}

fn line(listed: Listed) -> Line {
    Line {
        url: url(listed.user.id),
        name: listed.user.name.to_string(),
        mail: listed.user.mail.to_string(),
        roles: listed.roles.iter().map(|role| role.label()).collect(),
        since: moment(listed.user.created_at),
        disabled: listed.user.disabled_at.is_some(),
    }
}

/// `GET /admin/users/{id}`.
///
/// # Errors
/// `not_found` for who is no administrator, and for an unknown account.
pub async fn get(desk: Desk, user: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let looked = users::look(&desk.ctx, desk.admin(), id(&user)?).await?;
        let form = desk.form(&["reason"]);
        desk.show(StatusCode::OK, &page(&desk, &looked, form))
    })
    .await
}

fn page(desk: &Desk, looked: &Looked, form: FormView) -> UserPage {
    let user = &looked.user;
    let mut frame = desk.frame(user.name.as_str());
    frame.notice = match desk.asked("after").as_str() {
        "role" => Some("The role is changed. The person was signed out and told by letter.".to_owned()),
        "disable" => Some("The account is disabled. Its person was told why by letter.".to_owned()),
        "enable" => Some("The account is open again. Its person was told by letter.".to_owned()),
        "sessions" => Some("The sessions have ended.".to_owned()),
        _ => None,
    };
    UserPage {
        frame,
        form,
        url: url(user.id),
        id: user.id.to_string(),
        name: user.name.to_string(),
        mail: user.mail.to_string(),
        since: moment(user.created_at),
        disabled: user.disabled_at.map(moment),
        own: user.id == desk.asker().user(),
        sessions: counted(looked.sessions, "session"),
        has_sessions: looked.sessions > 0,
        roles: StaffRole::ALL
            .iter()
            .map(|role| RoleLine {
                value: role.as_str(),
                label: role.label(),
                has: looked.roles.contains(role),
            })
            .collect(),
        orgs: looked
            .orgs
            .iter()
            .map(|(org, role)| OrgLine {
                name: org.name.to_string(),
                role: role.label(),
            })
            .collect(),
        events: looked
            .events
            .iter()
            .map(|recorded| EventLine {
                at: moment(recorded.at),
                what: recorded.event.kind.label(),
                address: recorded.event.peer.clone(),
            })
            .collect(),
    }
}

/// `POST /admin/users/{id}/{what}`.
///
/// # Errors
/// `not_found` for who is no administrator, and for an unknown account; `step_up_required`;
/// `forbidden` for the own account and the last administrator.
pub async fn change(
    desk: Desk,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, PageError> {
    let (user, what) = path.into_inner();
    desk.answer(do_change(&desk, &user, &what, &fields)).await
}

async fn do_change(desk: &Desk, user: &str, what: &str, fields: &Fields) -> Result<HttpResponse, Failure> {
    let user = id(user)?;
    let by = By::Admin(desk.asker(), &desk.visit);
    let done = match what {
        "role" => users::change_role(&desk.ctx, by, user, role(fields)?).await,
        "disable" => users::disable(&desk.ctx, by, user, fields.text("reason")).await,
        "enable" => users::enable(&desk.ctx, by, user).await,
        "sessions" => users::end_sessions(&desk.ctx, by, user).await.map(|_| ()),
        _ => Err(Failure::NotFound("page")),
    };
    match done {
        Ok(()) => Ok(go_to(&format!("{}?after={what}", url(user)))),
        Err(failure) => {
            let form = desk.retyped(&["reason"], fields, failure)?;
            let looked = users::look(&desk.ctx, desk.admin(), user).await?;
            let page = page(desk, &looked, form);
            desk.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn role(fields: &Fields) -> Result<Role, Failure> {
    let role = StaffRole::parse(fields.text("role")).ok_or(Failure::NotFound("role"))?;
    match fields.text("do") {
        "grant" => Ok(Role::Grant(role)),
        "revoke" => Ok(Role::Revoke(role)),
        _ => Err(Failure::NotFound("role")),
    }
}
