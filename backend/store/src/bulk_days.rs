//! How many submissions somebody has changed in bulk on a day.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;

use crate::error::StoreError;
use crate::schema::bulk_days;
use crate::tx::Tx;

impl Tx {
    /// How many somebody has changed in bulk on `day`. Nobody else counts theirs until the
    /// transaction ends, and the days before are forgotten.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a person.
    pub async fn hold_bulk_day(&mut self, user: UserId, day: NaiveDate) -> Result<u32, StoreError> {
        let made: i32 = self
            .run(async |connection| {
                // Written even when it says the same: that is what holds it.
                let made = diesel::insert_into(bulk_days::table)
                    .values((
                        bulk_days::user_id.eq(user.0),
                        bulk_days::day.eq(day),
                        bulk_days::made.eq(0),
                    ))
                    .on_conflict((bulk_days::user_id, bulk_days::day))
                    .do_update()
                    .set(bulk_days::made.eq(bulk_days::made))
                    .returning(bulk_days::made)
                    .get_result(connection)
                    .await?;
                let before = bulk_days::user_id.eq(user.0).and(bulk_days::day.lt(day));
                diesel::delete(bulk_days::table.filter(before))
                    .execute(connection)
                    .await?;
                Ok(made)
            })
            .await?;
        u32::try_from(made).map_err(StoreError::broken)
    }

    /// Counts `more` submissions that somebody has changed in bulk on `day`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn count_bulk(&mut self, user: UserId, day: NaiveDate, more: u32) -> Result<(), StoreError> {
        let more = i32::try_from(more).map_err(StoreError::broken)?;
        self.run(async |connection| {
            diesel::update(bulk_days::table.find((user.0, day)))
                .set(bulk_days::made.eq(bulk_days::made + more))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
