//! `/admin/jobs` and `/admin/outbox`: what was given up, once more or for good.

use std::time::Duration;

use oin_domain::account::{MailAddress, StaffRole};
use oin_domain::ids::{JobId, LetterId};
use oin_store::{NewJob, NewLetter, StoreError};
use serde_json::json;
use uuid::Uuid;

use super::trail::trail;
use crate::harness::{TestApp, now, wait};

pub(super) fn parked_job(app: &TestApp, class: &'static str) -> JobId {
    let id = JobId(Uuid::now_v7());
    let job = NewJob {
        id,
        class,
        payload: json!({ "submission": "x" }),
        dedup_key: None,
        run_at: now(),
        at: now(),
    };
    wait(app.store().write(async |tx| {
        tx.promise(&job).await?;
        for claimed in tx.claim_jobs(&[class], 1, Duration::from_secs(60), now()).await? {
            tx.park_job(&claimed, "the <far> side said no", now()).await?;
        }
        Ok::<_, StoreError>(())
    }))
    .unwrap();
    id
}

#[test]
fn parked_jobs_say_why_and_are_tried_again_or_taken_away() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let one = parked_job(&app, "first_work").to_string();
    let page = admin.get("/admin/jobs").expect(200);
    assert!(
        page.text().contains("the &lt;far&gt; side said no"),
        "{}",
        page.text()
    );
    admin.press("/admin/jobs", "/admin/jobs/retry", &[]).expect(303);
    let page = admin.get("/admin/jobs").expect(200);
    assert!(page.text().contains("Nothing was given up."), "{}", page.text());
    let two = parked_job(&app, "second_work").to_string();
    admin.press("/admin/jobs", "/admin/jobs/give-up", &[]).expect(303);
    parked_job(&app, "test_work");
    admin
        .press("/admin/jobs", "/admin/jobs/retry-all", &[])
        .expect(303);
    let counts = wait(app.store().read(async |read| read.job_counts().await)).unwrap();
    let ours = counts.iter().find(|count| count.class == "test_work").unwrap();
    assert_eq!((ours.open, ours.parked), (1, 0));
    let kept: Vec<_> = trail(&app)
        .into_iter()
        .filter(|entry| entry.area == "work")
        .map(|entry| (entry.act, entry.about.unwrap().1))
        .collect();
    let wanted = [
        ("retry_job".to_owned(), one),
        ("give_up_job".to_owned(), two.clone()),
        ("retry_jobs".to_owned(), "test_work".to_owned()),
    ];
    assert_eq!(kept, wanted);
    // What is parked no more is not there.
    let page = admin.get("/admin/jobs").expect(200);
    assert!(page.text().contains("test_work"));
    parked_job(&app, "last_work");
    admin
        .press("/admin/jobs", "/admin/jobs/retry", &[("id", two.as_str())])
        .expect(404);
}

#[test]
fn parked_letters_are_sent_after_all() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let letter = NewLetter {
        id: LetterId(Uuid::now_v7()),
        kind: "password_changed",
        to_mail: MailAddress::parse("bo@acme.example").unwrap(),
        to_name: Some("Bo".to_owned()),
        user: None,
        payload: json!({ "kind": "password_changed", "at": now() }),
        at: now(),
    };
    wait(app.store().write(async |tx| {
        tx.post(&letter).await?;
        for claimed in tx.claim_letters(1, Duration::from_secs(60), now()).await? {
            tx.letter_failed(&claimed, "550 no such mailbox", None).await?;
        }
        Ok::<_, StoreError>(())
    }))
    .unwrap();
    let page = admin.get("/admin/outbox").expect(200);
    assert!(page.text().contains("550 no such mailbox"), "{}", page.text());
    admin
        .press("/admin/outbox", "/admin/outbox/retry-all", &[])
        .expect(303);
    assert_eq!(app.received("bo@acme.example").len(), 1);
    let page = admin.get("/admin/outbox").expect(200);
    assert!(
        page.text().contains("Every letter found its way"),
        "{}",
        page.text()
    );
}
