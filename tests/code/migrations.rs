//! Migrations go up, down and up again.

use oin_store::{check_schema, migrate, migrations, pending, revert_all};

use crate::harness::{Database, wait};

#[test]
fn migrations_go_both_ways() {
    let database = Database::empty();
    let url = database.url("oin_migrate");
    wait(async {
        assert_eq!(pending(&url).await.unwrap().len(), migrations());
        assert_eq!(migrate(&url).await.unwrap().len(), migrations());
        assert!(migrate(&url).await.unwrap().is_empty());
        check_schema(&url).await.unwrap();
        assert_eq!(revert_all(&url).await.unwrap().len(), migrations());
        assert_eq!(migrate(&url).await.unwrap().len(), migrations());
        check_schema(&url).await.unwrap();
        assert!(pending(&url).await.unwrap().is_empty());
    });
}
