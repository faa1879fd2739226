//! `/portal/submissions/{id}/guide`: the setup guide that a draft would give; for its org alone.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::integration::PictureForm;
use serde::Serialize;

use super::{PageError, Portal, status, submission};
use crate::actions::Failure;
use crate::actions::submissions;
use crate::templates::Page;
use crate::web::guide::{PictureView, SectionView, sections, variables};
use crate::web::pages::Shell;
use crate::web::pairs::Pairs;
use crate::web::urls;

#[derive(Serialize)]
struct GuidePage {
    shell: Shell,
    name: String,
    back: String,
    /// The logo's address; empty while there is none.
    logo: String,
    pictures: Vec<PictureView>,
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
    portal
        .answer(async {
            let id = submission(&id)?;
            let pairs = Pairs::parse(portal.req.query_string())?;
            let given = variables(&pairs);
            match submissions::preview_guide(&portal.ctx, portal.who(), id, &given).await {
                Ok(made) => {
                    let page = GuidePage {
                        shell: portal.shell("Preview of the setup guide"),
                        name: made.content.name.to_string(),
                        back: urls::submission(id),
                        logo: made.content.logo.as_ref().map_or_else(String::new, |logo| {
                            portal.parts.file_url(logo, PictureForm::Medium)
                        }),
                        pictures: made
                            .content
                            .screenshots
                            .iter()
                            .map(|one| PictureView {
                                thumbnail: portal.parts.file_url(&one.file, PictureForm::Thumbnail),
                                full: portal.parts.file_url(&one.file, PictureForm::Full),
                                caption: one.caption.to_string(),
                            })
                            .collect(),
                        sections: sections(&made.guide, &portal.parts),
                    };
                    portal.show(StatusCode::OK, &page)
                }
                Err(Failure::Invalid(errors)) => {
                    status::refused(&portal, id, errors, &status::Typed::default()).await
                }
                Err(failure) => Err(failure),
            }
        })
        .await
}
