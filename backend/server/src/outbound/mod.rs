//! Calls to addresses that somebody gave us.
//!
//! Every such call goes through [`Outbound`]. It decides on the parsed address
//! and on every IP address that its name has, connects to just these, follows
//! redirects itself and judges each of them anew, and bounds time and size.
//! There is no pool: a connection belongs to one call, and to the addresses
//! that were judged for it.

mod addresses;
pub mod checks;
mod deliver;
mod destination;
mod error;
mod fetch;
mod names;
mod oidc;
pub mod proof;
mod trust;
mod world;

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::config::{Config, Mode};

pub use error::{FetchError, Why};
pub use fetch::{FetchLimits, Fetched, Request};
pub use oidc::OidcClient;
pub use reqwest::Method;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use world::{InnerHosts, TxtRecords, World};

use names::Names;
use trust::Trust;

/// How long a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// For the name system.
    pub names: Duration,
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For everything, redirects and body included.
    pub total: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            names: Duration::from_secs(5),
            connect: Duration::from_secs(5),
            total: Duration::from_secs(15),
        }
    }
}

/// The one client for addresses that others gave us; cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    inner: Arc<Inner>,
    times: Times,
}

struct Inner {
    exceptions: BTreeSet<SocketAddr>,
    own_hosts: BTreeSet<String>,
    own_addresses: BTreeSet<IpAddr>,
    names: Names,
    trust: Trust,
    world: Option<World>,
    agent: String,
}

impl Outbound {
    /// A client for this configuration; `world` are the hosts of local mode's
    /// fake world, which are called although they are not public.
    ///
    /// # Errors
    /// A fake world in production, or name servers that cannot be used.
    pub fn new(config: &Config, world: Option<World>) -> anyhow::Result<Self> {
        anyhow::ensure!(
            world.is_none() || config.mode == Mode::Local,
            "the fake world is for local mode only"
        );
        let own = Url::parse(&config.http.base_url).ok();
        let own_hosts = own.iter().filter_map(|url| url.host_str().map(str::to_owned));
        let listen = config.http.listen.ip();
        let own_addresses = (!listen.is_unspecified()).then_some(listen);
        let times = Times::default();
        let roots = world
            .as_ref()
            .map(|world| world.roots.clone())
            .unwrap_or_default();
        Ok(Self {
            inner: Arc::new(Inner {
                exceptions: config.outbound.exceptions.clone(),
                own_hosts: own_hosts.collect(),
                own_addresses: own_addresses.into_iter().collect(),
                names: Names::new(config.outbound.dns_server, times.names)?,
                trust: Trust::new(roots)?,
                world,
                agent: format!("oin/{} (+{})", env!("CARGO_PKG_VERSION"), config.http.base_url),
            }),
            times,
        })
    }

    /// The same with other times, for tests that wait for them.
    #[must_use]
    pub fn waiting(&self, times: Times) -> Self {
        Self {
            inner: self.inner.clone(),
            times,
        }
    }

    /// Reads an address as people type it.
    ///
    /// # Errors
    /// `url_port` for a port that does not exist, `url_unreadable` for the rest.
    pub fn read(text: &str) -> Result<Url, FetchError> {
        Url::parse(text.trim()).map_err(|error| {
            let why = match error {
                url::ParseError::InvalidPort => Why::Port("the one it names".to_owned()),
                _ => Why::Unreadable,
            };
            FetchError::new(why, Vec::new())
        })
    }

    /// The hosts of the fake world, which count as public in checks of drafts.
    pub fn exceptions(&self) -> BTreeSet<String> {
        let world = self.inner.world.iter();
        world.flat_map(|world| world.hosts.keys().cloned()).collect()
    }

    /// The TXT records of a name; none when it has none.
    ///
    /// # Errors
    /// `url_silent` when the name system gave no usable answer.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, FetchError> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if let Some(texts) = self.inner.world.as_ref().and_then(|world| world.texts(&name)) {
            return Ok(texts);
        }
        let found = self.inner.names.texts(&name, self.times.names).await;
        found.map_err(|why| FetchError::new(why, Vec::new()))
    }
}
