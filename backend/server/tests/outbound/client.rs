//! The client as the program makes it, for tests.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use oin_domain::choice::Choice as _;
use oin_server::actions::Code;
use oin_server::config::{Config, Settings};
use oin_server::outbound::{FetchError, FetchLimits, Fetched, Outbound, Times, World};
use rustls::pki_types::CertificateDer;

/// A client with these settings.
pub(crate) fn client(settings: &[(&str, &str)], world: Option<World>) -> Outbound {
    let local = [("OIN_MODE", "local"), ("OIN_DATA_DIR", "/nonexistent")];
    let all = local.iter().chain(settings);
    let pairs = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let config = Config::from_settings(&Settings::from_environment(pairs).unwrap()).unwrap();
    Outbound::new(&config, world).unwrap()
}

/// The same, with short times.
pub(crate) fn hasty(client: &Outbound) -> Outbound {
    client.waiting(Times {
        names: Duration::from_millis(500),
        connect: Duration::from_millis(500),
        total: Duration::from_secs(2),
    })
}

/// A fake world of these hosts.
pub(crate) fn world(hosts: &[(&str, SocketAddr)], root: &CertificateDer<'static>) -> World {
    World {
        hosts: hosts.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect(),
        roots: vec![root.clone()],
        txt: std::sync::Arc::new(std::sync::RwLock::new(BTreeMap::new())),
        inside: std::sync::Arc::default(),
    }
}

/// Reads and fetches an address, as an action does.
pub(crate) async fn fetch(client: &Outbound, address: &str) -> Result<Fetched, FetchError> {
    client
        .fetch(&Outbound::read(address)?, FetchLimits::default())
        .await
}

/// The code that an address is refused with.
pub(crate) async fn refused(client: &Outbound, address: &str) -> &'static str {
    match fetch(client, address).await {
        Ok(fetched) => panic!("{address} was called: {}", fetched.status),
        Err(error) => {
            let sentence = error.to_string();
            assert!(
                sentence.ends_with('.') && sentence.len() < 2_000,
                "{address}: {sentence}"
            );
            assert!(Code::parse(error.code()).is_some(), "{}", error.code());
            error.code()
        }
    }
}
