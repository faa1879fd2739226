//! `/api/v1/org/domains`: domains that the org says are its own, and their proof.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use oin_domain::org::{DomainName, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions::domains::{self, Checked, OrgDomain};
use crate::web::api::Call;
use crate::web::api::refusals::{AbsentRefusals, CallRefusals, KeyedRefusals};
use crate::web::error::api::ApiError;

/// The domains of an org.
#[derive(Serialize, ToSchema)]
pub struct DomainsAnswer {
    /// By name.
    pub items: Vec<DomainItem>,
}

/// A domain that an org says is its own.
#[derive(Serialize, ToSchema)]
pub struct DomainItem {
    /// Its name, in ASCII.
    #[schema(example = "brambletide.example")]
    pub domain: String,
    /// Where the TXT record belongs.
    #[schema(example = "_oin-challenge.brambletide.example")]
    pub record: String,
    /// Where the file belongs; the record or the file is enough.
    #[schema(example = "https://brambletide.example/.well-known/oin-challenge.txt")]
    pub file: String,
    /// What the record, or the file's only line, must say.
    pub statement: String,
    /// How it was proven: `dns` or `file`; null while it is not.
    #[schema(example = "dns")]
    pub proven_by: Option<String>,
    /// When it was proven.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub proven_at: Option<DateTime<Utc>>,
}

impl From<OrgDomain> for DomainItem {
    fn from(one: OrgDomain) -> Self {
        let (by, at) = one.proven.unzip();
        Self {
            record: one.domain.record(),
            file: one.domain.file(),
            statement: DomainName::statement(&one.token),
            proven_by: by.map(|method| method.to_string()),
            proven_at: at,
            domain: one.domain.into(),
        }
    }
}

/// A domain to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct DomainOrder {
    /// Its name, for example `company.example`.
    #[schema(example = "brambletide.example")]
    domain: String,
}

/// What a look for the proof found.
#[derive(Serialize, ToSchema)]
pub struct DomainCheck {
    /// Whether the proof is there.
    #[schema(example = false)]
    pub proven: bool,
    /// Where it was found: `dns` or `file`.
    pub proven_by: Option<String>,
    /// What was wrong with the record.
    #[schema(example = "nothing is there")]
    pub record: Option<String>,
    /// What was wrong with the file.
    #[schema(example = "the server answers 404")]
    pub file: Option<String>,
    /// Whether the network was silent, so that looking again may help without a change.
    #[schema(example = false)]
    pub silent: bool,
}

impl From<Checked> for DomainCheck {
    fn from(checked: Checked) -> Self {
        match checked {
            Checked::Proven(method) => Self {
                proven: true,
                proven_by: Some(method.to_string()),
                record: None,
                file: None,
                silent: false,
            },
            Checked::NotYet(error) => Self {
                proven: false,
                proven_by: None,
                silent: error.silent,
                record: Some(error.dns),
                file: Some(error.web),
            },
        }
    }
}

/// List the org's domains
#[utoipa::path(
    get,
    path = "/api/v1/org/domains",
    tag = "org",
    operation_id = "list_domains",
    security(("token" = ["org:read"])),
    responses(
        (status = 200, description = "The domains", body = DomainsAnswer),
        CallRefusals,
    )
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgRead, async |who| {
        let all = domains::list(&call.ctx, who).await?;
        let items = all.into_iter().map(DomainItem::from).collect();
        call.ok(&DomainsAnswer { items })
    })
    .await
}

/// Add a domain
///
/// The answer says what a TXT record or a file must say to prove it. Added again, it stays as it is.
#[utoipa::path(
    post,
    path = "/api/v1/org/domains",
    tag = "org",
    operation_id = "add_domain",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours")),
    request_body(content = DomainOrder),
    security(("token" = ["org:write"])),
    responses(
        (status = 201, description = "The domain", body = DomainItem),
        CallRefusals, KeyedRefusals,
    )
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let order: DomainOrder = call.body()?;
        let again = call.again(who)?;
        let added = domains::add(&call.ctx, who, &order.domain, again.as_ref()).await?;
        call.answer(StatusCode::CREATED, &DomainItem::from(added))
    })
    .await
}

/// Look for a domain's proof
///
/// The TXT record first, then the file. Twenty looks in ten minutes are allowed.
#[utoipa::path(
    post,
    path = "/api/v1/org/domains/{domain}/check",
    tag = "org",
    operation_id = "check_domain",
    params(("domain" = String, Path, description = "The domain", example = "brambletide.example")),
    security(("token" = ["org:write"])),
    responses(
        (status = 200, description = "What was found", body = DomainCheck),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn check(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        let checked = domains::check(&call.ctx, who, &path, &call.visit()).await?;
        call.ok(&DomainCheck::from(checked))
    })
    .await
}

/// Drop a domain
#[utoipa::path(
    delete,
    path = "/api/v1/org/domains/{domain}",
    tag = "org",
    operation_id = "drop_domain",
    params(("domain" = String, Path, description = "The domain", example = "brambletide.example")),
    security(("token" = ["org:write"])),
    responses(
        (status = 204, description = "The org has it no more"),
        CallRefusals, AbsentRefusals,
    )
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::OrgWrite, async |who| {
        domains::drop(&call.ctx, who, &path).await?;
        Ok(call.done())
    })
    .await
}
