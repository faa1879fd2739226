//! What calls to the outside need to know of the fake world.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::pki_types::CertificateDer;

/// TXT records by name, shared with the world that answers for them.
pub type TxtRecords = Arc<RwLock<BTreeMap<String, Vec<String>>>>;

/// Hosts of the world that moved into a private network, shared with it.
pub type InnerHosts = Arc<RwLock<BTreeSet<String>>>;

/// Where the name system sends those who ask for a host that moved inside.
const INSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7));

/// The names of the fake world of local mode: an exception from the rule that
/// only public addresses are called.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Names in lower case, each with the loopback address where it is served,
    /// whatever port a URL names.
    pub hosts: BTreeMap<String, SocketAddr>,
    /// The authorities that vouch for its https hosts, and for these only.
    pub roots: Vec<CertificateDer<'static>>,
    /// Its TXT records, by name in lower case.
    pub txt: TxtRecords,
    /// Those of its hosts that are in a private network by now, in lower case.
    pub inside: InnerHosts,
}

impl World {
    /// The address at which a host, in lower case, is served; nothing when it moved inside.
    pub(super) fn address(&self, host: &str) -> Option<SocketAddr> {
        let host = host.trim_end_matches('.');
        let served = self.hosts.get(host).copied();
        served.filter(|_| self.inner_address(host).is_none())
    }

    /// The private address of a host, in lower case, that moved inside.
    pub(super) fn inner_address(&self, host: &str) -> Option<IpAddr> {
        let inside = self.inside.read().unwrap_or_else(PoisonError::into_inner);
        inside.contains(host.trim_end_matches('.')).then_some(INSIDE)
    }

    /// The TXT records of a name in lower case; nothing when it is not the
    /// world's to answer.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let texts = self.txt.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = texts.get(name) {
            return Some(found.clone());
        }
        let below = |host: &String| {
            name.strip_suffix(host.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.hosts.keys().any(below).then(Vec::new)
    }
}
