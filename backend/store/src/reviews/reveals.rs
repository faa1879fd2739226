//! Looks at secrets, and notes of staff for staff.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::review::PrivateNote;
use oin_domain::text::Line;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::{private_notes, secret_reveals};
use crate::tx::Tx;

/// A look at an ISV's secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reveal {
    /// The secret's field.
    pub path: String,
    /// Why, in the reviewer's words.
    pub reason: Line,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was submitted by then.
    pub submitted_at: DateTime<Utc>,
}

impl Tx {
    /// Writes down a look at a secret.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn record_reveal(
        &mut self,
        submission: SubmissionId,
        id: Uuid,
        reveal: &Reveal,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(secret_reveals::table)
                .values((
                    secret_reveals::id.eq(id),
                    secret_reveals::submission_id.eq(submission.0),
                    secret_reveals::path.eq(&reveal.path),
                    secret_reveals::reason.eq(reveal.reason.as_str()),
                    secret_reveals::user_id.eq(reveal.by.0),
                    secret_reveals::at.eq(reveal.at),
                    secret_reveals::submitted_at.eq(reveal.submitted_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Keeps a note of staff for staff.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn add_private_note(
        &mut self,
        submission: SubmissionId,
        by: UserId,
        note: &PrivateNote,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(private_notes::table)
                .values((
                    private_notes::submission_id.eq(submission.0),
                    private_notes::at.eq(at),
                    private_notes::user_id.eq(by.0),
                    private_notes::text.eq(note.0.as_str()),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
