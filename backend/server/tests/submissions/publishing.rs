//! From approved to what the catalog shows, and on.

use chrono::TimeDelta;
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::integration::{Class, Slug};
use oin_domain::listing::{Health, Listing, Stage as ListingStage, Tier};
use oin_domain::review::Checklist;
use oin_domain::submission::{Command, Facts, Stage};
use oin_domain::work::Task;
use oin_server::actions::submissions::{
    NewSubmission, Of, Submit, TypedPlan, begin_next, create, plan_release, publish, release, submit, work,
};
use oin_store::Revision;

use crate::life::{queued, review};
use crate::world::{World, code, fields, wait};

/// A reviewer approves it, and what is promised is done.
async fn approve(world: &World, id: SubmissionId) {
    review(world, id, Command::Claim).await;
    let checklist = Checklist {
        ticked: oin_domain::review::Item::ALL.to_vec(),
        passed: oin_domain::connection::Flow::ALL.to_vec(),
    };
    let lane = world.show(id).await.place.unwrap().lane;
    let passed = checklist
        .conclude(lane, &[], oin_domain::connection::Flow::ALL)
        .unwrap();
    let approve = Command::Approve {
        passed,
        class: Class::Safe,
    };
    review(world, id, approve).await;
    let publish = Task::Publish { submission: id };
    work::perform(&world.ctx, &publish).await.unwrap();
}

async fn world() -> World {
    let world = World::new().await;
    let raw = world.raw().await;
    raw.batch_execute("INSERT INTO categories (slug, label, position) VALUES ('hr', 'HR', 1)")
        .await
        .unwrap();
    world
}

/// The org has proven that the vendor's site is its own.
async fn prove(world: &World) {
    let raw = world.raw().await;
    let org = world.ada.org.0.to_string();
    raw.batch_execute(&format!(
        "INSERT INTO org_domains (org_id, domain, token, asked_at, method, proven_at)
         VALUES ('{org}', 'acme.example', '0123456789abcdef', now(), 'dns', now())"
    ))
    .await
    .unwrap();
}

async fn listing(world: &World) -> Listing {
    let slug = Slug::parse("acme-shifts").unwrap();
    world
        .store
        .read(async |read| read.listing(&slug).await)
        .await
        .unwrap()
}

async fn history(world: &World, listing: &Listing) -> Vec<Revision> {
    world
        .store
        .read(async |read| read.history(listing.id).await)
        .await
        .unwrap()
}

async fn published(world: &World) -> SubmissionId {
    let id = queued(world).await;
    approve(world, id).await;
    assert_eq!(world.stage(id).await, Stage::Published);
    id
}

/// An update with these fields, as far as its checks take it.
async fn update(world: &World, of: SubmissionId, fields: &[(&str, &str)]) -> SubmissionId {
    let next = begin_next(&world.ctx, &world.bob, of).await.unwrap().submission;
    let mut fields = fields.to_vec();
    fields.extend([
        ("attestation.authorised", "true"),
        ("attestation.accurate", "true"),
        ("attestation.policy", "true"),
    ]);
    world.type_in(next, &fields).await;
    submit(&world.ctx, &world.ada, next, Submit::default())
        .await
        .unwrap();
    world.work().await;
    next
}

fn plan(held: bool, notice: &str, grace: &str) -> TypedPlan {
    TypedPlan {
        held,
        notice: notice.to_owned(),
        grace: grace.to_owned(),
    }
}

#[tokio::test]
async fn what_is_approved_becomes_a_listing_in_one_step() {
    let world = world().await;
    let id = published(&world).await;
    let listing = listing(&world).await;
    assert_eq!(
        (listing.stage, listing.tier, listing.tested, listing.version),
        (ListingStage::Live, Tier::Community, Health::NotTested, 1)
    );
    // An org that publishes its own app is its vendor.
    assert_eq!(listing.content.vendor.as_ref().unwrap().as_str(), "Acme");
    assert_eq!(listing.content.connections.len(), 1);
    let revisions = history(&world, &listing).await;
    assert_eq!(revisions[0].source, id.to_string());
    assert_eq!(revisions[0].class, None);
    let letters = world.letters().await;
    let told: Vec<&str> = letters
        .iter()
        .filter(|(kind, _)| kind == "published")
        .map(|(_, mail)| mail.as_str())
        .collect();
    assert_eq!(told, ["ada@acme.example", "bob@acme.example"]);
    let shown = world.show(id).await;
    assert_eq!(shown.events.last().unwrap().to, Stage::Published);
    // A second run of the same work does nothing.
    let publish = Task::Publish { submission: id };
    work::perform(&world.ctx, &publish).await.unwrap();
    assert_eq!(history(&world, &listing).await.len(), 1);
}

#[tokio::test]
async fn the_release_switch_waits_for_its_owner() {
    let world = world().await;
    let id = queued(&world).await;
    let refused = plan_release(&world.ctx, &world.bob, id, &plan(true, "", ""), None).await;
    assert_eq!(code(&refused.unwrap_err()), "forbidden");
    plan_release(&world.ctx, &world.ada, id, &plan(true, "", ""), None)
        .await
        .unwrap();
    approve(&world, id).await;
    assert_eq!(world.stage(id).await, Stage::Approved);
    assert!(
        release(&world.ctx, &world.bob, id)
            .await
            .unwrap()
            .unwrap()
            .plan
            .held
    );
    let refused = publish(&world.ctx, &world.bob, id, &TypedPlan::default(), None).await;
    assert_eq!(code(&refused.unwrap_err()), "forbidden");
    publish(&world.ctx, &world.ada, id, &TypedPlan::default(), None)
        .await
        .unwrap();
    assert_eq!(world.stage(id).await, Stage::Published);
    assert_eq!(listing(&world).await.version, 1);
    let again = publish(&world.ctx, &world.ada, id, &TypedPlan::default(), None).await;
    assert_eq!(code(&again.unwrap_err()), "wrong_stage");
    let late = plan_release(&world.ctx, &world.ada, id, &plan(true, "", ""), None).await;
    assert_eq!(code(&late.unwrap_err()), "wrong_stage");
}

#[tokio::test]
async fn letting_go_of_the_switch_publishes() {
    let world = world().await;
    let id = queued(&world).await;
    plan_release(&world.ctx, &world.ada, id, &plan(true, "", ""), None)
        .await
        .unwrap();
    approve(&world, id).await;
    plan_release(&world.ctx, &world.ada, id, &plan(false, "", ""), None)
        .await
        .unwrap();
    world.work().await;
    assert_eq!(world.stage(id).await, Stage::Published);
}

#[tokio::test]
async fn an_update_that_breaks_something_waits_for_a_notice_and_a_grace_date() {
    let world = world().await;
    let first = published(&world).await;
    let acs = [("connections.0.acs.0.url", "https://sandbox.acme.example/saml/acs")];
    let next = update(&world, first, &acs).await;
    assert_eq!(world.stage(next).await, Stage::Queued);
    approve(&world, next).await;
    assert_eq!(world.stage(next).await, Stage::Approved);
    let shown = release(&world.ctx, &world.ada, next).await.unwrap().unwrap();
    assert_eq!(shown.class, Some(Class::Breaking));
    let bare = publish(&world.ctx, &world.ada, next, &TypedPlan::default(), None).await;
    assert_eq!(fields(&bare.unwrap_err()), ["notice"]);
    for (notice, grace, at) in [
        ("The ACS moves.", "", "grace"),
        ("The ACS moves.", "soon", "grace"),
        ("The ACS moves.", "2026-11-24", "grace"),
        ("", "2026-12-24", "notice"),
    ] {
        let refused = publish(&world.ctx, &world.ada, next, &plan(false, notice, grace), None).await;
        assert_eq!(fields(&refused.unwrap_err()), [at], "{notice} {grace}");
    }
    let typed = plan(false, "The ACS moves.", "2026-12-24");
    publish(&world.ctx, &world.ada, next, &typed, None).await.unwrap();
    assert_eq!(world.stage(first).await, Stage::Superseded);
    assert_eq!(world.stage(next).await, Stage::Published);
    let listing = listing(&world).await;
    assert_eq!(listing.version, 2);
    let revision = &history(&world, &listing).await[0];
    assert_eq!(revision.class, Some(Class::Breaking));
    let (notice, grace) = revision.notice.clone().unwrap();
    assert_eq!(
        (notice.as_str(), grace.to_string()),
        ("The ACS moves.", "2026-12-24".to_owned())
    );
}

#[tokio::test]
async fn what_nobody_releases_is_taken_back_after_ninety_days() {
    let world = world().await;
    let id = queued(&world).await;
    plan_release(&world.ctx, &world.ada, id, &plan(true, "", ""), None)
        .await
        .unwrap();
    approve(&world, id).await;
    let stored = world
        .store
        .read(async |read| read.submission(id).await)
        .await
        .unwrap();
    let Facts::Approved(facts) = stored.submission.facts else {
        panic!("not approved");
    };
    assert_eq!(facts.release_until - world.ctx.now(), TimeDelta::days(90));
    let perform = async |task: Task| work::perform(&world.ctx, &task).await.unwrap();
    let remind = |day| Task::Remind {
        submission: id,
        stage: Stage::Approved,
        day,
    };
    let expire = || Task::Expire {
        submission: id,
        stage: Stage::Approved,
    };
    wait(TimeDelta::days(83));
    perform(remind(83)).await;
    perform(expire()).await;
    assert_eq!(world.stage(id).await, Stage::Approved);
    let reminded = world.letters().await;
    assert_eq!(reminded.iter().filter(|(kind, _)| kind == "reminder").count(), 2);
    wait(TimeDelta::days(7));
    perform(expire()).await;
    assert_eq!(world.stage(id).await, Stage::Withdrawn);
    let told = world.letters().await;
    assert_eq!(
        told.iter()
            .filter(|(kind, _)| kind == "submission_withdrawn")
            .count(),
        2
    );
    // Nothing is typed twice afterwards.
    let again = begin_next(&world.ctx, &world.bob, id).await.unwrap();
    assert_eq!(world.show(again.submission).await.name, "Acme Shifts");
}

#[tokio::test]
async fn words_of_a_proven_owner_go_live_by_themselves() {
    let world = world().await;
    prove(&world).await;
    let mut last = published(&world).await;
    // A draw of the audit puts one in a person's hands; ten draws in a row are 1 in 10^15.
    for round in 2..12 {
        let words = format!("Plans shifts, round {round}.");
        let next = update(&world, last, &[("summary", &words)]).await;
        match world.stage(next).await {
            Stage::Published => {
                assert_eq!(world.stage(last).await, Stage::Superseded);
                let listing = listing(&world).await;
                assert_eq!(listing.content.summary.as_str(), words);
                assert_eq!(history(&world, &listing).await[0].class, Some(Class::Text));
                return;
            }
            Stage::Queued => approve(&world, next).await,
            other => panic!("{other}"),
        }
        last = next;
    }
    panic!("every update was drawn");
}

#[tokio::test]
async fn a_name_a_stranger_and_the_audit_need_a_person() {
    let world = world().await;
    let first = published(&world).await;
    // Words of somebody who has not proven the domain.
    let unproven = update(&world, first, &[("summary", "Other words.")]).await;
    assert_eq!(world.stage(unproven).await, Stage::Queued);
    approve(&world, unproven).await;
    prove(&world).await;
    // A name is never only words.
    let named = update(&world, unproven, &[("name", "Acme Rosters")]).await;
    assert_eq!(world.stage(named).await, Stage::Queued);
    approve(&world, named).await;
    // What the audit draws is seen by a person, although it would pass alone. The draw is a keyed
    // hash of the id, so one that is drawn is looked for.
    let drawn = drawn(&world);
    let new = create(
        &world.ctx,
        &world.ada,
        NewSubmission {
            of: Of::Integration(listing(&world).await.id),
            fields: Vec::new(),
            again: None,
        },
    )
    .await
    .unwrap();
    let raw = world.raw().await;
    raw.batch_execute(&format!(
        "SET session_replication_role = replica;
         UPDATE submission_events SET submission_id = '{drawn}' WHERE submission_id = '{old}';
         UPDATE sealed_secrets SET row_id = '{drawn}' WHERE row_id = '{old}';
         UPDATE submissions SET id = '{drawn}' WHERE id = '{old}';",
        old = new.submission
    ))
    .await
    .unwrap();
    let fields = [
        ("summary", "Words that the audit draws."),
        ("attestation.authorised", "true"),
        ("attestation.accurate", "true"),
        ("attestation.policy", "true"),
    ];
    world.type_in(drawn, &fields).await;
    submit(&world.ctx, &world.ada, drawn, Submit::default())
        .await
        .unwrap();
    world.work().await;
    assert_eq!(world.stage(drawn).await, Stage::Queued);
}

/// An id that the audit's hash draws.
fn drawn(world: &World) -> SubmissionId {
    let mut tried = 0_u32;
    loop {
        let id = uuid::Uuid::now_v7();
        let hash = world.vault.keyed_hash("audit sample", id.as_bytes());
        let first = u64::from_be_bytes(*hash.first_chunk::<8>().unwrap());
        if first % 1_000 < 30 {
            return SubmissionId(id);
        }
        tried += 1;
        assert!(tried < 10_000, "the audit draws nothing");
    }
}
