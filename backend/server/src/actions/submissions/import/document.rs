//! Documents: fetched or given, and read by the reader of their kind.

use chrono::{DateTime, Utc};
use url::Url;

use super::reading::Reading;
use super::{EntityChoice, ImportFrom, oidc, saml, swa, ws_fed};
use crate::actions::{Code, Ctx, Failure, FieldError};
use crate::outbound::{FetchLimits, Outbound};

/// What kind of document something is imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Saml,
    Oidc,
    WsFed,
    LoginPage,
}

impl Source {
    pub(super) fn of(name: &str) -> Option<Self> {
        [Self::Saml, Self::Oidc, Self::WsFed, Self::LoginPage]
            .into_iter()
            .find(|source| source.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Saml => "saml",
            Self::Oidc => "oidc",
            Self::WsFed => "ws_fed",
            Self::LoginPage => "login_page",
        }
    }

    /// The most bytes that are fetched.
    fn limit(self) -> usize {
        match self {
            Self::Saml => oin_protocol::saml::aggregate::MAX_BYTES,
            Self::Oidc | Self::WsFed => oin_protocol::xml::MAX_BYTES,
            Self::LoginPage => FetchLimits::default().max_bytes,
        }
    }
}

/// A document to read.
pub(super) struct Document {
    pub(super) kind: Source,
    bytes: Vec<u8>,
    /// The entity that was chosen.
    entity: Option<String>,
    /// The address that it was fetched from.
    pub(super) url: Option<String>,
    /// The address of a login page.
    page: Option<Url>,
}

/// Gets the document, from outside when it is at an address.
pub(super) async fn fetch(ctx: &Ctx, from: ImportFrom) -> Result<Document, Failure> {
    let given = |kind, bytes, entity| Document {
        kind,
        bytes,
        entity,
        url: None,
        page: None,
    };
    let (kind, url, entity) = match from {
        ImportFrom::Saml(bytes, entity) => return Ok(given(Source::Saml, bytes, entity)),
        ImportFrom::Oidc(bytes) => return Ok(given(Source::Oidc, bytes, None)),
        ImportFrom::WsFed(bytes) => return Ok(given(Source::WsFed, bytes, None)),
        ImportFrom::LoginPage(bytes, url) => {
            let page = Outbound::read(&url).map_err(|error| at_url(&error))?;
            return Ok(Document {
                page: Some(page),
                ..given(Source::LoginPage, bytes, None)
            });
        }
        ImportFrom::SamlUrl(url, entity) => (Source::Saml, url, entity),
        ImportFrom::OidcUrl(url) => (Source::Oidc, url, None),
        ImportFrom::WsFedUrl(url) => (Source::WsFed, url, None),
        ImportFrom::LoginPageUrl(url) => (Source::LoginPage, url, None),
    };
    let limits = FetchLimits {
        max_bytes: kind.limit(),
        ..FetchLimits::default()
    };
    let read = Outbound::read(&url).map_err(|error| at_url(&error))?;
    let fetched = ctx
        .outbound()
        .fetch(&read, limits)
        .await
        .map_err(|error| at_url(&error))?;
    if !(200..300).contains(&fetched.status) {
        return Err(Failure::field(FieldError::new(
            "url",
            Code::UrlAnswer,
            format!(
                "The address answers {}, not with the document. Open it in a browser without signing in, or paste the document.",
                fetched.status
            ),
        )));
    }
    Ok(Document {
        kind,
        bytes: fetched.body,
        entity,
        url: Some(read.into()),
        page: Some(fetched.final_url),
    })
}

fn at_url(error: &crate::outbound::FetchError) -> Failure {
    Failure::field(FieldError::of_address("url", error))
}

/// What a document says.
pub(super) enum Understood {
    One(Reading),
    Several {
        entities: Vec<EntityChoice>,
        total: usize,
    },
}

/// Reads the document, beside the threads that answer requests.
pub(super) async fn understand(document: Document, now: DateTime<Utc>) -> Result<Understood, Failure> {
    tokio::task::spawn_blocking(move || {
        let bytes = &document.bytes;
        match document.kind {
            Source::Saml => saml::read(bytes, document.entity.as_deref(), now),
            Source::Oidc => oidc::read(bytes).map(Understood::One),
            Source::WsFed => ws_fed::read(bytes, now).map(Understood::One),
            Source::LoginPage => swa::read(bytes, document.page.as_ref()).map(Understood::One),
        }
    })
    .await
    .map_err(|error| Failure::Broken(error.into()))?
}
