//! `/account/tokens`: the tokens that one of the network's staff made for programs of their own.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::StaffTokenId;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::staff_tokens::{self, LONGEST_DAYS, Made, NewStaffToken, StaffToken};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::moment::{Moment, exact};
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

const FIELDS: [&str; 3] = ["name", "scopes", "days"];

#[derive(Serialize)]
struct StaffTokensPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    /// Where the second factor is proven that making one needs; nothing when it was just proven.
    prove: Option<String>,
    longest: u16,
    scopes: Vec<ScopeBox>,
    working: Vec<TokenLine>,
    ended: Vec<TokenLine>,
}

impl Page for StaffTokensPage {
    const TEMPLATE: &'static str = "pages/account/staff-tokens";
}

#[derive(Serialize)]
struct ScopeBox {
    value: &'static str,
    label: &'static str,
    ticked: bool,
}

#[derive(Serialize)]
struct TokenLine {
    id: String,
    name: String,
    hint: String,
    scopes: Vec<&'static str>,
    made: Moment,
    used: Option<Moment>,
    ends: Moment,
    revoked: Option<Moment>,
}

/// A token that was made; its text is on no other page.
#[derive(Serialize)]
struct MadePage {
    shell: Shell,
    name: String,
    text: String,
    until: String,
    example: String,
}

impl Page for MadePage {
    const TEMPLATE: &'static str = "pages/account/staff-token-made";
}

fn shell(call: &PageCall<SignedIn>, title: &str) -> Shell {
    let about = "Tokens for programs that act in your name.";
    call.shell_at(urls::STAFF_TOKENS, "account", title, about)
}

/// `GET /account/tokens`.
///
/// # Errors
/// Nobody is signed in; who is no staff.
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    let notice = match call.asked("after").as_str() {
        "ended" => Some("The token has ended. Whoever used it is refused from now on."),
        _ => None,
    };
    call.answer(async {
        let listed = staff_tokens::list(&call.ctx, call.asker()).await?;
        let form = call.form(&FIELDS).with("days", "30");
        call.show(StatusCode::OK, &page(&call, listed, form, &[], notice))
    })
    .await
}

fn page(
    call: &PageCall<SignedIn>,
    listed: Vec<StaffToken>,
    form: FormView,
    ticked: &[StaffScope],
    notice: Option<&'static str>,
) -> StaffTokensPage {
    let now = call.ctx.now();
    let line = |token: StaffToken| TokenLine {
        id: token.id.to_string(),
        name: token.name,
        hint: token.hint,
        scopes: token.scopes.iter().map(|scope| scope.as_str()).collect(),
        made: Moment::new(token.created_at, now),
        used: token.used_at.map(|at| Moment::new(at, now)),
        ends: Moment::new(token.expires_at, now),
        revoked: token.revoked_at.map(|at| Moment::new(at, now)),
    };
    let works = |token: &StaffToken| token.revoked_at.is_none() && token.expires_at > now;
    let (working, ended): (Vec<_>, Vec<_>) = listed.into_iter().partition(works);
    let scopes = StaffScope::ALL.iter().map(|scope| ScopeBox {
        value: scope.as_str(),
        label: scope.label(),
        ticked: ticked.contains(scope),
    });
    let unproven = call.asker().proven().is_err();
    StaffTokensPage {
        shell: shell(call, "Your tokens"),
        form,
        notice,
        prove: unproven.then(|| urls::with_next(urls::STEP_UP, urls::STAFF_TOKENS)),
        longest: LONGEST_DAYS,
        scopes: scopes.collect(),
        working: working.into_iter().map(line).collect(),
        ended: ended.into_iter().map(line).collect(),
    }
}

/// `POST /account/tokens`.
///
/// # Errors
/// As [`staff_tokens::make`]; what was refused is shown in the form.
pub async fn make(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    let ticked: Vec<StaffScope> = fields.all("scopes").filter_map(StaffScope::parse).collect();
    let made = async {
        fields.only(&FIELDS)?;
        let days = fields.text("days").trim().parse().map_err(|_| {
            let message = format!("Give a number of days from 1 to {LONGEST_DAYS}.");
            Failure::field(FieldError::new("days", Code::BadValue, message))
        })?;
        let new = NewStaffToken {
            name: fields.text("name"),
            scopes: &ticked,
            days,
        };
        staff_tokens::make(&call.ctx, call.asker(), &new, &call.visit).await
    };
    let made = made.await;
    call.answer(async {
        match made {
            Ok(made) => call.show(StatusCode::OK, &made_page(&call, &made)),
            Err(failure) => {
                let form = call.retyped(&FIELDS, &fields, failure)?;
                let listed = staff_tokens::list(&call.ctx, call.asker()).await?;
                let page = page(&call, listed, form, &ticked, None);
                call.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
        }
    })
    .await
}

fn made_page(call: &PageCall<SignedIn>, made: &Made) -> MadePage {
    let base = call.ctx.base_url();
    MadePage {
        shell: shell(call, "Your new token"),
        name: made.token.name.clone(),
        text: made.text.text().unwrap_or_default().to_owned(),
        until: exact(made.token.expires_at),
        example: format!("curl -H \"Authorization: Bearer $OIN_TOKEN\" {base}/api/v1/reviews"),
    }
}

/// `POST /account/tokens/end`.
///
/// # Errors
/// As [`staff_tokens::end`].
pub async fn end(call: PageCall<SignedIn>, fields: Fields) -> Result<HttpResponse, PageError> {
    call.answer(async {
        fields.only(&["token"])?;
        let id = Uuid::parse_str(fields.text("token")).map(StaffTokenId);
        let id = id.map_err(|_| Failure::NotFound("token"))?;
        staff_tokens::end(&call.ctx, call.asker(), id, &call.visit).await?;
        Ok(go_to("/account/tokens?after=ended"))
    })
    .await
}
