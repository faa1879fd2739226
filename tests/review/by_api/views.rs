//! Views of the queue: kept, listed, removed, each by its own reviewer.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::{app, reviewer};
use super::Program;

const VIEWS: &str = "/api/v1/review-views";

#[test]
fn views_are_kept_listed_and_removed() {
    let app = app();
    let anna = Program::of(&app, &reviewer(&app, "anna"));
    let bert = Program::of(&app, &reviewer(&app, "bert"));
    let keep = |order: Value| app.call(Method::POST, VIEWS, &anna.token, Some(&order));
    let order = json!({ "name": "My SAML", "mode": "saml2", "whose": "mine" });
    let kept = keep(order.clone()).expect(201).json();
    assert_eq!(kept["filters"], json!({ "mode": "saml2", "whose": "mine" }));
    for (order, status, code, field) in [
        (order, 422, "bad_value", "name"),
        (json!({ "name": "Nothing" }), 422, "bad_value", "name"),
        (json!({ "mode": "saml2" }), 422, "missing", "name"),
        (
            json!({ "name": "x", "mode": "mood" }),
            400,
            "unknown_value",
            "mode",
        ),
        (
            json!({ "name": "x", "whose": "yours" }),
            400,
            "unknown_value",
            "whose",
        ),
        (json!({ "name": "x", "page": 2 }), 422, "unknown_field", "page"),
    ] {
        let problem = keep(order).problem(status, code);
        assert_eq!(problem["errors"][0]["field"], field);
    }
    assert_eq!(anna.json(VIEWS), json!({ "items": [kept] }));
    assert_eq!(bert.json(VIEWS), json!({ "items": [] }));
    let one = format!("{VIEWS}/{}", kept["id"].as_str().unwrap());
    let remove = |who: &Program<'_>| app.call(Method::DELETE, &one, &who.token, None);
    remove(&bert).problem(404, "not_found");
    remove(&anna).expect(204);
    remove(&anna).problem(404, "not_found");
}
