//! Runs of a review as evidence for the second tier.

use super::{act, advance, app, decide, look_through, queued, reviewer};

#[test]
fn what_was_tried_of_the_content_that_went_live_counts_for_the_second_tier() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    let failed = |flow: &str, seen: &str| {
        let run = [("flow", flow), ("result", "failed"), ("text", seen)];
        act(&anna, &id, "run", &run).expect(303);
    };
    // Of a content that never becomes live.
    failed("sp", "It was down.");
    decide(&anna, &id, "ask", &[("ask.0.message", "Is it down?")]).expect(303);
    advance(&app, 60);
    let draft = format!("/portal/submissions/{id}");
    let answer = [("message", "Not any more.")];
    owner
        .press(&draft, &format!("{draft}/do/answer"), &answer)
        .expect(303);
    app.work_until_idle();
    anna.fill_and_send("/review", &[]).expect(303);
    failed("idp", "A rude error page.");
    look_through(&anna, &id);
    decide(&anna, &id, "approve", &[]).expect(303);
    app.work_until_idle();
    app.shows("acme-shifts");

    let sql = "SELECT subject, outcome, kind, note, user_id IS NOT NULL AS named FROM evidence
               WHERE $1 = '' ORDER BY at, id";
    let kept: Vec<(String, String, String, Option<String>, bool)> = app
        .rows(sql, "")
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
        .collect();
    let run = |subject: &str, outcome: &str| {
        let text = |text: &str| text.to_owned();
        (text(subject), text(outcome), text("manual_run"), None, true)
    };
    assert_eq!(
        kept,
        [
            run("flow_idp", "red"),
            run("flow_sp", "green"),
            run("flow_idp", "green"),
        ]
    );
    let page = owner.get("/portal/verification/acme-shifts").expect(200);
    assert_eq!(
        page.text().matches("Run by a reviewer").count(),
        3,
        "{}",
        page.text()
    );
    for private in ["A rude error page.", "anna"] {
        assert!(!page.text().contains(private), "{private}: {}", page.text());
    }
}
