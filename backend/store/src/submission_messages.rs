//! The thread of a submission, and the notes that staff write for staff.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::review::PrivateNote;
use oin_domain::submission::Side;
use oin_domain::text::Prose;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::{private_notes, submission_messages};
use crate::tx::{Read, Tx};

/// A message in the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// From which side: the ISV or staff.
    pub side: Side,
    /// Who wrote it.
    pub by: UserId,
    /// What it says.
    pub text: Prose,
}

/// A note that only staff read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeptNote {
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: Option<UserId>,
    /// What it says.
    pub note: PrivateNote,
}

impl Read {
    /// The thread, the first message first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn thread(&mut self, submission: SubmissionId) -> Result<Vec<Message>, StoreError> {
        let rows: Vec<(Uuid, DateTime<Utc>, String, Uuid, String)> = self
            .run(async |connection| {
                Ok(submission_messages::table
                    .filter(submission_messages::submission_id.eq(submission.0))
                    .order((submission_messages::at, submission_messages::id))
                    .select((
                        submission_messages::id,
                        submission_messages::at,
                        submission_messages::side,
                        submission_messages::user_id,
                        submission_messages::text,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(id, at, side, by, text)| {
                Ok(Message {
                    id,
                    at,
                    side: side.parse().map_err(StoreError::broken)?,
                    by: UserId(by),
                    text: Prose::try_from(text).map_err(StoreError::broken)?,
                })
            })
            .collect()
    }

    /// The notes of staff for staff, the first one first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn private_notes(&mut self, submission: SubmissionId) -> Result<Vec<KeptNote>, StoreError> {
        let rows: Vec<(DateTime<Utc>, Option<Uuid>, String)> = self
            .run(async |connection| {
                Ok(private_notes::table
                    .filter(private_notes::submission_id.eq(submission.0))
                    .order(private_notes::id)
                    .select((private_notes::at, private_notes::user_id, private_notes::text))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(at, by, text)| {
                Ok(KeptNote {
                    at,
                    by: by.map(UserId),
                    note: PrivateNote(Prose::try_from(text).map_err(StoreError::broken)?),
                })
            })
            .collect()
    }
}

impl Tx {
    /// Adds a message to the thread.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn add_message(
        &mut self,
        submission: SubmissionId,
        message: &Message,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(submission_messages::table)
                .values((
                    submission_messages::id.eq(message.id),
                    submission_messages::submission_id.eq(submission.0),
                    submission_messages::at.eq(message.at),
                    submission_messages::side.eq(message.side.as_str()),
                    submission_messages::user_id.eq(message.by.0),
                    submission_messages::text.eq(message.text.as_str()),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
