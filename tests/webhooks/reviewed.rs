//! A submission that people really review, as its org's server is told of it: sent back by the checks,
//! mended, claimed, asked about, answered, approved, published.

use serde_json::{Value, json};

use super::{Hooks, Receiver, app_with};
use crate::harness::wait;
use crate::review::{act, decide, filled, look_through, reviewer};

#[test]
fn a_review_is_told_of_from_its_first_fixes_to_the_catalog() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let events = [
        "submission.received",
        "submission.needs_fixes",
        "submission.queued",
        "submission.question_asked",
        "submission.approved",
        "submission.published",
        "listing.published",
    ];
    let (_, secret) = hooks.add(&receiver, &events);
    let owner = &hooks.owner;
    let mut seen = 0;
    // What came since the last look. Messages come in no order: by kind.
    let mut told = || -> Vec<(String, Value)> {
        app.work_until_idle();
        let all = receiver.received();
        let mut told: Vec<_> = all[seen..].iter().map(|one| (one.kind(), one.json())).collect();
        assert!(all[seen..].iter().all(|one| one.is_signed_with(&secret)));
        seen = all.len();
        told.sort_by(|one, other| one.0.cmp(&other.0));
        told
    };
    let kinds =
        |told: &[(String, Value)]| -> Vec<String> { told.iter().map(|(kind, _)| kind.clone()).collect() };

    let draft = filled(owner, "Acme Shifts");
    let id = draft.rsplit('/').next().unwrap();
    let submit = || {
        owner
            .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
            .expect(303);
    };
    // While nobody's address is confirmed, the checks find that.
    let raw = |sql: &str| wait(app.database().raw().batch_execute(sql)).unwrap();
    submit();
    raw("UPDATE users SET confirmed_at = NULL");
    let back = told();
    raw("UPDATE users SET confirmed_at = created_at");
    assert_eq!(kinds(&back), ["submission.needs_fixes", "submission.received"]);
    let fixes = &back[0].1["data"];
    assert_eq!(
        (&fixes["stage"], &fixes["submission"]),
        (&json!("needs_fixes"), &json!(id))
    );
    assert!(fixes["until"].is_string(), "it closes without an answer");

    submit();
    assert_eq!(kinds(&told()), ["submission.queued", "submission.received"]);
    let anna = reviewer(&app, "anna");
    act(&anna, id, "claim", &[]).expect(303);
    act(&anna, id, "note", &[("text", "Smells of a clone.")]).expect(303);
    assert_eq!(kinds(&told()), [""; 0], "what is among staff is told to nobody");
    let why = [("ask.0.reason", "acs_mismatch"), ("ask.0.message", "Which plan?")];
    decide(&anna, id, "ask", &why).expect(303);
    let asked = told();
    assert_eq!(kinds(&asked), ["submission.question_asked"]);
    assert_eq!(asked[0].1["data"]["reasons"], json!(["acs_mismatch"]));
    assert_eq!(asked[0].1["data"]["stage"], "awaiting_isv");

    owner
        .press(
            &draft,
            &format!("{draft}/do/answer"),
            &[("message", "The business plan.")],
        )
        .expect(303);
    told();
    anna.fill_and_send("/review", &[]).expect(303);
    look_through(&anna, id);
    decide(&anna, id, "approve", &[]).expect(303);
    let end = told();
    assert_eq!(
        kinds(&end),
        ["listing.published", "submission.approved", "submission.published"]
    );
    let (listing, approved, published) = (&end[0].1, &end[1].1, &end[2].1);
    assert_eq!(
        (&approved["data"]["stage"], &published["data"]["stage"]),
        (&json!("approved"), &json!("published"))
    );
    assert!(approved["timestamp"].as_str() <= published["timestamp"].as_str());
    assert_eq!(
        listing["data"]["url"],
        "https://oin.test/integrations/acme-shifts"
    );
    app.shows("acme-shifts");
    for message in receiver.received() {
        let text = message.json().to_string();
        for private in ["Smells of a clone", "anna", "Which plan", "business plan"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
}
