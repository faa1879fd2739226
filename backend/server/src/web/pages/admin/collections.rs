//! `/admin/collections`: sets of integrations that staff chose.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::catalog::Collection;
use oin_domain::integration::Slug;
use serde::Serialize;

use super::{Desk, Frame, PageError, counted};
use crate::actions::Failure;
use crate::actions::collections::{self, Typed};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::go_to;

const FIELDS: [&str; 7] = [
    "slug",
    "title",
    "summary",
    "position",
    "starts_on",
    "ends_on",
    "integrations",
];

#[derive(Serialize)]
struct CollectionsPage {
    #[serde(flatten)]
    frame: Frame,
    collections: Vec<Line>,
}

impl Page for CollectionsPage {
    const TEMPLATE: &'static str = "pages/admin/collections";
}

#[derive(Serialize)]
struct Line {
    slug: String,
    title: String,
    count: String,
    days: String,
    shown: bool,
}

#[derive(Serialize)]
struct CollectionPage {
    #[serde(flatten)]
    frame: Frame,
    form: FormView,
    new: bool,
    slug: String,
}

impl Page for CollectionPage {
    const TEMPLATE: &'static str = "pages/admin/collection";
}

/// `GET /admin/collections`.
///
/// # Errors
/// `not_found` for who is no administrator.
pub async fn list(desk: Desk) -> Result<HttpResponse, PageError> {
    desk.answer(show_list(&desk)).await
}

async fn show_list(desk: &Desk) -> Result<HttpResponse, Failure> {
    let all = collections::list(&desk.ctx, desk.admin()).await?;
    let today = desk.ctx.now().date_naive();
    let mut frame = desk.frame("Collections");
    frame.notice = match desk.asked("after").as_str() {
        "save" => Some("The collection is saved; the catalog shows it on its days.".to_owned()),
        "remove" => Some("The collection is gone. Its integrations stay.".to_owned()),
        _ => None,
    };
    let line = |one: &Collection| Line {
        slug: one.slug.as_str().to_owned(),
        title: one.title.to_string(),
        count: counted(one.integrations.len(), "integration"),
        days: match (one.starts_on, one.ends_on) {
            (None, None) => "always".to_owned(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("up to {until}"),
            (Some(from), Some(until)) => format!("{from} to {until}"),
        },
        shown: one.starts_on.is_none_or(|from| from <= today)
            && one.ends_on.is_none_or(|until| today <= until),
    };
    let page = CollectionsPage {
        frame,
        collections: all.iter().map(line).collect(),
    };
    desk.show(StatusCode::OK, &page)
}

/// `GET /admin/collections/{slug}`; `new` is a new one.
///
/// # Errors
/// `not_found` for who is no administrator, and for an unknown one.
pub async fn get(desk: Desk, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(show(&desk, &slug)).await
}

async fn show(desk: &Desk, slug: &str) -> Result<HttpResponse, Failure> {
    let all = collections::list(&desk.ctx, desk.admin()).await?;
    let mut form = desk.form(&FIELDS);
    if slug == "new" {
        form = form.with("position", (all.len() + 1).to_string());
    } else {
        let one = all.iter().find(|one| one.slug.as_str() == slug);
        let one = one.ok_or(Failure::NotFound("collection"))?;
        let slugs: Vec<&str> = one.integrations.iter().map(Slug::as_str).collect();
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        form = form
            .with("slug", one.slug.as_str())
            .with("title", one.title.as_str())
            .with("summary", one.summary.as_str())
            .with("position", one.position.to_string())
            .with("starts_on", day(one.starts_on))
            .with("ends_on", day(one.ends_on))
            .with("integrations", slugs.join("\n"));
    }
    desk.show(StatusCode::OK, &page(desk, slug, form))
}

fn page(desk: &Desk, slug: &str, form: FormView) -> CollectionPage {
    let new = slug == "new";
    CollectionPage {
        frame: desk.frame(if new { "New collection" } else { "Collection" }),
        form,
        new,
        slug: slug.to_owned(),
    }
}

/// `POST /admin/collections/{slug}`: saves it.
///
/// # Errors
/// `not_found` for who is no administrator, and for an unknown one; `step_up_required`.
pub async fn save(desk: Desk, slug: web::Path<String>, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(do_save(&desk, &slug, &fields)).await
}

async fn do_save(desk: &Desk, slug: &str, fields: &Fields) -> Result<HttpResponse, Failure> {
    let text = |name: &str| fields.text(name).to_owned();
    let new = slug == "new";
    let typed = Typed {
        slug: if new { text("slug") } else { slug.to_owned() },
        title: text("title"),
        summary: text("summary"),
        position: text("position"),
        starts_on: text("starts_on"),
        ends_on: text("ends_on"),
        integrations: text("integrations"),
    };
    match collections::save(&desk.ctx, desk.admin(), &typed, new, &desk.visit).await {
        Ok(()) => Ok(go_to("/admin/collections?after=save")),
        Err(failure) => {
            let form = desk.retyped(&FIELDS, fields, failure)?;
            let page = page(desk, slug, form);
            desk.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /admin/collections/{slug}/remove`.
///
/// # Errors
/// As [`save`].
pub async fn remove(desk: Desk, slug: web::Path<String>, _: Fields) -> Result<HttpResponse, PageError> {
    let gone = collections::remove(&desk.ctx, desk.admin(), &slug, &desk.visit).await;
    desk.page(gone.map(|()| go_to("/admin/collections?after=remove")))
}
