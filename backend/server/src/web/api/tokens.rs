//! `/api/v1/tokens`: the org's API tokens.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::ids::ApiTokenId;
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::tokens::{self, Made, NewToken, Token};
use crate::web::api::Call;
use crate::web::api::call::id;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, KeyedRefusals};
use crate::web::error::api::ApiError;

/// The tokens of an org.
#[derive(Serialize, ToSchema)]
pub struct TokensAnswer {
    /// All that it ever had, the newest first.
    pub items: Vec<TokenItem>,
}

/// A token, without what its holder has.
#[derive(Serialize, ToSchema)]
pub struct TokenItem {
    /// Its id.
    pub id: String,
    /// What it is called.
    #[schema(example = "Build server")]
    pub name: String,
    /// Its first eight characters, to know it by.
    #[schema(example = "oin_Zk3v")]
    pub hint: String,
    /// What it may do.
    #[schema(example = json!(["submissions:read"]))]
    pub scopes: Vec<String>,
    /// What its maker is called, while they are there.
    pub made_by: Option<String>,
    /// Whether it works now.
    pub works: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: DateTime<Utc>,
    /// From when on it works no more.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub used_at: Option<DateTime<Utc>>,
    /// When it was ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<DateTime<Utc>>,
}

impl TokenItem {
    fn new(token: Token, now: DateTime<Utc>) -> Self {
        let works = token.works(now);
        let (token, made_by) = (token.token, token.maker);
        Self {
            id: token.id.to_string(),
            name: token.name,
            hint: token.hint,
            scopes: token.scopes.iter().map(ToString::to_string).collect(),
            made_by,
            works,
            created_at: token.created_at,
            expires_at: token.expires_at,
            used_at: token.used_at,
            ended_at: token.revoked_at,
        }
    }
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TokenOrder {
    /// What it is called, 1 to 100 characters.
    #[schema(example = "Build server")]
    name: String,
    /// What it may do, at least one; none that the token which asks does not have.
    #[schema(value_type = Vec<String>, example = json!(["submissions:read"]))]
    scopes: Vec<Scope>,
    /// How many days it works, 1 to 365.
    #[schema(example = 90)]
    days: u16,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    /// Its id.
    pub id: String,
    /// What its holder sends. It is in this answer and nowhere else: null when the same request
    /// is answered again, under its `Idempotency-Key`.
    #[schema(example = "oin_Zk3vq0N7iC1bX9sT2wLr5uYh8mKd4fGj6aEpVzQxRtS")]
    pub token: Option<String>,
    /// Its first eight characters, to know it by.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// From when on it works no more.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: DateTime<Utc>,
}

impl From<Made> for MadeToken {
    fn from(made: Made) -> Self {
        Self {
            id: made.token.id.to_string(),
            token: made.text.and_then(|text| text.text().map(str::to_owned)),
            hint: made.token.hint,
            scopes: made.token.scopes.iter().map(ToString::to_string).collect(),
            expires_at: made.token.expires_at,
        }
    }
}

/// List the org's API tokens
#[utoipa::path(
    get,
    path = "/api/v1/tokens",
    tag = "org",
    operation_id = "list_tokens",
    security(("token" = ["tokens:write"])),
    responses(
        (status = 200, description = "The tokens", body = TokensAnswer),
        CallRefusals,
    )
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::TokensWrite, async |who| {
        let now = call.ctx.now();
        let tokens = tokens::list(&call.ctx, who).await?.into_iter();
        let items = tokens.map(|token| TokenItem::new(token, now)).collect();
        call.ok(&TokensAnswer { items })
    })
    .await
}

/// Make an API token
///
/// It acts for the person who made the token that asks, and never has more scopes than that one.
/// Its text is shown once: sent again under its `Idempotency-Key`, the request makes no other token
/// and the answer's `token` is null. If the first answer was lost, end that token and make another.
#[utoipa::path(
    post,
    path = "/api/v1/tokens",
    tag = "org",
    operation_id = "make_token",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = TokenOrder),
    security(("token" = ["tokens:write"])),
    responses(
        (status = 201, description = "The token, shown once", body = MadeToken),
        CallRefusals, KeyedRefusals,
    )
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::TokensWrite, async |who| {
        let order: TokenOrder = call.body()?;
        let new = NewToken {
            name: &order.name,
            scopes: &order.scopes,
            days: order.days,
            within: Some(call.scopes()?),
        };
        let again = call.again(who)?;
        let made = tokens::make(&call.ctx, who, &new, &call.visit(), again.as_ref()).await?;
        call.answer(StatusCode::CREATED, &MadeToken::from(made))
    })
    .await
}

/// End an API token
///
/// At once and for good. A token may end itself.
#[utoipa::path(
    delete,
    path = "/api/v1/tokens/{id}",
    tag = "org",
    operation_id = "end_token",
    params(("id" = String, Path, description = "The token's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["tokens:write"])),
    responses(
        (status = 204, description = "It has ended"),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::TokensWrite, async |who| {
        let token = ApiTokenId(id(&path, "token")?);
        tokens::end(&call.ctx, who, token, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
