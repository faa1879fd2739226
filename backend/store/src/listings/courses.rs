//! A listing's life after its publication: where it is, what is true there, what happened.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use oin_domain::audit::{Act, Area};
use oin_domain::choice::Choice;
use oin_domain::ids::{IntegrationId, OrgId, UserId};
use oin_domain::integration::Slug;
use oin_domain::listing::{Action, Course, Facts, Flag, Stage, Step};
use oin_domain::submission::By;
use oin_domain::text::{Name, Prose};
use serde_json::Value;
use uuid::Uuid;

use super::greatest;
use crate::changes::{Changed, NewChange};
use crate::error::{Fault, StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{integrations, listing_courses, listing_events, listings};
use crate::tx::{Read, Tx};

/// A listing with where it is in its life.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCourse {
    /// The integration.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// What it is called.
    pub name: Name,
    /// The revision that is shown.
    pub version: i32,
    /// What a reader should know.
    pub flags: Vec<Flag>,
    /// Where it is.
    pub course: Course,
}

#[derive(Queryable)]
struct CourseRow {
    id: Uuid,
    slug: String,
    owner: Option<Uuid>,
    name: String,
    version: i32,
    stage: String,
    flags: Vec<String>,
    facts: Option<Value>,
}

impl TryFrom<CourseRow> for StoredCourse {
    type Error = StoreError;

    fn try_from(row: CourseRow) -> Result<Self, StoreError> {
        let flags = row.flags.iter().map(|flag| flag.parse());
        Ok(Self {
            id: IntegrationId(row.id),
            slug: Slug::try_from(row.slug).map_err(StoreError::broken)?,
            name: Name::try_from(row.name).map_err(StoreError::broken)?,
            version: row.version,
            flags: flags.collect::<Result<_, _>>().map_err(StoreError::broken)?,
            course: Course {
                owner: row.owner.map(OrgId),
                stage: row.stage.parse().map_err(StoreError::broken)?,
                facts: match row.facts {
                    Some(facts) => serde_json::from_value(facts).map_err(StoreError::broken)?,
                    None => Facts::default(),
                },
            },
        })
    }
}

/// Something that happened to a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastStep {
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
    /// Why.
    pub reason: Option<Prose>,
    /// When something followed by itself.
    pub until: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = listing_events, check_for_backend(diesel::pg::Pg))]
struct StepRow {
    at: DateTime<Utc>,
    user_id: Option<Uuid>,
    action: String,
    from_stage: String,
    to_stage: String,
    reason: Option<String>,
    until: Option<DateTime<Utc>>,
}

impl TryFrom<StepRow> for PastStep {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self, StoreError> {
        let reason = row.reason.map(Prose::try_from).transpose();
        Ok(Self {
            at: row.at,
            by: row.user_id.map_or(By::System, |user| By::Person(UserId(user))),
            action: row.action.parse().map_err(StoreError::broken)?,
            from: row.from_stage.parse().map_err(StoreError::broken)?,
            to: row.to_stage.parse().map_err(StoreError::broken)?,
            reason: reason.map_err(StoreError::broken)?,
            until: row.until,
        })
    }
}

async fn row_of(connection: &mut AsyncPgConnection, id: Uuid) -> Result<CourseRow, Fault> {
    Ok(listings::table
        .inner_join(integrations::table)
        .left_join(listing_courses::table.on(listing_courses::integration_id.eq(listings::integration_id)))
        .filter(listings::integration_id.eq(id))
        .select((
            integrations::id,
            integrations::slug.assume_not_null(),
            integrations::org_id,
            listings::name,
            listings::version,
            listings::stage,
            listings::flags,
            listing_courses::facts.nullable(),
        ))
        .first(connection)
        .await?)
}

impl Read {
    /// Where the listing of a slug is in its life, whoever may see it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when nothing was published under it.
    pub async fn course(&mut self, slug: &Slug) -> Result<StoredCourse, StoreError> {
        self.run(async |connection| {
            let id: Uuid = integrations::table
                .filter(integrations::slug.eq(slug.as_str()))
                .select(integrations::id)
                .first(connection)
                .await?;
            row_of(connection, id).await
        })
        .await?
        .try_into()
    }

    /// What happened to a listing, the first thing first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn steps_of(&mut self, integration: IntegrationId) -> Result<Vec<PastStep>, StoreError> {
        let rows: Vec<StepRow> = self
            .run(async |connection| {
                Ok(listing_events::table
                    .filter(listing_events::integration_id.eq(integration.0))
                    .order(listing_events::id)
                    .select(StepRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(PastStep::try_from).collect()
    }
}

impl Tx {
    /// A listing whose row is held until the transaction ends; the same lock as publishing takes.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when nothing of it was published.
    pub async fn hold_course(&mut self, integration: IntegrationId) -> Result<StoredCourse, StoreError> {
        self.run(async |connection| {
            integrations::table
                .find(integration.0)
                .select(integrations::id)
                .for_no_key_update()
                .first::<Uuid>(connection)
                .await?;
            row_of(connection, integration.0).await
        })
        .await?
        .try_into()
    }

    /// Moves a listing that is held on, and writes down what happened.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the stage `step.from` (any more).
    pub async fn advance_course(
        &mut self,
        before: &StoredCourse,
        course: &Course,
        step: &Step,
    ) -> Result<(), StoreError> {
        let id = before.id.0;
        let facts = serde_json::to_value(&course.facts).map_err(StoreError::broken)?;
        let mut flags: Vec<Flag> = before.flags.clone();
        flags.retain(|flag| *flag != Flag::Retiring);
        if course.stage == Stage::Retiring {
            flags.push(Flag::Retiring);
        }
        let flags: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
        let public: bool = self
            .run(async |connection| {
                let moved = diesel::update(listings::table.find(id))
                    .filter(listings::stage.eq(step.from.as_str()))
                    .set((
                        listings::stage.eq(course.stage.as_str()),
                        listings::flags.eq(flags),
                        listings::updated_at.eq(greatest(listings::updated_at, step.at)),
                    ))
                    .prepared()
                    .execute(connection)
                    .await?;
                or(moved, StoreError::Stale)?;
                diesel::insert_into(listing_courses::table)
                    .values((
                        listing_courses::integration_id.eq(id),
                        listing_courses::facts.eq(&facts),
                    ))
                    .on_conflict(listing_courses::integration_id)
                    .do_update()
                    .set(listing_courses::facts.eq(&facts))
                    .prepared()
                    .execute(connection)
                    .await?;
                Ok(integrations::table
                    .find(id)
                    .select(integrations::visibility.eq("public"))
                    .first(connection)
                    .await?)
            })
            .await?;
        self.append_step(before.id, step).await?;
        let (id, slug) = (before.id, before.slug.clone());
        let what = match (public, step.from.is_public(), course.stage.is_public()) {
            (true, _, true) => Changed::Upsert { id, slug },
            (true, true, false) => Changed::Removed { id, slug },
            // The public never saw it.
            _ => return Ok(()),
        };
        self.note([NewChange { at: step.at, what }]);
        Ok(())
    }

    /// Writes down what happened to a listing, in the audit trail too.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration.
    pub async fn append_step(&mut self, integration: IntegrationId, step: &Step) -> Result<(), StoreError> {
        let user = match step.by {
            By::System => None,
            By::Person(user) => Some(user.0),
        };
        self.run(async |connection| {
            diesel::insert_into(listing_events::table)
                .values((
                    listing_events::integration_id.eq(integration.0),
                    listing_events::at.eq(step.at),
                    listing_events::user_id.eq(user),
                    listing_events::action.eq(step.action.as_str()),
                    listing_events::from_stage.eq(step.from.as_str()),
                    listing_events::to_stage.eq(step.to.as_str()),
                    listing_events::reason.eq(step.reason.as_ref().map(Prose::as_str)),
                    listing_events::until.eq(step.until),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.audit(&Act {
            actor: user.map(UserId),
            about: Some(("integration", integration.to_string())),
            detail: serde_json::json!({ "from": step.from.as_str(), "to": step.to.as_str() }),
            ..Act::new(Area::Listing, step.action.as_str())
        })
        .await
    }
}
