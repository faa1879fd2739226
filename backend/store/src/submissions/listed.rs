//! The submissions of an org, the last changed first, in pages.

use chrono::{DateTime, Utc};
use diesel::helper_types::{InnerJoin, IntoBoxed};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice as _;
use oin_domain::ids::{OrgId, SubmissionId};
use oin_domain::submission::Stage;

use super::StoredSubmission;
use super::row::SubmissionRow;
use crate::error::StoreError;
use crate::schema::{integrations, submissions};
use crate::tx::Read;

/// Which submissions of an org are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// All but deleted drafts.
    Kept,
    /// Drafts that were deleted after this.
    DeletedAfter(DateTime<Utc>),
}

/// The submissions that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubmissionsOf {
    /// Whose.
    pub org: OrgId,
    /// Deleted or not.
    pub listed: Listed,
    /// Only those at this stage.
    pub stage: Option<Stage>,
}

/// The place of a submission in its org's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubmissionPlace {
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Which: of those that were changed at once, the least is the first.
    pub id: SubmissionId,
}

impl SubmissionsOf {
    fn query(self) -> IntoBoxed<'static, InnerJoin<submissions::table, integrations::table>, Pg> {
        let all = submissions::table
            .inner_join(integrations::table)
            .filter(submissions::org_id.eq(self.org.0))
            .into_boxed();
        let listed = match self.listed {
            Listed::Kept => all.filter(submissions::deleted_at.is_null()),
            Listed::DeletedAfter(after) => all.filter(submissions::deleted_at.gt(after)),
        };
        match self.stage {
            Some(stage) => listed.filter(submissions::stage.eq(stage.as_str())),
            None => listed,
        }
    }
}

impl Read {
    /// At most `limit` submissions of an org, the last changed first, from behind a place on.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn submissions_of(
        &mut self,
        asked: SubmissionsOf,
        after: Option<SubmissionPlace>,
        limit: usize,
    ) -> Result<Vec<StoredSubmission>, StoreError> {
        let rows: Vec<SubmissionRow> = self
            .run(async |connection| {
                let mut found = asked.query();
                if let Some(after) = after {
                    let (at, id) = (after.updated_at, after.id.0);
                    let behind = submissions::updated_at.lt(at).or(submissions::id.gt(id));
                    found = found.filter(submissions::updated_at.le(at)).filter(behind);
                }
                Ok(found
                    .order((submissions::updated_at.desc(), submissions::id))
                    .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                    .select(SubmissionRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(StoredSubmission::try_from).collect()
    }

    /// How many submissions of an org there are.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn count_submissions_of(&mut self, asked: SubmissionsOf) -> Result<i64, StoreError> {
        self.run(async |connection| {
            let count = asked.query().select(diesel::dsl::count_star());
            Ok(count.first(connection).await?)
        })
        .await
    }
}
