//! `/api/v1/admin/categories`: the managed list of categories, for administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::account::StaffScope;
use oin_domain::catalog::Category;
use oin_domain::choice::Choice as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Call;
use crate::actions::categories::{self, Change};
use crate::actions::{Failure, Reviewer};
use crate::web::api::refusals::{AbsentRefusals, BodyRefusals, CallRefusals};
use crate::web::error::api::ApiError;

oin_domain::choices! {
    /// Where a category moves to.
    Step as "action" {
        /// One place towards the first.
        Up = "up", "Up";
        /// One place towards the last.
        Down = "down", "Down";
    }
}

/// The categories.
#[derive(Serialize, ToSchema)]
pub struct ManagedCategories {
    /// In their order.
    pub items: Vec<ManagedCategory>,
}

/// A category as administrators change it.
#[derive(Serialize, ToSchema)]
pub struct ManagedCategory {
    /// Its name in URLs.
    #[schema(example = "file-sharing")]
    pub slug: String,
    /// The words people read.
    #[schema(example = "File sharing")]
    pub label: String,
    /// Its place in lists, from 1.
    #[schema(example = 7)]
    pub position: i32,
}

/// A category to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CategoryOrder {
    /// Its name in URLs; it stays.
    #[schema(example = "file-sharing")]
    slug: String,
    /// The words people read.
    #[schema(example = "File sharing")]
    label: String,
}

/// Other words for a category.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CategoryWords {
    /// The words people read.
    #[schema(example = "Files and folders")]
    label: String,
}

impl From<Category> for ManagedCategory {
    fn from(category: Category) -> Self {
        Self {
            slug: category.slug.to_string(),
            label: category.label.to_string(),
            position: category.position,
        }
    }
}

async fn now(call: &Call, who: &Reviewer, status: StatusCode) -> Result<HttpResponse, Failure> {
    let all = categories::list(&call.ctx, who).await?;
    let items = all.into_iter().map(ManagedCategory::from).collect();
    call.answer(status, &ManagedCategories { items })
}

/// List the categories with their places
#[utoipa::path(
    get,
    path = "/api/v1/admin/categories",
    tag = "administration",
    operation_id = "list_managed_categories",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The categories", body = ManagedCategories), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminRead, async |who| {
        now(&call, who, StatusCode::OK).await
    })
    .await
}

/// Add a category
///
/// At the end of the list; the catalog shows it at once. A name that is taken is 422.
#[utoipa::path(
    post,
    path = "/api/v1/admin/categories",
    tag = "administration",
    operation_id = "add_category",
    request_body(content = CategoryOrder),
    security(("token" = ["admin:write"])),
    responses((status = 201, description = "The categories as they are now", body = ManagedCategories), CallRefusals, BodyRefusals)
)]
pub async fn post(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: CategoryOrder = call.body()?;
        let change = Change::Add {
            slug: body.slug,
            label: body.label,
        };
        categories::change(&call.ctx, who, &change, &call.visit()).await?;
        now(&call, who, StatusCode::CREATED).await
    })
    .await
}

/// Change the words for a category
///
/// Its name in URLs stays.
#[utoipa::path(
    put,
    path = "/api/v1/admin/categories/{slug}",
    tag = "administration",
    operation_id = "rename_category",
    params(("slug" = String, Path, description = "The category's name in URLs", example = "file-sharing")),
    request_body(content = CategoryWords),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The categories as they are now", body = ManagedCategories), CallRefusals, AbsentRefusals, BodyRefusals)
)]
pub async fn put(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let body: CategoryWords = call.body()?;
        let change = Change::Rename {
            slug: slug.into_inner(),
            label: body.label,
        };
        categories::change(&call.ctx, who, &change, &call.visit()).await?;
        now(&call, who, StatusCode::OK).await
    })
    .await
}

/// Move a category by one place
#[utoipa::path(
    post,
    path = "/api/v1/admin/categories/{slug}/{action}",
    tag = "administration",
    operation_id = "move_category",
    params(
        ("slug" = String, Path, description = "The category's name in URLs", example = "file-sharing"),
        ("action" = String, Path, description = "Where to", example = "up"),
    ),
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The categories as they are now", body = ManagedCategories), CallRefusals, AbsentRefusals)
)]
pub async fn step(call: Call, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let (slug, step) = path.into_inner();
        let step = Step::parse(&step).ok_or(Failure::NotFound("action"))?;
        let change = Change::Move {
            slug,
            up: step == Step::Up,
        };
        categories::change(&call.ctx, who, &change, &call.visit()).await?;
        now(&call, who, StatusCode::OK).await
    })
    .await
}

/// Remove a category
///
/// One that listings have is 403: move them to another first.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/categories/{slug}",
    tag = "administration",
    operation_id = "remove_category",
    params(("slug" = String, Path, description = "The category's name in URLs", example = "file-sharing")),
    security(("token" = ["admin:write"])),
    responses((status = 204, description = "It is gone"), CallRefusals, AbsentRefusals)
)]
pub async fn delete(call: Call, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::AdminWrite, async |who| {
        let slug = slug.into_inner();
        categories::change(&call.ctx, who, &Change::Remove { slug }, &call.visit()).await?;
        Ok(call.done())
    })
    .await
}
