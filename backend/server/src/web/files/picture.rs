//! `/files/{key}/{size}`: an uploaded picture, as it was drawn anew.

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::integration::{FileKey, PictureForm};

use crate::actions::{Ctx, Failure, files};
use crate::web::error::api::ApiError;

/// Opened directly, it can do nothing and load nothing.
pub const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// `GET /files/{key}/{size}`. What an address answers never changes.
///
/// # Errors
/// `not_found`.
pub async fn get(
    req: HttpRequest,
    path: web::Path<(String, String)>,
    ctx: web::Data<Ctx>,
) -> Result<HttpResponse, ApiError> {
    let (key, form) = path.into_inner();
    let fail = |failure: Failure| ApiError::new(&req, failure);
    let missing = || fail(Failure::NotFound("file"));
    let key = FileKey::parse(&key).map_err(|_| missing())?;
    let form = PictureForm::parse(&form).ok_or_else(missing)?;
    let file = files::read(&ctx, &key, form).await.map_err(fail)?;
    let tag = format!("\"{}-{}\"", form.as_str(), key.as_str());
    let known = req.headers().get(header::IF_NONE_MATCH);
    let known = known.and_then(|known| known.to_str().ok()).unwrap_or_default();
    let kept = known.split(',').any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    });
    let mut response = if kept {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ));
    if kept {
        return Ok(response.finish());
    }
    // The name is ours: the uploader's is not kept.
    let kind = file.media_type.strip_prefix("image/").unwrap_or("bin");
    let name = format!("inline; filename=\"picture-{}.{kind}\"", form.as_str());
    Ok(response
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file.bytes))
}
