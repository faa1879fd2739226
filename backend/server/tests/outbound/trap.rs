//! Listeners that nobody may ever reach.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// The port of all traps: one that is called on public hosts, and that needs
/// no rights to listen on.
pub(crate) const PORT: u16 = 8443;
/// An inner address of our own, for names that are made to lead inside.
pub(crate) const INNER: [u8; 4] = [127, 83, 0, 1];

/// Counts connections.
#[derive(Clone, Default)]
pub(crate) struct Counter(Arc<AtomicUsize>);

impl Counter {
    pub(crate) fn hits(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Accepts, counts and hangs up; nothing when somebody else has the address.
pub(crate) fn listen(address: SocketAddr, counter: &Counter) -> Option<SocketAddr> {
    let listener = TcpListener::bind(address).ok()?;
    let bound = listener.local_addr().ok()?;
    let counter = counter.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counter.0.fetch_add(1, Ordering::SeqCst);
            drop(stream);
        }
    });
    Some(bound)
}

/// The traps of this process: on our own inner address always, on the usual
/// loopback addresses where nobody else listens there.
pub(crate) fn traps() -> &'static Counter {
    static TRAPS: OnceLock<Counter> = OnceLock::new();
    TRAPS.get_or_init(|| {
        let counter = Counter::default();
        let inner = SocketAddr::from((INNER, PORT));
        listen(inner, &counter).unwrap_or_else(|| panic!("{inner} is taken"));
        for usual in ["127.0.0.1", "[::1]", "127.0.0.1:443", "[::1]:443"] {
            let address = match usual.ends_with(":443") {
                true => usual.to_owned(),
                false => format!("{usual}:{PORT}"),
            };
            if listen(address.parse().unwrap(), &counter).is_none() {
                println!("no trap on {address}: it is taken or needs rights");
            }
        }
        // A trap that does not count would make every test pass.
        let probe = Counter::default();
        let own = listen(SocketAddr::from(([127, 83, 0, 1], 0)), &probe).unwrap();
        drop(std::net::TcpStream::connect(own).unwrap());
        while probe.hits() == 0 {
            std::thread::yield_now();
        }
        counter
    })
}
