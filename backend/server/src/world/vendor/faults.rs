//! Addresses that go wrong.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use super::super::asked::{Asked, not_found, text};

/// Longer than anybody waits.
const FOR_EVER: Duration = Duration::from_secs(3_600);
/// Longer than anything that is read as text.
const LARGE: usize = 3 * 1024 * 1024;

pub(in super::super) async fn answer(asked: &Asked<'_>) -> HttpResponse {
    let leads_to = |to: &str| HttpResponse::Found().insert_header((LOCATION, to)).finish();
    if let Some(left) = asked.path.strip_prefix("/hops/") {
        return match left.parse::<u8>() {
            Ok(0) => text(200, "Arrived.\n"),
            Ok(left) => leads_to(&format!("{}/hops/{}", asked.base, left - 1)),
            Err(_) => not_found(asked),
        };
    }
    match asked.path.as_str() {
        "/" => text(200, "Everything but this page goes wrong here.\n"),
        "/405" => HttpResponse::MethodNotAllowed()
            .insert_header(("Allow", "POST"))
            .body("Messages are posted to this address.\n"),
        "/410" => text(410, "Gone for good.\n"),
        "/500" => text(500, "Something broke.\n"),
        "/503" => text(503, "Come back later.\n"),
        "/silent" => {
            actix_web::rt::time::sleep(FOR_EVER).await;
            text(200, "You waited an hour.\n")
        }
        "/to-loopback" => leads_to("https://127.0.0.1/"),
        "/to-metadata-service" => leads_to("http://169.254.169.254/latest/meta-data/"),
        "/to-itself" => leads_to(&format!("{}/to-itself", asked.base)),
        "/large" => text(200, &"a".repeat(LARGE)),
        _ => not_found(asked),
    }
}
