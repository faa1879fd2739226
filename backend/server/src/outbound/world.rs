//! What calls to the outside need to know of the fake world.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};

use rustls::pki_types::CertificateDer;

/// TXT records by name, shared with the world that answers for them.
pub type TxtRecords = Arc<RwLock<BTreeMap<String, Vec<String>>>>;

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
}

impl World {
    /// The address of a host, in lower case.
    pub(super) fn address(&self, host: &str) -> Option<SocketAddr> {
        self.hosts.get(host.trim_end_matches('.')).copied()
    }

    /// The TXT records of a name in lower case; nothing when it is not the
    /// world's to answer.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let texts = self.txt.read().unwrap_or_else(std::sync::PoisonError::into_inner);
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
