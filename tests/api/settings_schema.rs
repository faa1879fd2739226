//! The JSON Schema of tenant variables.

use serde_json::json;

use crate::harness::TestApp;

fn accepts(slug: &str, value: &serde_json::Value) -> bool {
    let schema = TestApp::reading().json(&format!("/api/v1/integrations/{slug}/settings-schema"));
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema);
    validator
        .unwrap_or_else(|error| panic!("{slug}: {error}"))
        .is_valid(value)
}

#[test]
fn good_values_fit_and_bad_ones_do_not() {
    let good = json!({ "workspace": "acme", "region": "eu" });
    assert!(accepts("brambletide-desk", &good));
    for (name, value) in [
        ("region", json!("mars")),
        ("workspace", json!("")),
        ("workspace", json!("Acme")),
        ("workspace", json!(5)),
        ("workspace", json!("x".repeat(201))),
        ("other", json!("x")),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert!(!accepts("brambletide-desk", &bad), "{bad}");
    }
    assert!(!accepts("brambletide-desk", &json!({ "workspace": "acme" })));
    assert!(accepts(
        "kettlewick-wiki",
        &json!({ "wiki_host": "wiki.acme.test" })
    ));
    assert!(!accepts(
        "kettlewick-wiki",
        &json!({ "wiki_host": "https://wiki acme" })
    ));
    // Nothing to fill in is a schema, too.
    assert!(accepts("1-and-1", &json!({})));
    assert!(!accepts("1-and-1", &json!({ "subdomain": "acme" })));
}

/// The schema and the guide agree about what a value may be.
#[test]
fn what_the_schema_takes_the_guide_takes() {
    let app = TestApp::reading();
    for item in app.pages("q=fictitious&limit=100", || {}) {
        let slug = item["slug"].as_str().unwrap();
        let detail = app.json(&format!("/api/v1/integrations/{slug}"));
        let mut settings = json!({});
        let mut query = String::new();
        for variable in detail["variables"].as_array().unwrap() {
            let (name, kind) = (
                variable["name"].as_str().unwrap(),
                variable["kind"].as_str().unwrap(),
            );
            let sample = variable["choices"][0]
                .as_str()
                .or(variable["example"].as_str())
                .unwrap_or("sample");
            settings[name] = json!(sample);
            if kind != "secret" {
                query.push_str(&format!("&var.{name}={sample}"));
            }
        }
        assert!(accepts(slug, &settings), "{slug}: {settings}");
        app.get(&format!("/api/v1/integrations/{slug}/guide?format=json{query}"))
            .expect(200);
    }
}
