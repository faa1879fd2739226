//! Keys and sealed secrets, as the database keeps them.

use oin_domain::ids::DataKeyId;
use oin_store::{DataKey, SealedSecret, SecretPlace, Store, StoreError};
use uuid::Uuid;

use crate::cluster::Database;
use crate::people::{org_of, somebody};
use crate::sample::minute;

fn key(org: Option<oin_domain::ids::OrgId>) -> DataKey {
    DataKey {
        id: DataKeyId(Uuid::now_v7()),
        org,
        wrapping_key: "k1".into(),
        wrapped: vec![7; 72],
        created_at: minute(0),
    }
}

async fn seal(store: &Store, place: &SecretPlace, key: DataKeyId, byte: u8) -> SealedSecret {
    store
        .write(async |tx| {
            let secret = SealedSecret {
                target: place.target.clone(),
                key,
                version: 1,
                revision: tx.next_secret_revision().await?,
                sealed: vec![byte; 60],
            };
            tx.put_secret(place, &secret, minute(1)).await?;
            Ok::<_, StoreError>(secret)
        })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_org_has_one_current_key_however_many_make_one() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let acme = org_of(&store, ada).await;
    for org in [None, Some(acme)] {
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    store
                        .write(async |tx| tx.ensure_data_key(&key(org)).await)
                        .await
                        .unwrap()
                        .id
                })
            })
            .collect();
        let mut ids = Vec::new();
        for task in tasks {
            ids.push(task.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        let retained = store
            .write(async |tx| tx.retain_data_key(org).await)
            .await
            .unwrap();
        assert_eq!(retained, ids[0]);
        let next = store
            .write(async |tx| tx.ensure_data_key(&key(org)).await)
            .await
            .unwrap();
        assert_ne!(next.id, ids[0]);
    }
    let left = store
        .read(async |read| read.data_keys_not_under("k2", 10).await)
        .await
        .unwrap();
    assert_eq!(left.len(), 4);
    store
        .write(async |tx| tx.rewrap_data_key(left[0].id, "k1", "k2", &[8; 72]).await)
        .await
        .unwrap();
    let twice = store
        .write(async |tx| tx.rewrap_data_key(left[0].id, "k1", "k2", &[9; 72]).await)
        .await;
    assert!(matches!(twice, Err(StoreError::Stale)));
}

#[tokio::test]
async fn a_secret_goes_when_its_target_changes_or_its_org_is_deleted() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let acme = org_of(&store, ada).await;
    let key = store
        .write(async |tx| tx.ensure_data_key(&key(Some(acme))).await)
        .await
        .unwrap();
    let row = Uuid::now_v7();
    let place = |field: &str, target: &str| SecretPlace {
        place: "provisioning",
        row,
        field: field.into(),
        org: Some(acme),
        target: target.into(),
    };
    seal(&store, &place("token", "https://old.example"), key.id, 1).await;
    seal(&store, &place("password", "https://new.example"), key.id, 2).await;
    let dropped = store
        .write(async |tx| {
            tx.drop_secrets_for_other_targets("provisioning", row, "https://new.example")
                .await
        })
        .await
        .unwrap();
    assert_eq!(dropped, ["token"]);
    let fields = store
        .read(async |read| read.secret_fields("provisioning", row).await)
        .await
        .unwrap();
    assert_eq!(
        fields,
        [("password".to_owned(), "https://new.example".to_owned())]
    );
    // Sealed anew by the job and changed by its owner at once: the owner's word stays.
    let kept = store
        .read(async |read| read.secrets_under(key.id, 10).await)
        .await
        .unwrap();
    let newer = seal(&store, &place("password", "https://new.example"), key.id, 3).await;
    let late = store
        .write(async |tx| tx.reseal_secret(&kept[0], &kept[0].secret, minute(2)).await)
        .await;
    assert!(matches!(late, Err(StoreError::Stale)));
    let found = store
        .read(async |read| read.sealed_secret("provisioning", row, "password").await)
        .await
        .unwrap();
    assert_eq!(found, newer);
    assert!(newer.revision > kept[0].secret.revision);
    store
        .write(async |tx| tx.destroy_data_keys(acme).await)
        .await
        .unwrap();
    let gone = store
        .read(async |read| read.sealed_secret("provisioning", row, "password").await)
        .await;
    assert!(matches!(gone, Err(StoreError::Absent)));
}
