//! `/api/v1/reports`: problems that people reported, and their answers.

use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use oin_domain::ids::ReportId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::reports::{self, Row};
use crate::web::api::call::id;
use crate::web::api::items::time;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// The reports that wait for an answer.
#[derive(Serialize, ToSchema)]
pub struct ReportsBody {
    /// The oldest first, at most 200.
    pub items: Vec<ReportItem>,
}

/// A problem that somebody reported.
#[derive(Serialize, ToSchema)]
pub struct ReportItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The listing's name in URLs.
    #[schema(example = "box")]
    pub slug: String,
    /// What the listing is called.
    pub name: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// `sign_on`, `provisioning`, `wrong_facts`, `abuse` or `other`.
    #[schema(example = "sign_on")]
    pub topic: &'static str,
    /// What is wrong.
    pub text: String,
    /// The address of who reported it.
    pub mail: String,
    /// Whether they were signed in.
    pub is_known: bool,
}

/// An answer to a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ReportAnswer {
    /// What whoever reported it reads.
    #[schema(example = "Thank you: the vendor has mended it.")]
    answer: String,
}

impl From<Row> for ReportItem {
    fn from(row: Row) -> Self {
        let (mail, is_known) = row.from;
        Self {
            id: row.id.to_string(),
            slug: row.slug.to_string(),
            name: row.name,
            at: time(row.at),
            topic: row.topic.as_str(),
            text: row.text.to_string(),
            mail,
            is_known,
        }
    }
}

/// List the reports that wait
#[utoipa::path(
    get,
    path = "/api/v1/reports",
    tag = "listings",
    operation_id = "list_reports",
    security(("token" = ["listings:read"])),
    responses((status = 200, description = "The reports", body = ReportsBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ListingsRead, async |who| {
        let rows = reports::list(&call.ctx, who).await?;
        let items = rows.into_iter().map(ReportItem::from).collect();
        call.ok(&ReportsBody { items })
    })
    .await
}

/// Answer a report
///
/// The answer goes to whoever reported it, and the report is closed: answered again, it is 404.
#[utoipa::path(
    post,
    path = "/api/v1/reports/{id}/answer",
    tag = "listings",
    operation_id = "answer_report",
    params(("id" = String, Path, description = "The report's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    request_body(content = ReportAnswer),
    security(("token" = ["listings:write"])),
    responses((status = 204, description = "It was answered"), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn answer(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ListingsWrite, async |who| {
        let body: ReportAnswer = call.body()?;
        let report = ReportId(id(&path, "report")?);
        reports::answer(&call.ctx, who, report, &body.answer).await?;
        Ok(call.done())
    })
    .await
}
