//! Pictures: kept once an org, counted, kept for good once they are published.

use oin_domain::ids::{OrgId, UserId};
use oin_domain::integration::{FileKey, PictureForm, PictureKind};
use oin_store::{FileUse, NewFile, Store, StoreError, StoredRendition};
use uuid::Uuid;

use crate::cluster::Database;
use crate::people::{org_of, somebody};
use crate::sample::{listing, minute, publish, with_categories};

fn logo(org: OrgId, by: UserId, number: u8) -> NewFile {
    let rendition = |form, bytes: &[u8]| {
        let stored = StoredRendition {
            media_type: "image/png".to_owned(),
            bytes: bytes.to_vec(),
        };
        (form, stored)
    };
    NewFile {
        key: FileKey::of([number; 32]),
        org,
        kind: PictureKind::Logo,
        sha256: [number; 32],
        width: 300,
        height: 200,
        by,
        at: minute(0),
        renditions: vec![
            rendition(PictureForm::Large, b"large"),
            rendition(PictureForm::Small, b"small"),
        ],
    }
}

async fn add(store: &Store, new: &NewFile) -> Result<(), StoreError> {
    store.write(async |tx| tx.add_file(new).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_kept_counted_and_found_again() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let (org, other) = (org_of(&store, ada).await, org_of(&store, ada).await);
    let (first, second) = (logo(org, ada, 1), logo(org, ada, 2));
    add(&store, &first).await.unwrap();
    add(&store, &second).await.unwrap();

    let small = store
        .read(async |read| read.file(&first.key, PictureForm::Small).await)
        .await
        .unwrap();
    assert_eq!(
        (small.media_type.as_str(), small.bytes.as_slice()),
        ("image/png", &b"small"[..])
    );
    let thumbnail = store
        .read(async |read| read.file(&first.key, PictureForm::Thumbnail).await)
        .await;
    assert!(matches!(thumbnail, Err(StoreError::Absent)));

    let used = async |org| store.write(async |tx| tx.file_use(org).await).await;
    assert_eq!(used(org).await.unwrap(), FileUse { files: 2, bytes: 20 });
    assert_eq!(used(other).await.unwrap(), FileUse { files: 0, bytes: 0 });
    assert!(matches!(
        used(OrgId(Uuid::now_v7())).await,
        Err(StoreError::Absent)
    ));

    // The same picture is found again in its org and for its purpose only.
    let same = async |org, kind| {
        store
            .write(async |tx| tx.same_file(org, kind, &[1; 32], minute(9)).await)
            .await
            .unwrap()
    };
    assert_eq!(same(org, PictureKind::Logo).await, Some(first.key.clone()));
    assert_eq!(same(org, PictureKind::Screenshot).await, None);
    assert_eq!(same(other, PictureKind::Logo).await, None);

    let keys = [first.key.clone(), second.key.clone(), FileKey::of([9; 32])];
    let mine = store
        .read(async |read| read.files_of(org, PictureKind::Logo, &keys).await)
        .await
        .unwrap();
    assert_eq!(mine.len(), 2);
    let theirs = store
        .read(async |read| read.files_of(other, PictureKind::Logo, &keys).await)
        .await
        .unwrap();
    assert_eq!(theirs, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_revision_keeps_its_pictures() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let (named, unnamed) = (logo(org, ada, 1), logo(org, ada, 2));
    add(&store, &named).await.unwrap();
    add(&store, &unnamed).await.unwrap();
    let mut new = listing("acme", "Acme");
    new.content.logo = Some(named.key.clone());
    publish(&store, new).await.unwrap();
    let raw = database.raw("oin_migrate").await;
    let rows = raw
        .query("SELECT id FROM files WHERE published", &[])
        .await
        .unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(ids, [named.key.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_pictures_go_unless_something_names_them() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let [unnamed, drafted, deleted, live, fresh] = [1, 2, 3, 4, 5].map(|number| logo(org, ada, number));
    let fresh = NewFile {
        at: minute(100),
        ..fresh
    };
    for new in [&unnamed, &drafted, &deleted, &live, &fresh] {
        add(&store, new).await.unwrap();
    }
    let mut new = listing("acme", "Acme");
    new.content.logo = Some(live.key.clone());
    publish(&store, new).await.unwrap();
    let raw = database.raw("oin_migrate").await;
    for (key, deleted_at) in [(&drafted.key, None), (&deleted.key, Some(minute(40)))] {
        let of = crate::submissions::draft(&store, org, ada).await;
        let gone = deleted_at.map_or(
            "NULL, deleted_by = NULL".to_owned(),
            |at: chrono::DateTime<chrono::Utc>| format!("'{}', deleted_by = '{}'", at.to_rfc3339(), ada.0),
        );
        let naming = format!(
            "UPDATE submissions SET draft = jsonb_build_object('logo', '{}'), deleted_at = {gone} WHERE id = '{}'",
            key.as_str(),
            of.submission.about.id.0
        );
        let changed = raw.execute(&naming, &[]).await.unwrap();
        assert_eq!(changed, 1);
    }
    let forget = async |before, now| {
        store
            .write(async |tx| tx.forget_files(before, now).await)
            .await
            .unwrap()
    };
    // Until then the deleted draft can be brought back.
    assert_eq!(forget(minute(30), minute(200)).await, 1);
    assert_eq!(forget(minute(30), minute(200)).await, 0);
    // What a look found named is looked at again only after as long a time.
    let back = format!(
        "UPDATE files SET seen_at = '{}' WHERE id = '{}'",
        minute(10).to_rfc3339(),
        deleted.key.as_str()
    );
    raw.execute(&back, &[]).await.unwrap();
    assert_eq!(forget(minute(50), minute(200)).await, 1);
    let rows = raw.query("SELECT id FROM files ORDER BY id", &[]).await.unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(ids, [drafted.key.as_str(), live.key.as_str(), fresh.key.as_str()]);
    let renditions = raw.query("SELECT FROM file_renditions", &[]).await.unwrap();
    assert_eq!(renditions.len(), 6);
}
