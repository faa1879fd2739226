//! A submission's life as far as the queue, its faults and its ends.

use chrono::TimeDelta;
use oin_domain::account::StaffRole;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::review::{Ask, Cause};
use oin_domain::submission::{Actor, Command, Person, Side, Stage};
use oin_domain::text::Prose;
use oin_server::actions::submissions::{
    Answer, Submit, answer, back_to_draft, contest, mend, reopen, submit,
};
use uuid::Uuid;

use crate::world::{World, code, wait};

/// Takes the org's mailboxes away: a rule blocks that did not when it was submitted.
async fn spoil(world: &World) {
    let raw = world.raw().await;
    raw.batch_execute("UPDATE users SET confirmed_at = NULL")
        .await
        .unwrap();
}

async fn mend_it(world: &World) {
    let raw = world.raw().await;
    raw.batch_execute("UPDATE users SET confirmed_at = created_at")
        .await
        .unwrap();
}

pub(crate) async fn needing_fixes(world: &World) -> SubmissionId {
    let id = world.ready().await;
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    spoil(world).await;
    world.work().await;
    mend_it(world).await;
    assert_eq!(world.stage(id).await, Stage::NeedsFixes);
    id
}

pub(crate) async fn queued(world: &World) -> SubmissionId {
    let id = world.ready().await;
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Queued);
    id
}

fn reviewer() -> Actor {
    Actor::Person(Person {
        user: UserId(Uuid::from_u128(77)),
        orgs: Vec::new(),
        staff: vec![StaffRole::Reviewer],
    })
}

/// What a reviewer's actions will do.
pub(crate) async fn review(world: &World, id: SubmissionId, command: Command) {
    world
        .store
        .write(async |tx| {
            let stored = tx.hold_submission(id).await?;
            let from = (stored.submission.stage(), stored.revision);
            let (next, event) = stored
                .submission
                .apply(command.clone(), &reviewer(), world.ctx.now())
                .unwrap();
            tx.advance_submission(&next, from, None, world.ctx.now()).await?;
            tx.append_event(&event).await
        })
        .await
        .unwrap();
}

pub(crate) fn asked() -> Command {
    Command::Ask {
        asked: vec![Ask {
            field: "name".to_owned(),
            reason: None,
            message: Prose::parse("Is that the product’s name?").unwrap(),
        }],
        evidence: Vec::new(),
    }
}

#[tokio::test]
async fn findings_come_back_and_are_mended_or_contested() {
    let world = World::new().await;
    let id = needing_fixes(&world).await;
    let shown = world.show(id).await;
    assert_eq!(shown.turn.who, Side::Isv);
    assert!(shown.to_fix.iter().any(oin_domain::check::Finding::blocks));
    assert!(
        world
            .letters()
            .await
            .iter()
            .any(|(kind, _)| kind == "needs_fixes")
    );
    // Submitting again starts the checks again.
    submit(&world.ctx, &world.bob, id, Submit::default())
        .await
        .unwrap();
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Queued);
    // Another is handed to a person.
    let id = needing_fixes(&world).await;
    let failure = contest(&world.ctx, &world.ada, id, "  ", None).await.unwrap_err();
    assert_eq!(code(&failure), "missing");
    contest(&world.ctx, &world.ada, id, "The mailbox is ours.", None)
        .await
        .unwrap();
    let shown = world.show(id).await;
    assert_eq!(shown.stage, Stage::Queued);
    assert_eq!(shown.place.unwrap().ahead, Some(0));
    let last = shown.events.last().unwrap();
    assert_eq!(last.message.as_ref().unwrap().as_str(), "The mailbox is ours.");
}

#[tokio::test]
async fn a_list_of_fixes_closes_after_ninety_idle_days_and_can_be_reopened() {
    let world = World::new().await;
    let id = needing_fixes(&world).await;
    wait(TimeDelta::days(60));
    world.type_in(id, &[("name", "Acme Shifts 2")]).await;
    wait(TimeDelta::days(60));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::NeedsFixes);
    wait(TimeDelta::days(31));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::ClosedNoReply);
    wait(TimeDelta::days(89));
    reopen(&world.ctx, &world.bob, id, None).await.unwrap();
    assert_eq!(world.stage(id).await, Stage::Draft);
    let other = needing_fixes(&world).await;
    wait(TimeDelta::days(91));
    world.work().await;
    wait(TimeDelta::days(91));
    assert_eq!(
        code(&reopen(&world.ctx, &world.ada, other, None).await.unwrap_err()),
        "too_late"
    );
}

#[tokio::test]
async fn the_org_is_reminded_while_it_is_its_turn_and_told_of_the_end() {
    let world = World::new().await;
    let id = needing_fixes(&world).await;
    let reminders = async || {
        let letters = world.letters().await;
        letters.iter().filter(|(kind, _)| kind == "reminder").count()
    };
    wait(TimeDelta::days(29));
    world.work().await;
    assert_eq!(reminders().await, 0);
    wait(TimeDelta::days(2));
    world.work().await;
    assert_eq!(reminders().await, 2);
    wait(TimeDelta::days(60));
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::ClosedNoReply);
    assert!(
        world
            .letters()
            .await
            .iter()
            .any(|(kind, _)| kind == "closed_no_reply")
    );
    // Another stay in the stage begins its own count.
    reopen(&world.ctx, &world.ada, id, None).await.unwrap();
    let before = reminders().await;
    wait(TimeDelta::days(80));
    world.work().await;
    assert_eq!(reminders().await, before);
}

#[tokio::test]
async fn a_fault_of_ours_is_tried_thrice_and_then_staff_are_called() {
    let world = World::new().await;
    let raw = world.raw().await;
    let staff = crate::world::add_member(
        &world.store,
        world.stranger().await.org,
        "rev@oin.example",
        oin_domain::org::OrgRole::Viewer,
    )
    .await;
    let user = staff.person.user;
    world
        .store
        .write(async |tx| {
            tx.grant_staff_role(user, StaffRole::Reviewer, None, world.ctx.now())
                .await
        })
        .await
        .unwrap();
    let id = world.ready().await;
    raw.batch_execute("REVOKE INSERT ON check_runs FROM oin_app")
        .await
        .unwrap();
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    for tries in 1..=3 {
        world.work().await;
        assert_eq!(world.stage(id).await, Stage::Errored, "{tries}");
        wait(TimeDelta::hours(1));
    }
    world.work().await;
    let shown = world.show(id).await;
    assert_eq!((shown.stage, shown.turn.who), (Stage::Errored, Side::Staff));
    let called: Vec<_> = world.letters().await;
    assert!(
        called.contains(&("errored_staff".to_owned(), "rev@oin.example".to_owned())),
        "{called:?}"
    );
    // Nothing is lost, and it never looked like a rejection.
    back_to_draft(&world.ctx, &world.bob, id, None).await.unwrap();
    raw.batch_execute("GRANT INSERT ON check_runs TO oin_app")
        .await
        .unwrap();
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Queued);
}

#[tokio::test]
async fn an_answer_keeps_the_place_and_stops_our_clock() {
    let world = World::new().await;
    let id = queued(&world).await;
    let due = world.show(id).await.place.unwrap().due;
    review(&world, id, Command::Claim).await;
    assert_eq!(
        code(&world.save(&world.ada, id, 1, &[("name", "x")]).await.unwrap_err()),
        "wrong_stage"
    );
    review(&world, id, asked()).await;
    let shown = world.show(id).await;
    assert_eq!((shown.stage, shown.asked.len()), (Stage::AwaitingIsv, 1));
    wait(TimeDelta::days(4));
    world.type_in(id, &[("name", "Acme Shift Planner")]).await;
    let reply = Answer {
        message: "Yes, now it is.".to_owned(),
        base: None,
        again: None,
    };
    answer(&world.ctx, &world.bob, id, reply).await.unwrap();
    world.work().await;
    let shown = world.show(id).await;
    assert_eq!(shown.stage, Stage::Queued);
    assert_eq!(shown.place.unwrap().due, due + TimeDelta::days(4));
    assert!(
        shown
            .events
            .iter()
            .any(|event| event.by == "A reviewer of Okta Integration Network")
    );
}

#[tokio::test]
async fn a_question_without_an_answer_closes_after_thirty_days() {
    let world = World::new().await;
    let id = queued(&world).await;
    review(&world, id, Command::Claim).await;
    review(&world, id, asked()).await;
    wait(TimeDelta::days(31));
    let reply = Answer {
        message: "Sorry.".to_owned(),
        base: None,
        again: None,
    };
    assert_eq!(
        code(&answer(&world.ctx, &world.bob, id, reply).await.unwrap_err()),
        "too_late"
    );
}

#[tokio::test]
async fn the_cause_of_an_announced_discard_can_be_mended() {
    let world = World::new().await;
    let id = queued(&world).await;
    let announce = Command::Announce {
        cause: Cause::NoTestLogin,
        message: Prose::parse("The login is gone.").unwrap(),
        only_lead: false,
    };
    review(&world, id, announce).await;
    mend(&world.ctx, &world.ada, id, Submit::default()).await.unwrap();
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Queued);
}
