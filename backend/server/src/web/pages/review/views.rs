//! `/review/views`: keeping filters of the queue under a name, and removing them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use uuid::Uuid;

use super::queue::{NAMES, page_of, show, typed};
use super::{Desk, PageError};
use crate::actions::{Failure, reviews};
use crate::web::form::Fields;
use crate::web::pages::go_to;
use crate::web::urls;

/// `POST /review/views`: keeps the filters that are shown.
///
/// # Errors
/// As [`reviews::save_view`]; what was refused is shown in the queue.
pub async fn post(desk: Desk, fields: Fields) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        fields.only(&[&NAMES[..], &["name"]].concat())?;
        let asked = typed(&fields)?;
        match reviews::save_view(&desk.ctx, desk.who(), fields.text("name"), &asked).await {
            Ok(_) => Ok(go_to(&page_of(&asked, 0))),
            Err(failure) => {
                let form = desk.retyped(&["name"], &fields, failure)?;
                show(&desk, &asked, form, StatusCode::UNPROCESSABLE_ENTITY).await
            }
        }
    })
    .await
}

/// `POST /review/views/{id}/remove`.
///
/// # Errors
/// `not_found` for what is no view of theirs.
pub async fn remove(desk: Desk, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    desk.answer(async {
        let id = Uuid::parse_str(&id).map_err(|_| Failure::NotFound("view"))?;
        reviews::remove_view(&desk.ctx, desk.who(), id).await?;
        Ok(go_to(urls::REVIEW))
    })
    .await
}
