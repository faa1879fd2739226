//! Evidence: the records of runs. They are written once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::audit::{Act, Area};
use oin_domain::choice::Choice;
use oin_domain::ids::{EvidenceId, IntegrationId, UserId};
use oin_domain::text::Prose;
use oin_domain::verification::Evidence;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::evidence;
use crate::tx::{Read, Tx};
use crate::verifications::{parse, prose};

#[derive(Queryable, Selectable)]
#[diesel(table_name = evidence, check_for_backend(diesel::pg::Pg))]
struct EvidenceRow {
    id: Uuid,
    subject: String,
    kind: String,
    outcome: String,
    note: Option<String>,
    user_id: Option<Uuid>,
    at: DateTime<Utc>,
}

impl TryFrom<EvidenceRow> for Evidence {
    type Error = StoreError;

    fn try_from(row: EvidenceRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: EvidenceId(row.id),
            subject: parse(&row.subject)?,
            kind: parse(&row.kind)?,
            outcome: parse(&row.outcome)?,
            note: prose(row.note)?,
            by: row.user_id.map(UserId),
            at: row.at,
        })
    }
}

/// Evidence beyond this many records is history only: a year of nightly runs fits.
const MOST_EVIDENCE: i64 = 2_000;
impl Read {
    /// The evidence of an integration, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn evidence_of(&mut self, integration: IntegrationId) -> Result<Vec<Evidence>, StoreError> {
        let rows: Vec<EvidenceRow> = self
            .run(async |connection| {
                Ok(evidence::table
                    .filter(evidence::integration_id.eq(integration.0))
                    .order((evidence::at.desc(), evidence::id.desc()))
                    .limit(MOST_EVIDENCE)
                    .select(EvidenceRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Evidence::try_from).collect()
    }
}

impl Tx {
    /// Keeps the record of a run; one that a person made goes into the audit trail too.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration.
    pub async fn add_evidence(
        &mut self,
        integration: IntegrationId,
        run: &Evidence,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(evidence::table)
                .values((
                    evidence::id.eq(run.id.0),
                    evidence::integration_id.eq(integration.0),
                    evidence::subject.eq(run.subject.as_str()),
                    evidence::kind.eq(run.kind.as_str()),
                    evidence::outcome.eq(run.outcome.as_str()),
                    evidence::note.eq(run.note.as_ref().map(Prose::as_str)),
                    evidence::user_id.eq(run.by.map(|user| user.0)),
                    evidence::at.eq(run.at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        if run.by.is_none() {
            return Ok(());
        }
        self.audit(&Act {
            actor: run.by,
            about: Some(("integration", integration.to_string())),
            detail: serde_json::json!({ "subject": run.subject.as_str(), "outcome": run.outcome.as_str() }),
            ..Act::new(Area::Verification, "evidence_recorded")
        })
        .await
    }
}
