//! Taking back, looking without submitting, the thread and what is new.

use chrono::TimeDelta;
use oin_domain::integration::Class;
use oin_domain::review::{Cause, Checklist};
use oin_domain::submission::{Command, Side, Stage};
use oin_domain::text::Prose;
use oin_server::actions::Failure;
use oin_server::actions::submissions::{
    Submit, check_now, message, notifications, read_notifications, submit, withdraw,
};

use crate::life::{asked, needing_fixes, queued, review};
use crate::world::{World, code, wait};

#[tokio::test]
async fn an_owner_withdraws_from_every_open_stage() {
    let checklist = || Checklist {
        ticked: oin_domain::choice::Choice::ALL.to_vec(),
        passed: oin_domain::choice::Choice::ALL.to_vec(),
    };
    for stage in [
        Stage::Draft,
        Stage::Checking,
        Stage::NeedsFixes,
        Stage::Errored,
        Stage::Queued,
        Stage::InReview,
        Stage::AwaitingIsv,
        Stage::Testing,
        Stage::DiscardNotice,
        Stage::Approved,
    ] {
        let world = World::new().await;
        let id = match stage {
            Stage::Draft => world.begin().await.submission,
            Stage::NeedsFixes => needing_fixes(&world).await,
            Stage::Checking | Stage::Errored => {
                let id = world.ready().await;
                submit(&world.ctx, &world.ada, id, Submit::default())
                    .await
                    .unwrap();
                id
            }
            _ => queued(&world).await,
        };
        if stage == Stage::Errored {
            let raw = world.raw().await;
            raw.batch_execute("REVOKE INSERT ON check_runs FROM oin_app")
                .await
                .unwrap();
            world.work().await;
        }
        if matches!(
            stage,
            Stage::InReview | Stage::AwaitingIsv | Stage::Testing | Stage::Approved
        ) {
            review(&world, id, Command::Claim).await;
        }
        let initial = || checklist().conclude_initial().unwrap();
        match stage {
            Stage::AwaitingIsv => review(&world, id, asked()).await,
            Stage::Testing => review(&world, id, Command::StartTesting(initial())).await,
            Stage::DiscardNotice => {
                let announce = Command::Announce {
                    cause: Cause::InternalUrl,
                    message: Prose::parse("It leads inside.").unwrap(),
                    only_lead: false,
                };
                review(&world, id, announce).await;
            }
            Stage::Approved => {
                let lane = world.show(id).await.place.unwrap().lane;
                let passed = checklist()
                    .conclude(lane, &[], oin_domain::choice::Choice::ALL)
                    .unwrap();
                let approve = Command::Approve {
                    passed,
                    class: Class::Safe,
                };
                review(&world, id, approve).await;
            }
            _ => {}
        }
        assert_eq!(world.stage(id).await, stage);
        withdraw(&world.ctx, &world.ada, id, None).await.unwrap();
        assert_eq!(world.stage(id).await, Stage::Withdrawn, "{stage}");
        let failure = withdraw(&world.ctx, &world.ada, id, None).await.unwrap_err();
        assert_eq!(code(&failure), "wrong_stage");
        // What was promised for it finds nothing to do.
        wait(TimeDelta::days(200));
        world.work().await;
        assert_eq!(world.stage(id).await, Stage::Withdrawn, "{stage}");
    }
}

#[tokio::test]
async fn a_draft_can_be_looked_at_without_submitting() {
    let world = World::new().await;
    let id = world.ready().await;
    for _ in 0..3 {
        check_now(&world.ctx, &world.ada, id, None).await.unwrap();
    }
    assert!(world.show(id).await.check_waits);
    world.work().await;
    let shown = world.show(id).await;
    assert!(!shown.check_waits);
    assert_eq!(shown.stage, Stage::Draft);
    let check = shown.check.unwrap();
    assert!(check.is_current);
    assert!(check.addresses >= 4, "{check:?}");
    // Nobody answers there: a warning at each address, and no more.
    assert!(
        check
            .findings
            .iter()
            .any(|finding| finding.field == "connections.0.acs.0.url")
    );
    assert!(!check.findings.iter().any(oin_domain::check::Finding::blocks));
    // What was found at a field counts until the field is changed.
    world
        .type_in(
            id,
            &[("connections.0.acs.0.url", "https://app.acme.example/other")],
        )
        .await;
    let check = world.show(id).await.check.unwrap();
    assert!(!check.is_current);
    assert!(
        !check
            .findings
            .iter()
            .any(|finding| finding.field == "connections.0.acs.0.url")
    );
}

#[tokio::test]
async fn the_thread_and_what_is_new() {
    let world = World::new().await;
    let id = world.ready().await;
    message(&world.ctx, &world.bob, id, "Which sandbox do you use?", None)
        .await
        .unwrap();
    let shown = world.show(id).await;
    assert_eq!(
        (shown.messages[0].side, shown.messages[0].by.as_str()),
        (Side::Isv, "bob")
    );
    let eve = world.stranger().await;
    let failure: Failure = message(&world.ctx, &eve, id, "hello", None).await.unwrap_err();
    assert_eq!(code(&failure), "not_found");
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    world.work().await;
    // Who does something is not told of it.
    assert_eq!(notifications(&world.ctx, &world.ada).await.unwrap().len(), 1);
    let news = notifications(&world.ctx, &world.bob).await.unwrap();
    assert_eq!(news.len(), 2);
    assert!(
        news.iter()
            .all(|one| !one.read && one.name.as_deref() == Some("Acme Shifts"))
    );
    read_notifications(&world.ctx, &world.bob, news[1].id)
        .await
        .unwrap();
    let read: Vec<bool> = notifications(&world.ctx, &world.bob)
        .await
        .unwrap()
        .iter()
        .map(|one| one.read)
        .collect();
    assert_eq!(read, [false, true]);
}
