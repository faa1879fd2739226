//! `/portal/tokens`: the org's API tokens.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::ids::ApiTokenId;
use oin_domain::org::{Act, Scope};
use serde::Serialize;
use uuid::Uuid;

use super::{May, PageError, Portal};
use crate::actions::Failure;
use crate::actions::tokens::{
    LONGEST_DAYS, Made, NewToken, Token, end as end_token, list, make as make_token,
};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::form::{Fields, FormView};
use crate::web::pages::tokens::{self, FIELDS, Held, MadePage, Place, TokensView};
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

const PLACE: Place = Place {
    at: urls::TOKENS,
    example: "Where it is used, for example the build server.",
    longest: LONGEST_DAYS,
};

#[derive(Serialize)]
struct TokensPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    tokens: TokensView,
}

impl Page for TokensPage {
    const TEMPLATE: &'static str = "pages/portal/org/tokens";
}

/// `GET /portal/tokens`.
///
/// # Errors
/// Nobody is signed in; all but owners.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let notice = tokens::notice(&portal.asked("after"));
    portal
        .answer(async {
            let listed = list(&portal.ctx, portal.who()).await?;
            let form = portal.form(&FIELDS).with("days", "90");
            portal.show(StatusCode::OK, &page(&portal, listed, form, &[], notice))
        })
        .await
}

fn page(
    portal: &Portal,
    listed: Vec<Token>,
    form: FormView,
    ticked: &[Scope],
    notice: Option<&'static str>,
) -> TokensPage {
    let may = May::on(portal.who(), Act::ManageTokens, urls::TOKENS);
    let held = listed.into_iter().map(|one| Held::of_org(one.token, one.maker));
    TokensPage {
        shell: portal.shell("API tokens"),
        form,
        notice,
        tokens: TokensView::new(&PLACE, may.change, held, ticked, portal.ctx.now()),
        may,
    }
}

/// `POST /portal/tokens`.
///
/// # Errors
/// As [`make_token`]; what was refused is shown in the form.
pub async fn make(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let ticked: Vec<Scope> = fields.all("scopes").filter_map(Scope::parse).collect();
    let made = async {
        fields.only(&FIELDS)?;
        let new = NewToken {
            name: fields.text("name"),
            scopes: &ticked,
            days: tokens::days(&fields, LONGEST_DAYS)?,
            within: None,
        };
        make_token(&portal.ctx, portal.who(), &new, &portal.visit, None).await
    };
    let answer = match made.await {
        Ok(made) => portal.show(StatusCode::OK, &made_page(&portal, &made)),
        Err(failure) => refused(&portal, &fields, &ticked, failure).await,
    };
    portal.page(answer)
}

async fn refused(
    portal: &Portal,
    fields: &Fields,
    ticked: &[Scope],
    failure: Failure,
) -> Result<HttpResponse, Failure> {
    let form = portal.retyped(&FIELDS, fields, failure)?;
    let listed = list(&portal.ctx, portal.who()).await?;
    let page = page(portal, listed, form, ticked, None);
    portal.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn made_page(portal: &Portal, made: &Made) -> MadePage {
    let base = portal.ctx.base_url();
    let call = match made.token.scopes.as_slice() {
        scopes if scopes.contains(&Scope::OrgRead) => "/api/v1/org",
        scopes if scopes.contains(&Scope::SubmissionsRead) => "/api/v1/submissions",
        _ => "/api/v1/categories",
    };
    let title = "Your new API token";
    let token = (made.token.name.as_str(), made.token.expires_at);
    let text = made.text.as_ref().and_then(Secret::text).unwrap_or_default();
    MadePage::new(
        portal.shell(title),
        &PLACE,
        title,
        token,
        text,
        &format!("{base}{call}"),
    )
}

/// `POST /portal/tokens/end`.
///
/// # Errors
/// As [`end_token`].
pub async fn end(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["token"])?;
        let id = Uuid::parse_str(fields.text("token")).map(ApiTokenId);
        let id = id.map_err(|_| Failure::NotFound("token"))?;
        end_token(&portal.ctx, portal.who(), id, &portal.visit).await
    };
    let answer = done.await.map(|()| go_to("/portal/tokens?after=ended"));
    portal.page(answer)
}
