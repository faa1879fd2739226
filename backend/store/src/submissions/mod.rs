//! Submissions: drafts as typed, and the machine that they move through.

mod context;
mod listed;
mod open;
mod published;
mod row;

use chrono::{DateTime, NaiveTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::draft::{Kept, Testing};
use oin_domain::ids::{IntegrationId, SubmissionId, UserId};
use oin_domain::integration::{Content, Slug};
use oin_domain::submission::{Stage, Submission};
use serde::Serialize;
use serde_json::Value;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{integrations, sealed_secrets, submissions};
use crate::tx::{Read, Tx};

pub use context::DraftContext;
pub use listed::{Listed, SubmissionPlace, SubmissionsOf};
use row::{Columns, SubmissionRow};

/// The place under which a draft's secrets are sealed: a row is a submission, a field the name in
/// its [`SealedField`](oin_domain::draft::SealedField).
pub const SUBMISSION_SECRETS: &str = "submissions";

/// What was last submitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// What the listing would show.
    pub content: Content,
    /// What reviewers and tests need.
    pub testing: Testing,
    /// When.
    pub at: DateTime<Utc>,
    /// Who submitted it.
    pub by: UserId,
}

/// A submission as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSubmission {
    /// Where it is in the machine.
    pub submission: Submission,
    /// Counts every move, from 1.
    pub revision: i32,
    /// Its draft.
    pub kept: Kept,
    /// A customer proposed it, without the vendor.
    pub vendor_unconfirmed: bool,
    /// The live revision that it was copied from.
    pub based_on: Option<i32>,
    /// What was last submitted; nothing before the first time.
    pub submitted: Option<Submitted>,
    /// The integration's slug; nothing before the first submit of any of its submissions.
    pub slug: Option<Slug>,
    /// Who began it.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who changed it last.
    pub updated_by: UserId,
    /// When.
    pub updated_at: DateTime<Utc>,
    /// When the draft was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl Read {
    /// A submission, deleted or not.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn submission(&mut self, id: SubmissionId) -> Result<StoredSubmission, StoreError> {
        let row: SubmissionRow = self
            .run(async |connection| {
                Ok(submissions::table
                    .inner_join(integrations::table)
                    .filter(submissions::id.eq(id.0))
                    .select(SubmissionRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        row.try_into()
    }

    /// How many submissions of the queue are due on an earlier day (UTC) than `due`: the queue goes
    /// by days.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn queued_before(&mut self, due: DateTime<Utc>) -> Result<i64, StoreError> {
        let day = due.date_naive().and_time(NaiveTime::MIN).and_utc();
        self.run(async |connection| {
            Ok(submissions::table
                .filter(submissions::stage.eq(Stage::Queued.as_str()))
                .filter(submissions::due_at.lt(day))
                .count()
                .get_result(connection)
                .await?)
        })
        .await
    }

    /// The last submission of an integration that was not deleted.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it has none.
    pub async fn last_submission(
        &mut self,
        integration: IntegrationId,
    ) -> Result<StoredSubmission, StoreError> {
        let row: SubmissionRow = self
            .run(async |connection| {
                Ok(submissions::table
                    .inner_join(integrations::table)
                    .filter(submissions::integration_id.eq(integration.0))
                    .filter(submissions::deleted_at.is_null())
                    .order((submissions::created_at.desc(), submissions::id.desc()))
                    .select(SubmissionRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        row.try_into()
    }
}

impl Tx {
    /// A submission whose row is held until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn hold_submission(&mut self, id: SubmissionId) -> Result<StoredSubmission, StoreError> {
        let row: SubmissionRow = self
            .run(async |connection| {
                Ok(submissions::table
                    .inner_join(integrations::table)
                    .filter(submissions::id.eq(id.0))
                    .select(SubmissionRow::as_select())
                    .for_no_key_update()
                    .first(connection)
                    .await?)
            })
            .await?;
        row.try_into()
    }

    /// Begins a submission.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`submissions_open_key`) when the integration has an open one;
    /// [`StoreError::Absent`] when the integration or the org is not there.
    pub async fn add_submission(&mut self, new: &StoredSubmission) -> Result<(), StoreError> {
        let columns = Columns::of(&new.submission)?;
        let (draft, beside) = (json(&new.kept.draft)?, json(&new.kept.beside)?);
        let about = new.submission.about;
        self.run(async |connection| {
            diesel::insert_into(submissions::table)
                .values((
                    submissions::id.eq(about.id.0),
                    submissions::integration_id.eq(about.integration.0),
                    submissions::org_id.eq(about.org.0),
                    submissions::vendor_unconfirmed.eq(new.vendor_unconfirmed),
                    columns,
                    submissions::revision.eq(new.revision),
                    submissions::draft.eq(draft),
                    submissions::draft_beside.eq(beside),
                    submissions::draft_revision.eq(new.kept.revision),
                    submissions::based_on.eq(new.based_on),
                    (
                        submissions::created_by.eq(new.created_by.0),
                        submissions::created_at.eq(new.created_at),
                        submissions::updated_by.eq(new.updated_by.0),
                        submissions::updated_at.eq(new.updated_at),
                    ),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Moves a submission on from stage `from` at `revision`; gives its new revision. A person
    /// who moves it is noted as the last who changed it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not there (any more).
    pub async fn advance_submission(
        &mut self,
        next: &Submission,
        (from, revision): (Stage, i32),
        by: Option<UserId>,
        at: DateTime<Utc>,
    ) -> Result<i32, StoreError> {
        let columns = Columns::of(next)?;
        self.run(async |connection| {
            let moved = diesel::update(submissions::table.find(next.about.id.0))
                .filter(submissions::stage.eq(from.as_str()))
                .filter(submissions::revision.eq(revision))
                .filter(submissions::deleted_at.is_null())
                .set((
                    columns,
                    submissions::revision.eq(revision + 1),
                    // What the network does by itself leaves them as they are.
                    by.map(|by| (submissions::updated_by.eq(by.0), submissions::updated_at.eq(at))),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(moved, StoreError::Stale)?;
            Ok(revision + 1)
        })
        .await
    }

    /// Writes a draft that was changed from its revision `before`.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the draft has another revision (by now).
    pub async fn save_draft(
        &mut self,
        id: SubmissionId,
        before: i32,
        kept: &Kept,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (draft, beside) = (json(&kept.draft)?, json(&kept.beside)?);
        self.run(async |connection| {
            let saved = diesel::update(submissions::table.find(id.0))
                .filter(submissions::draft_revision.eq(before))
                .set((
                    submissions::draft.eq(draft),
                    submissions::draft_beside.eq(beside),
                    submissions::draft_revision.eq(kept.revision),
                    submissions::updated_by.eq(by.0),
                    submissions::updated_at.eq(at),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(saved, StoreError::Stale)
        })
        .await
    }

    /// Keeps what is submitted, before the submission is moved on.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn keep_submitted(
        &mut self,
        id: SubmissionId,
        submitted: &Submitted,
    ) -> Result<(), StoreError> {
        let (content, testing) = (json(&submitted.content)?, json(&submitted.testing)?);
        self.run(async |connection| {
            let kept = diesel::update(submissions::table.find(id.0))
                .set((
                    submissions::content.eq(content),
                    submissions::testing.eq(testing),
                    submissions::submitted_at.eq(submitted.at),
                    submissions::submitted_by.eq(submitted.by.0),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(kept, StoreError::Absent)
        })
        .await
    }

    /// Drops the secrets of drafts that were deleted before this; says how many.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_secrets_of_deleted_drafts(
        &mut self,
        before: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        self.run(async |connection| {
            let deleted = submissions::table
                .filter(submissions::deleted_at.lt(before))
                .select(submissions::id);
            Ok(diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(SUBMISSION_SECRETS))
                .filter(sealed_secrets::row_id.eq_any(deleted))
                .execute(connection)
                .await?)
        })
        .await
    }

    /// Deletes a draft, or brings it back (`None`).
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is no draft, or already so; [`StoreError::Taken`]
    /// (`submissions_open_key`) when another one was begun meanwhile.
    pub async fn set_submission_deleted(
        &mut self,
        id: SubmissionId,
        deleted: Option<(UserId, DateTime<Utc>)>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let draft = diesel::update(submissions::table.find(id.0))
                .filter(submissions::stage.eq(Stage::Draft.as_str()))
                .filter(submissions::deleted_at.is_null().eq(deleted.is_some()));
            let changed = draft
                .set((
                    submissions::deleted_by.eq(deleted.map(|(by, _)| by.0)),
                    submissions::deleted_at.eq(deleted.map(|(_, at)| at)),
                ))
                .execute(connection)
                .await?;
            or(changed, StoreError::Stale)
        })
        .await
    }
}

fn json(value: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(StoreError::broken)
}
