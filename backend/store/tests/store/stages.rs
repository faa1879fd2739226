//! Where listings may go.

use std::collections::BTreeSet;

use oin_domain::choice::Choice as _;
use oin_domain::listing::{PAIRS, Stage};

use crate::cluster::Database;
use crate::sample::{listing, publish, with_categories};

/// The database has the domain's pairs, and refuses every other in plain SQL (DESIGN 10).
#[tokio::test]
async fn jumps_between_stages_are_refused_in_sql() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    publish(&store, listing("box", "Box")).await.unwrap();
    let mut owner = database.raw("oin_migrate").await;
    let pairs = "SELECT from_stage, to_stage FROM listing_stage_pairs";
    let found: BTreeSet<(String, String)> = owner
        .query(pairs, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let legal: BTreeSet<(String, String)> = PAIRS
        .iter()
        .map(|(from, to)| (from.to_string(), to.to_string()))
        .collect();
    assert_eq!(found, legal);
    let set = "UPDATE listings SET stage = $1";
    for from in Stage::ALL {
        for to in Stage::ALL {
            let tx = owner.transaction().await.unwrap();
            tx.batch_execute("ALTER TABLE listings DISABLE TRIGGER listings_by_pairs")
                .await
                .unwrap();
            tx.execute(set, &[&from.as_str()]).await.unwrap();
            tx.batch_execute("ALTER TABLE listings ENABLE TRIGGER listings_by_pairs")
                .await
                .unwrap();
            let moved = tx.execute(set, &[&to.as_str()]).await.is_ok();
            let expected = from == to || PAIRS.contains(&(*from, *to));
            assert_eq!(moved, expected, "{from} to {to}");
            tx.rollback().await.unwrap();
        }
    }
}
