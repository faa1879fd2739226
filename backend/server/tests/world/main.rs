//! The fake world, met as oin meets it: through sockets and the guarded client.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lint spares test functions, not what they call"
)]

mod documents;
mod exhibits;
mod home;
mod provider;

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use oin_server::config::{Config, Settings};
use oin_server::outbound::{FetchLimits, Fetched, Outbound, Times};
use oin_server::world::FakeWorld;
use reqwest::{Client, redirect};

/// A world of its own, and the client that knows it.
struct Met {
    world: FakeWorld,
    outbound: Outbound,
}

fn config() -> Config {
    let pairs = [
        ("OIN_MODE", "local"),
        ("OIN_DATA_DIR", "/nowhere"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Config::from_settings(&Settings::from_environment(pairs).unwrap()).unwrap()
}

impl Met {
    async fn new() -> Self {
        Self::at(Utc::now).await
    }

    /// In a world with another clock than ours.
    async fn at(clock: fn() -> DateTime<Utc>) -> Self {
        let config = config();
        let world = FakeWorld::start(&config.world, clock).await.unwrap();
        let outbound = Outbound::new(&config, Some(world.outbound())).unwrap();
        Self { world, outbound }
    }

    /// The same client with little patience.
    fn impatient(&self) -> Outbound {
        let times = Times {
            total: Duration::from_secs(1),
            ..Times::default()
        };
        self.outbound.waiting(times)
    }

    async fn get(&self, url: &str) -> Fetched {
        let url = Outbound::read(url).unwrap();
        let limits = FetchLimits {
            max_hops: 0,
            ..FetchLimits::default()
        };
        let fetched = self.outbound.fetch(&url, limits).await;
        fetched.unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    /// Sends a form of the home page; the status of its answer.
    async fn sends(&self, path: &str, form: &[(&str, &str)]) -> u16 {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let url = format!("{}{path}", self.world.home());
        let answer = self.browser().post(url).body(form).send().await.unwrap();
        answer.status().as_u16()
    }

    /// A browser on the plain port, which follows no redirect.
    fn browser(&self) -> Client {
        browser(self.world.address())
    }
}

fn browser(address: SocketAddr) -> Client {
    let provider = rustls::crypto::ring::default_provider();
    let _ = provider.install_default();
    Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .resolve("world.localhost", address)
        .resolve("idp.world.localhost", address)
        .build()
        .unwrap()
}

/// Runs a test's future where actix can run beside it.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
