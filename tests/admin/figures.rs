//! `/review/stats`: figures made from what happened.

use oin_domain::account::StaffRole;

use crate::harness::{TestApp, wait};

#[test]
fn figures_are_counted_from_what_happened() {
    let app = TestApp::start();
    let lead = app.staff("lea@network.test", &[StaffRole::Lead]);
    let none = lead.get("/review/stats").expect(200);
    assert!(none.text().contains("Nothing is open."), "{}", none.text());
    let owner = app.publisher("acme");
    let client = app.database().raw();
    // Three submissions that were decided after 2, 10 and 40 hours, one of them on appeal again, and
    // one that approved itself.
    let sql = format!(
        "ALTER TABLE submission_events DISABLE TRIGGER ALL;
         INSERT INTO submission_events (submission_id, at, user_id, action, from_stage, to_stage, reasons, evidence)
         SELECT i::text::uuid, '2026-11-24T00:00Z'::timestamptz - d, '{}', a, 'checking', 'queued', '{{}}', '{{}}'
         FROM (VALUES
            ('00000000-0000-0000-0000-000000000001', interval '50 hours', 'enqueue'),
            ('00000000-0000-0000-0000-000000000001', interval '48 hours', 'approve'),
            ('00000000-0000-0000-0000-000000000002', interval '50 hours', 'enqueue'),
            ('00000000-0000-0000-0000-000000000002', interval '40 hours', 'approve'),
            ('00000000-0000-0000-0000-000000000003', interval '50 hours', 'enqueue'),
            ('00000000-0000-0000-0000-000000000003', interval '10 hours', 'reject'),
            ('00000000-0000-0000-0000-000000000003', interval '9 hours', 'uphold'),
            ('00000000-0000-0000-0000-000000000004', interval '9 hours', 'approve_alone')
         ) v (i, d, a);
         ALTER TABLE submission_events ENABLE TRIGGER ALL",
        owner.user
    );
    wait(client.batch_execute(&sql)).unwrap();
    let page = lead.get("/review/stats").expect(200);
    for figure in [
        "10.0 h",
        "34.0 h",
        "67 %",
        "33 %",
        "100 %",
        "1 of 3 approvals",
        "1 of 1 heard",
    ] {
        assert!(page.text().contains(figure), "{figure}: {}", page.text());
    }
    assert_eq!(page.text().matches("class=\"bar-").count(), 24);
    app.person("bo@acme.example").get("/review/stats").expect(404);
}
