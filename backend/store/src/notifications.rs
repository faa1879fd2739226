//! What a person has not seen yet of what happened to their org's submissions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{OrgId, SubmissionId, UserId};
use oin_domain::submission::{Action, Stage};
use uuid::Uuid;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::{notifications, submissions};
use crate::tx::{Read, Tx};

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Counts up.
    pub id: i64,
    /// Which submission.
    pub submission: SubmissionId,
    /// What it is called in its draft, when it has a name.
    pub name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub action: Action,
    /// Where the submission went.
    pub to: Stage,
    /// Whether the person has seen it.
    pub read: bool,
}

impl Read {
    /// A person's notifications of an org, the newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn notifications(
        &mut self,
        user: UserId,
        org: OrgId,
        limit: u32,
    ) -> Result<Vec<Notification>, StoreError> {
        type Row = (
            i64,
            Uuid,
            DateTime<Utc>,
            String,
            String,
            Option<DateTime<Utc>>,
            serde_json::Value,
        );
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(notifications::table
                    .inner_join(submissions::table)
                    .filter(notifications::user_id.eq(user.0))
                    .filter(submissions::org_id.eq(org.0))
                    .order(notifications::id.desc())
                    .limit(i64::from(limit))
                    .select((
                        notifications::id,
                        notifications::submission_id,
                        notifications::at,
                        notifications::action,
                        notifications::to_stage,
                        notifications::read_at,
                        submissions::draft,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(id, submission, at, action, to, read_at, draft)| {
                let name = draft.get("name").and_then(serde_json::Value::as_str);
                Ok(Notification {
                    id,
                    submission: SubmissionId(submission),
                    name: name.map(str::to_owned),
                    at,
                    action: action.parse().map_err(StoreError::broken)?,
                    to: to.parse().map_err(StoreError::broken)?,
                    read: read_at.is_some(),
                })
            })
            .collect()
    }
}

impl Tx {
    /// Notes that a person has seen their notifications up to and including the one with the
    /// number `last`; says how many were new.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn read_notifications(
        &mut self,
        user: UserId,
        last: i64,
        at: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::update(notifications::table)
                .filter(notifications::user_id.eq(user.0))
                .filter(notifications::id.le(last))
                .filter(notifications::read_at.is_null())
                .set(notifications::read_at.eq(at))
                .prepared()
                .execute(connection)
                .await?)
        })
        .await
    }
}
