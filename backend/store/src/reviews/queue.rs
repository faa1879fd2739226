//! The queue: overdue first, then the day on which it is due, then the risk.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::ids::{OrgId, SubmissionId, UserId};
use oin_domain::integration::Lane;
use oin_domain::listing::Tier;
use oin_domain::review::Cause;
use oin_domain::submission::Stage;
use uuid::Uuid;

use super::modes;
use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// Whose submissions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// All that wait for staff.
    #[default]
    All,
    /// Those that the reviewer has or knows, also while they wait for the ISV.
    Mine,
    /// Those that nobody has.
    Unclaimed,
}

/// What is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueFilter {
    /// Who asks.
    pub reviewer: UserId,
    /// The orgs of the reviewer: theirs are for colleagues.
    pub own_orgs: Vec<OrgId>,
    /// Of one lane.
    pub lane: Option<Lane>,
    /// Of one tier; what is not listed yet counts as community.
    pub tier: Option<Tier>,
    /// With this sign-on mode.
    pub mode: Option<SignOn>,
    /// Queued before this.
    pub queued_before: Option<DateTime<Utc>>,
    /// Whose.
    pub whose: Whose,
}

/// A line of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Which.
    pub id: SubmissionId,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub org: String,
    /// Where it is.
    pub stage: Stage,
    /// Its lane.
    pub lane: Lane,
    /// The tier of what is live; nothing when nothing is.
    pub tier: Option<Tier>,
    /// How it signs people on.
    pub sign_on: Vec<SignOn>,
    /// Since when it waits.
    pub queued_at: DateTime<Utc>,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// Its risk.
    pub risk: i32,
    /// Whether it changes what is live.
    pub is_update: bool,
    /// Who has it, or had it last.
    pub reviewer: Option<(UserId, String)>,
    /// A discard that the network proposes.
    pub proposed: Option<Cause>,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct QueueNumbers {
    /// Waiting in the queue.
    #[diesel(sql_type = BigInt)]
    pub queued: i64,
    /// Past their due date, with anybody of the staff.
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
    /// Due within a day.
    #[diesel(sql_type = BigInt)]
    pub due_soon: i64,
    /// With a reviewer.
    #[diesel(sql_type = BigInt)]
    pub claimed: i64,
    /// With the asking reviewer.
    #[diesel(sql_type = BigInt)]
    pub mine: i64,
    /// Waiting for an ISV.
    #[diesel(sql_type = BigInt)]
    pub with_isv: i64,
    /// Discards that the network proposes.
    #[diesel(sql_type = BigInt)]
    pub proposed: i64,
    /// Appeals that wait to be heard.
    #[diesel(sql_type = BigInt)]
    pub appeals: i64,
    /// Changed in bulk by the asking reviewer today (UTC).
    #[diesel(sql_type = BigInt)]
    pub in_bulk: i64,
}

/// A place in the queue's order, as it was at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePlace {
    /// The moment by which it is told what is overdue.
    pub as_of: DateTime<Utc>,
    /// When the line there is due.
    pub due: DateTime<Utc>,
    /// Its risk.
    pub risk: i32,
    /// Which it is.
    pub id: SubmissionId,
}

/// A submission with who has it, or had it last.
const WITH_REVIEWER: &str = "SELECT s.*, (coalesce(s.facts ->> 'reviewer', s.facts #>> '{place,reviewer}'))::uuid
        AS reviewer_id
    FROM submissions s
    WHERE s.stage IN ('queued', 'in_review', 'testing', 'awaiting_isv', 'discard_notice') AND s.deleted_at IS NULL";

/// Overdue, then the day, then the risk; $8 is the time.
pub(super) const ORDER: &str =
    "s.due_at >= $8, (s.due_at AT TIME ZONE 'UTC')::date, r.risk DESC, s.due_at, s.id";

/// What comes after a place in that order; $11 to $13 are its due time, its risk and its id.
const AFTER: &str = "AND (s.due_at >= $8, (s.due_at AT TIME ZONE 'UTC')::date, -r.risk, s.due_at, s.id)
    > ($11 >= $8, ($11 AT TIME ZONE 'UTC')::date, -$12, $11, $13)";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    org: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Text)]
    lane: String,
    #[diesel(sql_type = Nullable<Text>)]
    tier: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    sign_on: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    queued_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    due_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    risk: i32,
    #[diesel(sql_type = Bool)]
    is_update: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    reviewer_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    reviewer_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    proposed_cause: Option<String>,
}

impl TryFrom<Row> for QueueRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: SubmissionId(row.id),
            name: row.name,
            org: row.org,
            stage: row.stage.parse().map_err(StoreError::broken)?,
            lane: row.lane.parse().map_err(StoreError::broken)?,
            tier: row
                .tier
                .map(|tier| tier.parse().map_err(StoreError::broken))
                .transpose()?,
            sign_on: modes(&row.sign_on)?,
            queued_at: row.queued_at,
            due: row.due_at,
            risk: row.risk,
            is_update: row.is_update,
            reviewer: row.reviewer_id.map(|id| {
                let name = row
                    .reviewer_name
                    .unwrap_or_else(|| "Somebody who has left".to_owned());
                (UserId(id), name)
            }),
            proposed: row
                .proposed_cause
                .map(|cause| cause.parse().map_err(StoreError::broken))
                .transpose()?,
        })
    }
}

fn stages(whose: Whose) -> Vec<&'static str> {
    let stages: &[Stage] = match whose {
        Whose::All => &[Stage::Queued, Stage::InReview, Stage::Testing],
        Whose::Mine => &[
            Stage::Queued,
            Stage::InReview,
            Stage::Testing,
            Stage::AwaitingIsv,
            Stage::DiscardNotice,
        ],
        Whose::Unclaimed => &[Stage::Queued],
    };
    stages.iter().map(|stage| stage.as_str()).collect()
}

impl QueueFilter {
    pub(super) fn orgs(&self) -> Vec<Uuid> {
        self.own_orgs.iter().map(|org| org.0).collect()
    }

    /// What the filter says, $1 to $5. Only that: a condition that may be empty hides from the
    /// planner how many rows there will be.
    pub(super) fn conditions(&self) -> String {
        [
            (!self.own_orgs.is_empty(), " AND s.org_id <> ALL ($1)"),
            (self.lane.is_some(), " AND s.lane = $2"),
            (self.tier.is_some(), " AND coalesce(l.tier, 'community') = $3"),
            (self.mode.is_some(), " AND $4 = ANY (r.sign_on)"),
            (self.queued_before.is_some(), " AND s.queued_at < $5"),
        ]
        .into_iter()
        .filter_map(|(said, condition)| said.then_some(condition))
        .collect()
    }
}

impl Read {
    /// The queue in its order, from `skip` on, at most `limit` lines.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn queue(
        &mut self,
        filter: &QueueFilter,
        now: DateTime<Utc>,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<QueueRow>, StoreError> {
        self.lines(filter, now, None, skip, limit).await
    }

    /// The same after a place in it, in the order that it had at `as_of`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn queue_after(
        &mut self,
        filter: &QueueFilter,
        as_of: DateTime<Utc>,
        after: Option<QueuePlace>,
        limit: u32,
    ) -> Result<Vec<QueueRow>, StoreError> {
        self.lines(filter, as_of, after, 0, limit).await
    }

    async fn lines(
        &mut self,
        filter: &QueueFilter,
        as_of: DateTime<Utc>,
        after: Option<QueuePlace>,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let sql = format!(
            "SELECT s.id, r.name, o.name AS org, s.stage, s.lane, l.tier, r.sign_on, s.queued_at, s.due_at, r.risk,
                s.based_on IS NOT NULL AS is_update, s.reviewer_id, u.name AS reviewer_name, r.proposed_cause
            FROM ({WITH_REVIEWER}) s
            JOIN reviews r ON r.submission_id = s.id
            JOIN orgs o ON o.id = s.org_id
            LEFT JOIN listings l ON l.integration_id = s.integration_id
            LEFT JOIN users u ON u.id = s.reviewer_id
            WHERE s.stage = ANY ($6) AND ($7::uuid IS NULL OR s.reviewer_id = $7) {conditions} {after}
            ORDER BY {ORDER} OFFSET $9 LIMIT $10",
            conditions = filter.conditions(),
            after = if after.is_some() { AFTER } else { "" },
        );
        let mine = (filter.whose == Whose::Mine).then_some(filter.reviewer.0);
        let query = diesel::sql_query(sql)
            .bind::<Array<SqlUuid>, _>(filter.orgs())
            .bind::<Nullable<Text>, _>(filter.lane.map(Choice::as_str))
            .bind::<Nullable<Text>, _>(filter.tier.map(Choice::as_str))
            .bind::<Nullable<Text>, _>(filter.mode.map(Choice::as_str))
            .bind::<Nullable<Timestamptz>, _>(filter.queued_before)
            .bind::<Array<Text>, _>(stages(filter.whose))
            .bind::<Nullable<SqlUuid>, _>(mine)
            .bind::<Timestamptz, _>(as_of)
            .bind::<BigInt, _>(i64::from(skip))
            .bind::<BigInt, _>(i64::from(limit));
        let rows: Vec<Row> = self
            .run(async |connection| match after {
                None => Ok(query.load(connection).await?),
                Some(place) => Ok(query
                    .bind::<Timestamptz, _>(place.due)
                    .bind::<Integer, _>(place.risk)
                    .bind::<SqlUuid, _>(place.id.0)
                    .load(connection)
                    .await?),
            })
            .await?;
        rows.into_iter().map(QueueRow::try_from).collect()
    }

    /// How much there is to do, as `reviewer` sees it.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn queue_numbers(
        &mut self,
        reviewer: UserId,
        now: DateTime<Utc>,
    ) -> Result<QueueNumbers, StoreError> {
        const NUMBERS: &str = "SELECT
            count(*) FILTER (WHERE s.stage = 'queued') AS queued,
            count(*) FILTER (WHERE s.stage IN ('queued', 'in_review', 'testing') AND s.due_at < $2) AS overdue,
            count(*) FILTER (WHERE s.stage IN ('queued', 'in_review', 'testing') AND s.due_at >= $2
                AND s.due_at < $2 + interval '1 day') AS due_soon,
            count(*) FILTER (WHERE s.stage IN ('in_review', 'testing')) AS claimed,
            count(*) FILTER (WHERE s.stage IN ('in_review', 'testing')
                AND (s.facts ->> 'reviewer')::uuid = $1) AS mine,
            count(*) FILTER (WHERE s.stage IN ('awaiting_isv', 'discard_notice')) AS with_isv,
            count(*) FILTER (WHERE s.stage = 'queued' AND r.proposed_cause IS NOT NULL) AS proposed,
            (SELECT count(*) FROM submissions a WHERE a.stage IN ('rejected', 'discarded')
                AND a.facts #>> '{appeal,kind}' = 'open') AS appeals,
            (SELECT coalesce(sum(made), 0) FROM bulk_days
                WHERE user_id = $1 AND day = ($2 AT TIME ZONE 'UTC')::date) AS in_bulk
        FROM submissions s LEFT JOIN reviews r ON r.submission_id = s.id
        WHERE s.stage IN ('queued', 'in_review', 'testing', 'awaiting_isv', 'discard_notice')
            AND s.deleted_at IS NULL";
        self.run(async |connection| {
            Ok(diesel::sql_query(NUMBERS)
                .bind::<SqlUuid, _>(reviewer.0)
                .bind::<Timestamptz, _>(now)
                .prepared()
                .get_result(connection)
                .await?)
        })
        .await
    }
}
