//! Integrations on their way to another org: one side offers, the other accepts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::MailAddress;
use oin_domain::ids::{IntegrationId, OrgId, SubmissionId, TransferId, UserId};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{integrations, submissions, transfers};
use crate::tx::{Read, Tx};

/// An offer to give an integration away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Which.
    pub id: TransferId,
    /// What is given.
    pub integration: IntegrationId,
    /// By whom.
    pub from: OrgId,
    /// Who was written to; which of their orgs takes it, they say when they accept.
    pub to_mail: MailAddress,
    /// Who offered it; `None`: somebody who has gone.
    pub offered_by: Option<UserId>,
    /// When.
    pub offered_at: DateTime<Utc>,
    /// From when on it can no longer be accepted.
    pub expires_at: DateTime<Utc>,
}

/// How an offer ends without being accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTransfer {
    /// The other side does not want it.
    Declined,
    /// The giving side takes the offer back.
    Withdrawn,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = transfers, check_for_backend(diesel::pg::Pg))]
struct TransferRow {
    id: Uuid,
    integration_id: Uuid,
    from_org: Uuid,
    to_mail: String,
    offered_by: Option<Uuid>,
    offered_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<TransferRow> for Transfer {
    type Error = StoreError;

    fn try_from(row: TransferRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TransferId(row.id),
            integration: IntegrationId(row.integration_id),
            from: OrgId(row.from_org),
            to_mail: MailAddress::try_from(row.to_mail).map_err(StoreError::broken)?,
            offered_by: row.offered_by.map(UserId),
            offered_at: row.offered_at,
            expires_at: row.expires_at,
        })
    }
}

impl Read {
    /// An offer that is open, also when its time is over.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn transfer(&mut self, id: TransferId) -> Result<Transfer, StoreError> {
        self.run(async |connection| {
            Ok(transfers::table
                .find(id.0)
                .filter(transfers::state.eq("offered"))
                .select(TransferRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// The open offers of an org, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn transfers_from(&mut self, org: OrgId) -> Result<Vec<Transfer>, StoreError> {
        let rows: Vec<TransferRow> = self
            .run(async |connection| {
                Ok(transfers::table
                    .filter(transfers::from_org.eq(org.0))
                    .filter(transfers::state.eq("offered"))
                    .order(transfers::offered_at.desc())
                    .select(TransferRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Transfer::try_from).collect()
    }
}

impl Tx {
    /// Offers an integration to the reader of a mailbox.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`transfers_open_key`) while another offer of it is open,
    /// [`StoreError::Stale`] when it does not belong to the giving org.
    pub async fn offer_transfer(&mut self, offer: &Transfer) -> Result<(), StoreError> {
        self.run(async |connection| {
            // Held, so that it does not change hands before the offer is there.
            let owner: Option<Uuid> = integrations::table
                .find(offer.integration.0)
                .select(integrations::org_id)
                .for_no_key_update()
                .first(connection)
                .await?;
            if owner != Some(offer.from.0) {
                return Err(StoreError::Stale.into());
            }
            diesel::insert_into(transfers::table)
                .values((
                    transfers::id.eq(offer.id.0),
                    transfers::integration_id.eq(offer.integration.0),
                    transfers::from_org.eq(offer.from.0),
                    transfers::to_mail.eq(offer.to_mail.as_str()),
                    transfers::offered_by.eq(offer.offered_by.map(|user| user.0)),
                    transfers::offered_at.eq(offer.offered_at),
                    transfers::expires_at.eq(offer.expires_at),
                    transfers::state.eq("offered"),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Accepts an offer in the name of an org: the integration is theirs from now on.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the offer is no longer open at `at`, the integration has changed
    /// hands meanwhile, or the org is the one that gives it.
    pub async fn accept_transfer(
        &mut self,
        id: TransferId,
        to: OrgId,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<IntegrationId, StoreError> {
        self.run(async |connection| {
            let accepted: Option<(Uuid, Uuid)> = diesel::update(transfers::table.find(id.0))
                .filter(transfers::state.eq("offered"))
                .filter(transfers::expires_at.gt(at))
                .filter(transfers::from_org.ne(to.0))
                .set((
                    transfers::state.eq("accepted"),
                    transfers::ended_at.eq(at),
                    transfers::to_org.eq(to.0),
                    transfers::accepted_by.eq(by.0),
                ))
                .returning((transfers::integration_id, transfers::from_org))
                .prepared()
                .get_result(connection)
                .await
                .optional()?;
            let (integration, from) = accepted.ok_or(StoreError::Stale)?;
            let moved = diesel::update(integrations::table.find(integration))
                .filter(integrations::org_id.eq(from))
                .set(integrations::org_id.eq(to.0))
                .prepared()
                .execute(connection)
                .await?;
            or(moved, StoreError::Stale)?;
            Ok(IntegrationId(integration))
        })
        .await
    }

    /// Gives an integration's submissions, deleted ones too, to an org; says which. Their secrets are
    /// sealed anew by whoever can open them.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn give_submissions(
        &mut self,
        integration: IntegrationId,
        to: OrgId,
    ) -> Result<Vec<SubmissionId>, StoreError> {
        let ids: Vec<Uuid> = self
            .run(async |connection| {
                Ok(diesel::update(submissions::table)
                    .filter(submissions::integration_id.eq(integration.0))
                    .set(submissions::org_id.eq(to.0))
                    .returning(submissions::id)
                    .prepared()
                    .get_results(connection)
                    .await?)
            })
            .await?;
        Ok(ids.into_iter().map(SubmissionId).collect())
    }

    /// Ends an offer without a transfer.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is no longer open.
    pub async fn end_transfer(
        &mut self,
        id: TransferId,
        how: NoTransfer,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let state = match how {
            NoTransfer::Declined => "declined",
            NoTransfer::Withdrawn => "withdrawn",
        };
        self.run(async |connection| {
            let ended = diesel::update(transfers::table.find(id.0))
                .filter(transfers::state.eq("offered"))
                .set((transfers::state.eq(state), transfers::ended_at.eq(at)))
                .prepared()
                .execute(connection)
                .await?;
            or(ended, StoreError::Stale)
        })
        .await
    }
}
