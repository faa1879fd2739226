//! HTTP: addresses, extraction and presentation. A handler extracts, calls one
//! action and presents what it returns.

pub mod api;
pub mod body;
pub mod catalog_query;
pub mod cookies;
mod csv;
pub mod edge;
pub mod encoding;
pub mod error;
pub mod files;
pub mod forgery;
pub mod form;
pub mod guard;
pub mod guide;
pub mod headers;
pub mod health;
pub mod hooks;
pub mod json_body;
pub mod letter;
pub mod limits;
pub mod metrics;
pub mod pages;
pub mod pairs;
pub mod ready;
pub mod request_id;
pub mod routes;
pub mod syndication;
pub mod upload;
pub mod urls;
pub mod xml;

use actix_web::{HttpRequest, HttpResponse};
use oin_domain::integration::{FileKey, PictureForm};

use crate::config::Http;
use crate::templates::Templates;

/// What handlers and the edge share besides the actions' own context.
pub struct Parts {
    templates: Templates,
    ready: ready::Ready,
    headers: headers::Headers,
    files: files::host::FilesHost,
    limits: limits::Limits,
    metrics: metrics::Metrics,
}

impl Parts {
    /// Puts the parts together.
    ///
    /// # Errors
    /// Figures of one name, which is a mistake in `metrics`.
    pub fn new(http: &Http, templates: Templates) -> anyhow::Result<Self> {
        let files = files::host::FilesHost::new(http.files_url.as_deref());
        Ok(Self {
            templates,
            ready: ready::Ready::new(http.ready_made_bytes),
            headers: headers::Headers::new(&http.base_url, files.origin())?,
            files,
            limits: limits::Limits::new(http.reads_per_minute, http.trusted_proxies.clone()),
            metrics: metrics::Metrics::new()?,
        })
    }

    /// Responds with `answer`, and keeps it when it was made from a `version`
    /// of the whole catalog.
    fn keep(&self, req: &HttpRequest, version: Option<u64>, answer: ready::Answer) -> HttpResponse {
        match version {
            Some(version) => self.ready.keep(req, version, answer),
            None => answer.respond(req.headers()),
        }
    }

    /// The address that a request comes from, as limits count it.
    fn peer(&self, req: &HttpRequest) -> std::net::IpAddr {
        self.limits.peer(req)
    }

    /// The address of an uploaded picture in one size.
    pub fn file_url(&self, key: &FileKey, form: PictureForm) -> String {
        self.files.url(key, form)
    }

    /// Forgets the finished answers: the catalog may say something else although
    /// its version is the same.
    pub fn forget_answers(&self) {
        self.ready.clear();
    }

    /// Housekeeping: forgets what is no longer needed.
    pub fn tidy(&self) {
        self.limits.forget_idle();
    }
}
