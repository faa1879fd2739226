//! What people prove themselves with beside a password.

use chrono::TimeDelta;
use oin_domain::ids::PasskeyId;
use oin_store::{OidcIdentity, Passkey, StoreError};
use serde_json::json;
use uuid::Uuid;

use crate::cluster::Database;
use crate::people::{digest, fifty, somebody};
use crate::sample::minute;

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_used_once() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let has = async || {
        store
            .read(async |read| read.has_second_factor(ada).await)
            .await
            .unwrap()
    };
    store
        .write(async |tx| {
            tx.begin_totp(ada, minute(0)).await?;
            tx.begin_totp(ada, minute(1)).await?;
            tx.set_recovery_codes(ada, &[digest(1), digest(2)]).await
        })
        .await
        .unwrap();
    assert!(!has().await, "unconfirmed");
    let step = |step| {
        let store = store.clone();
        async move {
            store
                .write(async |tx| tx.use_totp_step(ada, step, minute(2)).await)
                .await
        }
    };
    assert_eq!(fifty(|| step(100)).await, 1);
    assert!(has().await);
    assert!(
        matches!(step(99).await, Err(StoreError::Stale)),
        "an earlier window"
    );
    assert!(step(101).await.is_ok());
    let again = store.write(async |tx| tx.begin_totp(ada, minute(3)).await).await;
    assert!(matches!(again, Err(StoreError::Stale)));
    let code = |n| {
        let store = store.clone();
        async move {
            store
                .write(async |tx| tx.use_recovery_code(ada, &digest(n), minute(4)).await)
                .await
        }
    };
    assert_eq!(fifty(|| code(1)).await, 1);
    assert!(code(3).await.is_err());
    let left = store
        .read(async |read| read.recovery_codes_left(ada).await)
        .await
        .unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_passkey_whose_counter_stands_still_is_a_copy() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let passkey = |id: u8| Passkey {
        id: PasskeyId(Uuid::now_v7()),
        user: ada,
        credential_id: vec![id; 16],
        credential: json!({ "key": id }),
        counter: 0,
        name: "Laptop".into(),
        created_at: minute(0),
        used_at: None,
    };
    let (laptop, copy) = (passkey(1), passkey(1));
    store
        .write(async |tx| tx.add_passkey(&laptop).await)
        .await
        .unwrap();
    let taken = store.write(async |tx| tx.add_passkey(&copy).await).await;
    assert!(matches!(
        taken,
        Err(StoreError::Taken("passkeys_credential_id_key"))
    ));
    let used = |counter| {
        let (store, id) = (store.clone(), laptop.id);
        async move {
            store
                .write(async |tx| {
                    tx.use_passkey(id, counter, &json!({ "counter": counter }), minute(1))
                        .await
                })
                .await
        }
    };
    assert!(used(0).await.is_ok(), "it may always say 0");
    assert!(used(0).await.is_ok());
    assert!(used(7).await.is_ok());
    for stale in [0, 6, 7] {
        assert!(matches!(used(stale).await, Err(StoreError::Stale)), "{stale}");
    }
    assert!(
        store
            .read(async |read| read.has_second_factor(ada).await)
            .await
            .unwrap()
    );
    let found = store
        .read(async |read| read.passkey(&[1; 16]).await)
        .await
        .unwrap();
    assert_eq!((found.counter, found.used_at), (7, Some(minute(1))));
}

#[tokio::test]
async fn identities_are_linked_once_and_by_nothing_but_themselves() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let eve = somebody(&store, "eve@evil.example").await;
    let identity = OidcIdentity {
        issuer: "https://login.example".into(),
        subject: "42".into(),
    };
    let other_issuer = OidcIdentity {
        issuer: "https://evil.example".into(),
        ..identity.clone()
    };
    store
        .write(async |tx| tx.link_identity(ada, &identity, minute(0)).await)
        .await
        .unwrap();
    let taken = store
        .write(async |tx| tx.link_identity(eve, &identity, minute(0)).await)
        .await;
    assert!(matches!(taken, Err(StoreError::Taken("oidc_identities_pkey"))));
    let found = store
        .read(async |read| read.user_by_identity(&identity).await)
        .await
        .unwrap();
    assert_eq!(found.id, ada);
    let mixed_up = store
        .read(async |read| read.user_by_identity(&other_issuer).await)
        .await;
    assert!(matches!(mixed_up, Err(StoreError::Absent)));
    let not_theirs = store
        .write(async |tx| tx.unlink_identity(eve, &identity).await)
        .await;
    assert!(matches!(not_theirs, Err(StoreError::Absent)));
}

#[tokio::test]
async fn devices_are_known_to_their_person_for_ninety_days() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let eve = somebody(&store, "eve@evil.example").await;
    store
        .write(async |tx| tx.remember_device(ada, &digest(1), minute(0)).await)
        .await
        .unwrap();
    let knows = |who, days| {
        let store = store.clone();
        async move {
            store
                .read(async |read| {
                    read.knows_device(who, &digest(1), minute(0) + TimeDelta::days(days))
                        .await
                })
                .await
                .unwrap()
        }
    };
    assert!(knows(ada, 89).await);
    assert!(!knows(ada, 90).await);
    assert!(!knows(eve, 1).await);
}
