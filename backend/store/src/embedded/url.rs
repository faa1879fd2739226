//! A database's address over a Unix socket.

use std::fmt::Write;
use std::path::Path;

/// `postgres://role@%2Fsocket%2Ffolder/database`, as libpq and tokio-postgres read it.
pub(super) fn of(socket_folder: &Path, role: &str, database: &str) -> String {
    let mut url = String::from("postgres://");
    escape(&mut url, role.as_bytes());
    url.push('@');
    escape(&mut url, socket_folder.as_os_str().as_encoded_bytes());
    url.push('/');
    escape(&mut url, database.as_bytes());
    url
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
fn escape(url: &mut String, text: &[u8]) {
    for &byte in text {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_escaped() {
        assert_eq!(
            of(Path::new("/srv/my data/s"), "oin@app", "a/b"),
            "postgres://oin%40app@%2Fsrv%2Fmy%20data%2Fs/a%2Fb"
        );
    }
}
