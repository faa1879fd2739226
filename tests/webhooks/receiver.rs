//! A server of somebody's that takes messages: each test says how it answers.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The path that it was sent to.
    pub(crate) path: String,
    headers: BTreeMap<String, String>,
    /// The body, byte for byte.
    pub(crate) body: Vec<u8>,
}

/// What a receiver says, whole; nothing: it goes away without a word.
pub(crate) type Say = dyn Fn(usize, &Received) -> Vec<u8> + Send + Sync;

/// A server on a port of its own, until the process ends.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    say: Arc<Mutex<Arc<Say>>>,
}

impl Received {
    /// A header field; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// What would sign it, if it had been sent at this time.
    pub(crate) fn signature_at(&self, timestamp: &str, secret: &str) -> String {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{timestamp}.", self.id()).as_bytes());
        mac.update(&self.body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }

    /// Whether one of its signatures was made with `secret`. Written for these tests alone, after the
    /// specification.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let expected = self.signature_at(self.header("webhook-timestamp"), secret);
        self.header("webhook-signature")
            .split(' ')
            .any(|one| one == expected)
    }
}

/// An answer with a length.
pub(crate) fn answer(status: &str, fields: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}").into()
}

impl Receiver {
    /// One that says "taken" to everything.
    pub(crate) fn new() -> Self {
        Self::saying(|_, _| answer("204 No Content", "", ""))
    }

    /// One that says what `say` makes of the number of the message, from 1, and the message.
    pub(crate) fn saying(say: impl Fn(usize, &Received) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let say: Arc<Mutex<Arc<Say>>> = Arc::new(Mutex::new(Arc::new(say)));
        let (kept, says) = (received.clone(), say.clone());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (kept, says) = (kept.clone(), says.clone());
                std::thread::spawn(move || {
                    let Some(message) = read(&mut stream) else { return };
                    let number = {
                        let mut kept = kept.lock().unwrap();
                        kept.push(message.clone());
                        kept.len()
                    };
                    let says = says.lock().unwrap().clone();
                    // Whoever hangs up early is not our concern.
                    let _ = stream.write_all(&says(number, &message));
                });
            }
        });
        Self {
            address,
            received,
            say,
        }
    }

    /// One that takes messages and says nothing until it is let go.
    pub(crate) fn hanging() -> (Self, Arc<AtomicBool>) {
        let go = Arc::new(AtomicBool::new(false));
        let gone = go.clone();
        let hanging = Self::saying(move |_, _| {
            while !gone.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(20));
            }
            Vec::new()
        });
        (hanging, go)
    }

    /// Answers otherwise from now on.
    pub(crate) fn says(&self, say: impl Fn(usize, &Received) -> Vec<u8> + Send + Sync + 'static) {
        *self.say.lock().unwrap() = Arc::new(say);
    }

    /// What has come so far, in its order.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The kinds of what has come so far.
    pub(crate) fn kinds(&self) -> Vec<String> {
        self.received().iter().map(Received::kind).collect()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?key=of-theirs", self.address)
    }
}

fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let fields = lines.filter_map(|line| line.split_once(':'));
    let headers: BTreeMap<_, _> = fields
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Received { path, headers, body })
}
