//! `/portal/listings/{slug}`: a listing with its guide, for the orgs that may see it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::integration::PictureForm;
use serde::Serialize;

use super::{PageError, Portal};
use crate::actions::catalog;
use crate::templates::Page;
use crate::web::guide::{SectionView, sections, variables};
use crate::web::pages::Shell;
use crate::web::pairs::Pairs;

#[derive(Serialize)]
struct PrivatePage {
    shell: Shell,
    name: String,
    summary: String,
    public: bool,
    /// The logo's address; empty without one.
    logo: String,
    sections: Vec<SectionView>,
}

impl Page for PrivatePage {
    const TEMPLATE: &'static str = "pages/portal/private";
}

/// `GET /portal/listings/{slug}`.
///
/// # Errors
/// `not_found` for every org that may not see it.
pub async fn get(portal: Portal, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let pairs = Pairs::parse(portal.req.query_string())?;
            let given = variables(&pairs);
            let made = catalog::private_guide(&portal.ctx, portal.who(), &slug, &given).await?;
            let page = PrivatePage {
                shell: portal.shell(made.content.name.as_str()),
                name: made.content.name.to_string(),
                summary: made.content.summary.to_string(),
                public: made.content.visibility.is_public(),
                logo: made.content.logo.as_ref().map_or_else(String::new, |logo| {
                    portal.parts.file_url(logo, PictureForm::Medium)
                }),
                sections: sections(&made.guide, &portal.parts),
            };
            portal.show(StatusCode::OK, &page)
        })
        .await
}
