//! `/api/docs`: the API reference, rendered from the OpenAPI document itself, so
//! that it works offline and cannot differ from it.

mod sample;

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::choice::Choice as _;
use serde::Serialize;
use serde_json::Value;

use super::prose::Prose;
use super::{PageError, Shell, respond};
use crate::actions::{Code, Ctx};
use crate::templates::Page;
use crate::web::api::openapi;
use crate::web::{Parts, error};

/// The API reference.
#[derive(Debug, Serialize)]
pub struct ReferencePage {
    shell: Shell,
    intro: Option<Prose>,
    openapi_url: &'static str,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
    errors: Vec<ErrorRow>,
}

impl Page for ReferencePage {
    const TEMPLATE: &'static str = "pages/api/reference";
}

#[derive(Debug, Serialize)]
struct Group {
    id: String,
    title: String,
    description: Option<Prose>,
    operations: Vec<Operation>,
}

#[derive(Debug, Serialize)]
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: Option<Prose>,
    scopes: Vec<String>,
    params: Vec<Param>,
    bodies: Vec<SchemaLink>,
    responses: Vec<Response>,
    try_url: Option<String>,
    curl: String,
}

#[derive(Debug, Serialize)]
struct Param {
    name: String,
    location: String,
    required: bool,
    kind: String,
    description: Option<Prose>,
    example: Option<String>,
    allowed: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Response {
    status: String,
    description: Prose,
    schema: Option<SchemaLink>,
}

#[derive(Debug, Serialize)]
struct SchemaLink {
    name: String,
    id: String,
}

#[derive(Debug, Serialize)]
struct Schema {
    id: String,
    name: String,
    description: Option<Prose>,
    fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Field {
    name: String,
    kind: String,
    required: bool,
    description: Option<Prose>,
}

#[derive(Debug, Serialize)]
struct ErrorRow {
    code: &'static str,
    status: u16,
    text: &'static str,
}

/// `GET /api/docs`.
///
/// # Errors
/// A fault of ours only.
pub async fn get(
    req: HttpRequest,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, PageError> {
    let version = ctx.live().version();
    openapi::document(&ctx)
        .and_then(|document| respond(&parts, &req, Some(version), &ReferencePage::new(&ctx, &document)))
        .map_err(|failure| PageError::new(&req, failure))
}

impl ReferencePage {
    fn new(ctx: &Ctx, document: &Value) -> Self {
        Self {
            shell: Shell::new(
                ctx,
                "api",
                "/api/docs",
                "API reference",
                "Every call of the API: the public catalog, and what an org does with a token.",
            ),
            intro: prose(&document["info"]["description"]),
            openapi_url: "/api/v1/openapi.json",
            groups: groups(document, ctx.base_url()),
            schemas: schemas(document),
            errors: Code::ALL
                .iter()
                .map(|&code| ErrorRow {
                    code: code.as_str(),
                    status: error::status(code).as_u16(),
                    text: code.label(),
                })
                .collect(),
        }
    }
}

fn prose(value: &Value) -> Option<Prose> {
    text(value).map(|text| Prose::new(&text))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The members of an object, or none.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn elements(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn groups(document: &Value, base_url: &str) -> Vec<Group> {
    elements(&document["tags"])
        .map(|tag| {
            let name = tag["name"].as_str().unwrap_or_default();
            let mut operations = Vec::new();
            for (path, methods) in members(&document["paths"]) {
                for (method, operation) in members(methods) {
                    if elements(&operation["tags"]).any(|of| of == name) {
                        operations.push(Operation::new(document, base_url, (path, method), operation));
                    }
                }
            }
            let mut title = name.to_owned();
            if let Some(first) = title.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            Group {
                id: format!("tag-{name}"),
                title,
                description: prose(&tag["description"]),
                operations,
            }
        })
        .collect()
}

impl Operation {
    fn new(document: &Value, base_url: &str, (path, method): (&str, &str), operation: &Value) -> Self {
        let params: Vec<Param> = elements(&operation["parameters"]).map(Param::new).collect();
        let address = sample::address(path, &params);
        Self {
            id: operation["operationId"]
                .as_str()
                .unwrap_or(path)
                .replace('_', "-"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]).unwrap_or_default(),
            description: prose(&operation["description"]),
            responses: members(&operation["responses"])
                .map(|(status, response)| Response::new(status, response))
                .collect(),
            try_url: (method == "get" && operation["security"].is_null()).then(|| address.clone()),
            curl: sample::call(document, &format!("{base_url}{address}"), method, operation),
            scopes: elements(&operation["security"])
                .flat_map(|one| elements(&one["token"]))
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            bodies: members(&operation["requestBody"]["content"])
                .flat_map(|(_, media)| sample::references(document, &media["schema"]))
                .map(|name| SchemaLink {
                    id: format!("schema-{name}"),
                    name,
                })
                .collect(),
            params,
        }
    }
}

impl Param {
    fn new(param: &Value) -> Self {
        let schema = &param["schema"];
        Self {
            name: text(&param["name"]).unwrap_or_default(),
            location: text(&param["in"]).unwrap_or_default(),
            required: param["required"] == true,
            kind: kind(schema),
            description: prose(&param["description"]),
            example: match &param["example"] {
                Value::Null => None,
                Value::String(example) => Some(example.clone()),
                Value::Array(examples) => examples.first().and_then(Value::as_str).map(str::to_owned),
                other => Some(other.to_string()),
            },
            allowed: elements(&schema["enum"])
                .chain(elements(&schema["items"]["enum"]))
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        }
    }
}

impl Response {
    fn new(status: &str, response: &Value) -> Self {
        let schema = members(&response["content"]).find_map(|(_, media)| reference(&media["schema"]));
        Self {
            status: status.to_owned(),
            description: Prose::new(&text(&response["description"]).unwrap_or_default()),
            schema: schema.map(|name| SchemaLink {
                id: format!("schema-{name}"),
                name,
            }),
        }
    }
}

fn reference(schema: &Value) -> Option<String> {
    schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
        .map(str::to_owned)
}

/// A schema's kind in a few words: `string`, `Item[]`, `string or null`.
fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return name;
    }
    if let Some(choices) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let one = |name: &str| match name {
        "array" => format!("{}[]", kind(&schema["items"])),
        name => name.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => one(name),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(one)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}

fn schemas(document: &Value) -> Vec<Schema> {
    members(&document["components"]["schemas"])
        .map(|(name, schema)| {
            // A flattened member makes a schema of several parts.
            let parts: Vec<&Value> = match schema["allOf"].as_array() {
                Some(parts) => parts.iter().collect(),
                None => vec![schema],
            };
            let fields = parts.iter().flat_map(|part| {
                let required: Vec<&str> = elements(&part["required"]).filter_map(Value::as_str).collect();
                members(&part["properties"]).map(move |(field, of)| Field {
                    name: field.clone(),
                    kind: kind(of),
                    required: required.contains(&field.as_str()),
                    description: prose(&of["description"]),
                })
            });
            Schema {
                id: format!("schema-{name}"),
                name: name.clone(),
                description: described(schema, &parts),
                fields: fields.collect(),
            }
        })
        .collect()
}

/// A schema's description, with the schemas whose fields it has as well.
fn described(schema: &Value, parts: &[&Value]) -> Option<Prose> {
    let also: Vec<String> = parts.iter().filter_map(|part| reference(part)).collect();
    let own = text(&schema["description"]);
    if also.is_empty() {
        return own.map(|own| Prose::new(&own));
    }
    let own = own.unwrap_or_default();
    Some(Prose::new(&format!(
        "{own} It has all fields of {}, and:",
        also.join(", ")
    )))
}
