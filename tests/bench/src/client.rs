//! A small HTTP client: one connection that is kept, one request at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

/// No answer takes longer than this.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection to a server.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
}

/// A server's answer.
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The body as it was sent.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// A body that is none.
    pub(crate) fn json(&self) -> anyhow::Result<serde_json::Value> {
        serde_json::from_slice(&self.body).context("reading an answer's JSON")
    }
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens there.
    pub(crate) fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            address,
        })
    }

    /// Asks for `target`, uncompressed.
    ///
    /// # Errors
    /// A connection that broke, an answer that is not HTTP with a length.
    pub(crate) fn get(&mut self, target: &str) -> anyhow::Result<Answer> {
        self.ask(target, "")
    }

    /// Asks for `target` as a browser does, compressed when the server can.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub(crate) fn get_compressed(&mut self, target: &str) -> anyhow::Result<Answer> {
        self.ask(target, "Accept-Encoding: gzip\r\n")
    }

    /// Asks for `target` and takes nothing but success.
    ///
    /// # Errors
    /// As [`Client::get`], and any status but 200.
    pub(crate) fn expect(&mut self, target: &str) -> anyhow::Result<Answer> {
        let answer = self.get(target)?;
        if answer.status != 200 {
            let body = String::from_utf8_lossy(&answer.body);
            bail!("{target} was answered with {}: {body}", answer.status);
        }
        Ok(answer)
    }

    fn ask(&mut self, target: &str, headers: &str) -> anyhow::Result<Answer> {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.address);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .with_context(|| format!("no status line: {line}"))?;
        let mut length = None;
        loop {
            self.read_line(&mut line)?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse()?);
            }
        }
        let mut body = vec![0; length.with_context(|| format!("{target}: no length"))?];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }

    fn read_line(&mut self, line: &mut String) -> anyhow::Result<()> {
        line.clear();
        if self.stream.read_line(line)? == 0 {
            bail!("the server closed the connection");
        }
        line.truncate(line.trim_end().len());
        Ok(())
    }
}
