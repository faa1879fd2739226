//! Where a call may go: the judgement of one address, just before it is called.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::addresses::is_public;
use super::{FetchError, Outbound, Why};

/// The ports that are called on public hosts.
const PORTS: [u16; 2] = [443, 8443];

/// A judged address: the only ones that the connection may be made to.
pub(super) struct Destination {
    /// What to ask for.
    pub(super) url: Url,
    /// What the Host header says, when that is not the URL's.
    pub(super) host_header: Option<String>,
    /// Where to connect to.
    pub(super) addresses: Vec<SocketAddr>,
    /// Whether it lies in the fake world, whose authorities are other ones.
    pub(super) world: bool,
}

impl Outbound {
    /// Whether an address may be called, as things are now; it is judged again at every call.
    ///
    /// # Errors
    /// A [`FetchError`] that says what to mend.
    pub async fn judge(&self, url: &Url) -> Result<(), FetchError> {
        let judged = self.destination(url).await;
        judged.map(drop).map_err(|why| FetchError::new(why, Vec::new()))
    }

    /// Judges an address and looks its host up.
    pub(super) async fn destination(&self, url: &Url) -> Result<Destination, Why> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Why::Scheme(url.scheme().to_owned()));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Why::Unreadable);
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Why::UserInfo);
        }
        if let Some(found) = self.in_world(url, &host) {
            return Ok(found);
        }
        // Only exceptions have other schemes and ports than public hosts.
        let excepted = self
            .inner
            .exceptions
            .iter()
            .any(|exception| exception.port() == port);
        if url.scheme() != "https" && !excepted {
            return Err(Why::Scheme(url.scheme().to_owned()));
        }
        if !PORTS.contains(&port) && !excepted {
            return Err(Why::Port(port.to_string()));
        }
        let shown = host.to_string();
        if matches!(host, Host::Domain(name) if oin_domain::check::internal_name(name).is_some()) {
            return Err(Why::NotPublic(shown));
        }
        if self.inner.own_hosts.contains(shown.trim_end_matches('.')) {
            return Err(Why::OwnHost(shown));
        }
        let addresses = match host {
            Host::Ipv4(v4) => vec![IpAddr::V4(v4)],
            Host::Ipv6(v6) => vec![IpAddr::V6(v6)],
            Host::Domain(name) => match self
                .inner
                .world
                .as_ref()
                .and_then(|world| world.inner_address(name))
            {
                Some(inner) => vec![inner],
                None => self.inner.names.addresses(name, self.times.names).await?,
            },
        };
        // One inner address among public ones is how a name is made to lead inside.
        for &address in &addresses {
            self.judge_address(address, port, url, &shown)?;
        }
        Ok(Destination {
            url: url.clone(),
            host_header: None,
            addresses: addresses
                .into_iter()
                .map(|ip| SocketAddr::new(ip, port))
                .collect(),
            world: false,
        })
    }

    fn judge_address(&self, address: IpAddr, port: u16, url: &Url, host: &str) -> Result<(), Why> {
        if self.inner.exceptions.contains(&SocketAddr::new(address, port)) {
            return Ok(());
        }
        if !is_public(address) {
            return Err(Why::NotPublic(host.to_owned()));
        }
        if self.inner.own_addresses.contains(&address) {
            return Err(Why::OwnHost(host.to_owned()));
        }
        if url.scheme() != "https" {
            return Err(Why::Scheme(url.scheme().to_owned()));
        }
        if !PORTS.contains(&port) {
            return Err(Why::Port(port.to_string()));
        }
        Ok(())
    }

    fn in_world(&self, url: &Url, host: &Host<&str>) -> Option<Destination> {
        let Host::Domain(name) = host else { return None };
        let address = self.inner.world.as_ref()?.address(name)?;
        // The port of the address holds, not the URL's, which is only said.
        let mut plain = url.clone();
        let host_header = url.port().map(|port| format!("{name}:{port}"));
        plain.set_port(None).ok()?;
        Some(Destination {
            url: plain,
            host_header,
            addresses: vec![address],
            world: true,
        })
    }
}
