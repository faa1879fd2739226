//! Encrypted connections to a PostgreSQL across a network.
//!
//! `sslmode=require` in the URL encrypts and verifies the server's certificate against the
//! system's authorities (or those in the file that `SSL_CERT_FILE` names), which is stricter than
//! libpq's mode of that name. Without it nothing is encrypted: an encryption that a server may
//! decline protects nobody.

use std::sync::Arc;

use diesel::result::ConnectionError;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What connects with TLS.
pub(crate) fn connector() -> Result<MakeRustlsConnect, ConnectionError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(ConnectionError::BadConnection(
            "sslmode=require needs certificate authorities: install ca-certificates, or name a file in SSL_CERT_FILE"
                .to_owned(),
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectionError::BadConnection(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
