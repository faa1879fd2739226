//! Categories and collections.

use oin_domain::listing::Stage;
use oin_store::{Changed, StoreError};

use crate::cluster::Database;
use crate::listings::changes;
use crate::sample::{category, listing, minute, publish, slug, with_categories};

#[tokio::test]
async fn lists_are_replaced_as_a_whole() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    publish(&store, listing("box", "Box")).await.unwrap();
    publish(&store, listing("cab", "Cab")).await.unwrap();
    let list = [category("hr", 1), category("security", 2)];
    let set = async || {
        store
            .write(async |tx| tx.set_categories(&list, minute(1)).await)
            .await
            .unwrap()
    };
    assert!(set().await);
    assert!(!set().await);
    let kept = store.read(async |read| read.categories().await).await.unwrap();
    let kept: Vec<&str> = kept.iter().map(|category| category.slug.as_str()).collect();
    assert_eq!(kept, ["files", "hr", "security"], "a category in use stays");

    let collection = oin_domain::catalog::Collection {
        slug: slug("picks"),
        title: oin_domain::text::Line::parse("Picks").unwrap(),
        summary: oin_domain::text::Prose::parse("Two.").unwrap(),
        position: 1,
        starts_on: None,
        ends_on: None,
        integrations: vec![slug("cab"), slug("box")],
    };
    let list = [collection.clone()];
    let set = async || {
        store
            .write(async |tx| tx.set_collections(&list, minute(1)).await)
            .await
            .unwrap()
    };
    assert!(set().await);
    assert!(!set().await);
    let read = async || store.read(async |read| read.collections().await).await.unwrap();
    assert_eq!(read().await, list);
    store
        .write(async |tx| {
            tx.move_listing(&slug("cab"), Stage::Live, Stage::Suspended, minute(2))
                .await
        })
        .await
        .unwrap();
    assert_eq!(read().await[0].integrations, [slug("box")]);
    assert!(!set().await, "what is hidden now is still chosen");

    let mut wrong = collection;
    wrong.integrations = vec![slug("no-such")];
    let absent = store
        .write(async |tx| tx.set_collections(&[wrong.clone()], minute(1)).await)
        .await;
    assert!(matches!(absent, Err(StoreError::Absent)));
    let kinds: Vec<Changed> = changes(&store)
        .await
        .into_iter()
        .map(|change| change.what)
        .collect();
    assert_eq!(kinds[3..5], [Changed::Categories, Changed::Collections]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_replace_the_same_list_do_it_once() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    publish(&store, listing("box", "Box")).await.unwrap();
    let picks = oin_domain::catalog::Collection {
        slug: slug("picks"),
        title: oin_domain::text::Line::parse("Picks").unwrap(),
        summary: oin_domain::text::Prose::parse("One.").unwrap(),
        position: 1,
        starts_on: None,
        ends_on: None,
        integrations: vec![slug("box")],
    };
    let list = [picks];
    let set = async || {
        store
            .write(async |tx| tx.set_collections(&list, minute(1)).await)
            .await
            .unwrap()
    };
    let (a, b, c) = tokio::join!(set(), set(), set());
    assert_eq!([a, b, c].into_iter().filter(|changed| *changed).count(), 1);
}
