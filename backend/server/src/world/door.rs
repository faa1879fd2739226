//! The two ports: http for the world's own pages, https for its vendors.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

use super::asked::{Asked, MAX_BODY, text};
use super::hosts::{FAULTS_HOST, IDP_HOST, WORLD_HOST, WRONG_CERTIFICATES, vendor_of};
use super::state::State;
use super::{home, idp, vendor};

pub(super) fn plain(listener: TcpListener, state: web::Data<State>) -> anyhow::Result<Server> {
    let server = HttpServer::new(move || {
        let app = App::new().app_data(state.clone());
        app.app_data(web::PayloadConfig::new(MAX_BODY))
            .default_service(web::to(at_plain))
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}

pub(super) fn tls(
    listener: TcpListener,
    config: rustls::ServerConfig,
    state: web::Data<State>,
) -> anyhow::Result<Server> {
    let server = HttpServer::new(move || {
        let app = App::new().app_data(state.clone());
        app.app_data(web::PayloadConfig::new(MAX_BODY))
            .default_service(web::to(at_tls))
    });
    let server = server.workers(1).disable_signals();
    Ok(server.listen_rustls_0_23(listener, config)?.run())
}

async fn at_plain(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    let mut asked = Asked::new(&request, &body);
    match asked.host.as_str() {
        IDP_HOST => idp::answer(&asked, &state),
        // What a person types who does not know the names.
        WORLD_HOST | "localhost" | "127.0.0.1" => {
            if let Some((host, path)) = home::looks_at(&asked.path) {
                asked.base = format!("/at/{host}");
                asked.host = host;
                asked.path = path;
                return at_vendor(&asked, &state).await;
            }
            home::answer(&asked, &state)
        }
        _ => stranger(&asked),
    }
}

async fn at_tls(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    at_vendor(&Asked::new(&request, &body), &state).await
}

async fn at_vendor(asked: &Asked<'_>, state: &State) -> HttpResponse {
    if asked.host == FAULTS_HOST {
        return vendor::faulty(asked).await;
    }
    if WRONG_CERTIFICATES.iter().any(|(name, _)| *name == asked.host) {
        return text(200, "You should not have come this far: check certificates.\n");
    }
    match vendor_of(&asked.host) {
        Some(vendor) => vendor::answer(vendor, asked, state),
        None => stranger(asked),
    }
}

fn stranger(asked: &Asked<'_>) -> HttpResponse {
    text(404, &format!("Nobody in this world is called {}.\n", asked.host))
}
