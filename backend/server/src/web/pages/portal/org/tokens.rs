//! `/portal/tokens`: the org's API tokens.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::ids::ApiTokenId;
use oin_domain::org::{Act, Scope};
use serde::Serialize;
use uuid::Uuid;

use super::{May, PageError, Portal};
use crate::actions::tokens::{self, LONGEST_DAYS, Made, NewToken, Token};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::vault::Secret;
use crate::web::form::{Fields, FormView};
use crate::web::pages::moment::{Moment, exact};
use crate::web::pages::{Shell, go_to};
use crate::web::urls;

const FIELDS: [&str; 3] = ["name", "scopes", "days"];

#[derive(Serialize)]
struct TokensPage {
    shell: Shell,
    form: FormView,
    notice: Option<&'static str>,
    may: May,
    longest: u16,
    scopes: Vec<ScopeBox>,
    working: Vec<TokenLine>,
    ended: Vec<TokenLine>,
}

impl Page for TokensPage {
    const TEMPLATE: &'static str = "pages/portal/org/tokens";
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
    maker: String,
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
    const TEMPLATE: &'static str = "pages/portal/org/token-made";
}

/// `GET /portal/tokens`.
///
/// # Errors
/// Nobody is signed in; all but owners.
pub async fn get(portal: Portal) -> Result<HttpResponse, PageError> {
    let notice = match portal.asked("after").as_str() {
        "ended" => Some("The token has ended. Whoever used it is refused from now on."),
        _ => None,
    };
    portal
        .answer(async {
            let listed = tokens::list(&portal.ctx, portal.who()).await?;
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
    let now = portal.ctx.now();
    let line = |token: Token| TokenLine {
        id: token.token.id.to_string(),
        name: token.token.name,
        hint: token.token.hint,
        scopes: token.token.scopes.iter().map(|scope| scope.as_str()).collect(),
        maker: token.maker.unwrap_or_else(|| "somebody who has gone".to_owned()),
        made: Moment::new(token.token.created_at, now),
        used: token.token.used_at.map(|at| Moment::new(at, now)),
        ends: Moment::new(token.token.expires_at, now),
        revoked: token.token.revoked_at.map(|at| Moment::new(at, now)),
    };
    let (working, ended): (Vec<_>, Vec<_>) = listed.into_iter().partition(|token| token.works(now));
    let scopes = Scope::ALL.iter().map(|scope| ScopeBox {
        value: scope.as_str(),
        label: scope.label(),
        ticked: ticked.contains(scope),
    });
    TokensPage {
        shell: portal.shell("API tokens"),
        form,
        notice,
        may: May::on(portal.who(), Act::ManageTokens, urls::TOKENS),
        longest: LONGEST_DAYS,
        scopes: scopes.collect(),
        working: working.into_iter().map(line).collect(),
        ended: ended.into_iter().map(line).collect(),
    }
}

/// `POST /portal/tokens`.
///
/// # Errors
/// As [`tokens::make`]; what was refused is shown in the form.
pub async fn make(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let ticked: Vec<Scope> = fields.all("scopes").filter_map(Scope::parse).collect();
    let made = async {
        fields.only(&FIELDS)?;
        let days = fields.text("days").trim().parse().map_err(|_| {
            let message = format!("Give a number of days from 1 to {LONGEST_DAYS}.");
            Failure::field(FieldError::new("days", Code::BadValue, message))
        })?;
        let new = NewToken {
            name: fields.text("name"),
            scopes: &ticked,
            days,
            within: None,
        };
        tokens::make(&portal.ctx, portal.who(), &new, &portal.visit, None).await
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
    let listed = tokens::list(&portal.ctx, portal.who()).await?;
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
    MadePage {
        shell: portal.shell("Your new API token"),
        name: made.token.name.clone(),
        text: made
            .text
            .as_ref()
            .and_then(Secret::text)
            .unwrap_or_default()
            .to_owned(),
        until: exact(made.token.expires_at),
        example: format!("curl -H \"Authorization: Bearer $OIN_TOKEN\" {base}{call}"),
    }
}

/// `POST /portal/tokens/end`.
///
/// # Errors
/// As [`tokens::end`].
pub async fn end(portal: Portal, fields: Fields) -> Result<HttpResponse, PageError> {
    let done = async {
        fields.only(&["token"])?;
        let id = Uuid::parse_str(fields.text("token")).map(ApiTokenId);
        let id = id.map_err(|_| Failure::NotFound("token"))?;
        tokens::end(&portal.ctx, portal.who(), id, &portal.visit).await
    };
    let answer = done.await.map(|()| go_to("/portal/tokens?after=ended"));
    portal.page(answer)
}
