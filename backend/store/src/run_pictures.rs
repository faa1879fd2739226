//! What reviewers saw in runs that they did by hand.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice as _;
use oin_domain::ids::{EvidenceId, OrgId, UserId};
use oin_domain::integration::PictureForm;
use uuid::Uuid;

use crate::error::StoreError;
use crate::files::StoredRendition;
use crate::schema::run_pictures;
use crate::tx::{Read, Tx};

/// A run done by hand, wherever it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRun {
    /// Who did it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// The orgs whose it is: of the submission, and of the integration that it became.
    pub orgs: Vec<OrgId>,
    /// Whether it has a picture.
    pub has_picture: bool,
}

/// A run is at the desk, among the evidence, or both.
const RUN: &str = "SELECT coalesce(m.user_id, e.user_id) AS user_id, coalesce(m.at, e.at) AS at,
        array_remove(ARRAY[s.org_id, i.org_id], NULL) AS orgs,
        EXISTS(SELECT FROM run_pictures p WHERE p.run_id = $1) AS has_picture
    FROM (SELECT $1 AS id) r
    LEFT JOIN manual_runs m ON m.id = r.id
    LEFT JOIN submissions s ON s.id = m.submission_id
    LEFT JOIN evidence e ON e.id = r.id
    LEFT JOIN integrations i ON i.id = e.integration_id";

/// $1 is the time before which a picture has had its time, unless a decision that it may have led to
/// is younger, is not made yet, or is appealed.
const FORGET: &str = "DELETE FROM run_pictures p WHERE p.at < $1 AND NOT EXISTS (
    SELECT FROM manual_runs m JOIN submissions s ON s.id = m.submission_id
    WHERE m.id = p.run_id AND (s.since >= $1 OR s.facts #>> '{appeal,kind}' = 'open' OR s.stage IN
        ('draft', 'checking', 'needs_fixes', 'errored', 'queued', 'in_review', 'awaiting_isv', 'testing',
         'discard_notice', 'approved')))";

#[derive(QueryableByName)]
struct RunRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    user_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<SqlUuid>)]
    orgs: Vec<Uuid>,
    #[diesel(sql_type = Bool)]
    has_picture: bool,
}

impl Read {
    /// A run that somebody did by hand.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn kept_run(&mut self, run: EvidenceId) -> Result<KeptRun, StoreError> {
        let row: RunRow = self
            .run(async |connection| {
                Ok(diesel::sql_query(RUN)
                    .bind::<SqlUuid, _>(run.0)
                    .get_result(connection)
                    .await?)
            })
            .await?;
        let (Some(user), Some(at)) = (row.user_id, row.at) else {
            return Err(StoreError::Absent);
        };
        Ok(KeptRun {
            by: UserId(user),
            at,
            orgs: row.orgs.into_iter().map(OrgId).collect(),
            has_picture: row.has_picture,
        })
    }

    /// The picture of a run in one size.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn run_picture(
        &mut self,
        run: EvidenceId,
        form: PictureForm,
    ) -> Result<StoredRendition, StoreError> {
        let (media_type, bytes) = self
            .run(async |connection| {
                Ok(run_pictures::table
                    .find((run.0, form.as_str()))
                    .select((run_pictures::media_type, run_pictures::bytes))
                    .first::<(String, Vec<u8>)>(connection)
                    .await?)
            })
            .await?;
        Ok(StoredRendition { media_type, bytes })
    }

    /// Which of these runs have a picture.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn pictured_runs(&mut self, runs: &[EvidenceId]) -> Result<BTreeSet<EvidenceId>, StoreError> {
        let ids: Vec<Uuid> = runs.iter().map(|run| run.0).collect();
        let found: Vec<Uuid> = self
            .run(async |connection| {
                Ok(run_pictures::table
                    .filter(run_pictures::run_id.eq_any(&ids))
                    .filter(run_pictures::form.eq(PictureForm::Thumbnail.as_str()))
                    .select(run_pictures::run_id)
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(found.into_iter().map(EvidenceId).collect())
    }
}

impl Tx {
    /// Keeps the picture of a run in its sizes.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`run_pictures_pkey`) when it has one.
    pub async fn add_run_picture(
        &mut self,
        run: EvidenceId,
        renditions: &[(PictureForm, StoredRendition)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let rows: Vec<_> = renditions
            .iter()
            .map(|(form, one)| {
                (
                    run_pictures::run_id.eq(run.0),
                    run_pictures::form.eq(form.as_str()),
                    run_pictures::media_type.eq(one.media_type.as_str()),
                    run_pictures::bytes.eq(one.bytes.as_slice()),
                    run_pictures::at.eq(at),
                )
            })
            .collect();
        self.run(async |connection| {
            diesel::insert_into(run_pictures::table)
                .values(rows)
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes away the pictures that were kept before `before`, unless the submission that they were
    /// taken for is on its way, was decided since, or its appeal is open; says how many rows.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_run_pictures(&mut self, before: DateTime<Utc>) -> Result<usize, StoreError> {
        self.run(async |connection| {
            Ok(diesel::sql_query(FORGET)
                .bind::<Timestamptz, _>(before)
                .execute(connection)
                .await?)
        })
        .await
    }
}
