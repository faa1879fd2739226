//! Secrets of drafts: bound to where they go, shown to nobody.

use chrono::TimeDelta;
use oin_domain::org::OrgRole;
use oin_server::actions::jobs::forget;
use oin_server::actions::submissions::{RemoveEntry, delete, drop_secret, put_secret, remove_entry};
use oin_server::vault::Secret;

use crate::world::{World, add_member, code, wait};

const PATH: &str = "testing.logins.0.password";
const CANARY: &str = "canary-7f3a9b";

async fn kept(world: &World) -> i64 {
    let raw = world.raw().await;
    let sql = "SELECT count(*) FROM sealed_secrets WHERE place = 'submissions'";
    raw.query_one(sql, &[]).await.unwrap().get(0)
}

fn secret() -> Secret {
    Secret::from_text(CANARY.to_owned())
}

#[tokio::test]
async fn a_secret_goes_when_its_address_leads_elsewhere() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    let url = "testing.logins.0.url";
    let failure = put_secret(&world.ctx, &world.ada, id, PATH, secret())
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "secret_without_target");
    world
        .type_in(id, &[(url, "https://app.acme.example/login")])
        .await;
    put_secret(&world.ctx, &world.ada, id, PATH, secret())
        .await
        .unwrap();
    let shown = world.show(id).await;
    assert_eq!(
        (shown.secrets[0].path.as_str(), shown.secrets[0].target.as_str()),
        (PATH, "https://app.acme.example")
    );
    // Another page of the same origin keeps it.
    let saved = world
        .type_in(id, &[(url, "https://app.acme.example/sign-in")])
        .await;
    assert!(saved.dropped_secrets.is_empty());
    for elsewhere in [
        "https://other.example/login",
        "https://app.acme.example:8443/login",
        "https://app.acme.example.evil.example/login",
        "",
    ] {
        world
            .type_in(id, &[(url, "https://app.acme.example/login")])
            .await;
        put_secret(&world.ctx, &world.ada, id, PATH, secret())
            .await
            .unwrap();
        assert_eq!(kept(&world).await, 1);
        let saved = world.type_in(id, &[(url, elsewhere)]).await;
        assert_eq!(saved.dropped_secrets, [PATH], "{elsewhere}");
        assert_eq!(kept(&world).await, 0, "{elsewhere}");
        assert!(world.show(id).await.secrets.is_empty());
    }
}

#[tokio::test]
async fn secrets_stand_nowhere_in_clear() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    world
        .type_in(id, &[("testing.logins.0.url", "https://app.acme.example/login")])
        .await;
    put_secret(&world.ctx, &world.ada, id, PATH, secret())
        .await
        .unwrap();
    let raw = world.raw().await;
    let rows = raw
        .query("SELECT row_to_json(s)::text FROM submissions s UNION ALL SELECT row_to_json(s)::text FROM sealed_secrets s", &[])
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        let text: String = row.get(0);
        assert!(!text.contains(CANARY));
    }
    assert!(!format!("{:?}", world.show(id).await).contains(CANARY));
}

#[tokio::test]
async fn a_secret_needs_a_factor_a_role_and_a_field_for_it() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    world
        .type_in(id, &[("testing.logins.0.url", "https://app.acme.example/login")])
        .await;
    let mut tired = world.ada.clone();
    tired.stepped_up = false;
    let mut without = tired.clone();
    without.has_factor = false;
    let viewer = add_member(&world.store, world.ada.org, "vic@acme.example", OrgRole::Viewer).await;
    let eve = world.stranger().await;
    for (who, expected) in [
        (&tired, "step_up_required"),
        (&without, "second_factor_required"),
        (&viewer, "forbidden"),
        (&eve, "not_found"),
    ] {
        let failure = put_secret(&world.ctx, who, id, PATH, secret()).await.unwrap_err();
        assert_eq!(code(&failure), expected);
    }
    for path in [
        "name",
        "testing.logins.0.url",
        "nothing",
        "testing.logins.99.password",
    ] {
        let failure = put_secret(&world.ctx, &world.ada, id, path, secret())
            .await
            .unwrap_err();
        assert_eq!(code(&failure), "unknown_field", "{path}");
    }
    let seed = "testing.logins.0.totp_seed";
    let wrong = Secret::from_text("not base32!".to_owned());
    let failure = put_secret(&world.ctx, &world.ada, id, seed, wrong)
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "bad_value");
    let empty = Secret::from_text(String::new());
    let failure = put_secret(&world.ctx, &world.ada, id, PATH, empty)
        .await
        .unwrap_err();
    assert_eq!(code(&failure), "missing");
    assert_eq!(kept(&world).await, 0);
}

#[tokio::test]
async fn replaced_dropped_and_removed_secrets_are_gone() {
    let world = World::new().await;
    let id = world.begin().await.submission;
    world
        .type_in(
            id,
            &[
                ("testing.logins.0.url", "https://app.acme.example/login"),
                ("testing.logins.1.url", "https://demo.acme.example/login"),
            ],
        )
        .await;
    for path in [PATH, PATH, "testing.logins.1.password"] {
        put_secret(&world.ctx, &world.ada, id, path, secret())
            .await
            .unwrap();
    }
    assert_eq!(kept(&world).await, 2);
    let remove = RemoveEntry {
        list: "testing.logins".to_owned(),
        place: 0,
        base: world.show(id).await.revision,
    };
    remove_entry(&world.ctx, &world.ada, id, remove).await.unwrap();
    assert_eq!(kept(&world).await, 1);
    let shown = world.show(id).await;
    assert_eq!(
        (shown.secrets[0].path.as_str(), shown.secrets[0].target.as_str()),
        (PATH, "https://demo.acme.example")
    );
    drop_secret(&world.ctx, &world.ada, id, PATH).await.unwrap();
    assert_eq!(kept(&world).await, 0);
    let failure = drop_secret(&world.ctx, &world.ada, id, PATH).await.unwrap_err();
    assert_eq!(code(&failure), "not_found");
}

#[tokio::test]
async fn a_deleted_draft_keeps_its_secrets_as_long_as_it_can_come_back() {
    let world = World::new().await;
    let id = world.ready().await;
    delete(&world.ctx, &world.ada, id, None).await.unwrap();
    wait(TimeDelta::days(29));
    forget(&world.ctx).await.unwrap();
    assert_eq!(kept(&world).await, 1);
    wait(TimeDelta::days(2));
    forget(&world.ctx).await.unwrap();
    assert_eq!(kept(&world).await, 0);
}
