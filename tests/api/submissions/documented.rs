//! `docs/api-submissions.md` and the reference say what is true.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

use super::{ALL, CALL, Program};
use crate::harness::{Answer, TestApp, project_text};

/// The words of a command, as a shell reads them: quotes, continued lines, variables.
fn words(command: &str, variables: &BTreeMap<&str, String>) -> Vec<String> {
    let mut all = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = command.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '\\') if letters.peek() == Some(&'\n') => {
                letters.next();
            }
            (None, c) if c.is_whitespace() => all.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '$') => {
                let mut name = String::new();
                while let Some(c) = letters.next_if(char::is_ascii_uppercase) {
                    name.push(c);
                }
                word.get_or_insert_default().push_str(&variables[name.as_str()]);
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "{command}");
    all.extend(word);
    all
}

/// Does what curl would.
fn curl(app: &TestApp, words: &[String]) -> Answer {
    let (mut method, mut url, mut body) = (None, None, None);
    let mut headers = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "curl" | "-sf" => {}
            "-X" => method = words.next().cloned(),
            "-H" => headers.push(words.next().unwrap().split_once(": ").unwrap()),
            "-d" => body = words.next().cloned(),
            other => assert!(url.replace(other.to_owned()).is_none(), "{other}"),
        }
    }
    let without = if body.is_some() { "POST" } else { "GET" };
    let method = Method::from_bytes(method.as_deref().unwrap_or(without).as_bytes()).unwrap();
    let mut request = app.request(method, &url.unwrap());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    app.send(request.body(body.unwrap_or_default()))
}

#[test]
fn the_worked_example_works() {
    let text = project_text("docs/api-submissions.md");
    let app = TestApp::configured(&[
        ("OIN_MODE", "local"),
        ("OIN_WORLD", "on"),
        ("OIN_WORLD_LISTEN", "127.0.0.1:0"),
    ]);
    let owner = app.publisher("quillwharf");
    let program = Program::with(&app, &owner, &ALL);
    let mut variables = BTreeMap::from([("OIN", String::new()), ("TOKEN", program.token.clone())]);
    let blocks = text
        .split("```sh\n")
        .skip(2)
        .map(|block| block.split_once("```").unwrap().0);
    let script: String = blocks.collect();
    let commands = script
        .replace("\\\n", "\\\u{0}")
        .replace('\n', "\u{1}")
        .replace("\\\u{0}", "\\\n");
    // A command ends with a line on which no quote is open: each one begins with its first word.
    let commands = commands
        .replace("\u{1}curl", "\u{2}curl")
        .replace("\u{1}ID=", "\u{2}ID=")
        .replace('\u{1}', "\n");
    let mut done = 0;
    for command in commands.split('\u{2}').map(str::trim) {
        let bound = command
            .strip_prefix("ID=$(")
            .map(|rest| rest.strip_suffix(" | jq -r .id)").unwrap());
        let answer = curl(&app, &words(bound.unwrap_or(command), &variables));
        assert!(
            (200..300).contains(&answer.status),
            "{command}\n{}",
            answer.text()
        );
        if bound.is_some() {
            variables.insert("ID", answer.json()["id"].as_str().unwrap().to_owned());
        }
        if command.contains("/submit\"") {
            app.work_until_idle();
        }
        done += 1;
    }
    assert!(done >= 10, "{done} commands");
    let shown = program.json(&format!("{CALL}/{}", variables["ID"]));
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
            // A new submission may name an integration, in its body.
            let names = path.contains('{') || (method == "post" && path == CALL);
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
