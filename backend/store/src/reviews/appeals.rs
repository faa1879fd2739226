//! Appeals that wait to be heard.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::{OrgId, SubmissionId, UserId};
use oin_domain::submission::Stage;
use uuid::Uuid;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// An appeal that waits to be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAppeal {
    /// Which submission.
    pub id: SubmissionId,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub org: OrgId,
    /// What the org is called.
    pub org_name: String,
    /// Where it is: rejected or discarded.
    pub stage: Stage,
    /// Since when the appeal waits.
    pub since: DateTime<Utc>,
    /// Who decided.
    pub decided_by: UserId,
    /// What they are called.
    pub decided_by_name: Option<String>,
    /// Whether that was the only lead.
    pub only_lead: bool,
}

impl Read {
    /// The appeals that wait to be heard, the oldest first, at most 200.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn open_appeals(&mut self) -> Result<Vec<OpenAppeal>, StoreError> {
        const APPEALS: &str = "SELECT s.id, coalesce(r.name, 'Untitled integration') AS name, s.org_id,
            o.name AS org_name, s.stage, (s.facts #>> '{appeal,at}')::timestamptz AS since,
            (s.facts #>> '{decided,by}')::uuid AS decided_by, u.name AS decided_by_name,
            coalesce((s.facts #>> '{decided,only_lead}')::boolean, false) AS only_lead
        FROM submissions s JOIN orgs o ON o.id = s.org_id
        LEFT JOIN reviews r ON r.submission_id = s.id
        LEFT JOIN users u ON u.id = (s.facts #>> '{decided,by}')::uuid
        WHERE s.stage IN ('rejected', 'discarded') AND s.facts #>> '{appeal,kind}' = 'open'
        ORDER BY since, s.id LIMIT 200";
        #[derive(QueryableByName)]
        struct AppealRow {
            #[diesel(sql_type = SqlUuid)]
            id: Uuid,
            #[diesel(sql_type = Text)]
            name: String,
            #[diesel(sql_type = SqlUuid)]
            org_id: Uuid,
            #[diesel(sql_type = Text)]
            org_name: String,
            #[diesel(sql_type = Text)]
            stage: String,
            #[diesel(sql_type = Timestamptz)]
            since: DateTime<Utc>,
            #[diesel(sql_type = SqlUuid)]
            decided_by: Uuid,
            #[diesel(sql_type = Nullable<Text>)]
            decided_by_name: Option<String>,
            #[diesel(sql_type = Bool)]
            only_lead: bool,
        }
        let rows: Vec<AppealRow> = self
            .run(async |connection| Ok(diesel::sql_query(APPEALS).prepared().load(connection).await?))
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(OpenAppeal {
                    id: SubmissionId(row.id),
                    name: row.name,
                    org: OrgId(row.org_id),
                    org_name: row.org_name,
                    stage: row.stage.parse().map_err(StoreError::broken)?,
                    since: row.since,
                    decided_by: UserId(row.decided_by),
                    decided_by_name: row.decided_by_name,
                    only_lead: row.only_lead,
                })
            })
            .collect()
    }
}
