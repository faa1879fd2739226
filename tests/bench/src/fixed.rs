//! The yardstick: an actix-web server that answers every request with the same
//! 10 KB of JSON, with as many workers as oin has.

use std::net::SocketAddr;

use actix_web::{App, HttpResponse, HttpServer, web};

/// The length of the answer in bytes.
const LENGTH: usize = 10 * 1024;

/// Serves the fixed answer until the process is told to end.
///
/// # Errors
/// An address that is taken.
pub(crate) fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let body = web::Bytes::from(body());
    let server = HttpServer::new(move || {
        let body = body.clone();
        App::new().default_service(web::to(move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type("application/json").body(body) }
        }))
    })
    .bind(listen)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(server.run())?;
    Ok(())
}

fn body() -> String {
    let start = r#"{"items":[""#;
    let end = r#""]}"#;
    format!("{start}{}{end}", "x".repeat(LENGTH - start.len() - end.len()))
}
