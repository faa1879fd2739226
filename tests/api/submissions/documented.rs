//! `docs/api-submissions.md` and the reference say what is true.

use std::collections::BTreeMap;

use reqwest::Method;

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
            for status in ["400", "401", "403", "404", "429"] {
                let content = &operation["responses"][status]["content"];
                let schema = &content["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
            }
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
