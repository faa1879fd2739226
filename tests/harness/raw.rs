//! Bytes on a socket, for requests that no client would send.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Sends `request` and reads until the server closes or is silent for a while.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> String {
    try_exchange(address, request).unwrap()
}

/// The same for a server that may not listen any more.
pub(crate) fn try_exchange(address: SocketAddr, request: &[u8]) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(Duration::from_secs(2)))?;
    socket.write_all(request)?;
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while let Ok(count @ 1..) = socket.read(&mut part) {
        answer.extend(&part[..count]);
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
