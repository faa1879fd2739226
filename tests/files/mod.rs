//! Uploaded pictures: what is taken, what is refused, how they are shown (SECURITY rows 39-44).

mod giving;
mod serving;
mod taking;
mod uploads;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use oin_domain::org::Scope;
use reqwest::Method;
use serde_json::Value;

use crate::harness::{Answer, BOUNDARY, Multipart, Person, TestApp, wait};

const CALL: &str = "/api/v1/files";

/// A drawing in one colour.
fn svg(inside: &str) -> Vec<u8> {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\" fill=\"#0a0\"/>{inside}</svg>"
    )
    .into_bytes()
}

/// A PNG in one colour; `says` is the size that its header names.
fn png(colour: [u8; 3], says: (u32, u32)) -> Vec<u8> {
    let mut header = says.0.to_be_bytes().to_vec();
    header.extend(says.1.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let row = [[0].as_slice(), &colour.repeat(32)].concat();
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::default());
    pixels.write_all(&row.repeat(32)).unwrap();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [
        (b"IHDR", header),
        (b"IDAT", pixels.finish().unwrap()),
        (b"IEND", Vec::new()),
    ] {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(name);
        sum.update(&data);
        bytes.extend(name);
        bytes.extend(data);
        bytes.extend(sum.sum().to_be_bytes());
    }
    bytes
}

/// A sound PNG of 32 by 32 pixels.
pub(crate) fn sound(colour: u8) -> Vec<u8> {
    png([colour, 100, 200], (32, 32))
}

/// Somebody who uploads with a token.
struct Uploader<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Uploader<'a> {
    fn of(app: &'a TestApp, person: &Person<'_>) -> Self {
        let token = app.token(person.org, person.user, &[Scope::SubmissionsWrite]);
        Self { app, token }
    }

    /// Sends a body as a form.
    fn send(&self, body: Vec<u8>) -> Answer {
        self.send_as(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    fn send_as(&self, content_type: &str, body: Vec<u8>) -> Answer {
        let request = self.app.request(Method::POST, CALL);
        let request = request
            .bearer_auth(&self.token)
            .header("content-type", content_type);
        self.app.send(request.body(body))
    }

    /// Uploads a file of a kind.
    fn upload(&self, kind: &str, file: &[u8]) -> Answer {
        let form = Multipart::default().text("kind", kind);
        self.send(form.file("file", b"a.png", "image/png", file).end())
    }

    /// Uploads a logo that is taken.
    #[track_caller]
    fn logo(&self, file: &[u8]) -> Value {
        self.upload("logo", file).expect(201).json()
    }
}

/// What is shown from the pictures' host at an address.
fn shown(app: &TestApp, url: &str) -> Answer {
    let path = url.strip_prefix("https://files.oin.test").unwrap();
    app.get_with(path, "host", "files.oin.test")
}

/// How many pictures there are, and which.
fn fingerprint(app: &TestApp) -> String {
    let raw = app.database().raw();
    let row = wait(raw.query_one(
        "SELECT count(*)::text || ' ' || coalesce(md5(string_agg(f::text, ' ' ORDER BY f.id)), '') || ' '
             || (SELECT count(*) || ' ' || coalesce(sum(octet_length(bytes)), 0) FROM file_renditions)
         FROM files f",
        &[],
    ));
    row.unwrap().get(0)
}
