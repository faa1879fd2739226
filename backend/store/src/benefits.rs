//! What the second tier brings, in the network's own words.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;
use oin_domain::text::Line;

use crate::error::StoreError;
use crate::schema::benefits;
use crate::tx::{Read, Tx};

impl Read {
    /// The benefits that stand in place of the program's own, in order; none when those stand.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn benefits(&mut self) -> Result<Vec<Line>, StoreError> {
        let rows: Vec<String> = self
            .run(async |connection| {
                Ok(benefits::table
                    .order(benefits::position)
                    .select(benefits::text)
                    .load(connection)
                    .await?)
            })
            .await?;
        let lines = rows
            .iter()
            .map(|text| Line::parse(text).map_err(StoreError::broken));
        lines.collect()
    }
}

impl Tx {
    /// Puts these in place of the program's own; none: those stand again. Says whether there were any
    /// before.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn set_benefits(
        &mut self,
        lines: &[Line],
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let rows: Vec<_> = (1_i32..)
            .zip(lines)
            .map(|(position, line)| {
                (
                    benefits::position.eq(position),
                    benefits::text.eq(line.as_str()),
                    benefits::updated_by.eq(by.0),
                    benefits::updated_at.eq(at),
                )
            })
            .collect();
        self.run(async |connection| {
            // Two who save at once come one after the other, and the later one's stand.
            diesel::sql_query("LOCK TABLE benefits IN SHARE ROW EXCLUSIVE MODE")
                .execute(connection)
                .await?;
            let gone = diesel::delete(benefits::table).execute(connection).await?;
            diesel::insert_into(benefits::table)
                .values(&rows)
                .execute(connection)
                .await?;
            Ok(gone > 0)
        })
        .await
    }
}
