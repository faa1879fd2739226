//! `/logos/{slug}.svg`: the vendor's own logo, else the icon package's, else initials on a
//! stable colour.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use oin_domain::integration::{FileKey, PictureForm};

use super::SVG;
use crate::actions::{Ctx, catalog};
use crate::assets;
use crate::web::Parts;
use crate::web::error::api::ApiError;

/// Backgrounds of initials: each carries white text at 4.5:1 or better.
const COLOURS: [&str; 12] = [
    "#1d4ed8", "#6d28d9", "#9d174d", "#b91c1c", "#9a3412", "#854d0e", "#3f6212", "#166534", "#115e59",
    "#155e75", "#334155", "#57534e",
];

/// Where a logo comes from.
enum Logo {
    Uploaded(FileKey),
    Drawn(Vec<u8>),
}

/// `GET /logos/{slug}.svg`.
///
/// # Errors
/// `not_found` when the catalog shows no such integration.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let found = catalog::listing(&ctx, &slug, |shown| {
        if let Some(own) = &shown.content.logo {
            return Ok(Logo::Uploaded(own.clone()));
        }
        let icon = shown
            .content
            .icon
            .as_ref()
            .and_then(|icon| assets::logo(icon.as_str()));
        Ok(Logo::Drawn(match icon {
            Some(file) => file.data.into_owned(),
            None => initials(shown.entry.name()).into_bytes(),
        }))
    })
    .await
    .map_err(|failure| ApiError::new(&req, failure))?;
    let drawn = match found.value {
        Logo::Drawn(drawn) => drawn,
        Logo::Uploaded(key) => {
            return Ok(HttpResponse::TemporaryRedirect()
                .insert_header((header::LOCATION, parts.file_url(&key, PictureForm::Medium)))
                .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
                .finish());
        }
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, SVG))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(drawn))
}

/// A tile with one or two initials of a name.
fn initials(name: &str) -> String {
    let letters: String = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    let colour = COLOURS[name.bytes().fold(7_usize, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(byte.into())
    }) % COLOURS.len()];
    let size = if letters.chars().count() > 1 { 26 } else { 32 };
    // Letters and digits need no escaping in XML.
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"64\" height=\"64\"><rect width=\"64\" height=\"64\" rx=\"14\" fill=\"{colour}\"/><text x=\"32\" y=\"33\" fill=\"#fff\" font-family=\"system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif\" font-size=\"{size}\" font-weight=\"600\" text-anchor=\"middle\" dominant-baseline=\"central\">{letters}</text></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_letters_only() {
        assert!(initials("Acme <script> Desk").contains(">AS</text>"));
        assert!(initials("1&1").contains(">11</text>"));
        assert!(initials("élan").contains(">É</text>"));
    }
}
