//! What webhooks are told of, how it is signed, and what becomes of it while they are paused.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Hooks, Receiver, app_with};
use crate::harness::{rows, wait};
use crate::publishing::{SAML, live};

#[test]
fn a_submission_is_told_of_from_its_arrival_to_the_catalog() {
    let (all, few, other) = (Receiver::new(), Receiver::new(), Receiver::new());
    let app = app_with(&[&all, &few, &other], &[]);
    let hooks = Hooks::of(&app, "acme");
    let everything = [
        "submission.received",
        "submission.queued",
        "submission.approved",
        "submission.published",
        "listing.published",
    ];
    let (_, secret) = hooks.add(&all, &everything);
    let (few_hook, _) = hooks.add(&few, &["listing.published"]);
    let strangers = Hooks::of(&app, "else");
    strangers.add(&other, &everything);
    let draft = live(&app, &hooks.owner, "Quillwharf Shifts", &SAML);
    app.work_until_idle();
    // The harness approves behind the actions' back, which tells nobody.
    let mut kinds = all.kinds();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "listing.published",
            "submission.published",
            "submission.queued",
            "submission.received"
        ]
    );
    assert_eq!(few.kinds(), ["listing.published"]);
    assert!(other.received().is_empty(), "another org is told nothing");

    let received = all.received();
    for message in &received {
        assert!(message.is_signed_with(&secret));
        assert_eq!(message.path, "/hook?key=of-theirs");
        assert_eq!(message.header("content-type"), "application/json");
        assert!(message.header("user-agent").starts_with("oin/"));
        let text = message.json().to_string();
        for secret in ["password", "correct horse", "owner@acme", "attestation"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    let queued = received.iter().find(|one| one.kind() == "submission.queued");
    let queued = queued.unwrap().json();
    let id = draft.rsplit('/').next().unwrap();
    assert_eq!(queued["data"]["submission"], id);
    assert_eq!(queued["data"]["stage"], "queued");
    assert_eq!(queued["data"]["integration"]["slug"], "quillwharf-shifts");
    assert_eq!(queued["data"]["integration"]["name"], "Quillwharf Shifts");
    assert_eq!(
        queued["data"]["url"],
        format!("https://oin.test/portal/submissions/{id}")
    );
    assert!(queued["data"]["until"].is_string());
    assert!(queued["timestamp"].as_str().unwrap().ends_with('Z'));
    let listed = few.received()[0].json();
    assert_eq!(
        listed["data"]["url"],
        "https://oin.test/integrations/quillwharf-shifts"
    );
    // The event has one id for everybody who is told.
    let same = received.iter().find(|one| one.kind() == "listing.published");
    assert_eq!(same.unwrap().id(), few.received()[0].id());
    let log = hooks.get(&format!("{few_hook}/messages"));
    assert_eq!(log["items"][0]["id"], few.received()[0].id());
    assert_eq!(log["items"][0]["state"], "delivered");
    assert_eq!(log["items"][0]["status"], 204);
}

#[test]
fn what_happens_during_a_pause_is_sent_after_it() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.received", "submission.queued"]);
    let pause = json!({ "active": false });
    let paused = hooks.call(Method::PATCH, &hook, Some(pause)).expect(200).json();
    assert_eq!(paused["state"], "paused");
    crate::publishing::queued(&app, &hooks.owner, "Quillwharf Shifts", &SAML);
    app.work_until_idle();
    assert!(receiver.received().is_empty());
    hooks
        .call(Method::POST, &format!("{hook}/test"), None)
        .problem(409, "webhook_off");
    let log = hooks.get(&format!("{hook}/messages"));
    assert_eq!(log["items"].as_array().unwrap().len(), 2);
    assert_eq!(log["items"][0]["state"], "waiting");
    let resume = json!({ "active": true });
    hooks.call(Method::PATCH, &hook, Some(resume)).expect(200);
    app.work_until_idle();
    let mut kinds = receiver.kinds();
    kinds.sort_unstable();
    assert_eq!(kinds, ["submission.queued", "submission.received"]);
}

#[test]
fn row_72_both_secrets_sign_for_a_day_after_a_change() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, first) = hooks.add(&receiver, &["submission.approved"]);
    let rotate = || {
        let made = hooks
            .call(Method::POST, &format!("{hook}/rotate"), None)
            .expect(200);
        made.json()["secret"].as_str().unwrap().to_owned()
    };
    let send = || {
        hooks.test(&hook);
        app.work_until_idle();
        receiver.received().pop().unwrap()
    };
    let message = send();
    assert!(message.is_signed_with(&first));
    assert_eq!(message.header("webhook-signature").split(' ').count(), 1);
    let second = rotate();
    assert_ne!(first, second);
    let message = send();
    assert!(message.is_signed_with(&first) && message.is_signed_with(&second));
    let until = hooks.get(&hook)["old_secret_until"].clone();
    let until: chrono::DateTime<chrono::Utc> = until.as_str().unwrap().parse().unwrap();
    assert_eq!(until - app.clock(), TimeDelta::hours(24));
    // A second change ends the overlap of the first at once.
    let third = rotate();
    let message = send();
    assert!(!message.is_signed_with(&first));
    assert!(message.is_signed_with(&second) && message.is_signed_with(&third));
    app.advance_days(1);
    let message = send();
    assert!(!message.is_signed_with(&second) && message.is_signed_with(&third));
    assert_eq!(message.header("webhook-signature").split(' ').count(), 1);
    // Housekeeping drops the old one.
    let fields = || {
        let sql = "SELECT field FROM sealed_secrets WHERE place = 'webhooks' AND $1 = $1 ORDER BY 1";
        let rows = app.rows(sql, "");
        rows.iter().map(|row| row.get(0)).collect::<Vec<String>>()
    };
    assert_eq!(fields(), ["old_secret", "secret"]);
    let class = json!({ "class": "housekeeping" });
    let now = app.clock();
    wait(app.store().write(async |tx| {
        tx.promise(&oin_store::NewJob {
            id: oin_domain::ids::JobId(uuid::Uuid::now_v7()),
            class: "housekeeping",
            payload: class.clone(),
            dedup_key: None,
            run_at: now,
            at: now,
        })
        .await
    }))
    .unwrap();
    app.work_until_idle();
    assert_eq!(fields(), ["secret"]);
    assert_eq!(hooks.get(&hook)["old_secret_until"], Value::Null);
    rows::passed(72, 5);
}

#[test]
fn a_message_is_sent_again_under_its_id() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let message = hooks.test(&hook);
    app.work_until_idle();
    let again = hooks
        .call(Method::POST, &format!("{message}/send"), None)
        .expect(202)
        .json();
    assert_eq!((&again["state"], &again["tries"]), (&json!("waiting"), &json!(0)));
    app.work_until_idle();
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].id(), received[1].id());
    assert_eq!(received[0].json(), received[1].json());
    assert_eq!(hooks.get(&message)["state"], "delivered");
    // After 30 days it is not known any more.
    app.advance_days(29);
    assert_eq!(hooks.get(&message)["tries"], 1);
}

#[test]
fn what_is_rolled_back_is_told_to_nobody() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    hooks.add(&receiver, &["submission.received"]);
    let draft = crate::pages::portal::begin(&hooks.owner, "Quillwharf Shifts");
    // It is not complete, so that it is not submitted.
    hooks
        .owner
        .press(&format!("{draft}/submit"), &format!("{draft}/do/submit"), &[])
        .expect(422);
    app.work_until_idle();
    assert!(receiver.received().is_empty());
    let jobs = app.rows("SELECT 1 FROM jobs WHERE class = $1", "webhook");
    assert!(jobs.is_empty());
}
