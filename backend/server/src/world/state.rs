//! What the world remembers while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::certificates::Authority;
use super::idp::Idp;
use super::pages::Pages;
use super::vendor::Documents;
use crate::outbound::{InnerHosts, TxtRecords};

/// A clock that can be moved.
pub(super) type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The world's memory, shared by its two ports.
pub(super) struct State {
    pub(super) tls_address: SocketAddr,
    pub(super) authority: Authority,
    clock: fn() -> DateTime<Utc>,
    followed: OnceLock<Clock>,
    pub(super) pages: Pages,
    pub(super) documents: Documents,
    pub(super) idp: Idp,
    pub(super) txt: TxtRecords,
    pub(super) inside: InnerHosts,
    challenge_files: RwLock<BTreeMap<String, String>>,
}

impl State {
    /// `port` is the one of the plain door, which the provider's issuer names.
    pub(super) fn new(
        port: u16,
        tls_address: SocketAddr,
        authority: Authority,
        clock: fn() -> DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            tls_address,
            authority,
            clock,
            followed: OnceLock::new(),
            pages: Pages::load()?,
            documents: Documents::new(clock())?,
            idp: Idp::new(port)?,
            txt: Arc::default(),
            inside: Arc::default(),
            challenge_files: RwLock::default(),
        })
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        match self.followed.get() {
            Some(clock) => clock(),
            None => (self.clock)(),
        }
    }

    pub(super) fn follow(&self, clock: Clock) {
        // It is told once, at start; a second clock would not be followed.
        let _ = self.followed.set(clock);
    }

    pub(super) fn set_txt(&self, name: &str, values: Vec<String>) {
        let mut records = self.txt.write().unwrap_or_else(PoisonError::into_inner);
        if values.is_empty() {
            records.remove(&name.to_ascii_lowercase());
        } else {
            records.insert(name.to_ascii_lowercase(), values);
        }
    }

    pub(super) fn txt_records(&self) -> BTreeMap<String, Vec<String>> {
        self.txt.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn move_host(&self, host: &str, inside: bool) {
        let mut hosts = self.inside.write().unwrap_or_else(PoisonError::into_inner);
        if inside {
            hosts.insert(host.to_ascii_lowercase());
        } else {
            hosts.remove(&host.to_ascii_lowercase());
        }
    }

    pub(super) fn inner_hosts(&self) -> BTreeSet<String> {
        self.inside.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_challenge_file(&self, host: &str, content: &str) {
        let mut files = self
            .challenge_files
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if content.is_empty() {
            files.remove(host);
        } else {
            files.insert(host.to_owned(), content.to_owned());
        }
    }

    pub(super) fn challenge_files(&self) -> BTreeMap<String, String> {
        let files = self.challenge_files.read();
        files.unwrap_or_else(PoisonError::into_inner).clone()
    }
}
