//! A reviewer's desk: ticks, runs by hand, drafts of decisions, who is there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::connection::Flow;
use oin_domain::ids::{EvidenceId, OrgId, SubmissionId, UserId};
use oin_domain::review::Item;
use oin_domain::submission::Action;
use oin_domain::text::Prose;
use serde::Deserialize;
use uuid::Uuid;

use super::Reveal;
use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::{decision_drafts, manual_runs, review_presence, review_ticks};
use crate::submission_messages::KeptNote;
use crate::tx::{Read, Tx};

/// A ticked item. It counts for what was submitted at `submitted_at`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tick {
    /// Which.
    pub item: Item,
    /// Who ticked it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was looked at: what was submitted then.
    pub submitted_at: DateTime<Utc>,
}

/// A run that a reviewer did by hand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ManualRun {
    /// Which.
    pub id: EvidenceId,
    /// The flow.
    pub flow: Flow,
    /// Whether it ended signed in.
    pub passed: bool,
    /// What was seen.
    pub note: Prose,
    /// Who did it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was tested: what was submitted then.
    pub submitted_at: DateTime<Utc>,
    /// Whether a picture of what was seen is kept.
    pub picture: bool,
}

/// What a reviewer has typed for a decision, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionDraft {
    /// The fields.
    pub fields: BTreeMap<String, String>,
    /// When it was kept; nothing when nothing was.
    pub at: Option<DateTime<Utc>>,
}

/// Somebody who has a submission open.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Present {
    /// Who.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// When they were last seen.
    pub seen_at: DateTime<Utc>,
}

/// What lies on the desk of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Desk {
    /// The ticked items, whatever was submitted then.
    pub ticks: Vec<Tick>,
    /// The runs done by hand, the first one first.
    pub runs: Vec<ManualRun>,
    /// Every look at a secret, the first one first.
    pub reveals: Vec<Reveal>,
    /// The notes of staff for staff, the first one first.
    pub notes: Vec<KeptNote>,
    /// Who has it open, by name.
    pub present: Vec<Present>,
}

/// $1 is the submission, $2 the time before which nobody is present any more.
const DESK: &str = "SELECT jsonb_build_object(
    'ticks', (SELECT coalesce(jsonb_agg(jsonb_build_object('item', t.item, 'by', t.user_id, 'at', t.at,
        'submitted_at', t.submitted_at)), '[]') FROM review_ticks t WHERE t.submission_id = $1),
    'runs', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'flow', m.flow, 'passed', m.passed,
        'note', m.note, 'by', m.user_id, 'at', m.at, 'submitted_at', m.submitted_at,
        'picture', EXISTS(SELECT FROM run_pictures p WHERE p.run_id = m.id)) ORDER BY m.at, m.id), '[]')
        FROM manual_runs m WHERE m.submission_id = $1),
    'reveals', (SELECT coalesce(jsonb_agg(jsonb_build_object('path', v.path, 'reason', v.reason, 'by', v.user_id,
        'at', v.at, 'submitted_at', v.submitted_at) ORDER BY v.at, v.id), '[]')
        FROM secret_reveals v WHERE v.submission_id = $1),
    'notes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', n.at, 'by', n.user_id, 'note', n.text)
        ORDER BY n.id), '[]') FROM private_notes n WHERE n.submission_id = $1),
    'present', (SELECT coalesce(jsonb_agg(jsonb_build_object('user', p.user_id, 'name', u.name,
        'seen_at', p.seen_at) ORDER BY u.name, u.id), '[]')
        FROM review_presence p JOIN users u ON u.id = p.user_id WHERE p.submission_id = $1 AND p.seen_at > $2)
) AS desk";

impl Read {
    /// Everything on the desk of a submission, in one statement; who was seen before `since` is
    /// gone.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn desk(&mut self, submission: SubmissionId, since: DateTime<Utc>) -> Result<Desk, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Jsonb)]
            desk: serde_json::Value,
        }
        let row: Row = self
            .run(async |connection| {
                Ok(diesel::sql_query(DESK)
                    .bind::<SqlUuid, _>(submission.0)
                    .bind::<Timestamptz, _>(since)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        serde_json::from_value(row.desk).map_err(StoreError::broken)
    }

    /// What people and an org are called, by id; who is gone is not in it.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn called(
        &mut self,
        users: &[UserId],
        org: OrgId,
    ) -> Result<BTreeMap<Uuid, String>, StoreError> {
        const CALLED: &str = "SELECT id, name FROM users WHERE id = ANY ($1) \
            UNION ALL SELECT id, name FROM orgs WHERE id = $2";
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = SqlUuid)]
            id: Uuid,
            #[diesel(sql_type = Text)]
            name: String,
        }
        let users: Vec<Uuid> = users.iter().map(|user| user.0).collect();
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(diesel::sql_query(CALLED)
                    .bind::<Array<SqlUuid>, _>(users)
                    .bind::<SqlUuid, _>(org.0)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    /// What a reviewer has typed for a decision.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn decision_draft(
        &mut self,
        submission: SubmissionId,
        reviewer: UserId,
        action: Action,
    ) -> Result<DecisionDraft, StoreError> {
        let row: Option<(serde_json::Value, DateTime<Utc>)> = self
            .run(async |connection| {
                Ok(decision_drafts::table
                    .find((submission.0, reviewer.0, action.as_str()))
                    .select((decision_drafts::fields, decision_drafts::at))
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        let Some((fields, at)) = row else {
            return Ok(DecisionDraft::default());
        };
        Ok(DecisionDraft {
            fields: serde_json::from_value(fields).map_err(StoreError::broken)?,
            at: Some(at),
        })
    }
}

impl Tx {
    /// Puts the ticks of a submission in the place of those that are there.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn set_ticks(&mut self, submission: SubmissionId, ticks: &[Tick]) -> Result<(), StoreError> {
        let rows: Vec<_> = ticks
            .iter()
            .map(|tick| {
                (
                    review_ticks::submission_id.eq(submission.0),
                    review_ticks::item.eq(tick.item.as_str()),
                    review_ticks::user_id.eq(tick.by.0),
                    review_ticks::at.eq(tick.at),
                    review_ticks::submitted_at.eq(tick.submitted_at),
                )
            })
            .collect();
        self.run(async |connection| {
            diesel::delete(review_ticks::table.filter(review_ticks::submission_id.eq(submission.0)))
                .execute(connection)
                .await?;
            diesel::insert_into(review_ticks::table)
                .values(rows)
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Keeps a run that was done by hand.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn add_manual_run(
        &mut self,
        submission: SubmissionId,
        run: &ManualRun,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(manual_runs::table)
                .values((
                    manual_runs::id.eq(run.id.0),
                    manual_runs::submission_id.eq(submission.0),
                    manual_runs::flow.eq(run.flow.as_str()),
                    manual_runs::passed.eq(run.passed),
                    manual_runs::note.eq(run.note.as_str()),
                    manual_runs::user_id.eq(run.by.0),
                    manual_runs::at.eq(run.at),
                    manual_runs::submitted_at.eq(run.submitted_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Keeps what a reviewer has typed for a decision; nothing typed takes it away.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn keep_decision_draft(
        &mut self,
        submission: SubmissionId,
        reviewer: UserId,
        action: Action,
        fields: &BTreeMap<String, String>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let key = (submission.0, reviewer.0, action.as_str());
        let json = serde_json::to_value(fields).map_err(StoreError::broken)?;
        self.run(async |connection| {
            if fields.is_empty() {
                diesel::delete(decision_drafts::table.find(key))
                    .execute(connection)
                    .await?;
                return Ok(());
            }
            diesel::insert_into(decision_drafts::table)
                .values((
                    decision_drafts::submission_id.eq(submission.0),
                    decision_drafts::user_id.eq(reviewer.0),
                    decision_drafts::action.eq(action.as_str()),
                    decision_drafts::fields.eq(json.clone()),
                    decision_drafts::at.eq(at),
                ))
                .on_conflict((
                    decision_drafts::submission_id,
                    decision_drafts::user_id,
                    decision_drafts::action,
                ))
                .do_update()
                .set((decision_drafts::fields.eq(json), decision_drafts::at.eq(at)))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Notes that somebody has a submission open.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn see_reviewer(
        &mut self,
        submission: SubmissionId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(review_presence::table)
                .values((
                    review_presence::submission_id.eq(submission.0),
                    review_presence::user_id.eq(user.0),
                    review_presence::seen_at.eq(at),
                ))
                .on_conflict((review_presence::submission_id, review_presence::user_id))
                .do_update()
                .set(review_presence::seen_at.eq(at))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
