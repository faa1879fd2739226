//! `GET /api/v1/audit`: the audit trail, for administrators.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use oin_domain::account::StaffScope;
use oin_domain::audit::Area;
use oin_domain::choice::Choice as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Call;
use crate::actions::audit::{self, AuditEntry, AuditFilter, Search};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::cursor::no_cursor;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals, SearchRefusals};
use crate::web::catalog_query::choice;
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;

/// The most bytes of a search for a text.
const LONGEST: usize = 200;

/// A page of the audit trail.
#[derive(Serialize, ToSchema)]
pub struct AuditBody {
    /// The newest first, at most 50.
    #[schema(value_type = Vec<AuditItem>)]
    pub items: Vec<Value>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

/// An entry of the trail, as `oin audit export` writes it.
#[derive(ToSchema)]
pub struct AuditItem {
    /// Its number in the chain; null until it is sealed.
    pub number: Option<i64>,
    /// Its seal, in hexadecimal; null until it is sealed.
    pub seal: Option<String>,
    /// In the order of writing, with gaps.
    pub id: i64,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What it is about, in the large.
    #[schema(example = "submission")]
    pub area: String,
    /// What was done.
    #[schema(example = "approve")]
    pub act: String,
    /// The id of who did it; null for the network itself.
    #[schema(format = "uuid")]
    pub actor: Option<String>,
    /// What they were called; null when they were erased.
    #[schema(value_type = Option<Object>)]
    pub actor_was: Option<Value>,
    /// The id of whom it was done to.
    #[schema(format = "uuid")]
    pub user: Option<String>,
    /// What they were called.
    #[schema(value_type = Option<Object>)]
    pub user_was: Option<Value>,
    /// The id of the org that it concerns.
    #[schema(format = "uuid")]
    pub org: Option<String>,
    /// The noun and id of what it was done to, `{"kind": …, "id": …}`.
    #[schema(value_type = Option<Object>)]
    pub about: Option<Value>,
    /// The request, as the log names it.
    pub request_id: Option<String>,
    /// The token through which it was done; null when it was done at a browser, or by the network
    /// itself.
    pub token: Option<AuditToken>,
    /// More.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// The token through which a program acted.
#[derive(ToSchema)]
pub struct AuditToken {
    /// `org` or `staff`.
    #[schema(example = "staff")]
    pub kind: String,
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// How it begins, as lists of tokens show it.
    #[schema(example = "oin_staff_Ab3d")]
    pub hint: String,
    /// What it is called; null when it is known no more.
    pub name: Option<String>,
}

/// Search the audit trail
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "administration",
    operation_id = "search_audit",
    params(
        ("who" = Option<String>, Query, description = "Part of a name or address, or a person's id", example = "anna"),
        ("area" = Option<String>, Query, description = "What it is about, in the large", example = "submission"),
        ("act" = Option<String>, Query, description = "What was done", example = "approve"),
        ("about" = Option<String>, Query, description = "The id of what it was done to, of an org, or of a request"),
        ("from" = Option<String>, Query, description = "Not before", example = "2026-11-24T00:00:00Z"),
        ("until" = Option<String>, Query, description = "Before", example = "2026-11-25T00:00:00Z"),
        ("after" = Option<String>, Query, description = "The cursor `next` of the page before"),
    ),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of the trail", body = AuditBody), CallRefusals, SearchRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    let answer = async {
        let who = call.staff_with(StaffScope::AdminRead)?;
        let known = ["who", "area", "act", "about", "from", "until", "after"];
        let search = read(&call.query(&known)?)?;
        let found = audit::search(&call.ctx, who, &search).await?;
        call.ok(&AuditBody {
            items: found
                .entries
                .iter()
                .map(|entry: &AuditEntry| audit::line(entry))
                .collect(),
            next: found.next.map(|id| id.to_string()),
        })
    };
    call.finish(answer.await)
}

/// From where the chain is verified. Everything may be left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct VerifyBody {
    /// The number behind which it begins: 0, or `next` of the part before.
    #[schema(example = 0, minimum = 0)]
    after: i64,
}

/// What was found in a part of the chain.
#[derive(Serialize, ToSchema)]
pub struct AuditProof {
    /// Whether everything that was verified holds.
    pub holds: bool,
    /// The number behind which it began.
    #[schema(example = 0)]
    pub after: i64,
    /// The last number that holds.
    #[schema(example = 1204)]
    pub to: i64,
    /// The last number that there is.
    #[schema(example = 1204)]
    pub last: i64,
    /// How many entries wait for their seal.
    pub waiting: i64,
    /// The last seal that holds, `number:hash`, to be kept outside; null when none does.
    pub head: Option<String>,
    /// What does not hold, with its number; null when everything does.
    #[schema(example = json!(null))]
    pub fault: Option<String>,
    /// Behind which number the next part begins; null at the end of the chain and behind a fault.
    pub next: Option<i64>,
}

/// Verify the audit trail
///
/// At most 20,000 seals at a time, 30 times in ten minutes; go on with `next` until it is null. The
/// trail keeps that it was verified. That its end was not cut off shows against a seal that was kept
/// outside: compare `head`, or run `oin audit verify`, which has those.
#[utoipa::path(
    post,
    path = "/api/v1/audit/verify",
    tag = "administration",
    operation_id = "verify_audit",
    request_body(content = Option<VerifyBody>, description = "From where"),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "What was found", body = AuditProof), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn verify(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        let body: VerifyBody = call.body_if_any()?;
        let part = audit::prove(&call.ctx, who, &call.visit(), body.after).await?;
        call.ok(&AuditProof {
            holds: part.fault.is_none(),
            after: part.after,
            to: part.to,
            last: part.last,
            waiting: part.waiting,
            head: part.head.map(|head| head.to_string()),
            fault: part.fault.map(|fault| fault.to_string()),
            next: part.next,
        })
    })
    .await
}

fn read(pairs: &Pairs) -> Result<Search, Failure> {
    let mut errors = Vec::new();
    let mut text = |name: &str| -> Result<Option<String>, Failure> {
        let text = pairs.single(name)?.filter(|text| !text.is_empty());
        if text.is_some_and(|text| text.len() > LONGEST || text.contains('\0')) {
            let message = format!("`{name}` has at most {LONGEST} bytes and no NUL. Shorten it.");
            errors.push(FieldError::new(name, Code::BadValue, message));
        }
        Ok(text.map(str::to_owned))
    };
    let (who, act, about) = (text("who")?, text("act")?, text("about")?);
    let mut moment = |name: &str| -> Result<Option<DateTime<Utc>>, Failure> {
        let Some(text) = pairs.single(name)? else {
            return Ok(None);
        };
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Ok(Some(at.to_utc())),
            Err(_) => {
                let message = format!("`{name}` is a moment such as 2026-11-24T00:00:00Z.");
                errors.push(FieldError::new(name, Code::BadValue, message));
                Ok(None)
            }
        }
    };
    let (from, until) = (moment("from")?, moment("until")?);
    let area = pairs.single("area")?.map(|text| choice::<Area>("area", text));
    let area = area
        .transpose()
        .map_err(|error| errors.push(error))
        .unwrap_or_default();
    let before = match pairs.single("after")?.map(str::parse) {
        None => None,
        Some(Ok(before)) => Some(before),
        Some(Err(_)) => {
            errors.push(no_cursor());
            None
        }
    };
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    Ok(Search {
        who: who.unwrap_or_default(),
        filter: AuditFilter {
            people: None,
            area: area.map(|area| area.as_str().to_owned()),
            act,
            about,
            from,
            until,
        },
        before,
    })
}
