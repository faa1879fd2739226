//! `/api/v1/admin/reasons`: the words for reasons, and canned texts, for administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::review::Reason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Call;
use crate::actions::Failure;
use crate::actions::reasons::{self, CannedText, ReasonText, Words};
use crate::web::api::call::id;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// The words for all reasons.
#[derive(Serialize, ToSchema)]
pub struct ReasonsBody {
    /// The reasons, in the order of their list.
    pub items: Vec<ReasonItem>,
}

/// What the network says for a reason.
#[derive(Serialize, ToSchema)]
pub struct ReasonItem {
    /// The reason.
    #[schema(example = "no_test_login")]
    pub code: &'static str,
    /// What is wrong, a sentence.
    pub sentence: String,
    /// The rule behind it.
    pub policy: String,
    /// What mends it.
    pub fix: String,
    /// Whether these words stand in place of the program's own.
    pub is_changed: bool,
    /// The texts that reviewers choose from where they write, by title.
    pub texts: Vec<CannedItem>,
}

/// A text that reviewers need not type again.
#[derive(Serialize, ToSchema)]
pub struct CannedItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What reviewers find it by.
    pub title: String,
    /// The text.
    pub text: String,
}

/// Words for a reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ReasonWords {
    /// What is wrong, a sentence; at most 200 characters.
    #[schema(example = "No test login was given.")]
    sentence: String,
    /// The rule behind it; at most 2,048 characters.
    #[schema(example = "Reviewers sign in to what they approve.")]
    policy: String,
    /// What mends it; at most 2,048 characters.
    #[schema(example = "Add a test login on the page of the same name.")]
    fix: String,
}

/// A text that reviewers need not type again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CannedWords {
    /// What reviewers find it by; at most 100 characters, once for each reason.
    #[schema(example = "Two logins")]
    title: String,
    /// The text; at most 2,048 characters.
    #[schema(example = "Please give two test logins.")]
    text: String,
}

impl CannedItem {
    fn of(text: &CannedText) -> Self {
        Self {
            id: text.id.to_string(),
            title: text.title.clone(),
            text: text.text.clone(),
        }
    }
}

impl CannedWords {
    fn of(self, reason: Reason, id: Uuid) -> CannedText {
        CannedText {
            id,
            reason,
            title: self.title.trim().to_owned(),
            text: self.text.trim().to_owned(),
        }
    }
}

fn item(words: &Words, reason: Reason) -> ReasonItem {
    let text = words.of(reason);
    ReasonItem {
        code: reason.as_str(),
        sentence: text.sentence,
        policy: text.policy,
        fix: text.fix,
        is_changed: words.is_changed(reason),
        texts: words.canned(reason).map(CannedItem::of).collect(),
    }
}

fn reason(code: &str) -> Result<Reason, Failure> {
    Reason::parse(code).ok_or(Failure::NotFound("reason"))
}

/// List the words for reasons
#[utoipa::path(
    get,
    path = "/api/v1/admin/reasons",
    tag = "administration",
    operation_id = "list_reasons",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The reasons", body = ReasonsBody), CallRefusals)
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        let words = reasons::all(&call.ctx, who).await?;
        let items = Reason::ALL.iter().map(|reason| item(&words, *reason));
        call.ok(&ReasonsBody {
            items: items.collect(),
        })
    })
    .await
}

/// Read the words for a reason
#[utoipa::path(
    get,
    path = "/api/v1/admin/reasons/{code}",
    tag = "administration",
    operation_id = "get_reason",
    params(("code" = String, Path, description = "The reason", example = "no_test_login")),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The reason", body = ReasonItem), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        let reason = reason(&code)?;
        let words = reasons::all(&call.ctx, who).await?;
        call.ok(&item(&words, reason))
    })
    .await
}

/// Change the words for a reason
///
/// They stand in place of the program's own; letters, forms and previews say them from now on.
#[utoipa::path(
    put,
    path = "/api/v1/admin/reasons/{code}/words",
    tag = "administration",
    operation_id = "change_reason",
    params(("code" = String, Path, description = "The reason", example = "no_test_login")),
    request_body(content = ReasonWords),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The reason", body = ReasonItem), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn put_words(call: Call, code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let reason = reason(&code)?;
        let body: ReasonWords = call.body()?;
        let text = ReasonText {
            reason,
            sentence: body.sentence.trim().to_owned(),
            policy: body.policy.trim().to_owned(),
            fix: body.fix.trim().to_owned(),
        };
        reasons::change(&call.ctx, who, &text, &call.visit()).await?;
        let words = reasons::all(&call.ctx, who).await?;
        call.ok(&item(&words, reason))
    })
    .await
}

/// Let the program's own words for a reason stand again
///
/// 404 when they stand.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/reasons/{code}/words",
    tag = "administration",
    operation_id = "reset_reason",
    params(("code" = String, Path, description = "The reason", example = "no_test_login")),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "They stand"), CallRefusals, AbsentRefusals)
)]
pub async fn delete_words(call: Call, code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        reasons::reset(&call.ctx, who, reason(&code)?, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}

/// Add a canned text
///
/// A title that the reason has already is 422, so that a request sent twice adds one text.
#[utoipa::path(
    post,
    path = "/api/v1/admin/reasons/{code}/texts",
    tag = "administration",
    operation_id = "add_canned_text",
    params(("code" = String, Path, description = "The reason", example = "no_test_login")),
    request_body(content = CannedWords),
    security(("token" = ["admin:write"])),
    responses((status = 201, description = "The text", body = CannedItem), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn post_text(call: Call, code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let reason = reason(&code)?;
        let text = call.body::<CannedWords>()?.of(reason, Uuid::now_v7());
        reasons::put_canned(&call.ctx, who, &text, true, &call.visit()).await?;
        call.answer(StatusCode::CREATED, &CannedItem::of(&text))
    })
    .await
}

/// Change a canned text
#[utoipa::path(
    put,
    path = "/api/v1/admin/reasons/{code}/texts/{id}",
    tag = "administration",
    operation_id = "change_canned_text",
    params(
        ("code" = String, Path, description = "The reason", example = "no_test_login"),
        ("id" = String, Path, description = "The text's id", example = "0190a0a0-0000-7000-8000-000000000000"),
    ),
    request_body(content = CannedWords),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The text", body = CannedItem), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn put_text(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let (reason, id) = (reason(&path.0)?, id(&path.1, "text")?);
        let text = call.body::<CannedWords>()?.of(reason, id);
        reasons::put_canned(&call.ctx, who, &text, false, &call.visit()).await?;
        call.ok(&CannedItem::of(&text))
    })
    .await
}

/// Remove a canned text
#[utoipa::path(
    delete,
    path = "/api/v1/admin/reasons/{code}/texts/{id}",
    tag = "administration",
    operation_id = "remove_canned_text",
    params(
        ("code" = String, Path, description = "The reason", example = "no_test_login"),
        ("id" = String, Path, description = "The text's id", example = "0190a0a0-0000-7000-8000-000000000000"),
    ),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "It is gone"), CallRefusals, AbsentRefusals)
)]
pub async fn delete_text(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let text = (reason(&path.0)?, id(&path.1, "text")?);
        reasons::drop_canned(&call.ctx, who, text, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
