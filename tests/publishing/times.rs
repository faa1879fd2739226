//! Published review times.

use super::{SAML, app, queued};
use crate::harness::wait;

#[test]
fn review_times_say_nothing_of_too_few() {
    let app = app();
    let page = app.get("/review-times").expect(200);
    assert_eq!(
        page.text().matches("Too few to say").count(),
        4,
        "{}",
        page.text()
    );
    let owner = app.publisher("acme");
    for number in 1..=5 {
        let draft = queued(&app, &owner, &format!("Quillwharf Times {number}"), &SAML);
        app.approves(&draft);
        let page = app.get("/review-times").expect(200);
        let few = if number < 5 { 4 } else { 3 };
        assert_eq!(
            page.text().matches("Too few to say").count(),
            few,
            "{number}: {}",
            page.text()
        );
    }
    // The clock of the tests stands still, so the waits are made: 1 to 5 days.
    let url = app.database().url("oin_migrate");
    wait(async {
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
            .batch_execute(
                "UPDATE review_times SET queued_at = decided_at - made.days * interval '1 day'
                 FROM (SELECT submission_id, row_number() OVER (ORDER BY submission_id) AS days
                       FROM review_times) AS made
                 WHERE made.submission_id = review_times.submission_id",
            )
            .await
            .unwrap();
    });
    let page = app.get("/review-times").expect(200);
    for text in ["3 days", "4.6 days"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
}
