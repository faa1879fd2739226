//! Wishes for a longer trial.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::{OrgId, TrialExtensionId, UserId};
use oin_domain::text::{Line, Prose};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{orgs, trial_extensions};
use crate::tx::{Read, Tx};

/// A wish that staff have not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialExtension {
    /// Which.
    pub id: TrialExtensionId,
    /// Whose trial.
    pub org: OrgId,
    /// The org's name.
    pub org_name: Line,
    /// When its trial ends as it is; `None` when it has none.
    pub trial_ends_at: Option<DateTime<Utc>>,
    /// Who asked; `None`: somebody who has gone.
    pub asked_by: Option<UserId>,
    /// Why.
    pub reason: Prose,
    /// When.
    pub asked_at: DateTime<Utc>,
}

type Row = (
    Uuid,
    Uuid,
    String,
    Option<DateTime<Utc>>,
    Option<Uuid>,
    String,
    DateTime<Utc>,
);

impl Read {
    /// The wishes that wait for an answer, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn trial_extensions(&mut self) -> Result<Vec<TrialExtension>, StoreError> {
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(trial_extensions::table
                    .inner_join(orgs::table)
                    .filter(trial_extensions::state.eq("asked"))
                    .order((trial_extensions::asked_at, trial_extensions::id))
                    .select((
                        trial_extensions::id,
                        orgs::id,
                        orgs::name,
                        orgs::trial_ends_at,
                        trial_extensions::asked_by,
                        trial_extensions::reason,
                        trial_extensions::asked_at,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(id, org, name, trial_ends_at, asked_by, reason, asked_at)| {
                Ok(TrialExtension {
                    id: TrialExtensionId(id),
                    org: OrgId(org),
                    org_name: Line::try_from(name).map_err(StoreError::broken)?,
                    trial_ends_at,
                    asked_by: asked_by.map(UserId),
                    reason: Prose::try_from(reason).map_err(StoreError::broken)?,
                    asked_at,
                })
            })
            .collect()
    }
}

impl Tx {
    /// Asks that an org's trial goes on.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`trial_extensions_open_key`) while an earlier wish waits.
    pub async fn ask_trial_extension(
        &mut self,
        id: TrialExtensionId,
        org: OrgId,
        by: UserId,
        reason: &Prose,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(trial_extensions::table)
                .values((
                    trial_extensions::id.eq(id.0),
                    trial_extensions::org_id.eq(org.0),
                    trial_extensions::asked_by.eq(by.0),
                    trial_extensions::reason.eq(reason.as_str()),
                    trial_extensions::asked_at.eq(at),
                    trial_extensions::state.eq("asked"),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Answers a wish: the trial goes on until `until`, or stays as it is (`None`). Returns the org.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it was answered already.
    pub async fn decide_trial_extension(
        &mut self,
        id: TrialExtensionId,
        by: UserId,
        until: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Result<OrgId, StoreError> {
        let state = if until.is_some() { "granted" } else { "refused" };
        self.run(async |connection| {
            let org: Option<Uuid> = diesel::update(trial_extensions::table.find(id.0))
                .filter(trial_extensions::state.eq("asked"))
                .set((
                    trial_extensions::state.eq(state),
                    trial_extensions::decided_by.eq(by.0),
                    trial_extensions::decided_at.eq(at),
                    trial_extensions::trial_ends_at.eq(until),
                ))
                .returning(trial_extensions::org_id)
                .prepared()
                .get_result(connection)
                .await
                .optional()?;
            let org = org.ok_or(StoreError::Stale)?;
            if let Some(until) = until {
                let changed = diesel::update(orgs::table.find(org))
                    .set(orgs::trial_ends_at.eq(until))
                    .prepared()
                    .execute(connection)
                    .await?;
                or(changed, StoreError::Absent)?;
            }
            Ok(OrgId(org))
        })
        .await
    }
}
