//! `/sitemap.xml` (sitemaps.org protocol 0.9) and `/robots.txt` (RFC 9309).

use std::fmt::Write as _;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::actions::{Ctx, Failure};
use crate::search::State;
use crate::web::error::api::ApiError;
use crate::web::pages::explaining;
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;
use crate::web::{Parts, urls};

/// The most addresses in one file of the protocol.
const MOST: usize = 50_000;
const XML: &str = "application/xml; charset=utf-8";

/// `GET /sitemap.xml`: the addresses, or, when there are more than one file may
/// hold, an index of the files `?page=1`, `?page=2`, ….
///
/// # Errors
/// `not_found` for a page that does not exist; `unavailable` while loading.
pub async fn get(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let made = Pairs::parse(req.query_string()).and_then(|pairs| write(&ctx, pairs.first("page")));
    let (version, xml) = made.map_err(|failure| ApiError::new(&req, failure))?;
    Ok(parts.keep(&req, Some(version), Answer::new(XML, xml)))
}

fn write(ctx: &Ctx, page: Option<&str>) -> Result<(u64, String), Failure> {
    if ctx.live().state() == State::Warming {
        return Err(Failure::Unavailable);
    }
    let base = ctx.base_url();
    let collections = ctx.live().collections(ctx.now().date_naive());
    ctx.live().with(|index| {
        let fixed: Vec<String> = [
            "/",
            urls::INTEGRATIONS,
            "/collections",
            "/api/docs",
            urls::REVIEW_TIMES,
        ]
        .map(str::to_owned)
        .into_iter()
        .chain(explaining::addresses())
        .chain(
            collections
                .iter()
                .map(|collection| urls::collection(collection.slug.as_str())),
        )
        .collect();
        let pages = (fixed.len() + index.len() * 2).div_ceil(MOST);
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let namespace = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
        // Writing to a String cannot fail.
        if page.is_none() && pages > 1 {
            let _ = writeln!(out, "<sitemapindex {namespace}>");
            for number in 1..=pages {
                let _ = writeln!(
                    out,
                    "<sitemap><loc>{base}/sitemap.xml?page={number}</loc></sitemap>"
                );
            }
            out.push_str("</sitemapindex>\n");
            return Ok((index.version(), out));
        }
        let number: usize = match page {
            None => 1,
            Some(text) => text
                .parse()
                .ok()
                .filter(|n| (1..=pages).contains(n))
                .ok_or(Failure::NotFound("page of the sitemap"))?,
        };
        let listings = index
            .in_name_order(None)
            .flat_map(|entry| [urls::listing(entry.slug()), urls::guide(entry.slug())]);
        let _ = writeln!(out, "<urlset {namespace}>");
        for path in fixed
            .into_iter()
            .chain(listings)
            .skip((number - 1) * MOST)
            .take(MOST)
        {
            let _ = writeln!(out, "<url><loc>{base}{path}</loc></url>");
        }
        out.push_str("</urlset>\n");
        Ok((index.version(), out))
    })
}

/// `GET /robots.txt`.
pub async fn robots(ctx: web::Data<Ctx>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(format!(
            "User-agent: *\nDisallow: /api/v1/\nDisallow: /*?var.\nSitemap: {}/sitemap.xml\n",
            ctx.base_url()
        ))
}
