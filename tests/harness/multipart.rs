//! Forms with files, written byte by byte: tests send what no client would.

/// The boundary of every form here.
pub(crate) const BOUNDARY: &str = "tests-boundary";

/// A form being written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Multipart(Vec<u8>);

impl Multipart {
    /// Adds a part with this `Content-Disposition` (behind `form-data`) and content type.
    pub(crate) fn part(mut self, disposition: &[u8], kind: &str, body: &[u8]) -> Self {
        self.0
            .extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data").bytes());
        self.0.extend(disposition);
        if !kind.is_empty() {
            self.0.extend(format!("\r\nContent-Type: {kind}").bytes());
        }
        self.0.extend(b"\r\n\r\n");
        self.0.extend(body);
        self.0.extend(b"\r\n");
        self
    }

    /// Adds a field.
    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        self.part(format!("; name=\"{name}\"").as_bytes(), "", value.as_bytes())
    }

    /// Adds a file.
    pub(crate) fn file(self, name: &str, file_name: &[u8], kind: &str, body: &[u8]) -> Self {
        let mut disposition = format!("; name=\"{name}\"; filename=\"").into_bytes();
        disposition.extend(file_name);
        disposition.push(b'"');
        self.part(&disposition, kind, body)
    }

    /// The whole body.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.0.extend(format!("--{BOUNDARY}--\r\n").bytes());
        self.0
    }

    /// The body without its end.
    pub(crate) fn unended(self) -> Vec<u8> {
        self.0
    }
}
