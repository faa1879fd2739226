//! How many submissions an org has open.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice as _;
use oin_domain::ids::OrgId;
use oin_domain::submission::Stage;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::{orgs, submissions};
use crate::tx::Tx;

impl Tx {
    /// How many submissions of an org are open and not deleted. Until the transaction ends nobody
    /// else who counts begins one.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is no such org.
    pub async fn count_open_submissions(&mut self, org: OrgId) -> Result<i64, StoreError> {
        let open: Vec<&str> = Stage::ALL
            .iter()
            .filter(|stage| stage.is_open())
            .map(|stage| stage.as_str())
            .collect();
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
