//! The submission that the catalog shows of an integration.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::IntegrationId;
use oin_domain::submission::Stage;

use super::{StoredSubmission, SubmissionRow};
use crate::error::StoreError;
use crate::schema::{integrations, submissions};
use crate::tx::Tx;

impl Tx {
    /// The submission that the catalog shows of an integration, its row held until the transaction
    /// ends; nothing when there is none, as with listings that were made from facts.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn hold_published(
        &mut self,
        integration: IntegrationId,
    ) -> Result<Option<StoredSubmission>, StoreError> {
        let row: Option<SubmissionRow> = self
            .run(async |connection| {
                Ok(submissions::table
                    .inner_join(integrations::table)
                    .filter(submissions::integration_id.eq(integration.0))
                    .filter(submissions::stage.eq(Stage::Published.as_str()))
                    .select(SubmissionRow::as_select())
                    .for_no_key_update()
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        row.map(StoredSubmission::try_from).transpose()
    }
}
