//! Orgs and their domains.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::OrgId;
use oin_domain::org::{DomainName, ProofMethod};
use oin_domain::text::Line;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{org_domains, orgs};
use crate::tx::{Read, Tx};

/// The open stages are those of `submissions_open_key`, without the draft: nobody waits for one.
const IN_USE: &str = "SELECT EXISTS (
        SELECT FROM submissions WHERE org_id = $1 AND deleted_at IS NULL AND stage IN
            ('checking', 'needs_fixes', 'errored', 'queued', 'in_review', 'awaiting_isv', 'testing',
             'discard_notice', 'approved')
    ) OR EXISTS (
        SELECT FROM integrations JOIN listings ON listings.integration_id = integrations.id
        WHERE integrations.org_id = $1 AND listings.stage IN ('live', 'degraded', 'suspended', 'retiring')
    ) AS in_use";

/// A company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// Which.
    pub id: OrgId,
    /// What it is called.
    pub name: Line,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its trial ends; `None` when it has none.
    pub trial_ends_at: Option<DateTime<Utc>>,
}

/// A domain that an org says is its own. It is also kept as the answer to a request that may be
/// sent twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgDomain {
    /// Whose.
    pub org: OrgId,
    /// Which.
    pub domain: DomainName,
    /// What the proof must hold. Public by its nature.
    pub token: String,
    /// When the org said so.
    pub asked_at: DateTime<Utc>,
    /// How and when it was proven.
    pub proven: Option<(ProofMethod, DateTime<Utc>)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = orgs, check_for_backend(diesel::pg::Pg))]
pub(crate) struct OrgRow {
    id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
    trial_ends_at: Option<DateTime<Utc>>,
}

impl TryFrom<OrgRow> for Org {
    type Error = StoreError;

    fn try_from(row: OrgRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: OrgId(row.id),
            name: Line::try_from(row.name).map_err(StoreError::broken)?,
            created_at: row.created_at,
            trial_ends_at: row.trial_ends_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = org_domains, check_for_backend(diesel::pg::Pg))]
struct DomainRow {
    org_id: Uuid,
    domain: String,
    token: String,
    asked_at: DateTime<Utc>,
    method: Option<String>,
    proven_at: Option<DateTime<Utc>>,
}

impl TryFrom<DomainRow> for OrgDomain {
    type Error = StoreError;

    fn try_from(row: DomainRow) -> Result<Self, StoreError> {
        let method: Option<ProofMethod> = row
            .method
            .map(|method| method.parse())
            .transpose()
            .map_err(StoreError::broken)?;
        Ok(Self {
            org: OrgId(row.org_id),
            domain: DomainName::try_from(row.domain).map_err(StoreError::broken)?,
            token: row.token,
            asked_at: row.asked_at,
            proven: method.zip(row.proven_at),
        })
    }
}

impl Read {
    /// An org.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn org(&mut self, id: OrgId) -> Result<Org, StoreError> {
        self.run(async |connection| {
            Ok(orgs::table
                .find(id.0)
                .select(OrgRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// The orgs of this very name, the oldest first: names are not unique.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn orgs_named(&mut self, name: &Line) -> Result<Vec<Org>, StoreError> {
        let rows: Vec<OrgRow> = self
            .run(async |connection| {
                Ok(orgs::table
                    .filter(orgs::name.eq(name.as_str()))
                    .order((orgs::created_at, orgs::id))
                    .select(OrgRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Org::try_from).collect()
    }

    /// Whether a submission of the org is open or a listing of it is live: then its trial goes on.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn org_is_in_use(&mut self, org: OrgId) -> Result<bool, StoreError> {
        #[derive(QueryableByName)]
        struct Use {
            #[diesel(sql_type = diesel::sql_types::Bool)]
            in_use: bool,
        }
        let found: Use = self
            .run(async |connection| {
                Ok(diesel::sql_query(IN_USE)
                    .bind::<diesel::sql_types::Uuid, _>(org.0)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        Ok(found.in_use)
    }

    /// The domains that an org says are its own, proven or not, by name.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn org_domains(&mut self, org: OrgId) -> Result<Vec<OrgDomain>, StoreError> {
        let rows: Vec<DomainRow> = self
            .run(async |connection| {
                Ok(org_domains::table
                    .filter(org_domains::org_id.eq(org.0))
                    .order(org_domains::domain)
                    .select(DomainRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(OrgDomain::try_from).collect()
    }
}

impl Tx {
    /// Adds an org. Its first owner is added apart, in the same transaction.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn add_org(&mut self, org: &Org) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(orgs::table)
                .values((
                    orgs::id.eq(org.id.0),
                    orgs::name.eq(org.name.as_str()),
                    orgs::created_at.eq(org.created_at),
                    orgs::trial_ends_at.eq(org.trial_ends_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Changes what an org is called.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn rename_org(&mut self, id: OrgId, name: &Line) -> Result<(), StoreError> {
        self.run(async |connection| {
            let changed = diesel::update(orgs::table.find(id.0))
                .set(orgs::name.eq(name.as_str()))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Notes that an org says a domain is its own, and what the proof must hold. Said again, the
    /// first token stays: it may stand in DNS already.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn claim_domain(
        &mut self,
        org: OrgId,
        domain: &DomainName,
        token: &str,
        at: DateTime<Utc>,
    ) -> Result<OrgDomain, StoreError> {
        self.run(async |connection| {
            diesel::insert_into(org_domains::table)
                .values((
                    org_domains::org_id.eq(org.0),
                    org_domains::domain.eq(domain.as_str()),
                    org_domains::token.eq(token),
                    org_domains::asked_at.eq(at),
                ))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            Ok(org_domains::table
                .find((org.0, domain.as_str()))
                .select(DomainRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// Notes that the proof was found.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the org does not claim the domain.
    pub async fn prove_domain(
        &mut self,
        org: OrgId,
        domain: &DomainName,
        method: ProofMethod,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let proven = diesel::update(org_domains::table.find((org.0, domain.as_str())))
                .set((
                    org_domains::method.eq(method.as_str()),
                    org_domains::proven_at.eq(at),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(proven, StoreError::Absent)
        })
        .await
    }

    /// Drops a domain, proven or not.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the org does not claim it.
    pub async fn drop_domain(&mut self, org: OrgId, domain: &DomainName) -> Result<(), StoreError> {
        self.run(async |connection| {
            let gone = diesel::delete(org_domains::table.find((org.0, domain.as_str())))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }
}
