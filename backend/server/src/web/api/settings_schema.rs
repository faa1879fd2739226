//! `GET /api/v1/integrations/{slug}/settings-schema`.

use actix_web::{HttpRequest, HttpResponse, web};
use oin_domain::integration::{TenantVariable, VariableKind};
use serde_json::{Map, Value, json};

use crate::actions::catalog::listing;
use crate::actions::{Ctx, Failure};
use crate::web::error::api::{ApiError, Problem};
use crate::web::pairs::Pairs;
use crate::web::ready::Answer;
use crate::web::{Parts, urls};

/// Read the schema of an integration's settings
///
/// A JSON Schema (2020-12) of the tenant variables, for Terraform and other
/// programs that fill them in.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{slug}/settings-schema",
    tag = "catalog",
    operation_id = "get_settings_schema",
    params(("slug" = String, Path, description = "The integration's name in URLs", example = "box")),
    responses(
        (status = 200, description = "A JSON Schema", body = serde_json::Value, content_type = "application/schema+json"),
        (status = 400, description = "A parameter that cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The catalog shows no such integration", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(
    req: HttpRequest,
    slug: web::Path<String>,
    ctx: web::Data<Ctx>,
    parts: web::Data<Parts>,
) -> Result<HttpResponse, ApiError> {
    let fail = |failure: Failure| ApiError::new(&req, failure);
    Pairs::parse(req.query_string())
        .and_then(|pairs| pairs.only(&[]))
        .map_err(fail)?;
    let found = listing(&ctx, &slug, |shown| {
        let id = format!("{}{}", ctx.base_url(), urls::api_schema(shown.entry.slug()));
        super::json(&schema(&id, shown.entry.name(), &shown.content.variables))
    })
    .await
    .map_err(fail)?;
    Ok(parts.keep(
        &req,
        found.version,
        Answer::new("application/schema+json", found.value),
    ))
}

fn schema(id: &str, name: &str, variables: &[TenantVariable]) -> Value {
    let properties: Map<String, Value> = variables
        .iter()
        .map(|variable| (variable.name.as_str().to_owned(), property(variable)))
        .collect();
    let names: Vec<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id,
        "title": format!("Settings of {name}"),
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

fn property(variable: &TenantVariable) -> Value {
    let mut schema = Map::new();
    let mut put = |key: &str, value: Value| schema.insert(key.to_owned(), value);
    put("type", json!("string"));
    put("title", json!(variable.label.as_str()));
    put("minLength", json!(1));
    put("maxLength", json!(200));
    match &variable.kind {
        VariableKind::String => {}
        VariableKind::Host => drop(put("format", json!("hostname"))),
        VariableKind::Url => drop(put("format", json!("uri"))),
        VariableKind::HttpsUrl => {
            put("format", json!("uri"));
            put("pattern", json!("^https://"));
        }
        VariableKind::OneOf(choices) => {
            let values: Vec<&str> = choices.iter().map(|choice| choice.as_str()).collect();
            put("enum", json!(values));
        }
        VariableKind::Secret => drop(put("writeOnly", json!(true))),
    }
    if let Some(pattern) = &variable.pattern {
        put("pattern", json!(format!("^(?:{})$", pattern.as_str())));
    }
    if let Some(help) = &variable.help {
        put("description", json!(help.as_str()));
    }
    if let Some(example) = &variable.example {
        put("examples", json!([example.as_str()]));
    }
    Value::Object(schema)
}
