//! Beginning, copying, deleting and restoring drafts.

use chrono::TimeDelta;
use futures_util::future::join_all;
use oin_domain::submission::Stage;
use oin_server::actions::submissions::{
    MOST_OPEN, NewSubmission, Of, Submit, compare, create, delete, deleted, list, preview_guide,
    preview_urls, restore, show, submit, validate, withdraw,
};

use crate::world::{World, code, complete, wait};

fn again(integration: oin_domain::ids::IntegrationId) -> NewSubmission {
    NewSubmission {
        of: Of::Integration(integration),
        fields: Vec::new(),
        again: None,
    }
}

#[tokio::test]
async fn of_sixteen_who_begin_at_once_one_does() {
    let world = World::new().await;
    let id = world.ready().await;
    let integration = world.show(id).await.integration;
    withdraw(&world.ctx, &world.ada, id, None).await.unwrap();
    let all = (0..16).map(|n| {
        let who = if n % 2 == 0 { &world.ada } else { &world.bob };
        create(&world.ctx, who, again(integration))
    });
    let all = join_all(all).await;
    assert_eq!(all.iter().filter(|created| created.is_ok()).count(), 1);
    for failure in all.into_iter().filter_map(Result::err) {
        assert_eq!(code(&failure), "open_submission");
    }
}

#[tokio::test]
async fn what_came_to_nothing_is_copied_with_its_secrets_and_without_its_attestations() {
    let world = World::new().await;
    let id = world.ready().await;
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    let integration = world.show(id).await.integration;
    withdraw(&world.ctx, &world.ada, id, None).await.unwrap();
    let copy = create(&world.ctx, &world.bob, again(integration)).await.unwrap();
    let shown = world.show(copy.submission).await;
    assert_eq!(shown.draft.get("name"), Some("Acme Shifts"));
    assert_eq!(shown.draft.get("attestation.policy"), None);
    assert_eq!(shown.secrets.len(), 1);
    // The copy keeps the integration's slug when it is submitted.
    let attest = [
        ("attestation.authorised", "true"),
        ("attestation.accurate", "true"),
        ("attestation.policy", "true"),
    ];
    world.type_in(copy.submission, &attest).await;
    submit(&world.ctx, &world.bob, copy.submission, Submit::default())
        .await
        .unwrap();
    assert_eq!(
        world.show(copy.submission).await.slug.unwrap().as_str(),
        "acme-shifts"
    );
    // Nobody else can begin one of it.
    let eve = world.stranger().await;
    let failure = create(&world.ctx, &eve, again(integration)).await.unwrap_err();
    assert_eq!(code(&failure), "not_found");
}

#[tokio::test]
async fn a_deleted_draft_comes_back_within_thirty_days() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    world.type_in(id, &[("name", "Acme")]).await;
    let integration = world.show(id).await.integration;
    delete(&world.ctx, &world.ada, id, None).await.unwrap();
    let failure = show(&world.ctx, &world.ada, id).await.unwrap_err();
    assert_eq!(code(&failure), "not_found");
    assert!(list(&world.ctx, &world.ada).await.unwrap().is_empty());
    wait(TimeDelta::days(29));
    assert_eq!(deleted(&world.ctx, &world.ada).await.unwrap().len(), 1);
    let eve = world.stranger().await;
    assert_eq!(
        code(&restore(&world.ctx, &eve, id, None).await.unwrap_err()),
        "not_found"
    );
    restore(&world.ctx, &world.bob, id, None).await.unwrap();
    assert_eq!(world.show(id).await.draft.get("name"), Some("Acme"));
    // Another begun meanwhile stands in the way.
    delete(&world.ctx, &world.ada, id, None).await.unwrap();
    let other = create(&world.ctx, &world.ada, again(integration)).await.unwrap();
    assert_eq!(
        code(&restore(&world.ctx, &world.ada, id, None).await.unwrap_err()),
        "open_submission"
    );
    delete(&world.ctx, &world.ada, other.submission, None)
        .await
        .unwrap();
    wait(TimeDelta::days(31));
    assert_eq!(
        code(&restore(&world.ctx, &world.ada, id, None).await.unwrap_err()),
        "too_late"
    );
    assert!(deleted(&world.ctx, &world.ada).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_submitted_is_withdrawn_and_not_deleted() {
    let world = World::new().await;
    let id = world.ready().await;
    submit(&world.ctx, &world.ada, id, Submit::default())
        .await
        .unwrap();
    let failure = delete(&world.ctx, &world.ada, id, None).await.unwrap_err();
    assert_eq!(code(&failure), "wrong_stage");
    // Withdrawing is the owner's.
    let failure = withdraw(&world.ctx, &world.bob, id, None).await.unwrap_err();
    assert_eq!(code(&failure), "forbidden");
    withdraw(&world.ctx, &world.ada, id, None).await.unwrap();
    assert_eq!(world.stage(id).await, Stage::Withdrawn);
}

#[tokio::test]
async fn addresses_and_the_guide_are_seen_before_anybody_else_does() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    world.type_in(id, &complete()).await;
    world
        .type_in(
            id,
            &[
                ("connections.0.acs.0.url", "https://${sub}.acme.example/acs"),
                ("variables.0.name", "sub"),
                ("variables.0.kind", "string"),
                ("variables.0.label", "Subdomain"),
                ("variables.0.help", "The first part of your address."),
                ("variables.0.example", "demo"),
            ],
        )
        .await;
    let urls = preview_urls(&world.ctx, &world.ada, id).await.unwrap();
    let acs = urls
        .iter()
        .find(|url| url.path == "connections.0.acs.0.url")
        .unwrap();
    assert_eq!(acs.url.as_deref(), Some("https://demo.acme.example/acs"));
    let guide = preview_guide(&world.ctx, &world.ada, id, &[("sub", "box")])
        .await
        .unwrap();
    assert!(!guide.guide.sections.is_empty());
    let failure = preview_guide(&world.ctx, &world.ada, id, &[("nothing", "box")])
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "unknown_variable");
    let eve = world.stranger().await;
    assert_eq!(
        code(&preview_guide(&world.ctx, &eve, id, &[]).await.unwrap_err()),
        "not_found"
    );
    // Nothing is live, so there is nothing to compare with.
    assert_eq!(compare(&world.ctx, &world.ada, id).await.unwrap().live, None);
}

#[tokio::test]
async fn a_dry_run_keeps_nothing() {
    let world = World::new().await;
    let fields: Vec<(String, String)> = complete()
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    let judged = validate(&world.ctx, &world.ada, &fields).await.unwrap();
    let blocking: Vec<&str> = judged
        .findings
        .iter()
        .filter(|finding| finding.blocks())
        .map(|finding| finding.field.as_str())
        .collect();
    // Only the password, which a dry run cannot have.
    assert_eq!(blocking, ["testing.logins.0.password"]);
    assert!(list(&world.ctx, &world.ada).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_org_has_two_hundred_open_submissions_at_most() {
    let world = World::new().await;
    let mut last = world.begin().await;
    for _ in 1..MOST_OPEN {
        last = world.begin().await;
    }
    let one_more = || NewSubmission {
        of: Of::New {
            name: None,
            by_customer: false,
        },
        fields: Vec::new(),
        again: None,
    };
    let failure = create(&world.ctx, &world.bob, one_more()).await.unwrap_err();
    assert_eq!(code(&failure), "too_many_drafts");
    // Whoever deletes one has room, until that one is brought back.
    delete(&world.ctx, &world.ada, last.submission, None)
        .await
        .unwrap();
    create(&world.ctx, &world.bob, one_more()).await.unwrap();
    let failure = restore(&world.ctx, &world.ada, last.submission, None)
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "too_many_drafts");
    let stranger = world.stranger().await;
    create(&world.ctx, &stranger, one_more()).await.unwrap();
}
