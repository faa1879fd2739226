//! Verifications: where each is, what happened to it.

use chrono::{DateTime, SubsecRound as _, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{IntegrationId, OrgId, UserId};
use oin_domain::integration::Slug;
use oin_domain::listing::{Health, Stage as ListingStage, Tier};
use oin_domain::submission::By;
use oin_domain::text::Prose;
use oin_domain::verification::{Action, Event, Stage, Verification};
use serde_json::Value;
use uuid::Uuid;

use crate::changes::{Changed, NewChange};
use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{integrations, listings, orgs, verification_events, verifications};
use crate::tx::{Read, Tx};

/// A verification as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredVerification {
    /// Where it is. Its org is the one that owns the integration now.
    pub verification: Verification,
    /// Counts every move, from 1.
    pub revision: i32,
}

/// A verification among others.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedVerification {
    /// Where it is.
    pub stored: StoredVerification,
    /// The integration's name in URLs.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// The name of its org.
    pub org_name: String,
}

/// Something that happened to a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastVerification {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What.
    pub action: Action,
    /// From where.
    pub from: Stage,
    /// To where.
    pub to: Stage,
    /// What the ISV reads.
    pub message: Option<Prose>,
    /// When the new stage ends by itself.
    pub until: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = verifications, check_for_backend(diesel::pg::Pg))]
struct VerificationRow {
    integration_id: Uuid,
    org_id: Uuid,
    facts: Value,
    since: DateTime<Utc>,
    revision: i32,
    #[diesel(select_expression = integrations::org_id)]
    owner: Option<Uuid>,
}

impl TryFrom<VerificationRow> for StoredVerification {
    type Error = StoreError;

    fn try_from(row: VerificationRow) -> Result<Self, StoreError> {
        Ok(Self {
            verification: Verification {
                integration: IntegrationId(row.integration_id),
                org: OrgId(row.owner.unwrap_or(row.org_id)),
                since: row.since,
                facts: serde_json::from_value(row.facts).map_err(StoreError::broken)?,
            },
            revision: row.revision,
        })
    }
}

pub(crate) fn parse<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> Result<T, StoreError> {
    text.parse().map_err(StoreError::broken)
}

pub(crate) fn prose(text: Option<String>) -> Result<Option<Prose>, StoreError> {
    text.map(Prose::try_from).transpose().map_err(StoreError::broken)
}

/// The most verifications on a list.
const MOST_LISTED: i64 = 500;

impl Read {
    /// The verification of an integration; nothing when it never applied and was never run.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn verification(
        &mut self,
        integration: IntegrationId,
    ) -> Result<Option<StoredVerification>, StoreError> {
        let row: Option<VerificationRow> = self
            .run(async |connection| {
                Ok(verifications::table
                    .inner_join(integrations::table)
                    .filter(verifications::integration_id.eq(integration.0))
                    .select(VerificationRow::as_select())
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        row.map(StoredVerification::try_from).transpose()
    }

    /// The verifications in these stages, the longest there first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn verifications_at(
        &mut self,
        stages: &[Stage],
    ) -> Result<Vec<ListedVerification>, StoreError> {
        let stages: Vec<&str> = stages.iter().map(|stage| stage.as_str()).collect();
        let rows: Vec<(VerificationRow, String, String, String)> = self
            .run(async |connection| {
                Ok(verifications::table
                    .inner_join(integrations::table)
                    .inner_join(orgs::table)
                    .inner_join(
                        listings::table.on(listings::integration_id.eq(verifications::integration_id)),
                    )
                    .filter(verifications::stage.eq_any(stages))
                    .order((verifications::since, verifications::integration_id))
                    .limit(MOST_LISTED)
                    .select((
                        VerificationRow::as_select(),
                        integrations::slug.assume_not_null(),
                        listings::name,
                        orgs::name,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(row, slug, name, org_name)| {
                Ok(ListedVerification {
                    stored: row.try_into()?,
                    slug: Slug::try_from(slug).map_err(StoreError::broken)?,
                    name,
                    org_name,
                })
            })
            .collect()
    }

    /// What happened to the verification of an integration, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn verification_history(
        &mut self,
        integration: IntegrationId,
    ) -> Result<Vec<PastVerification>, StoreError> {
        #[derive(Queryable, Selectable)]
        #[diesel(table_name = verification_events, check_for_backend(diesel::pg::Pg))]
        struct EventRow {
            at: DateTime<Utc>,
            user_id: Option<Uuid>,
            action: String,
            from_stage: String,
            to_stage: String,
            message: Option<String>,
            until: Option<DateTime<Utc>>,
        }
        let rows: Vec<EventRow> = self
            .run(async |connection| {
                Ok(verification_events::table
                    .filter(verification_events::integration_id.eq(integration.0))
                    .order(verification_events::id.desc())
                    .select(EventRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(PastVerification {
                    at: row.at,
                    by: row.user_id.map_or(By::System, |user| By::Person(UserId(user))),
                    action: parse(&row.action)?,
                    from: parse(&row.from_stage)?,
                    to: parse(&row.to_stage)?,
                    message: prose(row.message)?,
                    until: row.until,
                })
            })
            .collect()
    }
}

/// The facts as JSON, and the end of the stage.
fn columns(verification: &Verification) -> Result<(Value, Option<DateTime<Utc>>), StoreError> {
    use oin_domain::verification::Facts;
    let until = match &verification.facts {
        Facts::AtRisk(facts) => Some(facts.until),
        _ => None,
    };
    let facts = serde_json::to_value(&verification.facts).map_err(StoreError::broken)?;
    Ok((facts, until))
}

impl Tx {
    /// The verification of an integration, held until the transaction ends. One that has none yet
    /// gets it, at the first tier.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration or org.
    pub async fn hold_verification(
        &mut self,
        integration: IntegrationId,
        org: OrgId,
        at: DateTime<Utc>,
    ) -> Result<StoredVerification, StoreError> {
        let fresh = Verification::begin(integration, org, at);
        let (facts, _) = columns(&fresh)?;
        let row: VerificationRow = self
            .run(async |connection| {
                diesel::insert_into(verifications::table)
                    .values((
                        verifications::integration_id.eq(integration.0),
                        verifications::org_id.eq(org.0),
                        verifications::stage.eq(fresh.stage().as_str()),
                        verifications::facts.eq(facts),
                        verifications::since.eq(at),
                        verifications::revision.eq(1),
                    ))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await?;
                Ok(verifications::table
                    .inner_join(integrations::table)
                    .filter(verifications::integration_id.eq(integration.0))
                    .select(VerificationRow::as_select())
                    .for_no_key_update()
                    .first(connection)
                    .await?)
            })
            .await?;
        row.try_into()
    }

    /// Moves a verification on from stage `from` at `revision`, and writes down what happened, in the audit trail
    /// too.
    /// Gives its new revision.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not there (any more).
    pub async fn advance_verification(
        &mut self,
        next: &Verification,
        revision: i32,
        event: &Event,
    ) -> Result<i32, StoreError> {
        let (facts, until) = columns(next)?;
        let user = match event.by {
            By::System => None,
            By::Person(user) => Some(user.0),
        };
        self.run(async |connection| {
            let moved = diesel::update(verifications::table.find(next.integration.0))
                .filter(verifications::stage.eq(event.from.as_str()))
                .filter(verifications::revision.eq(revision))
                .set((
                    verifications::org_id.eq(next.org.0),
                    verifications::stage.eq(next.stage().as_str()),
                    verifications::facts.eq(facts),
                    verifications::since.eq(next.since),
                    verifications::until.eq(until),
                    verifications::revision.eq(revision + 1),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(moved, StoreError::Stale)?;
            diesel::insert_into(verification_events::table)
                .values((
                    verification_events::integration_id.eq(event.integration.0),
                    verification_events::at.eq(event.at),
                    verification_events::user_id.eq(user),
                    verification_events::action.eq(event.action.as_str()),
                    verification_events::from_stage.eq(event.from.as_str()),
                    verification_events::to_stage.eq(event.to.as_str()),
                    verification_events::message.eq(event.message.as_ref().map(Prose::as_str)),
                    verification_events::until.eq(event.until),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.audit(&event.act(next.org)).await?;
        Ok(revision + 1)
    }

    /// Sets what the catalog says of an integration's tier and tests, and announces it: also when
    /// only the evidence behind it is new, so that pages and badges are made anew.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is not listed.
    pub async fn set_tier(
        &mut self,
        id: IntegrationId,
        (tier, verified_at): (Tier, Option<DateTime<Utc>>),
        tested: Health,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let at = at.trunc_subsecs(6);
        let (slug, visibility, stage) = self
            .run(async |connection| {
                // The same lock as publishing takes: the two never overtake each other.
                let (slug, visibility): (String, String) = integrations::table
                    .find(id.0)
                    .filter(integrations::slug.is_not_null())
                    .select((integrations::slug.assume_not_null(), integrations::visibility))
                    .for_no_key_update()
                    .first(connection)
                    .await?;
                let before: String = listings::table
                    .find(id.0)
                    .select(listings::tier)
                    .first(connection)
                    .await?;
                let stage: String = diesel::update(listings::table.find(id.0))
                    .set((
                        listings::tier.eq(tier.as_str()),
                        listings::verified_at.eq(verified_at.map(|at| at.trunc_subsecs(6))),
                        listings::tested.eq(tested.as_str()),
                    ))
                    .returning(listings::stage)
                    .prepared()
                    .get_result(connection)
                    .await?;
                if before != tier.as_str() {
                    diesel::update(listings::table.find(id.0).filter(listings::updated_at.lt(at)))
                        .set(listings::updated_at.eq(at))
                        .prepared()
                        .execute(connection)
                        .await?;
                }
                Ok((slug, visibility, stage))
            })
            .await?;
        let stage: ListingStage = parse(&stage)?;
        if visibility == "public" && stage.is_public() {
            let slug = Slug::try_from(slug).map_err(StoreError::broken)?;
            self.note([NewChange {
                at,
                what: Changed::Upsert { id, slug },
            }]);
        }
        Ok(())
    }
}
