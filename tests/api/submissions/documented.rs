//! `docs/api-submissions.md` and the reference say what is true.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ALL, CALL, Program};
use crate::harness::{Example, TestApp, project_text};

#[test]
fn the_worked_example_works() {
    let app = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ]);
    let owner = app.publisher("quillwharf");
    let program = Program::with(&app, &owner, &ALL);
    let example = Example::of("docs/api-submissions.md");
    let bound = example.run(&app, &[("TOKEN", &program.token)], |command| {
        if command.contains("/submit\"") {
            app.work_until_idle();
        }
    });
    let shown = program.json(&format!("{CALL}/{}", bound["ID"]));
    assert_eq!(
        (shown["stage"].as_str(), shown["place"]["lane"].as_str()),
        (Some("queued"), Some("wizard"))
    );
}

#[test]
fn every_action_and_call_is_told_of() {
    let app = TestApp::reading();
    let document = app.json("/api/v1/openapi.json");
    let text = project_text("docs/api-submissions.md");
    let act = &document["paths"]["/api/v1/submissions/{id}/{action}"]["post"];
    for action in act["parameters"][1]["schema"]["enum"].as_array().unwrap() {
        assert!(
            text.contains(&format!("`{}`", action.as_str().unwrap())),
            "{action}"
        );
    }
    assert_eq!(
        document["components"]["securitySchemes"]["token"]["scheme"],
        "bearer"
    );
    for (path, operations) in document["paths"].as_object().unwrap() {
        if !path.starts_with(CALL) || path.ends_with("/fields") {
            continue;
        }
        for (method, operation) in operations.as_object().unwrap() {
            assert!(operation["security"][0]["token"].is_array(), "{method} {path}");
            assert_eq!(operation["tags"][0], "submissions", "{method} {path}");
        }
    }
    // What callers may leave out is not demanded.
    let new = &document["components"]["schemas"]["NewBody"];
    assert!(
        !new["required"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one == "integration")),
        "{new}"
    );
}

/// The statuses of refusals that a call documents.
fn refusals(operation: &Value) -> BTreeSet<&str> {
    let all = operation["responses"].as_object().unwrap().iter();
    let refusals = all.filter(|(status, _)| status.as_str() >= "400");
    refusals
        .map(|(status, response)| {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{status}: {response}");
            status.as_str()
        })
        .collect()
}

#[test]
fn calls_with_a_token_document_the_refusals_that_they_give() {
    let document = TestApp::reading().json("/api/v1/openapi.json");
    let mut seen = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if operation["security"].is_null() {
                continue;
            }
            seen += 1;
            let documented = refusals(operation);
            let says = |statuses: &[&str], expected: bool, why: &str| {
                for status in statuses {
                    assert_eq!(
                        documented.contains(status),
                        expected,
                        "{method} {path} {status}: {why}"
                    );
                }
            };
            let header = |name: &str| {
                let all = operation["parameters"].as_array();
                all.and_then(|all| all.iter().find(|one| one["name"] == name))
            };
            says(&["400", "401", "403", "429", "503"], true, "of every call");
            // A new submission may name an integration, an offer is named by its link, in the body.
            let names = path.contains('{')
                || (method == "post" && path == CALL)
                || ["/transfers/accept", "/transfers/decline", "/audit/verify"]
                    .iter()
                    .any(|end| path.ends_with(end));
            says(&["404"], names, "of calls that name a thing");
            // A check of a draft takes `{}` at most, which is not worth describing.
            let takes = !operation["requestBody"].is_null() || path.ends_with("/check");
            let is_domain = path.contains("/domains/");
            says(&["413", "415"], takes && !is_domain, "of calls with a body");
            says(
                &["412"],
                header("If-Match").is_some(),
                "of calls with a condition",
            );
            if header("Idempotency-Key").is_some() {
                let text = operation["responses"]["422"]["description"].as_str().unwrap();
                assert!(text.contains("`Idempotency-Key`"), "{method} {path}: {text}");
            }
            if header("If-Match").is_some_and(|one| one["required"] == true) {
                says(&["428"], true, "of calls that need a condition");
            }
        }
    }
    assert!(seen >= 30, "{seen} calls");
}
