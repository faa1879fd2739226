//! The queue in pages.

use serde_json::Value;

use super::super::crowds::multiply;
use super::super::{app, queued, reviewer};
use super::{CALL, Program};
use crate::harness::wait;

#[test]
fn pages_of_the_queue_hold_each_submission_once() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    multiply(&app, &id, 24);
    // Different risks on one day, and some that are overdue.
    let spread = "UPDATE reviews SET risk = (abs(hashtext(submission_id::text)) % 5);
        UPDATE submissions SET due_at = due_at - interval '30 days' WHERE abs(hashtext(id::text)) % 3 = 0";
    wait(app.database().raw().batch_execute(spread)).unwrap();
    let anna = reviewer(&app, "anna");
    let program = Program::of(&app, &anna);
    let ids = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = program.json(&format!("{CALL}?limit=100"));
    assert_eq!(whole["next"], Value::Null);
    let expected = ids(&whole);
    assert_eq!(expected.len(), 25);
    let mut seen = Vec::new();
    let mut path = format!("{CALL}?limit=4");
    loop {
        let page = program.json(&path);
        seen.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => path = format!("{CALL}?limit=4&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, expected);
    // In the order of the page at the desk.
    let html = anna.get("/review").expect(200);
    let mut place = 0;
    for id in &expected {
        let found = html.text()[place..].find(id.as_str());
        place += found.unwrap_or_else(|| panic!("{id} is not where the page has it"));
    }
    for (query, code) in [
        ("after=x", "bad_cursor"),
        ("limit=0", "bad_limit"),
        ("lane=fast", "unknown_value"),
        ("whose=hers", "unknown_value"),
        ("page=2", "unknown_parameter"),
        ("lane=text&lane=wizard", "duplicate_parameter"),
    ] {
        program.get(&format!("{CALL}?{query}")).problem(400, code);
    }
    assert_eq!(
        ids(&program.json(&format!("{CALL}?lane=text"))),
        Vec::<String>::new()
    );
}
