//! `/admin/categories`: the managed list.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Desk, Frame, PageError};
use crate::actions::Failure;
use crate::actions::categories::{self, Change};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::go_to;

#[derive(Serialize)]
struct CategoriesPage {
    #[serde(flatten)]
    frame: Frame,
    form: FormView,
    categories: Vec<Line>,
}

impl Page for CategoriesPage {
    const TEMPLATE: &'static str = "pages/admin/categories";
}

#[derive(Serialize)]
struct Line {
    slug: String,
    label: String,
    first: bool,
    last: bool,
}

/// `GET /admin/categories`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn get(desk: Desk) -> Result<HttpResponse, PageError> {
    let form = desk.form(&["slug", "label"]);
    desk.answer(show(&desk, StatusCode::OK, form)).await
}

async fn show(desk: &Desk, status: StatusCode, form: FormView) -> Result<HttpResponse, Failure> {
    let all = categories::list(&desk.ctx, desk.admin()).await?;
    let mut frame = desk.frame("Categories");
    if !desk.asked("after").is_empty() {
        frame.notice = Some("The list is changed; the catalog shows it.".to_owned());
    }
    let count = all.len();
    let page = CategoriesPage {
        frame,
        form,
        categories: all
            .into_iter()
            .enumerate()
            .map(|(place, category)| Line {
                slug: category.slug.as_str().to_owned(),
                label: category.label.to_string(),
                first: place == 0,
                last: place + 1 == count,
            })
            .collect(),
    };
    desk.show(status, &page)
}

/// `POST /admin/categories/{what}`.
///
/// # Errors
/// `not_found` for who is no administrator; `step_up_required`; `forbidden` for removing a category
/// that listings have.
pub async fn change(desk: Desk, what: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(do_change(&desk, &what, &fields)).await
}

async fn do_change(desk: &Desk, what: &str, fields: &Fields) -> Result<HttpResponse, Failure> {
    let slug = fields.text("slug").trim().to_owned();
    let label = fields.text("label").trim().to_owned();
    let change = match what {
        "add" => Change::Add { slug, label },
        "rename" => Change::Rename { slug, label },
        "up" | "down" => Change::Move {
            slug,
            up: what == "up",
        },
        "remove" => Change::Remove { slug },
        _ => return Err(Failure::NotFound("page")),
    };
    match categories::change(&desk.ctx, desk.admin(), &change, &desk.visit).await {
        Ok(()) => Ok(go_to("/admin/categories?after=change")),
        Err(failure) => {
            let form = desk.retyped(&["slug", "label"], fields, failure)?;
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}
