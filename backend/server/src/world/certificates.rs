//! The world's certificate authority, made at start and kept nowhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Datelike as _, Utc};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::hosts::{WRONG_CERTIFICATES, Wrong, trusted_names};

/// A certificate authority of its own.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
    pem: String,
}

impl Authority {
    pub(super) fn new() -> anyhow::Result<Self> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        named(&mut params, "oin fake world");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let own = params.self_signed(&key)?;
        Ok(Self {
            root: own.der().clone(),
            pem: own.pem(),
            issuer: Issuer::new(params, key),
        })
    }

    /// Its own certificate.
    pub(super) fn root(&self) -> CertificateDer<'static> {
        self.root.clone()
    }

    /// Its own certificate, for other programs.
    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// TLS for all hosts of the world.
    pub(super) fn server_config(&self) -> anyhow::Result<rustls::ServerConfig> {
        let good = self.certified(trusted_names(), |_| {})?;
        let mut wrong = BTreeMap::new();
        for (name, how) in WRONG_CERTIFICATES {
            let names = vec![(*name).to_owned()];
            let made = match how {
                Wrong::Expired => self.certified(names, |params| {
                    params.not_before = date_time_ymd(2020, 1, 1);
                    params.not_after = date_time_ymd(2021, 1, 1);
                }),
                Wrong::Name => self.certified(vec!["elsewhere.world.example".to_owned()], |_| {}),
                Wrong::SelfSigned => {
                    let key = KeyPair::generate()?;
                    let own = CertificateParams::new(names)?.self_signed(&key)?;
                    certified(own.der().clone(), &key)
                }
            };
            wrong.insert(*name, Arc::new(made?));
        }
        let resolver = ByName {
            good: Arc::new(good),
            wrong,
        };
        Ok(
            rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(resolver)),
        )
    }

    fn certified(
        &self,
        names: Vec<String>,
        change: impl FnOnce(&mut CertificateParams),
    ) -> anyhow::Result<CertifiedKey> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        named(&mut params, "oin fake world vendor");
        change(&mut params);
        certified(params.signed_by(&key, &self.issuer)?.der().clone(), &key)
    }
}

fn certified(certificate: CertificateDer<'static>, key: &KeyPair) -> anyhow::Result<CertifiedKey> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    let key = ring::sign::any_supported_type(&key)?;
    Ok(CertifiedKey::new(vec![certificate], key))
}

fn named(params: &mut CertificateParams, name: &str) {
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
}

/// A self-signed certificate of a service provider, as metadata carries it:
/// base64 of its DER. It begins and ends at midnight.
pub(super) fn for_metadata(
    name: &str,
    key: &KeyPair,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> anyhow::Result<String> {
    let mut params = CertificateParams::new(Vec::new())?;
    named(&mut params, name);
    // rcgen's times have no name here; its own function makes them.
    params.not_before = date_time_ymd(
        from.year(),
        u8::try_from(from.month())?,
        u8::try_from(from.day())?,
    );
    params.not_after = date_time_ymd(to.year(), u8::try_from(to.month())?, u8::try_from(to.day())?);
    Ok(STANDARD.encode(params.self_signed(key)?.der()))
}

/// Chooses the certificate by the name that was asked for.
#[derive(Debug)]
struct ByName {
    good: Arc<CertifiedKey>,
    wrong: BTreeMap<&'static str, Arc<CertifiedKey>>,
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let wrong = hello.server_name().and_then(|name| self.wrong.get(name));
        Some(wrong.unwrap_or(&self.good).clone())
    }
}
