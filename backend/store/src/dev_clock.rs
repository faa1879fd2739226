//! How far the clock of a local installation is ahead.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::error::StoreError;
use crate::jobs::WORK_CHANNEL;
use crate::prepared::Prepare as _;
use crate::schema::dev_clock;
use crate::tx::{Read, Tx};

impl Read {
    /// How many seconds the installation's clock is ahead; 0 unless somebody moved it.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn seconds_ahead(&mut self) -> Result<i64, StoreError> {
        self.run(async |connection| {
            let ahead: Option<i64> = dev_clock::table
                .select(dev_clock::ahead_seconds)
                .first(connection)
                .await
                .optional()?;
            Ok(ahead.unwrap_or_default())
        })
        .await
    }
}

impl Tx {
    /// Moves the clock on by `seconds` and wakes every process; says how far it is ahead now.
    ///
    /// # Errors
    /// [`StoreError::Broken`] beyond a hundred years.
    pub async fn move_clock_on(&mut self, seconds: i64) -> Result<i64, StoreError> {
        let ahead = self
            .run(async |connection| {
                Ok(diesel::insert_into(dev_clock::table)
                    .values((dev_clock::only_row.eq(true), dev_clock::ahead_seconds.eq(seconds)))
                    .on_conflict(dev_clock::only_row)
                    .do_update()
                    .set(dev_clock::ahead_seconds.eq(dev_clock::ahead_seconds + seconds))
                    .returning(dev_clock::ahead_seconds)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        // With the commit: the command that moves the clock ends right after it.
        self.run(async |connection| {
            diesel::sql_query("SELECT pg_notify($1, '')")
                .bind::<Text, _>(WORK_CHANNEL)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        Ok(ahead)
    }
}
