//! Whose certificates are believed, and what is wrong with the others, in words.

use std::error::Error as StdError;
use std::sync::Arc;

use anyhow::Context as _;
use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, ClientConfig, RootCertStore};

use super::Why;

/// The two kinds of hosts: those of the internet, and those of the fake world.
#[derive(Clone)]
pub(super) struct Trust {
    public: ClientConfig,
    world: ClientConfig,
}

impl Trust {
    /// Believes the system's authorities about public hosts, and `world`'s
    /// about its own: neither vouches for the other's.
    pub(super) fn new(world: Vec<CertificateDer<'static>>) -> anyhow::Result<Self> {
        let found = rustls_native_certs::load_native_certs();
        let public = store(found.certs);
        if public.is_empty() {
            tracing::warn!(
                "no certificate authorities were found, so that no https address can be called: \
                 install ca-certificates, or name a file in SSL_CERT_FILE"
            );
        }
        Ok(Self {
            public: config(public)?,
            world: config(store(world))?,
        })
    }

    pub(super) fn config(&self, world: bool) -> ClientConfig {
        if world {
            self.world.clone()
        } else {
            self.public.clone()
        }
    }
}

fn store(certificates: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    roots
}

fn config(roots: RootCertStore) -> anyhow::Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("setting up TLS")?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// What TLS complained about, somewhere below `error`; nothing when it did not.
pub(super) fn complaint(error: &(dyn StdError + 'static)) -> Option<Why> {
    causes(error)
        .find_map(|cause| cause.downcast_ref::<rustls::Error>())
        .map(|error| Why::Tls(words(error)))
}

/// An error and what is below it. An I/O error passes over what it wraps when
/// it is asked for its source.
pub(super) fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'e (dyn StdError + 'static) = *error;
        let wrapped = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .map(|inner| inner as &(dyn StdError + 'static));
        wrapped.or_else(|| error.source())
    })
}

fn words(error: &rustls::Error) -> String {
    let certificate = match error {
        rustls::Error::InvalidCertificate(certificate) => certificate,
        rustls::Error::NoCertificatesPresented => return "the server shows none".to_owned(),
        rustls::Error::AlertReceived(_) | rustls::Error::PeerIncompatible(_) => {
            return "the server does not speak TLS 1.2 or 1.3 as browsers do".to_owned();
        }
        rustls::Error::InvalidMessage(_) => return "the server does not speak TLS on this port".to_owned(),
        _ => return "the encrypted connection could not be set up".to_owned(),
    };
    match certificate {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<&str> = presented.iter().take(3).map(|name| shown(name)).collect();
            match names.is_empty() {
                true => "it is for another name".to_owned(),
                false => format!("it is for another name ({})", names.join(", ")),
            }
        }
        CertificateError::NotValidForName => "it is for another name".to_owned(),
        CertificateError::UnknownIssuer => {
            "no authority that browsers know has issued it: it is self-signed, \
             or the server leaves out an intermediate certificate"
                .to_owned()
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        CertificateError::BadSignature => "its signature is wrong".to_owned(),
        CertificateError::Other(_) => "it is not one for servers; perhaps it is self-signed".to_owned(),
        _ => "browsers do not accept its form".to_owned(),
    }
}

/// `DnsName("a.example")` as rustls writes it, without the wrapping.
fn shown(name: &str) -> &str {
    let inner = name.split_once('"').map_or(name, |(_, rest)| rest);
    let inner = inner.split_once('"').map_or(inner, |(name, _)| name);
    let end = inner.char_indices().nth(80).map_or(inner.len(), |(at, _)| at);
    &inner[..end]
}
