//! Sign-ups, links, sessions and what is written down about them.

use oin_domain::account::{LinkKind, SecurityKind, SessionPolicy, StaffRole};
use oin_store::{PasswordHash, SecurityEvent, StoreError};
use serde_json::json;

use crate::cluster::Database;
use crate::people::{digest, fifty, link, mail, session, somebody, user};
use crate::sample::minute;

#[tokio::test]
async fn an_address_belongs_to_who_confirms_it() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let squatter = user("Ada@acme.example", None);
    let ada = user("ada@ACME.example", None);
    store
        .write(async |tx| {
            tx.add_user(&squatter).await?;
            tx.add_user(&ada).await
        })
        .await
        .unwrap();
    let nobody = store
        .read(async |read| read.user_by_mail(&mail("ada@acme.example")).await)
        .await;
    assert!(matches!(nobody, Err(StoreError::Absent)));
    store
        .write(async |tx| tx.confirm_user(ada.id, minute(5)).await)
        .await
        .unwrap();
    let found = store
        .read(async |read| read.user_by_mail(&mail("ADA@acme.example")).await)
        .await
        .unwrap();
    assert_eq!(found.id, ada.id);
    assert_eq!(found.confirmed_at, Some(minute(5)));
    let gone = store.read(async |read| read.user(squatter.id).await).await;
    assert!(matches!(gone, Err(StoreError::Absent)));
    let late = user("ada@acme.example", None);
    let taken: Result<(), StoreError> = store
        .write(async |tx| {
            tx.add_user(&late).await?;
            tx.confirm_user(late.id, minute(6)).await
        })
        .await;
    assert!(
        matches!(taken, Err(StoreError::Taken("users_mail_key"))),
        "{taken:?}"
    );
}

#[tokio::test]
async fn a_password_is_found_only_for_accounts_that_may_sign_in() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let hash = |text: &str| PasswordHash {
        phc: format!("$argon2id$v=19$m=19456,t=2,p=1${text}"),
        pepper_id: "p1".into(),
    };
    let address = mail("ada@acme.example");
    let (id, none) = store
        .read(async |read| read.password_by_mail(&address).await)
        .await
        .unwrap();
    assert!(id == ada && none.is_none());
    let set = |phc: PasswordHash| {
        let store = store.clone();
        async move {
            store
                .write(async |tx| tx.set_password(ada, &phc, minute(2)).await)
                .await
        }
    };
    set(hash("one")).await.unwrap();
    set(hash("two")).await.unwrap();
    let (_, found) = store
        .read(async |read| read.password_by_mail(&address).await)
        .await
        .unwrap();
    assert!(found == Some(hash("two")));
    let stale = store
        .write(async |tx| tx.rehash_password(ada, &hash("one"), &hash("three")).await)
        .await;
    assert!(matches!(stale, Err(StoreError::Stale)));
    store
        .write(async |tx| tx.set_disabled(ada, Some(minute(3))).await)
        .await
        .unwrap();
    let disabled = store
        .read(async |read| read.password_by_mail(&address).await)
        .await;
    assert!(matches!(disabled, Err(StoreError::Absent)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_and_only_for_its_kind_and_time() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    store
        .write(async |tx| {
            tx.add_link(&link(LinkKind::ResetPassword, ada), &digest(1))
                .await?;
            tx.add_link(&link(LinkKind::ResetPassword, ada), &digest(2)).await
        })
        .await
        .unwrap();
    let use_ = |kind, hash, at| {
        let store = store.clone();
        async move {
            store
                .write(async |tx| tx.use_link(kind, &hash, at).await.map(|_| ()))
                .await
        }
    };
    for refused in [
        use_(LinkKind::ConfirmMail, digest(1), minute(1)).await,
        use_(LinkKind::ResetPassword, digest(3), minute(1)).await,
        use_(LinkKind::ResetPassword, digest(1), minute(60)).await,
    ] {
        assert!(matches!(refused, Err(StoreError::Absent)), "{refused:?}");
    }
    let won = fifty(|| use_(LinkKind::ResetPassword, digest(1), minute(59))).await;
    assert_eq!(won, 1);
    // A failure of what the link allows gives it back.
    let failed: Result<(), StoreError> = store
        .write(async |tx| {
            tx.use_link(LinkKind::ResetPassword, &digest(2), minute(2))
                .await?;
            Err(StoreError::Stale)
        })
        .await;
    assert!(failed.is_err());
    let seen = store
        .read(async |read| read.link(LinkKind::ResetPassword, &digest(2), minute(3)).await)
        .await
        .unwrap();
    assert_eq!(seen.user, Some(ada));
    let ended = store
        .write(async |tx| tx.end_links(ada, LinkKind::ResetPassword).await)
        .await
        .unwrap();
    assert_eq!(ended, 1);
    assert!(use_(LinkKind::ResetPassword, digest(2), minute(3)).await.is_err());
}

#[tokio::test]
async fn sessions_end_when_they_are_told_to_and_by_themselves() {
    let database = Database::migrated().await;
    let store = database.store().await;
    // Another process.
    let replica = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let (one, two, waiting) = (
        session(ada, SessionPolicy::MEMBER),
        session(ada, SessionPolicy::STAFF),
        session(ada, SessionPolicy::AWAITING_FACTOR),
    );
    store
        .write(async |tx| {
            tx.begin_session(&one, &digest(1)).await?;
            tx.begin_session(&two, &digest(2)).await?;
            tx.begin_session(&waiting, &digest(3)).await
        })
        .await
        .unwrap();
    let at = |hash, minutes| {
        let replica = replica.clone();
        async move {
            replica
                .read(async |read| read.session(&hash, minute(minutes)).await)
                .await
        }
    };
    assert_eq!(at(digest(1), 0).await.unwrap().id, one.id);
    assert!(at(digest(3), 0).await.unwrap().awaits_factor);
    assert!(at(digest(2), 29).await.is_ok());
    assert!(matches!(at(digest(2), 30).await, Err(StoreError::Absent)), "idle");
    store
        .write(async |tx| tx.see_session(two.id, minute(29)).await)
        .await
        .unwrap();
    assert!(at(digest(2), 58).await.is_ok());
    for n in 1..30 {
        store
            .write(async |tx| tx.see_session(two.id, minute(29 + n * 25)).await)
            .await
            .unwrap();
    }
    assert!(at(digest(2), 719).await.is_ok());
    assert!(
        matches!(at(digest(2), 720).await, Err(StoreError::Absent)),
        "12 hours"
    );
    // A proof of the second factor changes the cookie.
    store
        .write(async |tx| tx.step_up(one.id, &digest(9), minute(4)).await)
        .await
        .unwrap();
    assert!(matches!(at(digest(1), 5).await, Err(StoreError::Absent)));
    assert_eq!(at(digest(9), 5).await.unwrap().stepped_up_at, Some(minute(4)));
    let half = store
        .write(async |tx| tx.step_up(waiting.id, &digest(8), minute(4)).await)
        .await;
    assert!(matches!(half, Err(StoreError::Absent)), "a half sign-in is none");
    let listed = store
        .read(async |read| read.sessions(ada, minute(5)).await)
        .await
        .unwrap();
    assert_eq!(listed.len(), 2);
    // Dead at once, on the other process too.
    let ended = store
        .write(async |tx| tx.end_sessions(ada, Some(one.id)).await)
        .await
        .unwrap();
    assert_eq!(ended, 2);
    assert!(at(digest(2), 5).await.is_err());
    assert!(at(digest(9), 5).await.is_ok());
    store
        .write(async |tx| tx.set_disabled(ada, Some(minute(5))).await)
        .await
        .unwrap();
    assert!(at(digest(9), 5).await.is_err());
}

#[tokio::test]
async fn events_are_added_and_never_changed() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let event = SecurityEvent {
        kind: SecurityKind::SignedIn,
        user: Some(ada),
        org: None,
        actor: None,
        peer: Some("192.0.2.1".into()),
        agent: Some("Browser".into()),
        request_id: Some("r1".into()),
        detail: json!({ "with": "password" }),
    };
    store
        .write(async |tx| {
            tx.grant_staff_role(ada, StaffRole::Lead, None, minute(0)).await?;
            tx.grant_staff_role(ada, StaffRole::Reviewer, None, minute(0))
                .await?;
            tx.record(&event).await?;
            tx.record(&event).await
        })
        .await
        .unwrap();
    let roles = store
        .read(async |read| read.staff_roles(ada).await)
        .await
        .unwrap();
    assert_eq!(roles, [StaffRole::Reviewer, StaffRole::Lead]);
    let app = database.raw("oin_app").await;
    for forbidden in [
        "UPDATE security_events SET kind = 'x'",
        "DELETE FROM security_events",
        "TRUNCATE security_events",
        "UPDATE staff_roles SET role = 'admin'",
    ] {
        assert!(app.batch_execute(forbidden).await.is_err(), "{forbidden}");
    }
    let old = "UPDATE security_events SET at = at - interval '31 days' WHERE id = (SELECT min(id) FROM security_events)";
    database
        .raw("oin_migrate")
        .await
        .batch_execute(old)
        .await
        .unwrap();
    assert_eq!(store.write(async |tx| tx.forget_peers().await).await.unwrap(), 1);
    let events = store
        .read(async |read| read.events_of_user(ada, 10).await)
        .await
        .unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].event, event);
    assert_eq!((&events[1].event.peer, &events[1].event.agent), (&None, &None));
}
