//! What the tests stand on.

mod answer;
mod app;
mod approving;
mod authenticator;
mod browser;
mod chance;
mod clock;
mod cluster;
mod costs;
mod example;
mod fingerprint;
mod html;
mod letters;
mod multipart;
mod oin;
mod people;
mod proxy;
mod raw;
pub(crate) mod rows;
mod sample;
mod smtp;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

pub(crate) use answer::Answer;
pub(crate) use app::{TestApp, keys};
pub(crate) use authenticator::Authenticator;
pub(crate) use browser::{Browser, forms};
pub(crate) use chance::Chance;
pub(crate) use cluster::{Cluster, Database, Folder, cluster_in, connect};
pub(crate) use costs::figures;
pub(crate) use example::Example;
pub(crate) use html::{Tag, ids, tags, text_of, unescaped};
pub(crate) use multipart::{BOUNDARY, Multipart};
pub(crate) use oin::{Done, Oin, Serving};
pub(crate) use people::Person;
pub(crate) use proxy::Proxy;
pub(crate) use raw::{exchange, try_exchange};
pub(crate) use sample::{instant, listing, now};
pub(crate) use smtp::MailServer;

/// Runs a future to its end. All tests share one runtime, so that a test is an
/// ordinary function and dropping an app can wait for its server to stop.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let begin = || {
        // The client that tests ask with takes whatever the process has chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Runtime::new().unwrap()
    };
    RUNTIME.get_or_init(begin).block_on(future)
}

/// Waits until `holds` says yes; fails after `patience`.
#[track_caller]
pub(crate) fn eventually(patience: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + patience;
    while !holds() {
        assert!(Instant::now() < end, "within {patience:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A file or folder of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The text of a file of the project.
pub(crate) fn project_text(path: &str) -> String {
    std::fs::read_to_string(project(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
