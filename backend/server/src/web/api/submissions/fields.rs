//! The fields of a draft: as calls send them, and the list of all there are.

use std::collections::BTreeSet;

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use oin_domain::draft::{Draft, FIELDS, Field, Kind, leaves};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::actions::{Code, Failure, FieldError};
use crate::web::Parts;
use crate::web::api::{JSON, json};
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;

/// Fields that a call sends: by path (`"connections.0.audience": "…"`), as trees
/// (`"connections": [{"audience": "…"}]`), or mixed.
#[derive(Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Typed(Map<String, Value>);

impl Typed {
    /// The fields as text by path; null and false take a field away.
    ///
    /// # Errors
    /// `bad_value` for a path that is given twice, `draft_full` for more than a draft can have.
    pub(super) fn read(self) -> Result<Vec<(String, String)>, Failure> {
        let mut fields = leaves(&Value::Object(self.0));
        // Null in the place of an entry or a group is an empty place.
        fields.retain(|(path, text)| !(text.is_empty() && Field::is_above(path)));
        if fields.len() > Draft::FIELDS_LIMIT {
            let message = format!(
                "A draft holds at most {} fields. Send fewer.",
                Draft::FIELDS_LIMIT
            );
            return Err(Failure::field(FieldError::new(
                "fields",
                Code::DraftFull,
                message,
            )));
        }
        let mut seen = BTreeSet::new();
        match fields.iter().find(|(path, _)| !seen.insert(path.as_str())) {
            None => Ok(fields),
            Some((path, _)) => {
                let message = format!("`{path}` is given twice, as a path and in a tree. Give it once.");
                Err(Failure::field(FieldError::new(path, Code::BadValue, message)))
            }
        }
    }
}

/// Every field that a draft can have.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftFields {
    /// In the order of the wizard.
    pub items: Vec<DraftField>,
}

/// A field of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftField {
    /// Its path, with `#` for a place in a list (from 0) and `*` for a variable's name.
    #[schema(example = "connections.#.acs.#.url")]
    pub path: &'static str,
    /// The step of the wizard that asks for it.
    #[schema(example = "sign-on")]
    pub step: &'static str,
    /// What people read.
    #[schema(example = "ACS URL")]
    pub label: &'static str,
    /// What it holds: `line`, `prose`, `url`, `plain_url`, `pattern`, `flag`, `number`, `choice`,
    /// `category`, `source`, `selector`, `certificate`, `variable`, `mail`, `date`, `file`, `org`
    /// or `secret`. Secrets have calls of their own.
    #[schema(example = "url")]
    pub kind: &'static str,
    /// The most characters.
    #[schema(example = 1024)]
    pub limit: usize,
    /// The values of a closed list; empty for other fields.
    pub allowed: Vec<AllowedValue>,
    /// The types of connection that have it; empty for all, and outside connections.
    #[schema(example = json!(["saml"]))]
    pub only: Vec<&'static str>,
    /// What it is for.
    pub help: &'static str,
    /// Where its value is found; empty when that needs no words.
    pub find: &'static str,
}

/// A value of a closed list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedValue {
    /// The value.
    pub value: &'static str,
    /// What people read.
    pub label: &'static str,
}

impl From<&'static Field> for DraftField {
    fn from(field: &'static Field) -> Self {
        let allowed = match field.kind {
            Kind::Choice(list) => list(),
            _ => Vec::new(),
        };
        let help = field.help();
        Self {
            path: field.shape,
            step: field.step.as_str(),
            label: field.label,
            kind: kind(field.kind),
            limit: field.limit(),
            allowed: allowed
                .into_iter()
                .map(|(value, label)| AllowedValue { value, label })
                .collect(),
            only: field.only.iter().map(|one| one.as_str()).collect(),
            help: help.text,
            find: help.find,
        }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Line(_) => "line",
        Kind::Prose(_) => "prose",
        Kind::Url(_) => "url",
        Kind::PlainUrl => "plain_url",
        Kind::Pattern(_) => "pattern",
        Kind::Flag => "flag",
        Kind::Number(_) => "number",
        Kind::Choice(_) => "choice",
        Kind::Category => "category",
        Kind::Source => "source",
        Kind::Selector => "selector",
        Kind::Certificate => "certificate",
        Kind::Variable => "variable",
        Kind::Mail => "mail",
        Kind::Date => "date",
        Kind::File => "file",
        Kind::Org => "org",
        Kind::Secret => "secret",
    }
}

/// List every field of a draft
///
/// The paths by which drafts are read and written, with what each holds. It needs no token.
#[utoipa::path(
    get,
    path = "/api/v1/submissions/fields",
    tag = "submissions",
    operation_id = "list_draft_fields",
    responses(
        (status = 200, description = "The fields", body = DraftFields),
        (status = 400, description = "A parameter that the call does not have", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, parts: web::Data<Parts>) -> Result<HttpResponse, ApiError> {
    let body = Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .and_then(|()| {
            json(&DraftFields {
                items: FIELDS.iter().map(DraftField::from).collect(),
            })
        });
    let body = body.map_err(|failure| ApiError::new(&req, failure))?;
    Ok(parts.keep(&req, None, Answer::new(JSON, body)))
}
