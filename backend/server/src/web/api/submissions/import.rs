//! `POST /api/v1/submissions/{id}/import`: settings from a document, looked at or taken.

use actix_web::{HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::connection::ConnectionType;
use oin_domain::org::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::revision::{self, precondition, tagged};
use super::{Call, id};
use crate::actions::submissions::{
    self, EntityChoice, Filled, Import, ImportFinding, ImportFrom, ImportPreview, Imported,
};
use crate::actions::{Code, Failure, FieldError};
use crate::web::api::refusals::{
    AbsentRefusals, CallRefusals, KeyedRefusals, NeededRevisionRefusals, StageRefusals,
};
use crate::web::error::api::ApiError;

/// What to import.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImportBody {
    /// What the document is: `saml` (metadata), `oidc` (client registration), `ws_fed`
    /// (federation metadata) or `swa` (the HTML of a login page).
    #[schema(example = "saml")]
    kind: String,
    /// Where it is. For a login page that is sent as `document`: where it came from.
    #[schema(example = "https://app.acme.example/saml/metadata")]
    url: Option<String>,
    /// The document itself, instead of its address.
    document: Option<String>,
    /// Of several entities in SAML metadata, the one with this ID.
    entity: Option<String>,
    /// The place of the connection that takes it, from 0. Left out: the first of that type, or a
    /// new one.
    connection: Option<usize>,
    /// Whether to fill the draft in; otherwise it is only said what would be filled in. Needs
    /// `If-Match`.
    apply: bool,
}

/// What an import did or would do.
#[derive(Serialize, ToSchema)]
pub struct ImportAnswer {
    /// Whether the draft was filled in.
    pub applied: bool,
    /// The draft's revision afterwards; null when it was only looked at.
    pub revision: Option<i32>,
    /// What is or would be filled in; empty while an entity must be chosen.
    pub fields: Vec<FilledBody>,
    /// What is worth saying about the document.
    pub findings: Vec<ImportFindingBody>,
    /// The entities of which one must be chosen, at most 500; empty otherwise.
    pub entities: Vec<EntityBody>,
    /// How many entities there are to choose from.
    pub entities_total: usize,
    /// The paths of secrets that are gone, since their address leads elsewhere now.
    pub dropped_secrets: Vec<String>,
}

/// A field that an import fills in.
#[derive(Serialize, ToSchema)]
pub struct FilledBody {
    /// Its path.
    #[schema(example = "connections.0.acs.0.url")]
    pub field: String,
    /// What people call it.
    pub label: String,
    /// The value; empty when the field is taken away, since the document's list is shorter.
    pub value: String,
    /// What was there, when that was something else; null otherwise.
    pub was: Option<String>,
    /// The line of the document; null when it has none.
    pub line: Option<u32>,
    /// Where in the document: an XPath, a JSON pointer or a CSS selector.
    pub place: String,
}

/// What is worth saying about a document.
#[derive(Serialize, ToSchema)]
pub struct ImportFindingBody {
    /// A stable code.
    pub code: String,
    /// `blocks`, `warns` or `observes`.
    #[schema(example = "warns")]
    pub severity: &'static str,
    /// What it says.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// The line of the document; null when it has none.
    pub line: Option<u32>,
}

/// An entity to choose.
#[derive(Serialize, ToSchema)]
pub struct EntityBody {
    /// Its ID.
    pub entity: String,
    /// Its name for people; null when it has none.
    pub name: Option<String>,
    /// The line on which it begins.
    pub line: u32,
}

/// Import settings from a document
///
/// From an address or from the document itself. Without `apply` nothing is kept: the answer says
/// what would be filled in, or which entities there are to choose from.
#[utoipa::path(
    post,
    path = "/api/v1/submissions/{id}/import",
    tag = "submissions",
    operation_id = "import_settings",
    params(
        ("id" = String, Path, description = "The submission's id", example = "0190a0a0-0000-7000-8000-000000000000"),
        ("If-Match" = Option<String>, Header, description = "With `apply`: the ETag with which the submission was read, or `*`", example = "\"12\""),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to send twice, for 24 hours"),
    ),
    request_body = ImportBody,
    security(("token" = ["submissions:write"])),
    responses(
        (status = 200, description = "What was or would be filled in", body = ImportAnswer),
        CallRefusals, AbsentRefusals, StageRefusals, KeyedRefusals, NeededRevisionRefusals,
    )
)]
pub async fn post(call: Call, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    call.serve(Scope::SubmissionsWrite, async |who| {
        let (id, again) = (id(&path)?, call.again(who)?);
        let body: ImportBody = call.body()?;
        let apply = body.apply;
        let import = import(body)?;
        if apply {
            let base = revision::needed(&call)?;
            let done = submissions::apply_import(&call.ctx, who, id, import, base, again).await;
            let done = done.map_err(precondition)?;
            let revision = done.revision;
            return Ok(tagged(call.ok(&ImportAnswer::from(done))?, revision));
        }
        let preview = submissions::preview_import(&call.ctx, who, id, import).await?;
        call.ok(&ImportAnswer::from(preview))
    })
    .await
}

fn import(body: ImportBody) -> Result<Import, Failure> {
    let refuse =
        |field: &str, code, message: &str| Err(Failure::field(FieldError::new(field, code, message)));
    let (url, document) = (body.url, body.document.map(String::into_bytes));
    if url.is_none() && document.is_none() {
        return refuse(
            "url",
            Code::Missing,
            "Give the document's address as `url`, or itself as `document`.",
        );
    }
    let kind = ConnectionType::parse(&body.kind);
    let is_page = kind == Some(ConnectionType::Swa);
    if url.is_some() && document.is_some() && !is_page {
        return refuse(
            "document",
            Code::BadValue,
            "Give either `url` or `document`, not both.",
        );
    }
    if body.entity.is_some() && kind != Some(ConnectionType::Saml) {
        return refuse(
            "entity",
            Code::BadValue,
            "Only SAML metadata has entities to choose from. Leave `entity` out.",
        );
    }
    let url = url.unwrap_or_default();
    let from = match (kind, document) {
        (Some(ConnectionType::Saml), None) => ImportFrom::SamlUrl(url, body.entity),
        (Some(ConnectionType::Saml), Some(bytes)) => ImportFrom::Saml(bytes, body.entity),
        (Some(ConnectionType::Oidc), None) => ImportFrom::OidcUrl(url),
        (Some(ConnectionType::Oidc), Some(bytes)) => ImportFrom::Oidc(bytes),
        (Some(ConnectionType::WsFed), None) => ImportFrom::WsFedUrl(url),
        (Some(ConnectionType::WsFed), Some(bytes)) => ImportFrom::WsFed(bytes),
        (Some(ConnectionType::Swa), None) => ImportFrom::LoginPageUrl(url),
        (Some(ConnectionType::Swa), Some(bytes)) => ImportFrom::LoginPage(bytes, url),
        (Some(ConnectionType::Bookmark | ConnectionType::Other) | None, _) => {
            let kinds = ["saml", "oidc", "ws_fed", "swa"];
            let message = "`kind` is `saml`, `oidc`, `ws_fed` or `swa`.";
            let error = FieldError::new("kind", Code::BadValue, message);
            return Err(Failure::field(error.allowing(kinds.map(str::to_owned))));
        }
    };
    Ok(Import {
        connection: body.connection,
        from,
    })
}

impl From<Imported> for ImportAnswer {
    fn from(imported: Imported) -> Self {
        Self {
            applied: true,
            revision: Some(imported.revision),
            fields: imported.fields.into_iter().map(FilledBody::from).collect(),
            findings: imported
                .findings
                .into_iter()
                .map(ImportFindingBody::from)
                .collect(),
            entities: Vec::new(),
            entities_total: 0,
            dropped_secrets: imported.dropped_secrets,
        }
    }
}

impl From<ImportPreview> for ImportAnswer {
    fn from(preview: ImportPreview) -> Self {
        let mut answer = Self {
            applied: false,
            revision: None,
            fields: Vec::new(),
            findings: Vec::new(),
            entities: Vec::new(),
            entities_total: 0,
            dropped_secrets: Vec::new(),
        };
        match preview {
            ImportPreview::Choose { entities, total } => {
                answer.entities = entities.into_iter().map(EntityBody::from).collect();
                answer.entities_total = total;
            }
            ImportPreview::Fields { fields, findings } => {
                answer.fields = fields.into_iter().map(FilledBody::from).collect();
                answer.findings = findings.into_iter().map(ImportFindingBody::from).collect();
            }
        }
        answer
    }
}

impl From<Filled> for FilledBody {
    fn from(filled: Filled) -> Self {
        Self {
            field: filled.path,
            label: filled.label,
            value: filled.value,
            was: filled.was,
            line: filled.line,
            place: filled.place,
        }
    }
}

impl From<ImportFinding> for ImportFindingBody {
    fn from(finding: ImportFinding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity.as_str(),
            message: finding.message,
            fix: finding.fix,
            line: finding.line,
        }
    }
}

impl From<EntityChoice> for EntityBody {
    fn from(entity: EntityChoice) -> Self {
        Self {
            entity: entity.entity_id,
            name: entity.name,
            line: entity.line,
        }
    }
}
