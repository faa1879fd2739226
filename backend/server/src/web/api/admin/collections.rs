//! `/api/v1/admin/collections`: sets of integrations that staff choose, for administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use oin_domain::account::StaffScope;
use oin_domain::catalog::Collection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::collections::{self, Typed};
use crate::actions::{Failure, Reviewer};
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

/// The collections, those of other days too.
#[derive(Serialize, ToSchema)]
pub struct ManagedCollections {
    /// In their order.
    pub items: Vec<ManagedCollection>,
}

/// A collection as administrators change it.
#[derive(Serialize, ToSchema)]
pub struct ManagedCollection {
    /// Its name in URLs.
    #[schema(example = "for-schools")]
    pub slug: String,
    /// Its title.
    #[schema(example = "For schools")]
    pub title: String,
    /// What it holds, in a sentence or two.
    pub summary: String,
    /// Its place in lists, from 1.
    #[schema(example = 3)]
    pub position: i32,
    /// The first day on which it is shown; null: from ever.
    #[schema(value_type = Option<String>, format = Date)]
    pub starts_on: Option<String>,
    /// The last; null: for ever.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<String>,
    /// Its integrations' names in URLs, in order.
    #[schema(example = json!(["box"]))]
    pub integrations: Vec<String>,
}

/// What a collection is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CollectionWords {
    /// Its title.
    #[schema(example = "For schools")]
    title: String,
    /// What it holds, in a sentence or two.
    #[schema(example = "What teachers sign in to.")]
    summary: String,
    /// Its place in lists, from 1; left out: the last.
    #[serde(default)]
    #[schema(minimum = 1)]
    position: Option<u16>,
    /// The first day on which it is shown, such as 2026-11-24; left out: from ever.
    #[serde(default)]
    starts_on: Option<String>,
    /// The last; left out: for ever.
    #[serde(default)]
    ends_on: Option<String>,
    /// Its integrations' names in URLs, in order.
    #[schema(example = json!(["box"]))]
    integrations: Vec<String>,
}

/// A new collection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CollectionOrder {
    /// Its name in URLs; it stays.
    #[schema(example = "for-schools")]
    slug: String,
    /// Its title.
    #[schema(example = "For schools")]
    title: String,
    /// What it holds, in a sentence or two.
    #[schema(example = "What teachers sign in to.")]
    summary: String,
    /// Its place in lists, from 1; left out: the last.
    #[serde(default)]
    #[schema(minimum = 1)]
    position: Option<u16>,
    /// The first day on which it is shown, such as 2026-11-24; left out: from ever.
    #[serde(default)]
    starts_on: Option<String>,
    /// The last; left out: for ever.
    #[serde(default)]
    ends_on: Option<String>,
    /// Its integrations' names in URLs, in order.
    #[schema(example = json!(["box"]))]
    integrations: Vec<String>,
}

impl CollectionWords {
    fn typed(self, slug: String) -> Typed {
        Typed {
            slug,
            title: self.title,
            summary: self.summary,
            position: self.position.map(|place| place.to_string()).unwrap_or_default(),
            starts_on: self.starts_on.unwrap_or_default(),
            ends_on: self.ends_on.unwrap_or_default(),
            integrations: self.integrations.join("\n"),
        }
    }
}

impl From<Collection> for ManagedCollection {
    fn from(one: Collection) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Self {
            slug: one.slug.to_string(),
            title: one.title.to_string(),
            summary: one.summary.to_string(),
            position: one.position,
            starts_on: day(one.starts_on),
            ends_on: day(one.ends_on),
            integrations: one.integrations.iter().map(ToString::to_string).collect(),
        }
    }
}

async fn one(call: &Call, who: &Reviewer, slug: &str, status: StatusCode) -> Result<HttpResponse, Failure> {
    let all = collections::list(&call.ctx, who).await?;
    let one = all.into_iter().find(|one| one.slug.as_str() == slug);
    let one = one.ok_or(Failure::NotFound("collection"))?;
    call.answer(status, &ManagedCollection::from(one))
}

/// List the collections, those of other days too
#[utoipa::path(
    get,
    path = "/api/v1/admin/collections",
    tag = "administration",
    operation_id = "list_managed_collections",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The collections", body = ManagedCollections), CallRefusals)
)]
pub async fn list(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        let all = collections::list(&call.ctx, who).await?;
        let items = all.into_iter().map(ManagedCollection::from).collect();
        call.ok(&ManagedCollections { items })
    })
    .await
}

/// Read a collection
#[utoipa::path(
    get,
    path = "/api/v1/admin/collections/{slug}",
    tag = "administration",
    operation_id = "get_managed_collection",
    params(("slug" = String, Path, description = "The collection's name in URLs", example = "for-schools")),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The collection", body = ManagedCollection), CallRefusals, AbsentRefusals)
)]
pub async fn get(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        one(&call, who, &slug, StatusCode::OK).await
    })
    .await
}

/// Add a collection
///
/// The catalog shows it on its days. A name that is taken is 422.
#[utoipa::path(
    post,
    path = "/api/v1/admin/collections",
    tag = "administration",
    operation_id = "add_collection",
    request_body(content = CollectionOrder),
    security(("token" = ["admin:write"])),
    responses((status = 201, description = "The collection", body = ManagedCollection), CallRefusals, BodyRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: CollectionOrder = call.body()?;
        let words = CollectionWords {
            title: body.title,
            summary: body.summary,
            position: body.position,
            starts_on: body.starts_on,
            ends_on: body.ends_on,
            integrations: body.integrations,
        };
        let typed = words.typed(body.slug.trim().to_owned());
        collections::save(&call.ctx, who, &typed, true, &call.visit()).await?;
        one(&call, who, &typed.slug, StatusCode::CREATED).await
    })
    .await
}

/// Change a collection
///
/// All of it: what is left out is not there afterwards.
#[utoipa::path(
    put,
    path = "/api/v1/admin/collections/{slug}",
    tag = "administration",
    operation_id = "change_collection",
    params(("slug" = String, Path, description = "The collection's name in URLs", example = "for-schools")),
    request_body(content = CollectionWords),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The collection", body = ManagedCollection), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn put(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: CollectionWords = call.body()?;
        let typed = body.typed(slug.into_inner());
        collections::save(&call.ctx, who, &typed, false, &call.visit()).await?;
        one(&call, who, &typed.slug, StatusCode::OK).await
    })
    .await
}

/// Remove a collection
///
/// Its integrations stay.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/collections/{slug}",
    tag = "administration",
    operation_id = "remove_collection",
    params(("slug" = String, Path, description = "The collection's name in URLs", example = "for-schools")),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "It is gone"), CallRefusals, AbsentRefusals)
)]
pub async fn delete(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        collections::remove(&call.ctx, who, &slug, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
