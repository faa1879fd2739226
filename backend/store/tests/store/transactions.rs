//! Commits, clashes, cancellation and lost connections.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use oin_domain::listing::Stage;
use oin_store::{CatalogListener, Changed, Store, StoreError, StoreOptions, Wake};

use crate::cluster::Database;
use crate::sample::{listing, minute, publish, slug, with_categories};

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_publications_are_numbered_in_commit_order_without_gaps() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let mut writers = Vec::new();
    for writer in 0..8 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for n in 0..25 {
                let new = listing(&format!("app-{writer}-{n}"), "App");
                // Every fifth transaction fails after its work and must leave no number behind.
                let result: Result<(), StoreError> = store
                    .write(async |tx| {
                        tx.publish(new.clone()).await?;
                        if n % 5 == 4 {
                            Err(StoreError::Stale)
                        } else {
                            Ok(())
                        }
                    })
                    .await;
                assert_eq!(result.is_ok(), n % 5 != 4);
            }
        }));
    }
    // A reader that follows its mark must never see a number appear behind it.
    let mut mark = 0;
    let mut seen = Vec::new();
    while seen.len() < 1 + 8 * 20 {
        let changes = store
            .read(async |read| read.changes_after(mark, 7).await)
            .await
            .unwrap();
        for change in changes {
            assert_eq!(change.version, mark + 1, "a gap");
            mark = change.version;
            seen.push(change);
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let version = store
        .read(async |read| read.catalog_version().await)
        .await
        .unwrap();
    assert_eq!(version, 161);
    assert_eq!(
        seen.iter()
            .filter(|c| matches!(c.what, Changed::Upsert { .. }))
            .count(),
        160
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_slug_published_by_many_is_one_integration() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let mut writers = Vec::new();
    for writer in 0..8 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for n in 0..10 {
                publish(&store, listing("box", &format!("Box {writer} {n}")))
                    .await
                    .unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let box_ = store
        .read(async |read| read.listing(&slug("box")).await)
        .await
        .unwrap();
    let history = store
        .read(async |read| read.history(box_.id).await)
        .await
        .unwrap();
    let versions: Vec<i32> = history.iter().map(|one| one.version).rev().collect();
    assert_eq!(versions, (1..=80).collect::<Vec<_>>());
    assert_eq!(history[0].content, box_.content);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_transaction_leaves_nothing_and_the_pool_healthy() {
    let database = Database::migrated().await;
    let store = Store::connect(&database.url("oin_app"), StoreOptions { connections: 2 })
        .await
        .unwrap();
    with_categories(&store).await;
    for round in 0..40 {
        let new = listing(&format!("app-{round}"), "App");
        let work = store.write(async |tx| {
            tx.publish(new.clone()).await?;
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok::<_, StoreError>(())
        });
        // From "hardly begun" to "all written, not committed".
        let _ = tokio::time::timeout(Duration::from_micros(700 * round), work).await;
    }
    let mut scan = store.scan().await.unwrap();
    assert!(scan.next().await.unwrap().is_empty());
    assert_eq!(scan.version(), 1);
    // The locks of the dropped ones have been given back: the same slugs can be written at once.
    for round in 0..40 {
        publish(&store, listing(&format!("app-{round}"), "App"))
            .await
            .unwrap();
    }
    let open: i64 = database
        .raw("oin_migrate")
        .await
        .query_one(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(open, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_dropped_while_it_waits_for_a_lock_is_cancelled_by_the_server() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    publish(&store, listing("box", "Box")).await.unwrap();
    let raw = database.raw("oin_migrate").await;
    raw.batch_execute("BEGIN; SELECT * FROM integrations FOR UPDATE")
        .await
        .unwrap();
    let waits = publish(&store, listing("box", "Box 2"));
    assert!(
        tokio::time::timeout(Duration::from_millis(200), waits)
            .await
            .is_err()
    );
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let waiting: i64 = raw
        .query_one(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(waiting, 0, "it gave up before its lock timeout of two seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_that_deadlock_are_run_again() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    for at in ["a", "b"] {
        publish(&store, listing(at, at)).await.unwrap();
    }
    let runs = AtomicU32::new(0);
    let both_hold = tokio::sync::Barrier::new(2);
    let cross = async |first: &'static str, second: &'static str, name: &str| {
        let mut met = false;
        let met = std::sync::Mutex::new(&mut met);
        store
            .write(async |tx| {
                runs.fetch_add(1, Ordering::Relaxed);
                tx.publish(listing(first, name)).await?;
                let again = std::mem::replace(*met.lock().unwrap(), true);
                if !again {
                    both_hold.wait().await;
                }
                tx.publish(listing(second, name)).await?;
                Ok::<_, StoreError>(())
            })
            .await
    };
    let (one, two) = tokio::join!(cross("a", "b", "One"), cross("b", "a", "Two"));
    one.unwrap();
    two.unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 3, "one of them ran twice");
    let version = store
        .read(async |read| read.catalog_version().await)
        .await
        .unwrap();
    assert_eq!(version, 3 + 4);
}

#[tokio::test]
async fn a_lock_that_does_not_come_is_unavailable() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    publish(&store, listing("box", "Box")).await.unwrap();
    let raw = database.raw("oin_migrate").await;
    raw.batch_execute("BEGIN; SELECT * FROM integrations FOR UPDATE")
        .await
        .unwrap();
    let started = std::time::Instant::now();
    let refused = publish(&store, listing("box", "Box 2")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(started.elapsed() < Duration::from_secs(4));
    raw.batch_execute("ROLLBACK").await.unwrap();
    publish(&store, listing("box", "Box 2")).await.unwrap();
}

#[tokio::test]
async fn a_read_that_takes_too_long_is_unavailable() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let raw = database.raw("oin_migrate").await;
    raw.batch_execute("BEGIN; LOCK TABLE listings").await.unwrap();
    let started = std::time::Instant::now();
    let refused = store.read(async |read| read.listing(&slug("box")).await).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(started.elapsed() < Duration::from_secs(3));
    store.health().await.unwrap();
}

#[tokio::test]
async fn an_error_that_the_caller_swallowed_does_not_pass_for_a_commit() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let first = publish(&store, listing("box", "Box")).await.unwrap();
    let result = store
        .write(async |tx| {
            let mut taken = listing("cab", "Cab");
            taken.id = first.id;
            assert!(matches!(
                tx.publish(taken).await,
                Err(StoreError::Taken("integrations_pkey"))
            ));
            Ok::<_, StoreError>(())
        })
        .await;
    assert!(matches!(result, Err(StoreError::Broken(_))));
    store.health().await.unwrap();
}

#[tokio::test]
async fn connections_that_the_server_ended_are_replaced() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let end_all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let raw = database.raw("oin").await;
    let during = store
        .write(async |tx| {
            raw.query_one(end_all, &[]).await.unwrap();
            tx.publish(listing("box", "Box")).await
        })
        .await;
    assert!(matches!(during, Err(StoreError::Unavailable(_))), "{during:?}");
    publish(&store, listing("box", "Box")).await.unwrap();
    raw.query_one(end_all, &[]).await.unwrap();
    store.health().await.unwrap();
    store
        .read(async |read| read.listing(&slug("box")).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_database_that_is_not_there_is_unavailable_and_a_wrong_url_is_broken() {
    let nowhere = Store::connect("postgres://oin@%2Fnowhere/oin", StoreOptions::default()).await;
    assert!(matches!(nowhere, Err(StoreError::Unavailable(_))));
    let wrong = Store::connect("postgres://[", StoreOptions::default()).await;
    assert!(matches!(wrong, Err(StoreError::Broken(_))));
}

#[tokio::test]
async fn the_listener_hears_commits_and_only_commits() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let mut listener = CatalogListener::connect(&database.url("oin_app")).await.unwrap();
    let short = Duration::from_millis(200);
    assert_eq!(listener.next(short).await.unwrap(), Wake::TimedOut);
    with_categories(&store).await;
    for at in ["a", "b", "c"] {
        publish(&store, listing(at, at)).await.unwrap();
    }
    assert_eq!(
        listener.next(Duration::from_secs(5)).await.unwrap(),
        Wake::Notified
    );
    while listener.next(short).await.unwrap() == Wake::Notified {}
    let nothing: Result<(), StoreError> = store
        .write(async |tx| {
            tx.publish(listing("d", "D")).await?;
            Err(StoreError::Stale)
        })
        .await;
    assert!(nothing.is_err());
    store
        .write(async |tx| {
            tx.move_listing(&slug("a"), Stage::Live, Stage::Live, minute(1))
                .await
        })
        .await
        .unwrap();
    assert_eq!(
        listener.next(Duration::from_secs(5)).await.unwrap(),
        Wake::Notified
    );
    assert_eq!(listener.next(short).await.unwrap(), Wake::TimedOut);
    let raw = database.raw("oin").await;
    raw.query_one(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        &[],
    )
    .await
    .unwrap();
    let gone = listener.next(Duration::from_secs(5)).await;
    assert!(matches!(gone, Err(StoreError::Unavailable(_))), "{gone:?}");
}
