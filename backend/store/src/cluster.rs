//! Making the roles and the database on a cluster that is ours alone.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::error::{Fault, StoreError};
use crate::pool;

/// The roles that sign in, as the migrations name them.
const ROLES: [&str; 3] = ["oin_migrate", "oin_app", "oin_audit"];

/// Makes the roles (with LOGIN and without a password: the cluster's socket lets in whom it trusts)
/// and the database, owned by `oin_migrate`. What is there already stays as it is.
///
/// `superuser_url` names a database that exists, usually `postgres`.
///
/// # Errors
/// [`StoreError::Unavailable`] without a connection, [`StoreError::Broken`] when the name of the
/// database is not `[a-z0-9_]` or the user may not make roles.
pub async fn prepare_cluster(superuser_url: &str, database: &str) -> Result<(), StoreError> {
    // Names cannot be sent as values, so only plain ones get into a statement.
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if database.is_empty() || database.len() > 63 || !database.chars().all(plain) {
        return Err(StoreError::broken(format!(
            "{database:?} is no name for a database"
        )));
    }
    let mut connection = pool::open(superuser_url).await?;
    for role in ROLES {
        run(
            &mut connection,
            &format!(
                "DO $$ BEGIN
                     IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                         CREATE ROLE {role} LOGIN;
                     ELSIF NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = '{role}') THEN
                         ALTER ROLE {role} LOGIN;
                     END IF;
                 EXCEPTION WHEN duplicate_object OR unique_violation THEN
                     NULL; -- another process made it at this moment
                 END $$"
            ),
        )
        .await?;
    }
    // There is no CREATE DATABASE IF NOT EXISTS, and it must stand alone.
    let there: Exists =
        diesel::sql_query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS there")
            .bind::<Text, _>(database)
            .get_result(&mut connection)
            .await
            .map_err(|error| Fault::from(error).error)?;
    if there.there {
        return Ok(());
    }
    run(
        &mut connection,
        &format!("CREATE DATABASE {database} OWNER oin_migrate"),
    )
    .await
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    there: bool,
}

async fn run(connection: &mut AsyncPgConnection, sql: &str) -> Result<(), StoreError> {
    connection
        .batch_execute(sql)
        .await
        .map_err(|error| Fault::from(error).error)
}
