//! Reviewing by API, with tokens of the staff: the same actions, and no secrets.

mod deciding;
mod paging;
mod rights;
mod views;

use oin_domain::account::StaffScope;
use oin_domain::choice::Choice as _;
use reqwest::Method;
use serde_json::{Value, json};

use super::{app, desk, offered, queued, reviewer};
use crate::harness::{Answer, Example, Person, TestApp, project_text, wait};

const CALL: &str = "/api/v1/reviews";
const UNKNOWN: &str = "/api/v1/reviews/0190a0a0-0000-7000-8000-000000000000";
const READ: StaffScope = StaffScope::ReviewRead;
const WRITE: StaffScope = StaffScope::ReviewWrite;

/// A program that one of the staff gave a token.
struct Program<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Program<'a> {
    fn of(app: &'a TestApp, person: &Person<'_>) -> Self {
        Self::with(app, person, &[READ, WRITE])
    }

    fn with(app: &'a TestApp, person: &Person<'_>, scopes: &[StaffScope]) -> Self {
        let token = app.staff_token(person.user, scopes);
        Self { app, token }
    }

    fn get(&self, path: &str) -> Answer {
        self.app.call(Method::GET, path, &self.token, None)
    }

    #[track_caller]
    fn json(&self, path: &str) -> Value {
        self.get(path).expect(200).json()
    }

    fn act(&self, id: &str, action: &str, body: &Value) -> Answer {
        let path = format!("{CALL}/{id}/{action}");
        self.app.call(Method::POST, &path, &self.token, Some(body))
    }

    /// The same with a header.
    fn act_with(&self, id: &str, action: &str, header: (&str, &str), body: &Value) -> Answer {
        let request = self
            .app
            .request(Method::POST, &format!("{CALL}/{id}/{action}"))
            .bearer_auth(&self.token)
            .header(header.0, header.1)
            .header("content-type", "application/json");
        self.app.send(request.body(body.to_string()))
    }
}

fn named(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| error["field"].as_str().unwrap()).collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap())
        .collect()
}

/// Count of everything that reviewing writes.
fn written(app: &TestApp, id: &str) -> String {
    let sql = format!(
        "SELECT concat_ws(' ', (SELECT revision FROM submissions WHERE id = '{id}'),
            (SELECT count(*) FROM submission_events WHERE submission_id = '{id}'),
            (SELECT count(*) FROM submission_messages WHERE submission_id = '{id}'),
            (SELECT count(*) FROM private_notes WHERE submission_id = '{id}'),
            (SELECT count(*) FROM manual_runs WHERE submission_id = '{id}'),
            (SELECT count(*) FROM review_ticks WHERE submission_id = '{id}'))"
    );
    wait(app.database().raw().query_one(&sql, &[])).unwrap().get(0)
}

#[test]
fn the_worked_example_works() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let program = Program::of(&app, &anna);
    let example = Example::of("docs/api-review.md");
    let mut opened = false;
    let bound = example.run(&app, &[("TOKEN", &program.token)], |command| {
        if command.contains("/check_off") && !opened {
            let vault = format!("{}/vault/0", desk(&id));
            anna.fill_and_send(&vault, &[("reason", "To test")]).expect(200);
            opened = true;
        }
    });
    assert_eq!(bound["ID"], id);
    let shown = program.json(&format!("{CALL}/{id}"));
    assert_eq!(shown["stage"], "approved", "{shown}");
    let last = shown["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["action"], &last["by"]),
        (&json!("approve"), &json!("anna"))
    );
    assert_eq!(shown["notes"][0]["text"], "The SP flow needs a work address.");
    assert_eq!(shown["reveals"][0]["reason"], "To test");
    assert!(
        app.letters_to(&owner.mail)
            .contains(&"message_from_reviewer".to_owned())
    );
    app.work_until_idle();
    assert_eq!(program.json(&format!("{CALL}/{id}"))["stage"], "published");
}

#[test]
fn every_action_and_scope_is_told_of() {
    let document = TestApp::reading().json("/api/v1/openapi.json");
    let text = project_text("docs/api-review.md");
    let act = &document["paths"]["/api/v1/reviews/{id}/{action}"]["post"];
    let actions = act["parameters"][1]["schema"]["enum"].as_array().unwrap();
    assert_eq!(actions.len(), 16);
    for action in names(&act["parameters"][1]["schema"]["enum"]) {
        assert!(
            text.contains(&format!("`{action}`")) || text.contains(&format!("/{action}\"")),
            "{action}"
        );
    }
    for scope in StaffScope::ALL {
        assert!(text.contains(&format!("`{scope}`")), "{scope}");
    }
}

#[test]
fn the_page_and_the_api_offer_the_same_and_no_secret_goes_out() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    let program = Program::of(&app, &anna);
    let path = format!("{CALL}/{id}");
    let same = || {
        let answer = program.get(&path).expect(200);
        assert!(!answer.text().contains("correct horse"), "{}", answer.text());
        let shown = answer.json();
        assert_eq!(answer.header("etag"), format!("\"{}\"", shown["revision"]));
        let page = anna.get(&desk(&id)).expect(200);
        let mut actions = names(&shown["actions"]);
        actions.sort_unstable();
        assert_eq!(offered(&page), actions);
        shown
    };
    let shown = same();
    assert_eq!(shown["turn"]["who"], "staff");
    assert_eq!(shown["secrets"], json!(["testing.logins.0.password"]));
    assert!(shown["risk"]["score"].as_i64().unwrap() > 0, "{shown}");
    let items = shown["risk"]["items"].as_array().unwrap();
    let sum: i64 = items.iter().map(|item| item["points"].as_i64().unwrap()).sum();
    assert_eq!(shown["risk"]["score"], json!(sum));
    assert_eq!(shown["change"], Value::Null);
    assert_eq!(shown["missing"].as_array().unwrap().len(), 7, "{shown}");
    program.act(&id, "claim", &json!({})).expect(200);
    let shown = same();
    assert_eq!(
        shown["holder"]["reviewer"],
        json!({ "name": "anna", "is_you": true })
    );
    // Nothing but the page opens a test login, whatever it is called.
    for action in ["reveal", "vault", "open_secret"] {
        program
            .act(&id, action, &json!({ "reason": "x" }))
            .problem(404, "not_found");
    }
    assert_eq!(same()["reveals"], json!([]));
}
