//! What the second tier brings: the program's own words, or those of administrators.

use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::verification::BENEFITS;
use reqwest::Method;
use serde_json::{Value, json};

use super::trail::trail;
use crate::harness::{TestApp, unescaped};

#[test]
fn benefits_take_other_words_and_their_own_again() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let page = "/admin/benefits";
    let own = admin.get(page).expect(200);
    assert!(unescaped(own.text()).contains(BENEFITS[0]), "{}", own.text());
    assert!(!own.text().contains("Use these again"));
    for (typed, words) in [
        (" \n ".to_owned(), "There is no benefit"),
        ("x\n".repeat(13), "the most are 12"),
        (
            format!("fine\n{}", "x".repeat(201)),
            "Benefit 2 is longer than 200",
        ),
    ] {
        let refused = admin.press(page, page, &[("benefits", &*typed)]).expect(422);
        assert!(refused.text().contains(words), "{words}: {}", refused.text());
        assert!(
            typed.trim().is_empty() || refused.text().contains(typed.trim()),
            "nothing typed is lost"
        );
    }
    let typed = "  Cake on <Fridays>. \r\n\r\nA named friend.";
    admin.press(page, page, &[("benefits", typed)]).expect(303);
    let shown = app.get("/guide/tiers").expect(200);
    assert!(
        shown
            .text()
            .contains("<li>Cake on &lt;Fridays&gt;.</li><li>A named friend.</li>"),
        "{}",
        shown.text()
    );
    assert!(!unescaped(shown.text()).contains(BENEFITS[0]));
    admin.press(page, "/admin/benefits/reset", &[]).expect(303);
    admin.post("/admin/benefits/reset", &[]).expect(303);
    assert!(unescaped(admin.get(page).expect(200).text()).contains(BENEFITS[0]));
    let acts: Vec<String> = trail(&app).into_iter().map(|entry| entry.act).collect();
    for act in ["benefits_changed", "benefits_reset"] {
        assert_eq!(acts.iter().filter(|one| *one == act).count(), 1, "{acts:?}");
    }
}

#[test]
fn benefits_are_changed_by_api_too() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let token = app.staff_token(admin.user, &[StaffScope::AdminRead, StaffScope::AdminWrite]);
    let call = |method: Method, body: Option<Value>| {
        app.call(method, "/api/v1/admin/benefits", &token, body.as_ref())
    };
    let own = call(Method::GET, None).expect(200).json();
    assert_eq!(own, json!({ "items": BENEFITS, "is_changed": false }));
    let problem = call(Method::PUT, Some(json!({ "benefits": [] }))).problem(422, "missing");
    assert_eq!(problem["errors"][0]["field"], "benefits");
    call(Method::PUT, Some(json!({ "benefits": ["a\nb"] }))).problem(422, "bad_value");
    let changed = call(Method::PUT, Some(json!({ "benefits": ["Cake.", "A friend."] })));
    assert_eq!(
        changed.expect(200).json(),
        json!({ "items": ["Cake.", "A friend."], "is_changed": true })
    );
    call(Method::DELETE, None).expect(204);
    call(Method::DELETE, None).expect(204);
    assert_eq!(call(Method::GET, None).expect(200).json(), own);
}
