//! The figures of the review, driven through the front door: open by lane, overdue, in and out, times,
//! what passed alone, appeals.

use oin_domain::account::StaffScope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, advance, app, decide, queued, rejected};
use crate::harness::TestApp;
use crate::publishing::{SAML, submitted_with};

fn figures(app: &TestApp, token: &str) -> Value {
    app.call(Method::GET, "/api/v1/review-figures", token, None)
        .expect(200)
        .json()
}

#[test]
fn what_is_open_and_what_was_decided_is_counted() {
    let app = app();
    let owner = app.publisher("acme");
    let auditor = app.staff("auditor@oin.test", &[oin_domain::account::StaffRole::Admin]);
    let token = app.staff_token(auditor.user, &[StaffScope::ReviewRead]);
    let none = figures(&app, &token);
    assert_eq!(none["open"], json!([]));
    assert_eq!(none["decided"]["median_hours"], Value::Null);

    let id = queued(&app, &owner, "Acme Shifts");
    let open = |queued: i64, with_isv: i64, overdue: i64| json!([{ "lane": "wizard", "queued": queued, "in_review": 0, "with_isv": with_isv, "overdue": overdue }]);
    let came = figures(&app, &token);
    assert_eq!(came["open"], open(1, 0, 0));
    assert_eq!(came["weeks"][11]["came"], 1, "{came}");
    assert_eq!(came["lanes"][0]["came"], 1, "{came}");
    // Nobody looks for two days; the wizard's lane has three business days, from Tuesday to Friday.
    advance(&app, 2 * DAY);
    assert_eq!(figures(&app, &token)["open"], open(1, 0, 0));
    let (_, other) = rejected(&app, &id);
    let out = figures(&app, &token);
    assert_eq!(out["open"], json!([]));
    assert_eq!(out["decided"]["rejected"], 1);
    for of in [&out["decided"], &out["lanes"][0]] {
        assert_eq!(
            (&of["median_hours"], &of["p90_hours"]),
            (&json!(48.0), &json!(48.0)),
            "{out}"
        );
    }
    assert_eq!(out["lanes"][0]["decided"], 1);
    assert_eq!(out["weeks"][11]["decided"], 1);

    // The appeal is upheld, and then nobody looks for a week.
    let appeal = format!("/portal/submissions/{id}/appeal");
    let owner = app.again(&owner, oin_domain::account::SessionPolicy::MEMBER);
    owner
        .fill_and_send(&appeal, &[("message", "We own it.")])
        .expect(303);
    decide(&other, &id, "uphold", &[("message", "The DNS shows it.")]).expect(303);
    let upheld = figures(&app, &token);
    assert_eq!(
        (&upheld["decided"]["upheld"], &upheld["decided"]["dismissed"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(upheld["open"], open(1, 0, 0));
    advance(&app, 7 * DAY);
    let late = figures(&app, &token);
    assert_eq!(late["open"], open(1, 0, 1));
    // A submission that comes again counts once.
    assert_eq!(
        (&late["lanes"][0]["came"], &late["lanes"][0]["decided"]),
        (&json!(1), &json!(1))
    );

    // What only named orgs see passes alone.
    let owner = app.again(&owner, oin_domain::account::SessionPolicy::MEMBER);
    let friend = app.publisher("friend");
    let named = friend.org.to_string();
    let private = [
        ("visibility.kind", "private"),
        ("visibility.orgs.0", named.as_str()),
    ];
    submitted_with(&app, &owner, "Quillwharf Inside", &SAML, &private);
    let alone = figures(&app, &token);
    assert_eq!(
        (&alone["decided"]["alone"], &alone["decided"]["approved"]),
        (&json!(1), &json!(0))
    );
    let page = app.again(&auditor, oin_domain::account::SessionPolicy::STAFF);
    let page = page.get("/review/stats").expect(200);
    for text in ["1 of 1 approvals", "1 of 1 heard", "2.0 days"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
}
