//! `/account/tokens`: the tokens that one of the network's staff made for programs of their own.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::StaffTokenId;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::Failure;
use crate::actions::staff_tokens::{self, LONGEST_DAYS, Made, NewStaffToken, StaffToken};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::guard::SignedIn;
use crate::web::pages::tokens::{self, FIELDS, Held, MadePage, Place, TokensView};
use crate::web::pages::{PageCall, PageError, Shell, go_to};
use crate::web::urls;

const PLACE: Place = Place {
    at: urls::STAFF_TOKENS,
    example: "Where you use it, for example a script that watches the queue.",
    longest: LONGEST_DAYS,
};

#[derive(Serialize)]
struct StaffTokensPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    /// Where the second factor is proven that making one needs; nothing when it was just proven.
    prove: Option<String>,
    tokens: TokensView,
}

impl Page for StaffTokensPage {
    const TEMPLATE: &'static str = "pages/account/staff-tokens";
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
    let notice = tokens::notice(&call.asked("after"));
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
    let unproven = call.asker().proven().is_err();
    let held = listed.into_iter().map(Held::from);
    StaffTokensPage {
        shell: shell(call, "Your tokens"),
        form,
        notice,
        prove: unproven.then(|| urls::with_next(urls::STEP_UP, urls::STAFF_TOKENS)),
        tokens: TokensView::new(&PLACE, true, held, ticked, call.ctx.now()),
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
        let new = NewStaffToken {
            name: fields.text("name"),
            scopes: &ticked,
            days: tokens::days(&fields, LONGEST_DAYS)?,
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
    let title = "Your new token";
    let token = (made.token.name.as_str(), made.token.expires_at);
    let text = made.text.text().unwrap_or_default();
    let example = format!("{}/api/v1/reviews", call.ctx.base_url());
    MadePage::new(shell(call, title), &PLACE, title, token, text, &example)
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
