//! `/badge/{slug}.svg`: an integration's tier and health, to embed elsewhere.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::listing::{Health, Tier};

use super::SVG;
use crate::actions::{Ctx, Failure, catalog, verifications};
use crate::web::Parts;
use crate::web::error::api::ApiError;
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;
use crate::web::xml::escape;

/// `GET /badge/{slug}.svg`.
///
/// # Errors
/// `not_found` when the catalog shows no such integration.
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .map_err(fail)?;
    let found = catalog::listing(&ctx, &slug, |shown| {
        let entry = &shown.entry;
        Ok((entry.id(), entry.tier(), entry.health()))
    })
    .await
    .map_err(fail)?;
    let (id, tier, health) = found.value;
    let tested = match (tier, health) {
        (Tier::Verified, Health::Ok) => verifications::timeline(&ctx, id).await.last_green,
        _ => None,
    };
    let brand = ctx.brand();
    let (state, colour) = match (health, tier) {
        (Health::Degraded, _) => (health.label().to_owned(), "#9a3412"),
        (Health::Retired, _) => (health.label().to_owned(), "#57534e"),
        (_, Tier::Verified) => (brand.tier(tier).to_owned(), "#166534"),
        (_, Tier::Community) => (brand.tier(tier).to_owned(), "#1d4ed8"),
    };
    let state = match tested {
        Some(at) => format!("{state}, tested {}", at.format("%-d %b %Y")),
        None => state,
    };
    let svg = draw(&brand.network, &state, colour);
    Ok(parts.keep(&req, found.version, Answer::new(SVG, svg)))
}

/// Draws the two halves; `textLength` holds whatever font there is to the width.
fn draw(network: &str, state: &str, colour: &str) -> String {
    let width = |text: &str| 14 + text.chars().count() * 7;
    let (left, right) = (width(network), width(state));
    let (total, text_left, text_right) = (left + right, left - 14, right - 14);
    let (network, state) = (escape(network), escape(state));
    let (middle_left, middle_right) = (left / 2, left + right / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{total}\" height=\"24\" viewBox=\"0 0 {total} 24\" role=\"img\" aria-label=\"{network}: {state}\"><title>{network}: {state}</title><rect width=\"{total}\" height=\"24\" rx=\"5\" fill=\"#1f2937\"/><path d=\"M{left} 0h{inner}a5 5 0 0 1 5 5v14a5 5 0 0 1-5 5H{left}z\" fill=\"{colour}\"/><g fill=\"#fff\" font-family=\"Verdana,'DejaVu Sans',Geneva,sans-serif\" font-size=\"11\" text-anchor=\"middle\"><text x=\"{middle_left}\" y=\"16\" textLength=\"{text_left}\" lengthAdjust=\"spacingAndGlyphs\">{network}</text><text x=\"{middle_right}\" y=\"16\" textLength=\"{text_right}\" lengthAdjust=\"spacingAndGlyphs\">{state}</text></g></svg>",
        inner = right - 5,
    )
}
