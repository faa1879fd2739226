//! `/portal/submissions/{id}/guide`: the setup guide that a draft would give; for its org alone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{PageError, Portal, status, submission};
use crate::actions::Failure;
use crate::actions::submissions;
use crate::templates::Page;
use crate::web::guide::{SectionView, sections, variables};
use crate::web::pages::Shell;
use crate::web::pairs::Pairs;
use crate::web::urls;

#[derive(Serialize)]
struct GuidePage {
    shell: Shell,
    name: String,
    back: String,
    sections: Vec<SectionView>,
}

impl Page for GuidePage {
    const TEMPLATE: &'static str = "pages/portal/guide";
}

/// `GET /portal/submissions/{id}/guide`.
///
/// # Errors
/// `not_found`; what is missing in the draft is shown on its page, each finding with its jump.
pub async fn get(portal: Portal, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let answer = async {
        let id = submission(&id)?;
        let pairs = Pairs::parse(portal.req.query_string())?;
        let given = variables(&pairs);
        match submissions::preview_guide(&portal.ctx, portal.who(), id, &given).await {
            Ok(made) => {
                let page = GuidePage {
                    shell: portal.shell("Preview of the setup guide"),
                    name: made.content.name.to_string(),
                    back: urls::submission(id),
                    sections: sections(&made.guide),
                };
                portal.show(StatusCode::OK, &page)
            }
            Err(Failure::Invalid(errors)) => status::refused(&portal, id, errors, "").await,
            Err(failure) => Err(failure),
        }
    };
    let answer = answer.await;
    portal.page(answer)
}
