//! A name server on loopback, over UDP and TCP, that answers what a test says.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

pub(crate) const A: u16 = 1;
const CNAME: u16 = 5;
const TXT: u16 = 16;
const AAAA: u16 = 28;
/// The largest answer that fits a datagram here.
const DATAGRAM: usize = 1_200;

/// What a name answers to one question.
#[derive(Clone)]
pub(crate) enum Reply {
    /// These addresses, of the kind that was asked for.
    Addresses(Vec<IpAddr>),
    /// Another name, with that one's addresses.
    Alias(&'static str, Vec<IpAddr>),
    /// These texts.
    Texts(Vec<String>),
    /// There is no such name.
    NoName,
    /// The server failed.
    Failure,
    /// Nothing, ever.
    Silence,
}

type Answering = dyn Fn(u16) -> Reply + Send + Sync;

/// The server, and how often it was asked.
#[derive(Clone)]
pub(crate) struct Dns {
    pub(crate) address: SocketAddr,
    asked: Arc<AtomicUsize>,
    names: Arc<Mutex<BTreeMap<String, Arc<Answering>>>>,
}

impl Dns {
    pub(crate) fn start() -> Self {
        // The same port for both: another process may have one of them.
        let (udp, tcp) = (0..100)
            .find_map(|_| {
                let udp = UdpSocket::bind("127.0.0.1:0").ok()?;
                let tcp = TcpListener::bind(udp.local_addr().ok()?).ok()?;
                Some((udp, tcp))
            })
            .unwrap();
        let dns = Self {
            address: udp.local_addr().unwrap(),
            asked: Arc::default(),
            names: Arc::default(),
        };
        let server = dns.clone();
        std::thread::spawn(move || {
            let mut question = [0; 2_048];
            while let Ok((size, peer)) = udp.recv_from(&mut question) {
                if let Some(mut answer) = server.answer(&question[..size]) {
                    if answer.len() > DATAGRAM {
                        // Truncated: the question alone, to be asked again over TCP.
                        let (_, end) = name_at(&answer, 12).unwrap();
                        answer.truncate(end + 4);
                        answer[2] |= 2;
                        answer[6..12].copy_from_slice(&[0; 6]);
                    }
                    udp.send_to(&answer, peer).unwrap();
                }
            }
        });
        let server = dns.clone();
        std::thread::spawn(move || {
            for stream in tcp.incoming() {
                let (server, mut stream) = (server.clone(), stream.unwrap());
                std::thread::spawn(move || {
                    let mut length = [0; 2];
                    while stream.read_exact(&mut length).is_ok() {
                        let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
                        if stream.read_exact(&mut question).is_err() {
                            return;
                        }
                        let Some(answer) = server.answer(&question) else {
                            return;
                        };
                        let size = u16::try_from(answer.len()).unwrap().to_be_bytes();
                        stream.write_all(&[&size, answer.as_slice()].concat()).unwrap();
                    }
                });
            }
        });
        dns
    }

    /// Says what a name answers; the closure is told the kind of record.
    pub(crate) fn says(&self, name: &str, answering: impl Fn(u16) -> Reply + Send + Sync + 'static) {
        let name = name.to_owned();
        self.names.lock().unwrap().insert(name, Arc::new(answering));
    }

    pub(crate) fn has(&self, name: &str, addresses: &[&str]) {
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        self.says(name, move |_| Reply::Addresses(addresses.clone()));
    }

    /// How many questions for IPv4 addresses came.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn answer(&self, question: &[u8]) -> Option<Vec<u8>> {
        let (name, end) = name_at(question, 12)?;
        let kind = u16::from_be_bytes([question[end], question[end + 1]]);
        // A name's two kinds of address are asked for at once; only one counts.
        self.asked.fetch_add(usize::from(kind == A), Ordering::SeqCst);
        let known = self.names.lock().unwrap().get(&name).cloned();
        let reply = known.map_or(Reply::NoName, |answering| answering(kind));
        let mut records = Vec::new();
        let mut code = 0;
        match &reply {
            Reply::Silence => return None,
            Reply::NoName => code = 3,
            Reply::Failure => code = 2,
            Reply::Addresses(all) => {
                records.extend(of_kind(all, kind).map(|data| record(&[0xc0, 12], kind, &data)))
            }
            Reply::Alias(other, all) => {
                let other = wire(other);
                records.push(record(&[0xc0, 12], CNAME, &other));
                records.extend(of_kind(all, kind).map(|data| record(&other, kind, &data)));
            }
            Reply::Texts(texts) if kind == TXT => records.extend(texts.iter().map(|text| {
                let pieces = text.as_bytes().chunks(200);
                let data: Vec<u8> = pieces
                    .flat_map(|piece| [&[piece.len() as u8], piece].concat())
                    .collect();
                record(&[0xc0, 12], TXT, &data)
            })),
            Reply::Texts(_) => {}
        }
        let mut answer = question[..2].to_vec();
        answer.extend([0x85, 0x80 | code, 0, 1]);
        answer.extend(u16::try_from(records.len()).unwrap().to_be_bytes());
        answer.extend([0; 4]);
        answer.extend(&question[12..end + 4]);
        answer.extend(records.concat());
        Some(answer)
    }
}

fn of_kind(all: &[IpAddr], kind: u16) -> impl Iterator<Item = Vec<u8>> {
    all.iter().filter_map(move |address| match address {
        IpAddr::V4(v4) if kind == A => Some(v4.octets().to_vec()),
        IpAddr::V6(v6) if kind == AAAA => Some(v6.octets().to_vec()),
        _ => None,
    })
}

/// A record with a time to live of 0.
fn record(name: &[u8], kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [
        name,
        &kind.to_be_bytes(),
        &[0, 1, 0, 0, 0, 0],
        &length.to_be_bytes(),
        data,
    ]
    .concat()
}

fn wire(name: &str) -> Vec<u8> {
    let labels = name
        .split('.')
        .flat_map(|label| [&[label.len() as u8], label.as_bytes()].concat());
    labels.chain([0]).collect()
}

/// The name at a place of a message, and where it ends; pointers are not followed.
fn name_at(message: &[u8], mut at: usize) -> Option<(String, usize)> {
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*message.get(at)?);
        at += 1;
        if length == 0 {
            return Some((labels.join("."), at));
        }
        let label = message.get(at..at + length)?;
        labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
        at += length;
    }
}
