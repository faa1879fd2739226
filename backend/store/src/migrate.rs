//! Bringing the database's shape up to what this program needs.

use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::error::{Fault, StoreError};
use crate::pool;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// One process migrates a database at a time; the number means nothing but must stay the same.
const LOCK: &str = "SELECT pg_advisory_lock(hashtext('oin migrate'))";
/// A migration waits for a table's lock no longer than this: readers queue up behind it. The
/// schema is named because migrations name tables without one.
const LIMITS: &str = "SET lock_timeout = '10s'; SET search_path = public";

type Blocking = AsyncConnectionWrapper<AsyncPgConnection>;

/// Applies every migration that is missing and returns their names, oldest first. Several
/// processes may call it at once: one works, the others wait and find nothing left to do.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection, [`StoreError::Broken`] when a migration
/// fails; those before it stay applied, it leaves nothing.
pub async fn migrate(url: &str) -> Result<Vec<String>, StoreError> {
    with_harness(url, |connection| {
        let mut applied = Vec::new();
        for migration in connection.pending_migrations(MIGRATIONS)? {
            connection
                .run_migration(&migration)
                .map_err(|error| format!("{}: {error}", migration.name()))?;
            applied.push(migration.name().to_string());
        }
        Ok(applied)
    })
    .await
}

/// Takes every migration back, newest first: all data goes.
///
/// # Errors
/// As [`migrate`].
pub async fn revert_all(url: &str) -> Result<Vec<String>, StoreError> {
    with_harness(url, |connection| {
        let reverted = connection.revert_all_migrations(MIGRATIONS)?;
        Ok(reverted.iter().map(ToString::to_string).collect())
    })
    .await
}

/// The names of the migrations that are missing, oldest first; the application's role may ask.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection.
pub async fn pending(url: &str) -> Result<Vec<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    #[derive(QueryableByName)]
    struct Known {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        known: bool,
    }
    let fault = |error: diesel::result::Error| Fault::from(error).error;
    let mut connection = pool::open(url).await?;
    let table: Known =
        diesel::sql_query("SELECT to_regclass('public.__diesel_schema_migrations') IS NOT NULL AS known")
            .get_result(&mut connection)
            .await
            .map_err(fault)?;
    let applied: Vec<Applied> = if table.known {
        diesel::sql_query("SELECT version FROM public.__diesel_schema_migrations")
            .load(&mut connection)
            .await
            .map_err(fault)?
    } else {
        Vec::new()
    };
    let mut brought =
        MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).map_err(StoreError::broken)?;
    brought.sort_by_key(|migration| migration.name().version().as_owned());
    Ok(brought
        .iter()
        .filter(|migration| {
            let version = migration.name().version().to_string();
            !applied.iter().any(|one| one.version == version)
        })
        .map(|migration| migration.name().to_string())
        .collect())
}

/// How many migrations this program brings.
pub fn migrations() -> usize {
    MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).map_or(0, |brought| brought.len())
}

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Diesel's migrations are blocking code, so they get a thread that may block.
async fn with_harness<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut Blocking) -> Outcome<T> + Send + 'static,
) -> Result<T, StoreError> {
    let mut connection = pool::open(url).await?;
    for sql in [LIMITS, LOCK] {
        connection
            .batch_execute(sql)
            .await
            .map_err(|error| Fault::from(error).error)?;
    }
    // The lock goes with the connection.
    tokio::task::spawn_blocking(move || work(&mut Blocking::from(connection)))
        .await
        .map_err(StoreError::broken)?
        .map_err(StoreError::broken)
}
