//! `/portal/submissions/{id}/import`: settings from metadata, looked at before they are taken.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::connection::ConnectionType;
use oin_domain::draft::Step;
use oin_domain::ids::SubmissionId;
use oin_domain::org::Act;
use serde::Serialize;

use super::{PageError, Portal, submission};
use crate::actions::submissions::{self, Filled, Import, ImportFinding, ImportFrom, ImportPreview};
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::{Fields, FormView};
use crate::web::pages::{Shell, go_to};
use crate::web::pairs::Pairs;
use crate::web::upload::{self, Room, Takes, Upload};
use crate::web::urls;

#[derive(Serialize)]
struct ImportPage {
    shell: Shell,
    form: FormView,
    name: String,
    url: String,
    action: String,
    back: String,
    words: Words,
    connection: String,
    base: String,
    entities: Vec<Entity>,
    total: usize,
    fields: Vec<Row>,
    findings: Vec<Finding>,
    looked: bool,
    /// Whether the document came as a file that is too large to stand in the page: it must be
    /// chosen again.
    again: bool,
    /// What may be chosen as a file, and the most bytes in words.
    accept: &'static str,
    most: &'static str,
}

impl Page for ImportPage {
    const TEMPLATE: &'static str = "pages/portal/import";
}

/// What people read for a kind.
#[derive(Serialize, Clone, Copy)]
struct Words {
    title: &'static str,
    about: &'static str,
    url: &'static str,
    paste: &'static str,
}

#[derive(Serialize)]
struct Entity {
    id: String,
    name: String,
    line: u32,
}

#[derive(Serialize)]
struct Row {
    label: String,
    path: String,
    value: String,
    was: String,
    line: String,
    gone: bool,
}

#[derive(Serialize)]
struct Finding {
    severity: &'static str,
    label: &'static str,
    message: String,
    fix: String,
    line: String,
}

impl From<Filled> for Row {
    fn from(filled: Filled) -> Self {
        Self {
            label: filled.label,
            gone: filled.value.is_empty(),
            value: filled.value,
            was: filled.was.unwrap_or_default(),
            line: filled.line.map(|line| line.to_string()).unwrap_or_default(),
            path: filled.path,
        }
    }
}

impl From<ImportFinding> for Finding {
    fn from(finding: ImportFinding) -> Self {
        Self {
            severity: finding.severity.as_str(),
            label: finding.severity.label(),
            message: finding.message,
            fix: finding.fix,
            line: finding.line.map(|line| line.to_string()).unwrap_or_default(),
        }
    }
}

/// The field that takes the document as a file.
const FILE: &str = "file";
const FIELDS: [&str; 5] = ["url", "document", "entity", "page_url", FILE];
/// The largest file that is put into the page, in bytes.
const FITS: usize = 256 * 1024;

fn words(kind: ConnectionType) -> Option<Words> {
    Some(match kind {
        ConnectionType::Saml => Words {
            title: "Import SAML metadata",
            about: "The metadata of your app as a service provider. Every value is marked with the line that it came from.",
            url: "Address of the metadata",
            paste: "Or the metadata itself (XML)",
        },
        ConnectionType::Oidc => Words {
            title: "Import client metadata",
            about: "The JSON of a client registration (RFC 7591): redirect URIs, initiate-login URI, authentication.",
            url: "Address of the client metadata",
            paste: "Or the client metadata itself (JSON)",
        },
        ConnectionType::WsFed => Words {
            title: "Import federation metadata",
            about: "The WS-Federation metadata of your app: realm and reply URL.",
            url: "Address of the federation metadata",
            paste: "Or the federation metadata itself (XML)",
        },
        ConnectionType::Swa => Words {
            title: "Analyse the login page",
            about: "We look for the fields of user name and password, for the button and for what else is asked.",
            url: "Address of the login page",
            paste: "Or the HTML of the login page",
        },
        ConnectionType::Bookmark | ConnectionType::Other => return None,
    })
}

/// `GET /portal/submissions/{id}/import?connection=`.
///
/// # Errors
/// `not_found`.
pub async fn get(portal: Portal, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            let pairs = Pairs::parse(portal.req.query_string())?;
            let connection = pairs.first("connection").unwrap_or("0").to_owned();
            let form = portal.form(&FIELDS);
            let page = page(&portal, submission(&id)?, &connection, form).await?;
            portal.show(StatusCode::OK, &page.0)
        })
        .await
}

async fn page(
    portal: &Portal,
    id: SubmissionId,
    connection: &str,
    mut form: FormView,
) -> Result<(ImportPage, ConnectionType), Failure> {
    let shown = submissions::show(&portal.ctx, portal.who(), id).await?;
    let text = |field: &str| shown.draft.text(&format!("connections.{connection}.{field}"));
    let kind = text("type")
        .and_then(ConnectionType::parse)
        .ok_or(Failure::NotFound("connection"))?;
    let words = words(kind).ok_or(Failure::NotFound("page"))?;
    if form.values.get("url").is_some_and(String::is_empty)
        && form.values.get("document").is_some_and(String::is_empty)
        && let Some(login_url) = text("login_url")
    {
        form = form.with("url", login_url);
    }
    let url = urls::submission(id);
    let page = ImportPage {
        shell: portal.shell(words.title),
        form,
        name: shown.name,
        action: format!("{url}/import"),
        back: format!("{url}/{}#connections.{connection}", Step::SignOn),
        url,
        words,
        connection: connection.to_owned(),
        base: shown.revision.to_string(),
        entities: Vec::new(),
        total: 0,
        fields: Vec::new(),
        findings: Vec::new(),
        looked: false,
        again: false,
        accept: accept(kind),
        most: largest(kind).1,
    };
    Ok((page, kind))
}

/// What may be chosen as a file.
fn accept(kind: ConnectionType) -> &'static str {
    match kind {
        ConnectionType::Oidc => ".json,application/json",
        ConnectionType::Swa => ".html,.htm,text/html",
        _ => ".xml,text/xml,application/xml,application/samlmetadata+xml",
    }
}

/// The largest file, in bytes and in words: SAML metadata may be one of many in a federation's.
fn largest(kind: ConnectionType) -> (usize, &'static str) {
    match kind {
        ConnectionType::Saml => (upload::LONGEST, "50 MB; the metadata of one app at most 256 KB"),
        ConnectionType::Swa => (2 * 1024 * 1024, "2 MB"),
        _ => (256 * 1024, "256 KB"),
    }
}

/// `POST /portal/submissions/{id}/import`: shows what would be filled in, or fills it in.
///
/// # Errors
/// `not_found`, `forbidden`; a document that cannot be used is shown with every reason.
pub async fn post(
    portal: Portal,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, PageError> {
    portal
        .answer(async {
            portal.who().may(Act::Edit)?;
            let takes = |field: &str| {
                let bytes = upload::LONGEST;
                (field == FILE).then_some(Takes { bytes, files: 1 })
            };
            let sent = upload::read(&portal.req, payload.into_inner(), Room::DOCUMENT, takes).await?;
            take_in(&portal, submission(&id)?, sent).await
        })
        .await
}

async fn take_in(portal: &Portal, id: SubmissionId, sent: Upload) -> Result<HttpResponse, Failure> {
    let (ctx, who) = (&portal.ctx, portal.who());
    let fields = &sent.fields;
    let connection = fields.text("connection");
    let form = portal.form(&FIELDS).typed(fields, &[]);
    let (mut page, kind) = page(portal, id, connection, form).await?;
    let file = sent.files.into_iter().next().map(|file| file.bytes);
    let done = async {
        if let Some(error) = sent.refused.into_iter().next() {
            return Err(Failure::field(error));
        }
        let from = source(kind, fields, file.as_deref())?;
        let import = Import {
            connection: connection.parse().ok(),
            from,
        };
        if fields.ticked("apply") {
            let base = fields.text("base").parse().unwrap_or(0);
            submissions::apply_import(ctx, who, id, import, base, None).await?;
            return Ok(None);
        }
        submissions::preview_import(ctx, who, id, import).await.map(Some)
    };
    let done = done.await;
    // A file that fits stands in the page from now on, as if it had been pasted: browsers send a
    // chosen file once.
    match file.map(String::from_utf8) {
        Some(Ok(text)) if text.len() <= FITS => page.form = page.form.with("document", text),
        Some(_) => page.again = true,
        None => {}
    }
    match done {
        Ok(None) => Ok(go_to(&page.back)),
        Ok(Some(ImportPreview::Choose { entities, total })) => {
            let entities = entities.into_iter().map(|one| Entity {
                name: one.name.unwrap_or_default(),
                id: one.entity_id,
                line: one.line,
            });
            page.entities = entities.collect();
            page.total = total;
            portal.show(StatusCode::OK, &page)
        }
        Ok(Some(ImportPreview::Fields { fields, findings })) => {
            page.fields = fields.into_iter().map(Row::from).collect();
            page.findings = findings.into_iter().map(Finding::from).collect();
            page.looked = true;
            portal.show(StatusCode::OK, &page)
        }
        Err(failure) => {
            page.form = page.form.refused(failure)?;
            portal.show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// What the form gives to import: a file wins over what was pasted, that over an address.
fn source(kind: ConnectionType, fields: &Fields, file: Option<&[u8]>) -> Result<ImportFrom, Failure> {
    let url = fields.text("url").trim().to_owned();
    let (most, words) = largest(kind);
    if file.is_some_and(|file| file.len() > most) {
        let message = format!("The file is larger than {words}. Choose the metadata of your app alone.");
        return Err(Failure::field(FieldError::new(
            FILE,
            Code::UploadTooLarge,
            message,
        )));
    }
    let document = file.unwrap_or_else(|| fields.text("document").trim().as_bytes());
    let entity = Some(fields.text("entity").trim())
        .filter(|id| !id.is_empty())
        .map(str::to_owned);
    if url.is_empty() && document.is_empty() {
        let message = "Give an address, choose a file, or paste the document.";
        return Err(Failure::field(FieldError::new("url", Code::Missing, message)));
    }
    let bytes = document.to_vec();
    Ok(match (kind, document.is_empty()) {
        (ConnectionType::Saml, true) => ImportFrom::SamlUrl(url, entity),
        (ConnectionType::Saml, false) => ImportFrom::Saml(bytes, entity),
        (ConnectionType::Oidc, true) => ImportFrom::OidcUrl(url),
        (ConnectionType::Oidc, false) => ImportFrom::Oidc(bytes),
        (ConnectionType::WsFed, true) => ImportFrom::WsFedUrl(url),
        (ConnectionType::WsFed, false) => ImportFrom::WsFed(bytes),
        (ConnectionType::Swa, true) => ImportFrom::LoginPageUrl(url),
        (ConnectionType::Swa, false) => ImportFrom::LoginPage(bytes, url),
        (ConnectionType::Bookmark | ConnectionType::Other, _) => return Err(Failure::NotFound("page")),
    })
}
