//! The outbox as those see it who look after it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::LetterId;

use crate::error::{StoreError, or};
use crate::letters::LETTER_SECRETS;
use crate::schema::{letters, sealed_secrets};
use crate::tx::{Read, Tx};

/// How many letters are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterCount {
    /// `pending`, `sending`, `sent` or `parked`.
    pub state: String,
    /// How many.
    pub count: i64,
    /// When the oldest was written.
    pub oldest: Option<DateTime<Utc>>,
}

impl Read {
    /// How many letters are in each state.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn letter_counts(&mut self) -> Result<Vec<LetterCount>, StoreError> {
        let rows: Vec<(String, i64, Option<DateTime<Utc>>)> = self
            .run(async |connection| {
                Ok(letters::table
                    .group_by(letters::state)
                    .order(letters::state)
                    .select((
                        letters::state,
                        diesel::dsl::count_star(),
                        diesel::dsl::min(letters::created_at),
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        let count = |(state, count, oldest)| LetterCount { state, count, oldest };
        Ok(rows.into_iter().map(count).collect())
    }
}

impl Tx {
    /// Takes a parked letter away for good, with its sealed link.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when no such letter is parked.
    pub async fn discard_letter(&mut self, id: LetterId) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(letters::table.find(id.0))
                .filter(letters::state.eq("parked"))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)?;
            diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(LETTER_SECRETS))
                .filter(sealed_secrets::row_id.eq(id.0))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
