//! Publishing and reading back.

use oin_domain::connection::{Connection, Known, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::CategorySlug;
use oin_domain::listing::{Flag, Stage, Tier};
use oin_domain::text::Summary;
use oin_store::{Change, Changed, Feed, Store, StoreError, Tally};
use uuid::Uuid;

use crate::cluster::Database;
use crate::sample::{content, listing, minute, publish, slug, with_categories};

pub(crate) async fn changes(store: &Store) -> Vec<Change> {
    store
        .read(async |read| read.changes_after(0, 1000).await)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_was_published_is_read_back() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let mut new = listing("box", "Box");
    new.flags = vec![Flag::Demo, Flag::VendorUnconfirmed, Flag::Demo];
    new.launches = 7;
    let published = publish(&store, new.clone()).await.unwrap();
    assert_eq!((published.version, published.launches), (1, 7));
    assert_eq!(published.flags, [Flag::VendorUnconfirmed, Flag::Demo]);
    assert_eq!(published.content, new.content);

    let read = store
        .read(async |read| read.listing(&slug("box")).await)
        .await
        .unwrap();
    assert_eq!(read, published);
    let entry = store
        .read(async |read| read.entry(&slug("box")).await)
        .await
        .unwrap();
    assert_eq!(entry.sign_on, [SignOn::Saml2]);
    assert_eq!(entry.clone().into_listing().unwrap(), published);
    assert!(!entry.content.contains("\": "), "not compact: {}", entry.content);

    let absent = store
        .read(async |read| read.listing(&slug("no-such")).await)
        .await;
    assert!(matches!(absent, Err(StoreError::Absent)));
}

#[tokio::test]
async fn publishing_the_same_again_changes_nothing() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let first = publish(&store, listing("box", "Box")).await.unwrap();
    let before = changes(&store).await;
    let mut again = listing("box", "Box");
    again.at = minute(9);
    again.launches = 99;
    assert_eq!(publish(&store, again).await.unwrap(), first);
    assert_eq!(changes(&store).await, before);
}

#[tokio::test]
async fn new_content_is_a_new_revision_and_new_facts_are_not() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let first = publish(&store, listing("box", "Box")).await.unwrap();

    let mut verified = listing("box", "Box");
    verified.tier = Tier::Verified;
    verified.verified_at = Some(minute(2));
    verified.at = minute(2);
    let second = publish(&store, verified.clone()).await.unwrap();
    assert_eq!(
        (second.version, second.published_at, second.updated_at),
        (1, minute(1), minute(2))
    );

    verified.content.summary = Summary::parse("Other words").unwrap();
    verified
        .content
        .categories
        .push(CategorySlug::parse("hr").unwrap());
    verified.at = minute(3);
    let third = publish(&store, verified).await.unwrap();
    assert_eq!((third.id, third.version), (first.id, 2));

    let history = store
        .read(async |read| read.history(first.id).await)
        .await
        .unwrap();
    let versions: Vec<_> = history
        .iter()
        .map(|one| (one.version, one.published_at))
        .collect();
    assert_eq!(versions, [(2, minute(3)), (1, minute(1))]);
    assert_eq!(history[1].content, content("Box"));
    assert_eq!(history[1].source, "seed");
}

#[tokio::test]
async fn many_are_published_at_once() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let mut all: Vec<_> = (0..1203)
        .map(|n| listing(&format!("app-{n}"), &format!("App {n}")))
        .collect();
    let tally = store
        .write(async |tx| tx.publish_many(all.clone()).await)
        .await
        .unwrap();
    assert_eq!(
        tally,
        Tally {
            new: 1203,
            changed: 0,
            unchanged: 0
        }
    );
    all[3].content = content("Another");
    all.push(listing("app-x", "App X"));
    let tally = store
        .write(async |tx| tx.publish_many(all.clone()).await)
        .await
        .unwrap();
    assert_eq!(
        tally,
        Tally {
            new: 1,
            changed: 1,
            unchanged: 1202
        }
    );

    let mut scan = store.scan().await.unwrap();
    assert_eq!(scan.version(), 1 + 1203 + 2);
    let mut seen = Vec::new();
    loop {
        let batch = scan.next().await.unwrap();
        if batch.is_empty() {
            break;
        }
        seen.extend(batch.into_iter().map(|entry| entry.id));
    }
    assert_eq!(seen.len(), 1204);
    assert!(seen.is_sorted());

    all.push(listing("app-x", "App X"));
    let twice = store.write(async |tx| tx.publish_many(all.clone()).await).await;
    assert!(matches!(twice, Err(StoreError::Broken(_))));
}

#[tokio::test]
async fn a_listing_comes_and_goes_and_leaves_a_tombstone() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let mut new = listing("box", "Box");
    new.stage = Stage::Unlisted;
    let id = publish(&store, new).await.unwrap().id;
    assert_eq!(changes(&store).await.len(), 1, "nobody saw it yet");

    let go = async |from, to, at| {
        store
            .write(async |tx| tx.move_listing(&slug("box"), from, to, minute(at)).await)
            .await
    };
    go(Stage::Unlisted, Stage::Live, 5).await.unwrap();
    assert!(matches!(
        go(Stage::Unlisted, Stage::Live, 5).await,
        Err(StoreError::Stale)
    ));
    go(Stage::Live, Stage::Suspended, 6).await.unwrap();
    assert!(matches!(
        store.read(async |read| read.listing(&slug("box")).await).await,
        Err(StoreError::Absent)
    ));
    assert!(
        store
            .read(async |read| read.entries_by_ids(&[id]).await)
            .await
            .unwrap()
            .is_empty()
    );
    let past = go(Stage::Suspended, Stage::Retired, 4).await;
    assert!(matches!(past, Err(StoreError::Broken(_))), "{past:?}");
    go(Stage::Suspended, Stage::Retiring, 4).await.unwrap();
    go(Stage::Retiring, Stage::Retired, 4).await.unwrap();
    let retired = store
        .read(async |read| read.listing(&slug("box")).await)
        .await
        .unwrap();
    assert_eq!(retired.updated_at, minute(6), "time does not run backwards");

    let slug = slug("box");
    let upsert = |version, at| Change {
        version,
        at: minute(at),
        what: Changed::Upsert {
            id,
            slug: slug.clone(),
        },
    };
    let removed = Change {
        version: 3,
        at: minute(6),
        what: Changed::Removed {
            id,
            slug: slug.clone(),
        },
    };
    assert_eq!(
        changes(&store).await[1..],
        [upsert(2, 5), removed, upsert(4, 4), upsert(5, 4)]
    );
    let absent = store
        .write(async |tx| {
            tx.move_listing(
                &crate::sample::slug("no-such"),
                Stage::Live,
                Stage::Retired,
                minute(1),
            )
            .await
        })
        .await;
    assert!(matches!(absent, Err(StoreError::Absent)));
}

#[tokio::test]
async fn names_are_found_by_prefix_without_accents_and_punctuation() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    for (at, name) in [
        ("cafe", "Café Crème"),
        ("aha", "Aha!"),
        ("cab", "Cab_100%"),
        ("box", "Box"),
    ] {
        publish(&store, listing(at, name)).await.unwrap();
    }
    let names = async |prefix: &str| {
        let found = store
            .read(async |read| read.entries_by_name_prefix(prefix, 10).await)
            .await
            .unwrap();
        found
            .into_iter()
            .map(|entry| entry.name.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("cafe cr").await, ["Café Crème"]);
    assert_eq!(names("AHA").await, ["Aha!"]);
    assert_eq!(names("ca").await, ["Cab_100%", "Café Crème"]);
    assert_eq!(names("c%e").await, Vec::<String>::new());
    assert_eq!(names("").await.len(), 4);
}

#[tokio::test]
async fn feeds_have_their_order() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    for (at, minutes) in [("a", 1), ("b", 2), ("c", 3)] {
        let mut new = listing(at, at);
        new.at = minute(minutes);
        publish(&store, new).await.unwrap();
    }
    let mut changed = listing("a", "A again");
    changed.at = minute(9);
    publish(&store, changed).await.unwrap();
    store
        .write(async |tx| {
            tx.move_listing(&slug("b"), Stage::Live, Stage::Retiring, minute(10))
                .await?;
            tx.move_listing(&slug("b"), Stage::Retiring, Stage::Retired, minute(10))
                .await
        })
        .await
        .unwrap();
    let feed = async |feed| {
        let entries = store.read(async |read| read.feed(feed, 2).await).await.unwrap();
        entries
            .into_iter()
            .map(|entry| entry.slug.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(feed(Feed::New).await, ["c", "b"]);
    assert_eq!(feed(Feed::Updated).await, ["b", "a"]);
    assert_eq!(feed(Feed::Retired).await, ["b"]);
}

#[tokio::test]
async fn facts_that_contradict_are_refused() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let first = publish(&store, listing("box", "Box")).await.unwrap();

    let mut unknown_category = listing("a", "A");
    unknown_category.content.categories = vec![CategorySlug::parse("nowhere").unwrap()];
    assert!(matches!(
        publish(&store, unknown_category).await,
        Err(StoreError::Absent)
    ));

    let mut taken = listing("b", "B");
    taken.id = first.id;
    assert!(matches!(
        publish(&store, taken).await,
        Err(StoreError::Taken("integrations_pkey"))
    ));

    let mut undated = listing("c", "C");
    undated.tier = Tier::Verified;
    assert!(matches!(
        publish(&store, undated).await,
        Err(StoreError::Broken(_))
    ));

    let mut modeless = listing("d", "D");
    modeless.content.connections.clear();
    assert!(matches!(
        publish(&store, modeless).await,
        Err(StoreError::Broken(_))
    ));
    assert_eq!(changes(&store).await.len(), 2, "nothing of these remains");
}

#[tokio::test]
async fn a_private_integration_never_shows() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    publish(&store, listing("box", "Box")).await.unwrap();
    let raw = database.raw("oin_migrate").await;
    raw.batch_execute("UPDATE integrations SET visibility = 'private'")
        .await
        .unwrap();
    let mut changed = listing("box", "Box");
    changed
        .content
        .connections
        .push(Connection::Known(Known::mode_only(SignOn::Swa)));
    publish(&store, changed).await.unwrap();
    assert_eq!(
        changes(&store).await.len(),
        2,
        "the category list and the first publication"
    );
    assert!(store.scan().await.unwrap().next().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_integration_has_no_history() {
    let store = Database::migrated().await.store().await;
    let history = store
        .read(async |read| read.history(IntegrationId(Uuid::now_v7())).await)
        .await;
    assert!(history.unwrap().is_empty());
}
