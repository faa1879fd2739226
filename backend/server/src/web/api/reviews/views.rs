//! `/api/v1/review-views`: filters of the queue that a reviewer keeps under a name.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use super::queue::{WhoseAsked, filter};
use crate::actions::Failure;
use crate::actions::reviews::{self, QueueAsked, SavedView};
use crate::web::api::call::id;
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::catalog_query::choice;
use crate::web::error::api::ApiError;

/// A reviewer's own views.
#[derive(Serialize, ToSchema)]
pub struct ViewsBody {
    /// By name.
    pub items: Vec<ViewItem>,
}

/// Filters of the queue under a name.
#[derive(Serialize, ToSchema)]
pub struct ViewItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What its reviewer calls it.
    #[schema(example = "Overdue SAML")]
    pub name: String,
    /// The value of each filter, as `GET /api/v1/reviews` takes it.
    #[schema(example = json!({"lane": "wizard", "mode": "saml2"}))]
    pub filters: BTreeMap<String, String>,
}

/// Filters to keep: at least one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ViewOrder {
    /// What it is to be called; none of your others is called so.
    #[schema(example = "Overdue SAML")]
    name: String,
    /// `mine` or `unclaimed`; left out or `all`: everybody's.
    #[serde(default)]
    whose: Option<String>,
    /// Of one lane.
    #[serde(default)]
    #[schema(example = "wizard")]
    lane: Option<String>,
    /// Of one tier.
    #[serde(default)]
    tier: Option<String>,
    /// With this sign-on mode.
    #[serde(default)]
    #[schema(example = "saml2")]
    mode: Option<String>,
    /// Waiting for so many days or longer: `1`, `3` or `7`.
    #[serde(default)]
    age: Option<String>,
}

impl From<SavedView> for ViewItem {
    fn from(view: SavedView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name.to_string(),
            filters: view.filters,
        }
    }
}

impl ViewOrder {
    fn asked(&self) -> Result<QueueAsked, Failure> {
        let mut errors = Vec::new();
        let texts = [&self.lane, &self.tier, &self.mode, &self.age].map(Option::as_deref);
        let asked = filter(&mut errors, texts);
        let whose = self.whose.as_deref();
        let whose = whose.map(|text| choice::<WhoseAsked>("whose", text)).transpose();
        let whose = whose.map_err(|error| errors.push(error)).unwrap_or_default();
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        Ok(QueueAsked {
            whose: whose.unwrap_or(WhoseAsked::All).into(),
            ..asked
        })
    }
}

/// List your views of the queue
#[utoipa::path(
    get,
    path = "/api/v1/review-views",
    tag = "reviews",
    operation_id = "list_review_views",
    security(("token" = ["review:read"])),
    responses((status = 200, description = "The views", body = ViewsBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewRead, async |who| {
        let views = reviews::views(&call.ctx, who).await?;
        let items = views.into_iter().map(ViewItem::from).collect();
        call.ok(&ViewsBody { items })
    })
    .await
}

/// Keep a view of the queue
///
/// At most 20. A name of another view is 422, so that a request sent twice keeps one.
#[utoipa::path(
    post,
    path = "/api/v1/review-views",
    tag = "reviews",
    operation_id = "keep_review_view",
    request_body(content = ViewOrder),
    security(("token" = ["review:write"])),
    responses((status = 201, description = "The view", body = ViewItem), CallRefusals, BodyRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewWrite, async |who| {
        let body: ViewOrder = call.body()?;
        let view = reviews::save_view(&call.ctx, who, &body.name, &body.asked()?).await?;
        call.answer(StatusCode::CREATED, &ViewItem::from(view))
    })
    .await
}

/// Remove a view of the queue
#[utoipa::path(
    delete,
    path = "/api/v1/review-views/{id}",
    tag = "reviews",
    operation_id = "remove_review_view",
    params(("id" = String, Path, description = "The view's id", example = "0190a0a0-0000-7000-8000-000000000000")),
    security(("token" = ["review:write"])),
    responses((status = 204, description = "It is gone"), CallRefusals, AbsentRefusals)
)]
pub async fn delete(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewWrite, async |who| {
        reviews::remove_view(&call.ctx, who, id(&path, "view")?).await?;
        Ok(call.done())
    })
    .await
}
