//! A server whose every byte a test chooses, over TLS.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// An authority that only the fake world's hosts are believed for.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) root: CertificateDer<'static>,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    Nothing,
    Expired,
    NotYet,
    Name,
    SelfSigned,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, "an authority of tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let root = params.self_signed(&key).unwrap().der().clone();
        Self {
            root,
            issuer: Issuer::new(params, key),
        }
    }

    /// TLS for `host`.
    pub(crate) fn tls(&self, host: &str, wrong: Wrong) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let name = match wrong {
            Wrong::Name => "elsewhere.example",
            _ => host,
        };
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        match wrong {
            Wrong::Expired => {
                params.not_before = date_time_ymd(2020, 1, 1);
                params.not_after = date_time_ymd(2021, 1, 1);
            }
            Wrong::NotYet => params.not_before = date_time_ymd(2999, 1, 1),
            _ => {}
        }
        let certificate = match wrong {
            Wrong::SelfSigned => params.self_signed(&key).unwrap(),
            _ => params.signed_by(&key, &self.issuer).unwrap(),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        Arc::new(config)
    }
}

/// A request as it came: its first line and its header fields.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) head: String,
}

/// Serves until the process ends; the closure writes the whole answer.
pub(crate) fn serve(
    tls: Option<Arc<ServerConfig>>,
    answer: impl Fn(&Asked, &mut dyn Write) + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (tls, answer) = (tls.clone(), answer.clone());
            std::thread::spawn(move || match tls {
                Some(tls) => {
                    let mut stream = StreamOwned::new(ServerConnection::new(tls).unwrap(), stream);
                    if let Some(asked) = read(&mut stream) {
                        answer(&asked, &mut stream);
                        stream.conn.send_close_notify();
                        let _ = stream.flush();
                    }
                }
                None => {
                    let mut stream = stream;
                    if let Some(asked) = read(&mut stream) {
                        answer(&asked, &mut stream);
                    }
                }
            });
        }
    });
    address
}

/// Answers with the same bytes, whatever it was asked in.
pub(crate) fn shout(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = std::io::Read::read(&mut stream, &mut [0; 16 * 1024]);
            let _ = stream.write_all(bytes);
        }
    });
    address
}

fn read(stream: &mut dyn std::io::Read) -> Option<Asked> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > 64 * 1024 || stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut words = head.split(' ');
    Some(Asked {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        head: head.clone(),
    })
}

/// Writes an answer with a length.
pub(crate) fn plain(out: &mut dyn Write, status: &str, fields: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        out,
        "HTTP/1.1 {status}\r\n{fields}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}
