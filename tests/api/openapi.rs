//! The OpenAPI document: kept in a snapshot, and true.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::{TestApp, unescaped};

const DOCUMENT: &str = "/api/v1/openapi.json";

#[test]
fn the_document_changes_only_on_purpose() {
    let document = TestApp::reading().json(DOCUMENT);
    assert_eq!(document["openapi"], "3.1.0");
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

/// The calls that anybody may make: each is a GET.
fn open_calls(document: &Value) -> Vec<(&String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .map(|(path, operations)| (path, &operations["get"]))
        .filter(|(_, operation)| operation.is_object() && operation["security"].is_null())
        .collect()
}

/// A schema of the document with everything it refers to.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole = schema.clone();
    whole["components"] = document["components"].clone();
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&whole)
        .unwrap()
}

/// Where each documented call can be asked for a sample of listings.
fn samples(app: &TestApp) -> BTreeMap<&'static str, Vec<String>> {
    let demo = app.pages("q=fictitious&limit=100", || {});
    let facts = app.pages("limit=100", || {});
    let slugs: Vec<String> = demo
        .iter()
        .chain(facts.iter().step_by(45))
        .map(|item| item["slug"].as_str().unwrap().to_owned())
        .collect();
    assert!(slugs.len() > 25);
    let each = |format: &str| slugs.iter().map(|slug| format.replace("{slug}", slug)).collect();
    let some = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
    BTreeMap::from([
        (
            "/api/v1/integrations",
            some(&[
                "/api/v1/integrations?limit=100",
                "/api/v1/integrations?q=box",
                "/api/v1/integrations?q=zzqqxx",
                "/api/v1/integrations?tier=verified",
                "/api/v1/integrations?sort=verified&limit=50&health=degraded",
            ]),
        ),
        ("/api/v1/integrations/{slug}", each("/api/v1/integrations/{slug}")),
        (
            "/api/v1/integrations/{slug}/guide",
            each("/api/v1/integrations/{slug}/guide"),
        ),
        (
            "/api/v1/integrations/{slug}/settings-schema",
            each("/api/v1/integrations/{slug}/settings-schema"),
        ),
        (
            "/api/v1/suggest",
            some(&[
                "/api/v1/suggest?q=bo",
                "/api/v1/suggest?q=",
                "/api/v1/suggest?q=zzqqxx",
            ]),
        ),
        ("/api/v1/categories", some(&["/api/v1/categories"])),
        ("/api/v1/collections", some(&["/api/v1/collections"])),
        (
            "/api/v1/submissions/fields",
            some(&["/api/v1/submissions/fields"]),
        ),
        (
            "/api/v1/changes",
            some(&["/api/v1/changes", "/api/v1/changes?after=4590"]),
        ),
    ])
}

#[test]
fn every_documented_answer_is_as_documented() {
    let app = TestApp::reading();
    let document = app.json(DOCUMENT);
    let samples = samples(app);
    for (path, operation) in open_calls(&document) {
        let contents = operation["responses"]["200"]["content"].as_object().unwrap();
        let json = contents
            .iter()
            .find(|(kind, _)| kind.ends_with("json") && !kind.ends_with("ndjson"));
        let Some((kind, content)) = json else {
            assert_eq!(path, "/api/v1/integrations.ndjson", "no JSON is documented");
            continue;
        };
        let validator = validator(&document, &content["schema"]);
        for asked in samples
            .get(path.as_str())
            .unwrap_or_else(|| panic!("{path} has no samples"))
        {
            let answer = app.get(asked).expect(200);
            assert_eq!(answer.header("content-type"), kind, "{asked}");
            let body = answer.json();
            let errors: Vec<_> = validator
                .iter_errors(&body)
                .map(|error| format!("{} at {}", error, error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{asked}: {errors:?}");
        }
    }
}

#[test]
fn every_line_of_the_export_is_a_listing_as_documented() {
    let app = TestApp::reading();
    let validator = validator(
        &app.json(DOCUMENT),
        &json!({ "$ref": "#/components/schemas/Detail" }),
    );
    let export = app.get("/api/v1/integrations.ndjson").expect(200);
    let lines = export
        .text()
        .lines()
        .filter(|line| !line.starts_with("{\"version\""));
    for line in lines {
        let listing: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&listing)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", listing["slug"]);
    }
}

#[test]
fn every_documented_refusal_is_a_problem_as_documented() {
    let app = TestApp::reading();
    let document = app.json(DOCUMENT);
    let validator = validator(&document, &json!({ "$ref": "#/components/schemas/Problem" }));
    for (path, operation) in open_calls(&document) {
        let path = path.replace("{slug}", "box");
        let documented = &operation["responses"];
        for status in ["400", "429"] {
            let content = &documented[status]["content"]["application/problem+json"]["schema"];
            assert_eq!(content["$ref"], "#/components/schemas/Problem", "{path} {status}");
        }
        let body = app
            .get(&format!("{path}?no-such=1"))
            .problem(400, "unknown_parameter");
        assert!(validator.is_valid(&body), "{path}: {body}");
        if operation["parameters"].to_string().contains("\"slug\"") {
            assert!(documented["404"].is_object(), "{path}");
        }
    }
}

/// What the document says of the parameters is what the search takes.
#[test]
fn documented_parameters_are_the_ones_that_are_read() {
    let app = TestApp::reading();
    let document = app.json(DOCUMENT);
    for (path, operation) in open_calls(&document) {
        let path = path.replace("{slug}", "brambletide-desk");
        for parameter in operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|p| p["in"] == "query")
        {
            let name = parameter["name"].as_str().unwrap();
            let (name, example) = match (name, &parameter["example"]) {
                ("var.*", _) => ("var.workspace", "acme".to_owned()),
                (name, Value::Array(values)) => (name, values[0].as_str().unwrap().to_owned()),
                (name, Value::String(value)) => (name, value.clone()),
                (name, Value::Number(value)) => (name, value.to_string()),
                (name, _) => (name, String::new()),
            };
            app.get(&format!("{path}?{name}={example}")).expect(200);
        }
    }
}

#[test]
fn the_reference_shows_every_call() {
    let app = TestApp::reading();
    let document = app.json(DOCUMENT);
    let page = app.get("/api/docs").expect(200);
    for (path, operations) in document["paths"].as_object().unwrap() {
        assert!(page.text().contains(path.as_str()), "{path}");
        for operation in operations.as_object().unwrap().values() {
            let summary = operation["summary"].as_str().unwrap();
            assert!(unescaped(page.text()).contains(summary), "{summary}");
        }
    }
}

/// utoipa keeps one of two schemas with the same name, whichever comes last.
#[test]
fn no_two_schemas_have_one_name() {
    let mut names = BTreeSet::new();
    for (file, code) in crate::code::files("backend/server/src/web/api", ".rs") {
        let shared = code.split("ToSchema)]").skip(1);
        for after in shared {
            let found = after.split_once("pub struct ").or(after.split_once("pub enum "));
            let Some((_, name)) = found else { continue };
            let name: String = name.chars().take_while(|c| c.is_alphanumeric()).collect();
            assert!(names.insert(name.clone()), "{name} again in {}", file.display());
        }
    }
    assert!(names.len() > 60, "{}", names.len());
}
