//! Forms with files (`multipart/form-data`, RFC 7578), read as a stream and within limits.
//!
//! File names and the content types of parts are not even looked at: what a file is, whoever
//! takes it finds out by reading it.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use futures_util::StreamExt as _;
use oin_domain::integration::{PictureKind, largest_upload};

use super::body::Body;
use super::form::{self, Fields};
use crate::actions::{Code, Failure, FieldError};

/// The longest body, in bytes: 50 MiB.
pub const LONGEST: usize = 50 * 1024 * 1024;
/// The longest name of a field, in bytes.
const LONGEST_NAME: usize = 200;
/// The longest `Content-Type`: a boundary has at most 70 characters (RFC 2046 5.1.1).
const LONGEST_TYPE: usize = 140;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(120);

/// How much a form may bring beside its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// The most parts.
    pub parts: usize,
    /// The most bytes of what was typed.
    pub texts: usize,
}

impl Room {
    /// A call of the API.
    pub const CALL: Self = Self {
        parts: 100,
        texts: form::LONGEST,
    };
    /// A page's form: as many fields as one without files may have.
    pub const FORM: Self = Self {
        parts: form::MOST,
        texts: form::LONGEST,
    };
    /// A page's form with a whole document in a field; line breaks come as two characters.
    pub const DOCUMENT: Self = Self {
        parts: 100,
        texts: 2 * form::LONGEST,
    };
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// The longest file, in bytes.
    pub bytes: usize,
    /// The most files.
    pub files: usize,
}

impl Takes {
    /// At most `files` pictures of a kind.
    pub const fn pictures(kind: PictureKind, files: usize) -> Self {
        Self {
            bytes: largest_upload(kind),
            files,
        }
    }
}

/// A form with files.
#[derive(Debug, Default)]
pub struct Upload {
    /// What was typed.
    pub fields: Fields,
    /// The files, in order; fields in which none was chosen are not among them.
    pub files: Vec<UploadedFile>,
    /// The files that were not taken: `upload_too_large`, `too many`, an unknown field. All else
    /// of the form is there, so that nothing typed is lost.
    pub refused: Vec<FieldError>,
}

/// A file as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// The field's name.
    pub field: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Reads a form that our own page sent; `takes` says which fields take files. A form without
/// files may come in the short way as well.
///
/// # Errors
/// `forgery_refused`; `unsupported_media_type`, `bad_body`, `upload_too_large` for the body as a
/// whole. What is wrong with one file is in [`Upload::refused`].
pub async fn read(
    req: &HttpRequest,
    payload: Payload,
    room: Room,
    takes: impl Fn(&str) -> Option<Takes>,
) -> Result<Upload, Failure> {
    let kind = req.headers().get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(form::CONTENT_TYPE.as_bytes())) {
        return Ok(Upload {
            fields: Fields::read(req.clone(), payload).await?,
            ..Upload::default()
        });
    }
    let (pairs, mut upload) = read_parts(req, payload, room, &takes).await?;
    upload.fields = Fields::own(req, pairs)?;
    Ok(upload)
}

/// Reads the body of a call of the API, which has its own proof of who asks.
///
/// # Errors
/// As [`read`], without `forgery_refused`.
pub async fn read_call(
    req: &HttpRequest,
    payload: Payload,
    takes: impl Fn(&str) -> Option<Takes>,
) -> Result<Upload, Failure> {
    let (pairs, mut upload) = read_parts(req, payload, Room::CALL, &takes).await?;
    upload.fields = Fields::of(pairs);
    Ok(upload)
}

type Pairs = Vec<(String, String)>;

async fn read_parts(
    req: &HttpRequest,
    payload: Payload,
    room: Room,
    takes: &impl Fn(&str) -> Option<Takes>,
) -> Result<(Pairs, Upload), Failure> {
    let body = Body::new(payload, LONGEST);
    let read = async {
        check_head(req)?;
        let mut reader = Reader {
            body: &body,
            room,
            takes,
            pairs: Vec::new(),
            typed: 0,
            upload: Upload::default(),
        };
        reader.run(Multipart::new(req.headers(), body.clone())).await?;
        Ok((reader.pairs, reader.upload))
    };
    let read = tokio::time::timeout(PATIENCE, read).await;
    let read = read.unwrap_or_else(|_| Err(bad("The form did not arrive within two minutes. Try again.")));
    if read.is_err() {
        body.drain().await;
    }
    read
}

/// What is wrong before a byte of the body is read.
fn check_head(req: &HttpRequest) -> Result<(), Failure> {
    let kind = req.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(Failure::refused(
            Code::UnsupportedMediaType,
            "A form with files is sent as multipart/form-data.",
        ));
    }
    if kind.len() > LONGEST_TYPE {
        return Err(bad("The form's boundary is longer than 70 characters."));
    }
    let length = req.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    match length {
        Some(length) if length > LONGEST as u64 => Err(too_long()),
        _ => Ok(()),
    }
}

struct Reader<'a, T> {
    body: &'a Body,
    room: Room,
    takes: &'a T,
    pairs: Pairs,
    /// Bytes of what was typed.
    typed: usize,
    upload: Upload,
}

impl<T: Fn(&str) -> Option<Takes>> Reader<'_, T> {
    async fn run(&mut self, mut parts: Multipart) -> Result<(), Failure> {
        let mut count = 0;
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| self.failed(&error))?;
            count += 1;
            if count > self.room.parts {
                let most = self.room.parts;
                return Err(bad(format!("The form has more than {most} parts.")));
            }
            self.part(part).await?;
        }
        Ok(())
    }

    async fn part(&mut self, part: Field) -> Result<(), Failure> {
        let name = part.name().unwrap_or_default();
        if name.is_empty() || name.len() > LONGEST_NAME {
            return Err(bad(format!(
                "A part of the form has no name, or one of more than {LONGEST_NAME} bytes."
            )));
        }
        let name = name.to_owned();
        let named = part.content_disposition().and_then(|disposition| {
            let name = disposition.get_filename();
            name.map(|name| !name.is_empty())
                .or_else(|| disposition.get_filename_ext().map(|_| true))
        });
        match named {
            None => self.text(name, part).await,
            Some(chosen) => self.file(name, chosen, part).await,
        }
    }

    async fn text(&mut self, name: String, part: Field) -> Result<(), Failure> {
        let room = self.room.texts.saturating_sub(self.typed);
        let Some(bytes) = self.bytes(part, room).await? else {
            return Err(Failure::refused(
                Code::BodyTooLarge,
                format!(
                    "The form's texts are longer than {}. Shorten them; upload files as files.",
                    size(self.room.texts)
                ),
            ));
        };
        self.typed += bytes.len();
        let text = String::from_utf8(bytes)
            .map_err(|_| bad(format!("The field `{name}` holds bytes that are not UTF-8.")))?;
        self.pairs.push((name, text));
        Ok(())
    }

    async fn file(&mut self, name: String, chosen: bool, part: Field) -> Result<(), Failure> {
        let takes = (self.takes)(&name);
        let before = self.upload.files.iter().filter(|file| file.field == name).count();
        let room = match takes {
            Some(takes) if before < takes.files => takes.bytes,
            _ => 0,
        };
        let bytes = self.bytes(part, room).await?;
        // A browser sends an empty file without a name where none was chosen.
        if !chosen && bytes.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let (code, message) = match (takes, bytes) {
            (None, _) => (Code::UnknownField, "This field takes no file.".to_owned()),
            (Some(takes), _) if before >= takes.files => {
                let most = takes.files;
                (
                    Code::UploadTooLarge,
                    format!("At most {most} files are taken here. Upload fewer."),
                )
            }
            (Some(takes), None) => (
                Code::UploadTooLarge,
                format!("The file is larger than {}. Make it smaller.", size(takes.bytes)),
            ),
            (Some(_), Some(bytes)) => {
                self.upload.files.push(UploadedFile { field: name, bytes });
                return Ok(());
            }
        };
        self.upload.refused.push(FieldError::new(name, code, message));
        Ok(())
    }

    /// A part's bytes; nothing when there are more than `most`. It is read to its end all the
    /// same, so that the parts behind it are not lost.
    async fn bytes(&self, mut part: Field, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        let mut bytes = Some(Vec::new());
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| self.failed(&error))?;
            match &mut bytes {
                Some(kept) if kept.len() + chunk.len() <= most => kept.extend_from_slice(&chunk),
                _ => bytes = None,
            }
        }
        Ok(bytes)
    }

    fn failed(&self, error: &MultipartError) -> Failure {
        if self.body.is_too_long() {
            return too_long();
        }
        match error {
            MultipartError::ContentDispositionMissing | MultipartError::ContentDispositionNameMissing => {
                bad("A part of the form has no name.")
            }
            MultipartError::BoundaryMissing => bad("The form's parts are not separated as it says."),
            MultipartError::Incomplete => bad("The form ends before its last part does."),
            MultipartError::Payload(PayloadError::Overflow) => {
                bad("A part of the form has headers of more than 64 KB.")
            }
            MultipartError::Payload(_) => bad("The form broke off. Send it again."),
            _ => bad("The form cannot be read: its parts are broken."),
        }
    }
}

fn bad(sentence: impl Into<std::borrow::Cow<'static, str>>) -> Failure {
    Failure::refused(Code::BadBody, sentence)
}

fn too_long() -> Failure {
    Failure::refused(
        Code::UploadTooLarge,
        "The form is larger than 50 MB. Upload fewer files at a time.",
    )
}

fn size(bytes: usize) -> String {
    match bytes / 1024 {
        kilobytes if kilobytes >= 1024 => format!("{} MB", kilobytes / 1024),
        kilobytes => format!("{kilobytes} KB"),
    }
}
