//! Runs of the network checks: what was seen, what was found.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::check::{Finding, NetworkFacts};
use oin_domain::ids::SubmissionId;
use serde_json::Value;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::check_runs;
use crate::tx::{Read, Tx};

/// A run of the network checks.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRun {
    /// Which.
    pub id: Uuid,
    /// Of which submission.
    pub submission: SubmissionId,
    /// Of which revision of its draft.
    pub draft_revision: i32,
    /// When it began.
    pub asked_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// What was seen.
    pub facts: NetworkFacts,
    /// What that means.
    pub findings: Vec<Finding>,
}

impl Read {
    /// The last run of a submission; nothing when there was none.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn last_check_run(&mut self, submission: SubmissionId) -> Result<Option<CheckRun>, StoreError> {
        type Row = (Uuid, i32, DateTime<Utc>, DateTime<Utc>, Value, Value);
        let row: Option<Row> = self
            .run(async |connection| {
                Ok(check_runs::table
                    .filter(check_runs::submission_id.eq(submission.0))
                    .order((check_runs::finished_at.desc(), check_runs::id.desc()))
                    .select((
                        check_runs::id,
                        check_runs::draft_revision,
                        check_runs::asked_at,
                        check_runs::finished_at,
                        check_runs::facts,
                        check_runs::findings,
                    ))
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        let Some((id, draft_revision, asked_at, finished_at, facts, findings)) = row else {
            return Ok(None);
        };
        Ok(Some(CheckRun {
            id,
            submission,
            draft_revision,
            asked_at,
            finished_at,
            facts: serde_json::from_value(facts).map_err(StoreError::broken)?,
            findings: serde_json::from_value(findings).map_err(StoreError::broken)?,
        }))
    }
}

impl Tx {
    /// Keeps a run.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn add_check_run(&mut self, run: &CheckRun) -> Result<(), StoreError> {
        let facts = serde_json::to_value(&run.facts).map_err(StoreError::broken)?;
        let findings = serde_json::to_value(&run.findings).map_err(StoreError::broken)?;
        self.run(async |connection| {
            diesel::insert_into(check_runs::table)
                .values((
                    check_runs::id.eq(run.id),
                    check_runs::submission_id.eq(run.submission.0),
                    check_runs::draft_revision.eq(run.draft_revision),
                    check_runs::asked_at.eq(run.asked_at),
                    check_runs::finished_at.eq(run.finished_at),
                    check_runs::facts.eq(facts),
                    check_runs::findings.eq(findings),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
