//! A secret opens in its place, for its target, and nowhere else.

use oin_domain::ids::OrgId;
use oin_server::vault::VaultError;
use oin_store::{SecretPlace, StoreError};
use uuid::Uuid;

use crate::database::{Database, fresh_vault, login_of, vault};
use crate::rows;

#[tokio::test]
async fn a_secret_comes_back_for_its_target_only() {
    let database = Database::new().await;
    let org = database.org().await;
    let vault = fresh_vault();
    let place = login_of(Some(org), "password");
    database.seal(&vault, &place, "first").await;
    database.seal(&vault, &place, "hunter2").await;
    assert_eq!(database.open(&vault, &place).await.unwrap(), "hunter2");
    let elsewhere = SecretPlace {
        target: "https://evil.example".into(),
        ..place.clone()
    };
    let refused = database.open(&vault, &elsewhere).await;
    assert!(matches!(refused, Err(VaultError::OtherTarget { .. })));
    let none = database.open(&vault, &login_of(Some(org), "password")).await;
    assert!(matches!(none, Err(VaultError::Store(StoreError::Absent))));
}

/// Everything that somebody who can write the tables may try, each on a secret of its own beside
/// one that must not notice.
#[tokio::test]
async fn what_was_moved_or_changed_does_not_open_and_the_rest_does() {
    let database = Database::new().await;
    let (acme, buyer) = (database.org().await, database.org().await);
    let vault = fresh_vault();
    let other = login_of(Some(buyer), "password");
    database.seal(&vault, &other, "the buyer's").await;
    let raw = database.raw().await;
    let other_row = other.row;
    let attacks: [(&str, String); 9] = [
        ("moved to another row", format!(
            "UPDATE sealed_secrets v SET sealed = o.sealed FROM sealed_secrets o WHERE v.row_id = '{{row}}' AND o.row_id = '{other_row}'"
        )),
        ("moved with all that describes it", format!(
            "UPDATE sealed_secrets v SET sealed = o.sealed, revision = o.revision, data_key_id = o.data_key_id, org_id = o.org_id
             FROM sealed_secrets o WHERE v.row_id = '{{row}}' AND o.row_id = '{other_row}'"
        )),
        ("given to another org's key", format!(
            "UPDATE sealed_secrets v SET data_key_id = o.data_key_id FROM sealed_secrets o WHERE v.row_id = '{{row}}' AND o.row_id = '{other_row}'"
        )),
        ("a flipped bit", "UPDATE sealed_secrets SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE row_id = '{row}'".into()),
        ("a flipped bit in the nonce", "UPDATE sealed_secrets SET sealed = set_byte(sealed, 0, get_byte(sealed, 0) # 1) WHERE row_id = '{row}'".into()),
        ("cut short", "UPDATE sealed_secrets SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE row_id = '{row}'".into()),
        ("an older sealing put back", "UPDATE sealed_secrets SET sealed = (SELECT sealed FROM kept WHERE row_id = '{row}') WHERE row_id = '{row}'".into()),
        ("another number", "UPDATE sealed_secrets SET revision = revision - 1 WHERE row_id = '{row}'".into()),
        ("another form", "UPDATE sealed_secrets SET version = version + 1 WHERE row_id = '{row}'".into()),
    ];
    raw.batch_execute("CREATE TABLE kept AS SELECT * FROM sealed_secrets WITH NO DATA")
        .await
        .unwrap();
    let count = attacks.len();
    for (what, sql) in attacks {
        let place = login_of(Some(acme), "password");
        database.seal(&vault, &place, "an older one").await;
        raw.batch_execute(&format!(
            "INSERT INTO kept SELECT * FROM sealed_secrets WHERE row_id = '{}'",
            place.row
        ))
        .await
        .unwrap();
        database.seal(&vault, &place, "hunter2").await;
        raw.batch_execute(&sql.replace("{row}", &place.row.to_string()))
            .await
            .unwrap();
        let refused = database.open(&vault, &place).await.unwrap_err();
        assert!(
            matches!(&refused, VaultError::Unopenable { row, .. } if *row == place.row),
            "{what}: {refused}"
        );
        assert!(!refused.to_string().contains("hunter2"));
        assert_eq!(
            database.open(&vault, &other).await.unwrap(),
            "the buyer's",
            "{what}"
        );
    }
    // Another field, another org: what the caller asks for is part of it too.
    let place = login_of(Some(acme), "password");
    database.seal(&vault, &place, "hunter2").await;
    let as_another = SecretPlace {
        org: Some(buyer),
        ..place.clone()
    };
    assert!(matches!(
        database.open(&vault, &as_another).await,
        Err(VaultError::Unopenable { .. })
    ));
    raw.batch_execute(&format!(
        "UPDATE sealed_secrets SET field = 'token' WHERE row_id = '{}'",
        place.row
    ))
    .await
    .unwrap();
    let as_token = SecretPlace {
        field: "token".into(),
        ..place.clone()
    };
    assert!(matches!(
        database.open(&vault, &as_token).await,
        Err(VaultError::Unopenable { .. })
    ));
    rows::passed(74, count + 2);
}

#[tokio::test]
async fn an_unknown_or_changed_key_is_named_and_other_orgs_go_on() {
    let database = Database::new().await;
    let (acme, buyer) = (database.org().await, database.org().await);
    let vault_ = fresh_vault();
    let (place, other) = (
        login_of(Some(acme), "password"),
        login_of(Some(buyer), "password"),
    );
    database.seal(&vault_, &place, "hunter2").await;
    database.seal(&vault_, &other, "the buyer's").await;
    let stranger = fresh_vault();
    let refused = database.open(&stranger, &place).await;
    assert!(matches!(refused, Err(VaultError::UnknownKey(_))));
    let started = database.store.read(async |read| stranger.check(read).await).await;
    assert!(matches!(started, Err(VaultError::UnknownKey(_))));
    database
        .store
        .read(async |read| vault_.check(read).await)
        .await
        .unwrap();
    // Another key under the same name.
    let name = vault_
        .ring()
        .valid(oin_server::vault::Purpose::Wrap)
        .id()
        .to_owned();
    let fresh = oin_server::vault::fresh_key_file().unwrap();
    let its_name = fresh.lines().find(|line| line.starts_with("wrap")).unwrap();
    let its_name = its_name.split(' ').nth(1).unwrap();
    let impostor = vault(&fresh.replace(its_name, &name));
    let started = database.store.read(async |read| impostor.check(read).await).await;
    assert!(matches!(started, Err(VaultError::WrongKey(_))));
    let raw = database.raw().await;
    raw.batch_execute(&format!(
        "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE org_id = '{buyer}') WHERE org_id = '{acme}'"
    ))
    .await
    .unwrap();
    let swapped = database.open(&vault_, &place).await;
    assert!(matches!(swapped, Err(VaultError::WrongKey(_))));
    assert_eq!(database.open(&vault_, &other).await.unwrap(), "the buyer's");
    rows::passed(74, 3);
}

#[tokio::test]
async fn a_deleted_org_takes_its_secrets_along() {
    let database = Database::new().await;
    let (acme, buyer) = (database.org().await, database.org().await);
    let vault = fresh_vault();
    let (place, other) = (
        login_of(Some(acme), "password"),
        login_of(Some(buyer), "password"),
    );
    database.seal(&vault, &place, "hunter2").await;
    database.seal(&vault, &other, "the buyer's").await;
    database
        .store
        .write(async |tx| tx.destroy_data_keys(acme).await)
        .await
        .unwrap();
    assert!(database.open(&vault, &place).await.is_err());
    assert_eq!(database.open(&vault, &other).await.unwrap(), "the buyer's");
    let unknown = login_of(Some(OrgId(Uuid::now_v7())), "password");
    let secret = oin_server::vault::Secret::from_text("x".into());
    let refused = database
        .store
        .write(async |tx| vault.seal(tx, &unknown, &secret, crate::database::now()).await)
        .await;
    assert!(matches!(refused, Err(VaultError::Store(StoreError::Absent))));
}
