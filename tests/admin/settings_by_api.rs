//! What administrators change by API: categories, collections, reasons, jobs and letters; accounts
//! are read.

use oin_domain::account::{StaffRole, StaffScope};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::queues::parked_job;
use super::trail::trail;
use crate::harness::{Answer, TestApp};

/// An administrator's program.
struct Program<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Program<'a> {
    fn of(app: &'a TestApp, role: StaffRole) -> Self {
        let person = app.staff(&format!("{role:?}@oin.test").to_lowercase(), &[role]);
        let scopes = [StaffScope::AdminRead, StaffScope::AdminWrite];
        Self {
            app,
            token: app.staff_token(person.user, &scopes),
        }
    }

    fn get(&self, path: &str) -> Answer {
        let path = format!("/api/v1/admin/{path}");
        self.app.call(Method::GET, &path, &self.token, None)
    }

    fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        let path = format!("/api/v1/admin/{path}");
        let body = Some(body).filter(|body| !body.is_null());
        self.app.call(method, &path, &self.token, body.as_ref())
    }
}

fn slugs(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["slug"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn categories_are_added_renamed_moved_and_removed() {
    let app = TestApp::start();
    let ada = Program::of(&app, StaffRole::Admin);
    let before = slugs(&ada.get("categories").expect(200).json());
    let order = json!({ "slug": "ballooning", "label": "Ballooning" });
    let added = ada
        .send(Method::POST, "categories", order.clone())
        .expect(201)
        .json();
    assert_eq!(slugs(&added)[before.len()..], ["ballooning"]);
    let twice = ada
        .send(Method::POST, "categories", order)
        .problem(422, "bad_value");
    assert_eq!(twice["errors"][0]["field"], "slug");
    for (order, code, field) in [
        (json!({ "slug": "No Such", "label": "x" }), "bad_value", "slug"),
        (json!({ "slug": "x1", "label": "" }), "bad_value", "label"),
        (json!({ "slug": "x1" }), "missing", "label"),
        (
            json!({ "slug": "x1", "label": "x", "colour": 1 }),
            "unknown_field",
            "colour",
        ),
    ] {
        let problem = ada.send(Method::POST, "categories", order).problem(422, code);
        assert_eq!(problem["errors"][0]["field"], field);
    }
    let words = json!({ "label": "Hot air" });
    let renamed = ada
        .send(Method::PUT, "categories/ballooning", words.clone())
        .expect(200)
        .json();
    assert_eq!(renamed["items"][before.len()]["label"], "Hot air");
    let moved = ada
        .send(Method::POST, "categories/ballooning/up", Value::Null)
        .expect(200)
        .json();
    assert_eq!(slugs(&moved)[before.len() - 1], "ballooning");
    assert_eq!(moved["items"][before.len() - 1]["position"], json!(before.len()));
    app.eventually("the catalog shows it", |app| {
        app.json("/api/v1/categories").to_string().contains("Hot air")
    });
    let used = ada.send(Method::DELETE, &format!("categories/{}", before[0]), Value::Null);
    let problem = used.problem(403, "forbidden");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("Move them to another")
    );
    ada.send(Method::DELETE, "categories/ballooning", Value::Null)
        .expect(204);
    for (method, path, body) in [
        (Method::DELETE, "categories/ballooning", Value::Null),
        (Method::PUT, "categories/ballooning", words),
        (Method::POST, "categories/ballooning/up", Value::Null),
        (Method::POST, "categories/crm/sideways", Value::Null),
    ] {
        ada.send(method, path, body).problem(404, "not_found");
    }
    let acts: Vec<String> = trail(&app)
        .into_iter()
        .filter(|entry| entry.area == "setting" && entry.token.is_some())
        .map(|entry| entry.act)
        .collect();
    let wanted = [
        "category_added",
        "category_renamed",
        "category_moved",
        "category_removed",
    ];
    assert_eq!(acts, wanted);
}

#[test]
fn collections_are_added_changed_as_a_whole_and_removed() {
    let app = TestApp::start();
    let ada = Program::of(&app, StaffRole::Admin);
    let order = |integrations: &[&str], ends: &str| {
        json!({
            "slug": "for-balloonists", "title": "For balloonists", "summary": "What goes up.",
            "position": 1, "starts_on": "2026-11-01", "ends_on": ends, "integrations": integrations,
        })
    };
    for (order, field) in [
        (order(&["box", "no-such-thing"], "2030-01-01"), "integrations"),
        (order(&["box", "box"], "2030-01-01"), "integrations"),
        (order(&["box"], "2026-10-01"), "ends_on"),
        (order(&["box"], "soon"), "ends_on"),
    ] {
        let problem = ada
            .send(Method::POST, "collections", order)
            .problem(422, "bad_value");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    let order = order(&["box"], "2030-01-01");
    let made = ada
        .send(Method::POST, "collections", order.clone())
        .expect(201)
        .json();
    assert_eq!(made, order);
    let twice = ada
        .send(Method::POST, "collections", order)
        .problem(422, "bad_value");
    assert_eq!(twice["errors"][0]["field"], "slug");
    assert_eq!(
        slugs(&ada.get("collections").expect(200).json())[0],
        "for-balloonists"
    );
    app.eventually("the catalog shows it", |app| {
        app.get("/collections/for-balloonists").status == 200
    });
    let own = "collections/for-balloonists";
    let whole = json!({ "title": "For aeronauts", "summary": "What goes up.", "integrations": [] });
    let changed = ada.send(Method::PUT, own, whole.clone()).expect(200).json();
    assert_eq!(changed["title"], "For aeronauts");
    assert_eq!(
        (&changed["starts_on"], &changed["integrations"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(ada.get(own).expect(200).json(), changed);
    ada.send(Method::PUT, own, json!({ "title": "x", "summary": "x" }))
        .problem(422, "missing");
    ada.send(Method::DELETE, own, Value::Null).expect(204);
    ada.get(own).problem(404, "not_found");
    ada.send(Method::DELETE, own, Value::Null)
        .problem(404, "not_found");
    ada.send(Method::PUT, own, whole).problem(404, "not_found");
}

#[test]
fn reasons_take_other_words_and_canned_texts() {
    let app = TestApp::start();
    let ada = Program::of(&app, StaffRole::Admin);
    let one = "reasons/no_test_login";
    let own = ada.get(one).expect(200).json();
    assert_eq!((&own["is_changed"], &own["texts"]), (&json!(false), &json!([])));
    let words = json!({ "sentence": "We cannot sign in.", "policy": "We do.", "fix": "A login." });
    let changed = ada
        .send(Method::PUT, &format!("{one}/words"), words)
        .expect(200)
        .json();
    assert_eq!(
        (&changed["sentence"], &changed["is_changed"]),
        (&json!("We cannot sign in."), &json!(true))
    );
    let empty = json!({ "sentence": " ", "policy": "x".repeat(2_049), "fix": "x" });
    let problem = ada.send(Method::PUT, &format!("{one}/words"), empty);
    assert_eq!(problem.problem(422, "missing")["errors"][1]["field"], "policy");
    ada.send(Method::DELETE, &format!("{one}/words"), Value::Null)
        .expect(204);
    ada.send(Method::DELETE, &format!("{one}/words"), Value::Null)
        .problem(404, "not_found");
    let texts = format!("{one}/texts");
    let order = json!({ "title": "Two logins", "text": "Please give two test logins." });
    let made = ada.send(Method::POST, &texts, order.clone()).expect(201).json();
    let twice = ada
        .send(Method::POST, &texts, order.clone())
        .problem(422, "bad_value");
    assert_eq!(twice["errors"][0]["field"], "title");
    let text = format!("{texts}/{}", made["id"].as_str().unwrap());
    let other = json!({ "title": "Two logins", "text": "Please give us two." });
    ada.send(Method::PUT, &text, other).expect(200);
    let list = ada.get("reasons").expect(200).json();
    let items = list["items"].as_array().unwrap();
    let reason = items.iter().find(|item| item["code"] == "no_test_login").unwrap();
    assert_eq!(reason["texts"][0]["text"], "Please give us two.");
    assert_eq!(reason["is_changed"], false);
    // A text of another reason, and one that is none, are not there.
    let id = made["id"].as_str().unwrap();
    for path in [
        format!("reasons/no_reply/texts/{id}"),
        format!("{texts}/{}", Uuid::nil()),
    ] {
        ada.send(Method::PUT, &path, order.clone())
            .problem(404, "not_found");
        ada.send(Method::DELETE, &path, Value::Null)
            .problem(404, "not_found");
    }
    ada.send(Method::DELETE, &text, Value::Null).expect(204);
    ada.get("reasons/no_such").problem(404, "not_found");
}

#[test]
fn jobs_and_letters_that_were_given_up_are_moved() {
    let app = TestApp::start();
    let ada = Program::of(&app, StaffRole::Admin);
    let one = parked_job(&app, "first_work");
    let jobs = ada.get("jobs").expect(200).json();
    let parked = &jobs["parked"][0];
    assert_eq!(parked["id"], json!(one.to_string()));
    assert_eq!(parked["reason"], "the <far> side said no");
    ada.send(Method::POST, &format!("jobs/{one}/retry"), Value::Null)
        .expect(204);
    ada.send(Method::POST, &format!("jobs/{one}/retry"), Value::Null)
        .problem(404, "not_found");
    let two = parked_job(&app, "second_work");
    ada.send(Method::POST, &format!("jobs/{two}/give_up"), Value::Null)
        .expect(204);
    parked_job(&app, "test_work");
    let none = ada.send(Method::POST, "jobs/retry", json!({ "class": "no_such" }));
    assert_eq!(none.expect(200).json(), json!({ "count": 0 }));
    let all = ada.send(Method::POST, "jobs/retry", Value::Null);
    assert_eq!(all.expect(200).json(), json!({ "count": 1 }));
    assert_eq!(ada.get("jobs").expect(200).json()["parked"], json!([]));
    let letters = ada.get("letters").expect(200).json();
    assert_eq!(letters["parked"], json!([]));
    let sent = ada.send(
        Method::POST,
        "letters/retry",
        json!({ "kind": "password_changed" }),
    );
    assert_eq!(sent.expect(200).json(), json!({ "count": 0 }));
    for path in ["letters/x/retry".to_owned(), format!("letters/{one}/burn")] {
        ada.send(Method::POST, &path, Value::Null)
            .problem(404, "not_found");
    }
}

#[test]
fn accounts_are_listed_in_pages_and_read() {
    let app = TestApp::start();
    let ada = Program::of(&app, StaffRole::Admin);
    let owner = app.publisher("acme");
    for one in ["b", "c", "d", "e"] {
        app.add_user(&format!("{one}@pages.test"));
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = ada
            .get(&format!("users?q=pages.test&limit=3{next}"))
            .expect(200)
            .json();
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["mail"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next"].as_str() else {
            break;
        };
        next = format!("&after={cursor}");
    }
    assert_eq!(
        seen,
        ["b@pages.test", "c@pages.test", "d@pages.test", "e@pages.test"]
    );
    let staff = ada.get("users?staff=true").expect(200).json();
    assert_eq!(staff["items"][0]["roles"], json!(["admin"]));
    assert_eq!(staff["items"].as_array().unwrap().len(), 1);
    let one = ada.get(&format!("users/{}", owner.user)).expect(200).json();
    assert_eq!(
        (
            &one["mail"],
            &one["orgs"][0]["role"],
            &one["sessions"],
            &one["disabled_at"]
        ),
        (
            &json!("owner@acme.example"),
            &json!("owner"),
            &json!(1),
            &Value::Null
        )
    );
    assert!(
        one["page"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/admin/users/{}", owner.user))
    );
    ada.get(&format!("users/{}", Uuid::nil()))
        .problem(404, "not_found");
    ada.get("users/x").problem(404, "not_found");
    for (query, status, code) in [
        ("staff=yes", 400, "unknown_value"),
        ("after=x", 400, "bad_cursor"),
        ("limit=0", 400, "bad_limit"),
        ("q=%00", 422, "bad_value"),
        ("colour=red", 400, "unknown_parameter"),
    ] {
        ada.get(&format!("users?{query}")).problem(status, code);
    }
    // Leads and reviewers have no business here, whatever their token's scopes.
    let lena = Program::of(&app, StaffRole::Lead);
    for path in ["users", "categories", "collections", "reasons", "jobs", "letters"] {
        lena.get(path).problem(403, "forbidden");
    }
    let order = json!({ "slug": "x", "label": "x" });
    lena.send(Method::POST, "categories", order)
        .problem(403, "forbidden");
}
