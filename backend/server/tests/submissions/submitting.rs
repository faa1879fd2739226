//! Submitting: what stops it, and that it happens once.

use chrono::TimeDelta;
use futures_util::future::join_all;
use oin_domain::submission::{Side, Stage};
use oin_server::actions::Idempotency;
use oin_server::actions::submissions::{Submit, submit, withdraw};
use uuid::Uuid;

use crate::world::{World, code, complete, fields, wait};

#[tokio::test]
async fn a_ready_draft_goes_through_the_checks_into_the_queue() {
    let world = World::new().await;
    let id = world.ready().await;
    let shown = world.show(id).await;
    assert_eq!(
        shown.judged.completeness.percent, 100,
        "{:?}",
        shown.judged.findings
    );
    let moved = submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    assert_eq!(moved.stage, Stage::Checking);
    assert!(!world.show(id).await.may_edit);
    world.work().await;
    let shown = world.show(id).await;
    assert_eq!((shown.stage, shown.turn.who), (Stage::Queued, Side::Staff));
    let place = shown.place.unwrap();
    // Tuesday and three business days: until Friday ends.
    assert_eq!(place.due.to_rfc3339(), "2026-11-28T00:00:00+00:00");
    assert_eq!(place.ahead, Some(0));
    assert_eq!(shown.slug.unwrap().as_str(), "acme-shifts");
    let done: Vec<&str> = shown
        .events
        .iter()
        .map(|event| oin_domain::choice::Choice::as_str(event.action))
        .collect();
    assert_eq!(done, ["create", "edit", "submit", "enqueue"]);
    let letters = world.letters().await;
    let kinds: Vec<&str> = letters.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["queued", "queued", "submission_received"]);
}

#[tokio::test]
async fn due_dates_skip_weekends_and_holidays_of_the_networks_zone() {
    let settings = [
        ("OIN_TIME_ZONE", "Europe/Berlin"),
        ("OIN_HOLIDAYS", "2026-11-30, 2026-12-25"),
    ];
    let world = World::with(&settings, "acme.example").await;
    let id = world.ready().await;
    // Friday at noon: Monday is a holiday, so Tuesday, Wednesday, Thursday.
    wait(TimeDelta::days(3));
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    world.work().await;
    let due = world.show(id).await.place.unwrap().due;
    assert_eq!(due.to_rfc3339(), "2026-12-03T23:00:00+00:00");
}

#[tokio::test]
async fn what_blocks_is_told_at_its_field_and_nothing_moves() {
    let world = World::new().await;
    let without = |list: &[(&'static str, &'static str)], name: &str| -> Vec<(&'static str, &'static str)> {
        let kept = list.iter().filter(|(path, _)| !path.starts_with(name));
        kept.copied().collect()
    };
    // No test login.
    let id = world.begin().await.submission;
    world.type_in(id, &without(&complete(), "testing.logins")).await;
    let failure = submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap_err();
    assert_eq!(
        (code(&failure).as_str(), fields(&failure)),
        ("blocking_finding", vec!["testing.logins".to_owned()])
    );
    // An address inside a network.
    let id = world.ready().await;
    for inside in [
        "https://10.0.0.5/acs",
        "https://localhost/acs",
        "https://intranet.corp/acs",
        "https://[::1]/acs",
    ] {
        world.type_in(id, &[("connections.0.acs.0.url", inside)]).await;
        let failure = submit(&world.ctx, &world.ada, id, Submit::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&failure), ["connections.0.acs.0.url"], "{inside}");
    }
    // Nothing at all: every missing field is told at once.
    let id = world.begin().await.submission;
    let failure = submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap_err();
    assert!(fields(&failure).len() > 8, "{failure:?}");
    assert_eq!(world.stage(id).await, Stage::Draft);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn free_mail_may_draft_and_not_submit() {
    let world = World::with(&[], "gmail.com").await;
    let id = world.ready().await;
    let failure = submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "blocking_finding");
    assert!(fields(&failure).contains(&String::new()), "{failure:?}");
}

#[tokio::test]
async fn two_who_submit_at_once_submit_once() {
    let world = World::new().await;
    let id = world.ready().await;
    let both = join_all([
        submit(&world.ctx, &world.ada, id, Submit::default()),
        submit(&world.ctx, &world.bob, id, Submit::default()),
    ])
    .await;
    let done = both.iter().filter(|moved| moved.is_ok()).count();
    assert_eq!(done, 1);
    let refused = both.into_iter().find_map(Result::err).unwrap();
    assert_eq!(code(&refused), "wrong_stage");
    let submits = world.show(id).await.events;
    let submits = submits.iter().filter(|event| event.to == Stage::Checking).count();
    assert_eq!(submits, 1);
}

#[tokio::test]
async fn a_request_that_is_sent_fifty_times_has_one_effect_and_one_answer() {
    let world = World::new().await;
    let id = world.ready().await;
    let again = |request: u8| {
        Some(Idempotency {
            actor: world.ada.person.user.0,
            key: "one".to_owned(),
            request: [request; 32],
        })
    };
    let all = (0..50).map(|_| {
        let change = Submit {
            base: None,
            again: again(1),
        };
        submit(&world.ctx, &world.ada, id, change)
    });
    let all: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert!(all.iter().all(|moved| *moved == all[0]));
    let other = Submit {
        base: None,
        again: again(2),
    };
    let failure = submit(&world.ctx, &world.ada, id, other).await.unwrap_err();
    assert_eq!(code(&failure), "idempotency_key_reused");
}

#[tokio::test]
async fn a_draft_that_was_changed_since_it_was_read_is_not_submitted() {
    let world = World::new().await;
    let id = world.ready().await;
    let read = world.show(id).await.revision;
    world.type_in(id, &[("name", "Acme Other")]).await;
    let stale = Submit {
        base: Some(read),
        again: None,
    };
    let failure = submit(&world.ctx, &world.ada, id, stale).await.unwrap_err();
    assert_eq!(code(&failure), "edit_conflict");
}

#[tokio::test]
async fn equal_names_get_slugs_of_their_own_for_good() {
    let world = World::new().await;
    let (one, two) = (world.ready().await, world.ready().await);
    let both = join_all([
        submit(&world.ctx, &world.ada, one, Submit::default()),
        submit(&world.ctx, &world.ada, two, Submit::default()),
    ])
    .await;
    assert!(both.iter().all(Result::is_ok), "{both:?}");
    let mut slugs = vec![
        world.show(one).await.slug.unwrap().to_string(),
        world.show(two).await.slug.unwrap().to_string(),
    ];
    slugs.sort_unstable();
    assert_eq!(slugs, ["acme-shifts", "acme-shifts-2"]);
    // Withdrawn or not: nobody gets it again.
    withdraw(&world.ctx, &world.ada, one, None).await.unwrap();
    let three = world.ready().await;
    submit(&world.ctx, &world.ada, three, Submit::default())
        .await
        .unwrap();
    assert_eq!(world.show(three).await.slug.unwrap().as_str(), "acme-shifts-3");
}

#[tokio::test]
async fn a_transaction_that_ends_early_leaves_nothing() {
    let world = World::new().await;
    let id = world.ready().await;
    let raw = world.raw().await;
    // The last thing that a submit does fails: its letter.
    raw.batch_execute(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'dead'; END $$;
         CREATE TRIGGER die BEFORE INSERT ON letters FOR EACH ROW EXECUTE FUNCTION die();",
    )
    .await
    .unwrap();
    let before = world.show(id).await;
    assert!(
        submit(&world.ctx, &world.ada, id, Submit::default())
            .await
            .is_err()
    );
    assert_eq!(world.show(id).await, before);
    let left: i64 = raw
        .query_one(
            "SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM integrations WHERE slug IS NOT NULL)",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0);
    raw.batch_execute("DROP TRIGGER die ON letters").await.unwrap();
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_needs_no_factor_and_a_browser_does() {
    let world = World::new().await;
    let id = world.ready().await;
    let mut who = world.ada.clone();
    who.stepped_up = false;
    let failure = submit(&world.ctx, &who, id, Submit::default()).await.unwrap_err();
    assert_eq!(code(&failure), "step_up_required");
    who.token = Some(oin_domain::ids::ApiTokenId(Uuid::now_v7()));
    submit(&world.ctx, &who, id, Submit::default()).await.unwrap();
}
