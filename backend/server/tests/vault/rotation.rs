//! Keys are changed while secrets are read and written.

use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use oin_server::config::Keys;
use oin_server::vault::{Progress, Purpose, Vault, VaultError, retire_key, rotate_key};
use oin_store::SecretPlace;

use crate::database::{Database, fresh_vault, login_of, now};

async fn rewrap_all(database: &Database, vault: &Vault) -> usize {
    let mut all = 0;
    while let Progress::Some(some) = database
        .store
        .write(async |tx| vault.rewrap(tx, 2).await)
        .await
        .unwrap()
    {
        all += some;
    }
    all
}

/// Two processes share a key file. One changes the wrapping key; the other, which has read the
/// file before, opens and seals all the while.
#[tokio::test(flavor = "multi_thread")]
async fn the_wrapping_key_changes_under_a_running_process() {
    let database = Arc::new(Database::new().await);
    let folder = std::env::temp_dir().join(format!("oin-vault-keys-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let keys = Keys::File {
        path: folder.join("keys"),
        may_make: true,
    };
    let running = Vault::load(&keys).unwrap();
    let first = running.ring().valid(Purpose::Wrap).id().to_owned();
    let mut places: Vec<SecretPlace> = Vec::new();
    for _ in 0..5 {
        let org = database.org().await;
        let place = login_of(Some(org), "password");
        database.seal(&running, &place, "hunter2").await;
        places.push(place);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (database, vault, places, stop) = (
                Arc::clone(&database),
                running.clone(),
                places.clone(),
                Arc::clone(&stop),
            );
            tokio::spawn(async move {
                let mut opened = 0;
                while !stop.load(Ordering::Relaxed) {
                    for place in &places {
                        assert_eq!(database.open(&vault, place).await.unwrap(), "hunter2");
                        opened += 1;
                    }
                }
                opened
            })
        })
        .collect();
    let second = rotate_key(&keys, Purpose::Wrap).unwrap();
    let changing = Vault::load(&keys).unwrap();
    assert_eq!(rewrap_all(&database, &changing).await, 5);
    // A process that has not read the file again may still wrap with the key before.
    let late = login_of(Some(database.org().await), "password");
    database.seal(&running, &late, "late").await;
    rewrap_all(&database, &changing).await;
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    let left: i64 = database
        .raw()
        .await
        .query_one(
            "SELECT count(*) FROM data_keys WHERE wrapping_key <> $1",
            &[&second],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0);
    retire_key(&keys, &first).unwrap();
    let restarted = Vault::load(&keys).unwrap();
    assert!(restarted.ring().usable(Purpose::Wrap, &first).is_none());
    for place in &places {
        assert_eq!(database.open(&restarted, place).await.unwrap(), "hunter2");
    }
    assert_eq!(database.open(&restarted, &late).await.unwrap(), "late");
    assert_eq!(folder.join("keys").metadata().unwrap().mode() & 0o777, 0o600);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_data_key_is_replaced_step_by_step_and_a_broken_secret_holds_nothing_up() {
    let database = Database::new().await;
    let org = database.org().await;
    let vault = fresh_vault();
    let mut places = Vec::new();
    for n in 0..7 {
        let place = login_of(Some(org), "password");
        database.seal(&vault, &place, &format!("secret {n}")).await;
        places.push(place);
    }
    let raw = database.raw().await;
    raw.batch_execute(&format!(
        "UPDATE sealed_secrets SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE row_id = '{}'",
        places[0].row
    ))
    .await
    .unwrap();
    database
        .store
        .write(async |tx| vault.renew_data_key(tx, Some(org)).await)
        .await
        .unwrap();
    // A step that is undone half-way.
    let undone: Result<(), VaultError> = database
        .store
        .write(async |tx| {
            let _ = vault.reseal(tx, 3, now()).await?;
            Err(VaultError::TooLong)
        })
        .await;
    assert!(undone.is_err());
    let mut changed = 0;
    while let Progress::Some(some) = database
        .store
        .write(async |tx| vault.reseal(tx, 3, now()).await)
        .await
        .unwrap()
    {
        changed += some;
    }
    assert_eq!(changed, 6);
    assert!(database.open(&vault, &places[0]).await.is_err());
    for (n, place) in places.iter().enumerate().skip(1) {
        assert_eq!(database.open(&vault, place).await.unwrap(), format!("secret {n}"));
    }
    // The broken one keeps its key; without it the key goes.
    let keys = "SELECT count(*) FROM data_keys";
    let count: i64 = raw.query_one(keys, &[]).await.unwrap().get(0);
    assert_eq!(count, 2);
    database
        .store
        .write(async |tx| {
            tx.drop_secret("test_logins", places[0].row, "password").await?;
            tx.drop_unused_data_keys(Some(org)).await
        })
        .await
        .unwrap();
    let count: i64 = raw.query_one(keys, &[]).await.unwrap().get(0);
    assert_eq!(count, 1);
}
