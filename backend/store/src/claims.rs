//! Claims of listings that their vendors have not confirmed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{ClaimId, IntegrationId, OrgId, UserId};
use oin_domain::integration::Slug;
use oin_domain::listing::{ClaimState, Flag};
use oin_domain::text::Prose;
use uuid::Uuid;

use crate::changes::{Changed, NewChange};
use crate::error::{StoreError, or};
use crate::listings::{StoredCourse, greatest};
use crate::prepared::Prepare as _;
use crate::schema::{claims, integrations, listings, orgs};
use crate::tx::{Read, Tx};

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub id: ClaimId,
    /// What is claimed.
    pub integration: IntegrationId,
    /// Who claims it.
    pub org: OrgId,
    /// In whose person.
    pub by: UserId,
    /// The proven domain that it rests on.
    pub domain: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Where it is.
    pub state: ClaimState,
    /// The present owner; nobody for a listing without one.
    pub owner: Option<OrgId>,
    /// Until when that may object.
    pub until: DateTime<Utc>,
    /// What it said against it.
    pub objection: Option<Prose>,
    /// Why staff decided so.
    pub answer: Option<Prose>,
}

/// A claim with the names that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedClaim {
    /// The claim.
    pub claim: Claim,
    /// The listing's name in URLs.
    pub slug: Slug,
    /// What it is called.
    pub name: String,
    /// The org that claims it.
    pub org_name: String,
}

/// Whose claims are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claims {
    /// An org's own, also ended ones.
    Of(OrgId),
    /// Those against an org that are open or objected to.
    Against(OrgId),
    /// Those that staff must decide on.
    Objected,
    /// One.
    One(ClaimId),
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = claims, check_for_backend(diesel::pg::Pg))]
struct ClaimRow {
    id: Uuid,
    integration_id: Uuid,
    org_id: Uuid,
    claimed_by: Uuid,
    domain: String,
    claimed_at: DateTime<Utc>,
    state: String,
    owner_id: Option<Uuid>,
    until: DateTime<Utc>,
    objection: Option<String>,
    answer: Option<String>,
}

impl TryFrom<ClaimRow> for Claim {
    type Error = StoreError;

    fn try_from(row: ClaimRow) -> Result<Self, StoreError> {
        let prose = |text: Option<String>| text.map(Prose::try_from).transpose();
        Ok(Self {
            id: ClaimId(row.id),
            integration: IntegrationId(row.integration_id),
            org: OrgId(row.org_id),
            by: UserId(row.claimed_by),
            domain: row.domain,
            at: row.claimed_at,
            state: row.state.parse().map_err(StoreError::broken)?,
            owner: row.owner_id.map(OrgId),
            until: row.until,
            objection: prose(row.objection).map_err(StoreError::broken)?,
            answer: prose(row.answer).map_err(StoreError::broken)?,
        })
    }
}

const WAITING: [&str; 2] = ["open", "objected"];

impl Read {
    /// Claims with their names, the newest first, at most 200.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn claims(&mut self, which: Claims) -> Result<Vec<NamedClaim>, StoreError> {
        let rows: Vec<(ClaimRow, String, String, String)> = self
            .run(async |connection| {
                let found = claims::table
                    .inner_join(integrations::table.on(integrations::id.eq(claims::integration_id)))
                    .inner_join(listings::table.on(listings::integration_id.eq(claims::integration_id)))
                    .inner_join(orgs::table.on(orgs::id.eq(claims::org_id)))
                    .order((claims::claimed_at.desc(), claims::id))
                    .limit(200)
                    .select((
                        ClaimRow::as_select(),
                        integrations::slug.assume_not_null(),
                        listings::name,
                        orgs::name,
                    ))
                    .into_boxed();
                let found = match which {
                    Claims::Of(org) => found.filter(claims::org_id.eq(org.0)),
                    Claims::Against(org) => found
                        .filter(claims::owner_id.eq(org.0))
                        .filter(claims::state.eq_any(WAITING)),
                    Claims::Objected => found.filter(claims::state.eq(ClaimState::Objected.as_str())),
                    Claims::One(id) => found.filter(claims::id.eq(id.0)),
                };
                Ok(found.load(connection).await?)
            })
            .await?;
        rows.into_iter()
            .map(|(claim, slug, name, org_name)| {
                Ok(NamedClaim {
                    claim: claim.try_into()?,
                    slug: Slug::try_from(slug).map_err(StoreError::broken)?,
                    name,
                    org_name,
                })
            })
            .collect()
    }
}

impl Tx {
    /// Makes a claim.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`claims_open_key`) while another one waits.
    pub async fn add_claim(&mut self, claim: &Claim) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(claims::table)
                .values((
                    claims::id.eq(claim.id.0),
                    claims::integration_id.eq(claim.integration.0),
                    claims::org_id.eq(claim.org.0),
                    claims::claimed_by.eq(claim.by.0),
                    claims::domain.eq(&claim.domain),
                    claims::claimed_at.eq(claim.at),
                    claims::state.eq(claim.state.as_str()),
                    claims::owner_id.eq(claim.owner.map(|owner| owner.0)),
                    claims::until.eq(claim.until),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Moves a claim from one of `from` on, with the words that belong to it: an objection, or the
    /// answer of staff.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is in none of them (any more).
    pub async fn move_claim(
        &mut self,
        id: ClaimId,
        from: &[ClaimState],
        to: ClaimState,
        words: Option<&Prose>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let from: Vec<&str> = from.iter().map(|state| state.as_str()).collect();
        let words = words.map(Prose::as_str);
        let waits = matches!(to, ClaimState::Open | ClaimState::Objected);
        self.run(async |connection| {
            let claim = diesel::update(claims::table.find(id.0)).filter(claims::state.eq_any(from));
            let moved = if waits {
                claim
                    .set((claims::state.eq(to.as_str()), claims::objection.eq(words)))
                    .execute(connection)
                    .await?
            } else {
                claim
                    .set((
                        claims::state.eq(to.as_str()),
                        claims::answer.eq(words),
                        claims::ended_at.eq(at),
                    ))
                    .execute(connection)
                    .await?
            };
            or(moved, StoreError::Stale)
        })
        .await
    }

    /// Gives a listing that is held to an org: its vendor has confirmed it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a listing.
    pub async fn confirm_vendor(
        &mut self,
        held: &StoredCourse,
        org: OrgId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let flags = held.flags.iter();
        let flags: Vec<&str> = flags
            .filter(|flag| !matches!(flag, Flag::VendorUnconfirmed | Flag::Orphan))
            .map(|flag| flag.as_str())
            .collect();
        let id = held.id;
        let public: bool = self
            .run(async |connection| {
                diesel::update(listings::table.find(id.0))
                    .set((
                        listings::flags.eq(flags),
                        listings::updated_at.eq(greatest(listings::updated_at, at)),
                    ))
                    .prepared()
                    .execute(connection)
                    .await?;
                Ok(diesel::update(integrations::table.find(id.0))
                    .set(integrations::org_id.eq(org.0))
                    .returning(integrations::visibility.eq("public"))
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        if public && held.course.stage.is_public() {
            let slug = held.slug.clone();
            let what = Changed::Upsert { id, slug };
            self.note([NewChange { at, what }]);
        }
        Ok(())
    }
}
