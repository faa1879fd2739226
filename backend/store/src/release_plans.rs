//! How the ISV wants an approved submission released.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::submission::ReleasePlan;
use oin_domain::text::Prose;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::release_plans;
use crate::tx::{Read, Tx};

impl Read {
    /// How a submission is to be released; one of which nobody said anything is released as soon
    /// as it is approved.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn release_plan(&mut self, submission: SubmissionId) -> Result<ReleasePlan, StoreError> {
        let row: Option<(bool, Option<String>, Option<NaiveDate>)> = self
            .run(async |connection| {
                Ok(release_plans::table
                    .find(submission.0)
                    .select((release_plans::held, release_plans::notice, release_plans::grace))
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        let Some((held, notice, grace)) = row else {
            return Ok(ReleasePlan::default());
        };
        let notice = notice.map(Prose::try_from).transpose();
        Ok(ReleasePlan {
            held,
            notice: notice.map_err(StoreError::broken)?.zip(grace),
        })
    }
}

impl Tx {
    /// Keeps how a submission is to be released.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn set_release_plan(
        &mut self,
        submission: SubmissionId,
        plan: &ReleasePlan,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let columns = (
            release_plans::held.eq(plan.held),
            release_plans::notice.eq(plan.notice.as_ref().map(|(text, _)| text.as_str())),
            release_plans::grace.eq(plan.notice.as_ref().map(|(_, grace)| *grace)),
            release_plans::set_by.eq(by.0),
            release_plans::set_at.eq(at),
        );
        self.run(async |connection| {
            diesel::insert_into(release_plans::table)
                .values((release_plans::submission_id.eq(submission.0), columns))
                .on_conflict(release_plans::submission_id)
                .do_update()
                .set(columns)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
