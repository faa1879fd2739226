//! A mail server that keeps every message that it has accepted, byte by byte.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A mail server on loopback. Its threads end with the process.
pub(crate) struct MailServer {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    accepted: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Starts one that takes `pause` for each message before it asks for its text, as one does that
    /// looks at who sends it. What has arrived whole it has at once.
    pub(crate) fn start(pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let accepted = Arc::default();
        let kept = Arc::clone(&accepted);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                // Whoever is killed in the middle leaves a broken conversation.
                std::thread::spawn(move || drop(converse(&socket, &kept, pause)));
            }
        });
        Self { address, accepted }
    }

    /// Every message that was accepted, in order.
    pub(crate) fn accepted(&self) -> Vec<String> {
        self.accepted.lock().unwrap().clone()
    }

    /// How many messages were accepted.
    pub(crate) fn count(&self) -> usize {
        self.accepted.lock().unwrap().len()
    }
}

fn converse(mut socket: &TcpStream, kept: &Mutex<Vec<String>>, pause: Duration) -> std::io::Result<()> {
    let mut lines = BufReader::new(socket.try_clone()?);
    socket.write_all(b"220 sink ESMTP\r\n")?;
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let word = line.split([' ', '\r', ':']).next().unwrap_or_default();
        match word.to_ascii_uppercase().as_str() {
            "EHLO" => socket.write_all(b"250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n")?,
            "AUTH" => socket.write_all(b"235 2.7.0 fine\r\n")?,
            "DATA" => {
                std::thread::sleep(pause);
                socket.write_all(b"354 go on\r\n")?;
                let mut message = String::new();
                loop {
                    let begun = message.len();
                    if lines.read_line(&mut message)? == 0 {
                        return Ok(());
                    }
                    if &message[begun..] == ".\r\n" {
                        message.truncate(begun);
                        break;
                    }
                }
                // Kept before it is said: what was said to be here is here.
                kept.lock().unwrap().push(message);
                socket.write_all(b"250 2.0.0 taken\r\n")?;
            }
            "QUIT" => {
                socket.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => socket.write_all(b"250 2.0.0 fine\r\n")?,
        }
        line.clear();
    }
    Ok(())
}
