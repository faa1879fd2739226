//! `/api/v1/admin/users`: accounts, for administrators. Roles are given and taken, and accounts closed
//! and opened, on the page alone: that takes a second factor that was proven at this moment.

use actix_web::{HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::UserId;
use oin_search::Query;
use serde::Serialize;
use utoipa::ToSchema;

use super::Call;
use crate::actions::users::{self, Listed, Looked, UsersAsked};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::call::id;
use crate::web::api::cursor::no_cursor;
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals};
use crate::web::api::submissions::submission::maybe;
use crate::web::catalog_query::{limit, truth};
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;

/// The most bytes of a search for a text.
const LONGEST: usize = 200;
/// The first byte of a cursor; another one is of another list, or of an older or newer program.
const FORM: u8 = 3;

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct UsersBody {
    /// The accounts, by address.
    pub items: Vec<UserItem>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

/// An account in the list.
#[derive(Serialize, ToSchema)]
pub struct UserItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its address.
    #[schema(example = "anna@brambletide.example")]
    pub mail: String,
    /// What its person is called.
    pub name: String,
    /// Its staff roles.
    #[schema(example = json!(["reviewer"]))]
    pub roles: Vec<&'static str>,
    /// Since when it is there.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: String,
    /// Since when it is closed; null while it is open.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub disabled_at: Option<String>,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub struct UserBody {
    /// The account, as the list shows it.
    #[serde(flatten)]
    pub user: UserItem,
    /// The orgs that its person belongs to, the first joined first.
    pub orgs: Vec<UserOrg>,
    /// In how many browsers it is signed in.
    #[schema(minimum = 0)]
    pub sessions: usize,
    /// What happened to it lately, the newest first, at most 30.
    pub events: Vec<UserEvent>,
    /// Its page, where roles are given and taken and accounts closed and opened.
    pub page: String,
}

/// An org of an account.
#[derive(Serialize, ToSchema)]
pub struct UserOrg {
    /// The org's id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The role there.
    #[schema(example = "owner")]
    pub role: &'static str,
}

/// Something that happened to an account.
#[derive(Serialize, ToSchema)]
pub struct UserEvent {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// What.
    #[schema(example = "signed_in")]
    pub kind: &'static str,
    /// From which address; null when it is forgotten, or was none.
    pub peer: Option<String>,
}

impl From<Listed> for UserItem {
    fn from(listed: Listed) -> Self {
        let user = listed.user;
        Self {
            id: user.id.to_string(),
            mail: user.mail.to_string(),
            name: user.name.to_string(),
            roles: listed.roles.iter().map(|role| role.as_str()).collect(),
            created_at: time(user.created_at),
            disabled_at: maybe(user.disabled_at),
        }
    }
}

impl UserBody {
    fn new(looked: Looked, base: &str) -> Self {
        let orgs = looked.orgs.iter().map(|(org, role)| UserOrg {
            id: org.id.to_string(),
            name: org.name.to_string(),
            role: role.as_str(),
        });
        let events = looked.events.iter().map(|recorded| UserEvent {
            at: time(recorded.at),
            kind: recorded.event.kind.as_str(),
            peer: recorded.event.peer.clone(),
        });
        Self {
            orgs: orgs.collect(),
            sessions: looked.sessions,
            events: events.collect(),
            page: format!("{base}/admin/users/{}", looked.user.id),
            user: Listed {
                user: looked.user,
                roles: looked.roles,
            }
            .into(),
        }
    }
}

/// List accounts
///
/// By address. Those that were confirmed, closed ones too.
#[utoipa::path(
    get,
    path = "/api/v1/admin/users",
    tag = "administration",
    operation_id = "list_users",
    params(
        ("q" = Option<String>, Query, description = "Part of a name or address", example = "anna"),
        ("staff" = Option<String>, Query, description = "`true`: only those with a staff role", example = "true"),
        ("limit" = Option<u32>, Query, description = "How many on a page, 1 to 100", minimum = 1, maximum = 100, example = 20),
        ("after" = Option<String>, Query, description = "The cursor `next` of the page before"),
    ),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of accounts", body = UsersBody), CallRefusals)
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.staff_with(StaffScope::AdminRead)?;
        let asked = read(&call.query(&["q", "staff", "limit", "after"])?)?;
        let (found, next) = users::list(&call.ctx, who, &asked).await?;
        call.ok(&UsersBody {
            items: found.into_iter().map(UserItem::from).collect(),
            next: next.map(|next| write(&next)),
        })
    };
    call.finish(answer.await)
}

/// Read an account
#[utoipa::path(
    get,
    path = "/api/v1/admin/users/{id}",
    tag = "administration",
    operation_id = "get_user",
    params(("id" = String, Path, description = "The account's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The account", body = UserBody), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        let user = UserId(id(&path, "account")?);
        let looked = users::look(&call.ctx, who, user).await?;
        call.ok(&UserBody::new(looked, call.ctx.base_url()))
    })
    .await
}

fn read(pairs: &Pairs) -> Result<UsersAsked, Failure> {
    let mut errors = Vec::new();
    let text = pairs.single("q")?.unwrap_or_default();
    if text.len() > LONGEST || text.contains('\0') {
        let message = format!("`q` has at most {LONGEST} bytes and no NUL. Shorten it.");
        errors.push(FieldError::new("q", Code::BadValue, message));
    }
    let staff = pairs
        .single("staff")?
        .map_or(Ok(false), |text| truth("staff", text));
    let limit = pairs.single("limit")?.map_or(Ok(Query::default().limit), limit);
    let after = pairs
        .single("after")?
        .map(|text| place(text).ok_or_else(no_cursor));
    let mut keep = |error| errors.push(error);
    let asked = UsersAsked {
        text: text.to_owned(),
        staff: staff.map_err(&mut keep).unwrap_or_default(),
        limit: limit.map_err(&mut keep).unwrap_or_default(),
        after: after
            .transpose()
            .map_err(&mut keep)
            .unwrap_or_default()
            .unwrap_or_default(),
    };
    if errors.is_empty() {
        Ok(asked)
    } else {
        Err(Failure::Invalid(errors))
    }
}

/// The place behind an address, as text that callers hand back.
fn write(mail: &str) -> String {
    URL_SAFE_NO_PAD.encode([&[FORM], mail.as_bytes()].concat())
}

fn place(text: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (&form, mail) = bytes.split_first()?;
    let mail = str::from_utf8(mail).ok()?;
    (form == FORM && mail.contains('@') && !mail.contains('\0')).then(|| mail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_through_a_url_and_nothing_else_is_one() {
        let text = write("anna@brambletide.example");
        assert_eq!(place(&text).as_deref(), Some("anna@brambletide.example"));
        let of = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        for bad in [
            "",
            "x",
            "%%%",
            &text[1..],
            &of(b"\x03anna"),
            &of(b"\x01a@b.example"),
            &of(b"\x03a@b\0"),
            &of(b"\x03a@\xff"),
        ] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }
}
