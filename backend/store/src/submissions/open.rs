//! How many submissions an org has open, and which one keeps an integration from another.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice as _;
use oin_domain::ids::{IntegrationId, OrgId, SubmissionId};
use oin_domain::submission::Stage;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::{orgs, submissions};
use crate::tx::{Read, Tx};

/// The stages that are open.
fn open_stages() -> Vec<&'static str> {
    let open = Stage::ALL.iter().filter(|stage| stage.is_open());
    open.map(|stage| stage.as_str()).collect()
}

impl Read {
    /// The stage of a submission of the integration that keeps another one from being begun: it is
    /// open, or an appeal of it is. The submission `beside` does not count; nothing when none does.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn unsettled_submission(
        &mut self,
        integration: IntegrationId,
        beside: Option<SubmissionId>,
    ) -> Result<Option<Stage>, StoreError> {
        let found: Option<String> = self
            .run(async |connection| {
                let appealed = sql::<Bool>("submissions.facts #>> '{appeal,kind}' = 'open'");
                let mut query = submissions::table
                    .filter(submissions::integration_id.eq(integration.0))
                    .filter(submissions::deleted_at.is_null())
                    .filter(
                        submissions::stage.eq_any(open_stages()).or(submissions::stage
                            .eq_any([Stage::Rejected.as_str(), Stage::Discarded.as_str()])
                            .and(appealed)),
                    )
                    .order(submissions::created_at.desc())
                    .select(submissions::stage)
                    .into_boxed();
                if let Some(beside) = beside {
                    query = query.filter(submissions::id.ne(beside.0));
                }
                Ok(query.first(connection).await.optional()?)
            })
            .await?;
        Ok(found.and_then(|stage| Stage::parse(&stage)))
    }
}

impl Tx {
    /// How many submissions of an org are open and not deleted. Until the transaction ends nobody
    /// else who counts begins one.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is no such org.
    pub async fn count_open_submissions(&mut self, org: OrgId) -> Result<i64, StoreError> {
        let open = open_stages();
        self.run(async |connection| {
            orgs::table
                .find(org.0)
                .select(orgs::id)
                .for_no_key_update()
                .first::<Uuid>(connection)
                .await?;
            Ok(submissions::table
                .filter(submissions::org_id.eq(org.0))
                .filter(submissions::deleted_at.is_null())
                .filter(submissions::stage.eq_any(&open))
                .count()
                .get_result(connection)
                .await?)
        })
        .await
    }
}
