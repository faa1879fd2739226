//! The fake world of local mode and of tests: vendors with metadata, login
//! pages and websites, and an identity provider to sign in with, so that every
//! flow can be walked without a network. See docs/fake-world.md.
//!
//! Nothing in here decides anything about an integration. It plays the others:
//! oin meets it through sockets only, and through [`outbound::World`], which
//! tells the guarded client where these names are.
//!
//! [`outbound::World`]: crate::outbound::World

mod asked;
mod certificates;
mod door;
mod exhibits;
mod home;
mod hosts;
mod idp;
mod pages;
mod signer;
mod state;
mod vendor;

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use tokio::task::JoinHandle;

pub use exhibits::{EXHIBITS, Exhibit, Section, Shows};
pub use hosts::{IDP_HOST, WORLD_HOST, names};
pub use idp::{CLIENT_ID, CLIENT_SECRET, Fault, PEOPLE, Person};

use crate::config::{self, Hidden, SignInProvider};
use crate::outbound;
use certificates::Authority;
use state::State;

/// Where it listens unless something else has that port.
const USUAL_PORT: u16 = 8090;

/// A fake world that answers; see [`FakeWorld::stop`].
pub struct FakeWorld {
    address: SocketAddr,
    tls_address: SocketAddr,
    state: actix_web::web::Data<State>,
    doors: Vec<(ServerHandle, JoinHandle<std::io::Result<()>>)>,
}

impl FakeWorld {
    /// Makes its keys and starts to answer on loopback: http for its home page
    /// and its identity provider, https on a free port for its vendors.
    ///
    /// # Errors
    /// A port that is taken; no randomness for keys.
    pub async fn start(config: &config::World, clock: fn() -> DateTime<Utc>) -> anyhow::Result<Self> {
        let plain = listen(config)?;
        let tls = TcpListener::bind((plain.local_addr()?.ip(), 0)).context("the fake world's https port")?;
        let (address, tls_address) = (plain.local_addr()?, tls.local_addr()?);
        let authority = Authority::new().context("the fake world's certificates")?;
        let tls_config = authority.server_config()?;
        let state = State::new(address.port(), tls_address, authority, clock)?;
        let state = actix_web::web::Data::new(state);
        let doors = [
            door::plain(plain, state.clone())?,
            door::tls(tls, tls_config, state.clone())?,
        ];
        let doors = doors.map(|server| (server.handle(), tokio::spawn(server)));
        Ok(Self {
            address,
            tls_address,
            state,
            doors: doors.into(),
        })
    }

    /// Where its home page and its identity provider listen, over http.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its vendors listen, over https.
    pub fn tls_address(&self) -> SocketAddr {
        self.tls_address
    }

    /// The address of its home page, for people.
    pub fn home(&self) -> String {
        format!("http://{WORLD_HOST}:{}/", self.address.port())
    }

    /// What outbound calls need to know of it.
    pub fn outbound(&self) -> outbound::World {
        let mut hosts = std::collections::BTreeMap::new();
        for name in names() {
            hosts.insert(name, self.tls_address);
        }
        for name in [WORLD_HOST, IDP_HOST] {
            hosts.insert(name.to_owned(), self.address);
        }
        outbound::World {
            hosts,
            roots: vec![self.state.authority.root()],
            txt: self.state.txt.clone(),
            inside: self.state.inside.clone(),
        }
    }

    /// Its identity provider, as one configures it for signing in.
    pub fn sign_in_provider(&self) -> SignInProvider {
        SignInProvider {
            id: "fake-world".to_owned(),
            label: "Fake world".to_owned(),
            issuer: self.state.idp.issuer.clone(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: Some(Hidden::new(CLIENT_SECRET.to_owned())),
            scopes: config::usual_scopes(),
        }
    }

    /// From now on it is as late in this world as `clock` says, which a local
    /// installation may have moved on.
    pub fn follow(&self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) {
        self.state.follow(Box::new(clock));
    }

    /// Sets the TXT records of a name; none removes it.
    pub fn set_txt(&self, name: &str, values: Vec<String>) {
        self.state.set_txt(name, values);
    }

    /// Sets what a host answers at `/.well-known/oin-challenge.txt`; an empty
    /// text removes the file.
    pub fn set_challenge_file(&self, host: &str, content: &str) {
        self.state.set_challenge_file(host, content);
    }

    /// Stops to answer, also those who wait for what never answers.
    ///
    /// # Errors
    /// What a server ended with.
    pub async fn stop(self) -> anyhow::Result<()> {
        for (handle, server) in self.doors {
            handle.stop(false).await;
            server.await?.context("the fake world")?;
        }
        Ok(())
    }
}

fn listen(config: &config::World) -> anyhow::Result<TcpListener> {
    if let Some(address) = config.listen {
        return TcpListener::bind(address)
            .with_context(|| format!("the fake world cannot listen on {address} (OIN_WORLD_LISTEN)"));
    }
    let loopback = std::net::Ipv4Addr::LOCALHOST;
    TcpListener::bind((loopback, USUAL_PORT))
        .or_else(|_| TcpListener::bind((loopback, 0)))
        .context("the fake world finds no free port")
}
