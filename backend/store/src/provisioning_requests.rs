//! Wishes for automated provisioning, their votes and what happened to them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{OrgId, ProvisioningRequestId, UserId};
use oin_domain::provisioning::{Action, Event, OrgSize, Request, Stage, Wish};
use oin_domain::submission::By;
use oin_domain::text::Prose;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{orgs, provisioning_events, provisioning_requests, provisioning_votes};
use crate::tx::{Read, Tx};
use crate::verifications::{parse, prose};

/// A wish as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRequest {
    /// Where it is.
    pub request: Request,
    /// What is asked for.
    pub wish: Wish,
    /// Counts every move, from 1.
    pub revision: i32,
    /// The name of the org that asks.
    pub org_name: String,
    /// Who wrote it.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The size of each org that voted.
    pub votes: Vec<OrgSize>,
}

/// Which wishes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedRequests<'a> {
    /// Those in one of these stages.
    At(&'a [Stage]),
    /// Those of an org.
    Of(OrgId),
}

/// Something that happened to a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRequest {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What.
    pub action: Action,
    /// To where.
    pub to: Stage,
    /// What those who asked and voted read.
    pub message: Option<Prose>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = provisioning_requests, check_for_backend(diesel::pg::Pg))]
struct RequestRow {
    id: Uuid,
    org_id: Uuid,
    facts: Value,
    wish: Value,
    since: DateTime<Utc>,
    revision: i32,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    #[diesel(select_expression = orgs::name)]
    org_name: String,
}

impl RequestRow {
    fn stored(self, votes: Vec<OrgSize>) -> Result<StoredRequest, StoreError> {
        Ok(StoredRequest {
            request: Request {
                id: ProvisioningRequestId(self.id),
                org: OrgId(self.org_id),
                since: self.since,
                facts: serde_json::from_value(self.facts).map_err(StoreError::broken)?,
            },
            wish: serde_json::from_value(self.wish).map_err(StoreError::broken)?,
            revision: self.revision,
            org_name: self.org_name,
            created_by: UserId(self.created_by),
            created_at: self.created_at,
            votes,
        })
    }
}

/// The most wishes on a list.
const MOST: i64 = 500;

impl Read {
    /// A wish.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn provisioning_request(
        &mut self,
        id: ProvisioningRequestId,
    ) -> Result<StoredRequest, StoreError> {
        let row: RequestRow = self
            .run(async |connection| {
                Ok(provisioning_requests::table
                    .inner_join(orgs::table)
                    .filter(provisioning_requests::id.eq(id.0))
                    .select(RequestRow::as_select())
                    .first(connection)
                    .await?)
            })
            .await?;
        let votes = self.votes_for(&[id.0]).await?.remove(&id.0);
        row.stored(votes.unwrap_or_default())
    }

    /// The wishes of a list, the oldest first, at most 500.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn provisioning_requests(
        &mut self,
        listed: ListedRequests<'_>,
    ) -> Result<Vec<StoredRequest>, StoreError> {
        let rows: Vec<RequestRow> = self
            .run(async |connection| {
                let found = provisioning_requests::table
                    .inner_join(orgs::table)
                    .order((provisioning_requests::created_at, provisioning_requests::id))
                    .limit(MOST)
                    .select(RequestRow::as_select());
                Ok(match listed {
                    ListedRequests::At(stages) => {
                        let stages: Vec<&str> = stages.iter().map(|stage| stage.as_str()).collect();
                        found
                            .filter(provisioning_requests::stage.eq_any(stages))
                            .load(connection)
                            .await?
                    }
                    ListedRequests::Of(org) => {
                        found
                            .filter(provisioning_requests::org_id.eq(org.0))
                            .load(connection)
                            .await?
                    }
                })
            })
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut votes = self.votes_for(&ids).await?;
        rows.into_iter()
            .map(|row| {
                let votes = votes.remove(&row.id).unwrap_or_default();
                row.stored(votes)
            })
            .collect()
    }

    async fn votes_for(&mut self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<OrgSize>>, StoreError> {
        let rows: Vec<(Uuid, String)> = self
            .run(async |connection| {
                Ok(provisioning_votes::table
                    .filter(provisioning_votes::request_id.eq_any(ids))
                    .select((provisioning_votes::request_id, provisioning_votes::size))
                    .load(connection)
                    .await?)
            })
            .await?;
        let mut votes: HashMap<Uuid, Vec<OrgSize>> = HashMap::new();
        for (id, size) in rows {
            votes.entry(id).or_default().push(parse(&size)?);
        }
        Ok(votes)
    }

    /// Who voted for a wish: each org with the member who did.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn provisioning_voters(
        &mut self,
        id: ProvisioningRequestId,
    ) -> Result<Vec<(OrgId, UserId)>, StoreError> {
        let rows: Vec<(Uuid, Uuid)> = self
            .run(async |connection| {
                Ok(provisioning_votes::table
                    .filter(provisioning_votes::request_id.eq(id.0))
                    .order(provisioning_votes::at)
                    .select((provisioning_votes::org_id, provisioning_votes::user_id))
                    .load(connection)
                    .await?)
            })
            .await?;
        let voters = rows.into_iter().map(|(org, user)| (OrgId(org), UserId(user)));
        Ok(voters.collect())
    }

    /// What happened to a wish, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn provisioning_history(
        &mut self,
        id: ProvisioningRequestId,
    ) -> Result<Vec<PastRequest>, StoreError> {
        type Row = (DateTime<Utc>, Option<Uuid>, String, String, Option<String>);
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(provisioning_events::table
                    .filter(provisioning_events::request_id.eq(id.0))
                    .order(provisioning_events::id.desc())
                    .select((
                        provisioning_events::at,
                        provisioning_events::user_id,
                        provisioning_events::action,
                        provisioning_events::to_stage,
                        provisioning_events::message,
                    ))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter()
            .map(|(at, user, action, to, message)| {
                Ok(PastRequest {
                    at,
                    by: user.map_or(By::System, |user| By::Person(UserId(user))),
                    action: parse(&action)?,
                    to: parse(&to)?,
                    message: prose(message)?,
                })
            })
            .collect()
    }
}

fn json(value: &impl serde::Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(StoreError::broken)
}

impl Tx {
    /// Adds a wish.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn add_provisioning_request(&mut self, new: &StoredRequest) -> Result<(), StoreError> {
        let (facts, wish) = (json(&new.request.facts)?, json(&new.wish)?);
        self.run(async |connection| {
            diesel::insert_into(provisioning_requests::table)
                .values((
                    provisioning_requests::id.eq(new.request.id.0),
                    provisioning_requests::org_id.eq(new.request.org.0),
                    provisioning_requests::app.eq(new.wish.app.as_str()),
                    provisioning_requests::stage.eq(new.request.stage().as_str()),
                    provisioning_requests::facts.eq(facts),
                    provisioning_requests::wish.eq(wish),
                    provisioning_requests::since.eq(new.request.since),
                    provisioning_requests::revision.eq(new.revision),
                    provisioning_requests::created_by.eq(new.created_by.0),
                    provisioning_requests::created_at.eq(new.created_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// A wish, held until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn hold_provisioning_request(
        &mut self,
        id: ProvisioningRequestId,
    ) -> Result<StoredRequest, StoreError> {
        self.run(async |connection| {
            provisioning_requests::table
                .find(id.0)
                .select(provisioning_requests::revision)
                .for_no_key_update()
                .first::<i32>(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.provisioning_request(id).await
    }

    /// Moves a wish on, with what is asked for by then, and writes down what happened, in the audit
    /// trail too.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not there (any more).
    pub async fn advance_provisioning_request(
        &mut self,
        next: &Request,
        wish: &Wish,
        revision: i32,
        event: &Event,
    ) -> Result<(), StoreError> {
        let (facts, wish_json) = (json(&next.facts)?, json(wish)?);
        let user = match event.by {
            By::System => None,
            By::Person(user) => Some(user.0),
        };
        self.run(async |connection| {
            let moved = diesel::update(provisioning_requests::table.find(next.id.0))
                .filter(provisioning_requests::stage.eq(event.from.as_str()))
                .filter(provisioning_requests::revision.eq(revision))
                .set((
                    provisioning_requests::app.eq(wish.app.as_str()),
                    provisioning_requests::stage.eq(next.stage().as_str()),
                    provisioning_requests::facts.eq(facts),
                    provisioning_requests::wish.eq(wish_json),
                    provisioning_requests::since.eq(next.since),
                    provisioning_requests::revision.eq(revision + 1),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(moved, StoreError::Stale)?;
            diesel::insert_into(provisioning_events::table)
                .values((
                    provisioning_events::request_id.eq(event.request.0),
                    provisioning_events::at.eq(event.at),
                    provisioning_events::user_id.eq(user),
                    provisioning_events::action.eq(event.action.as_str()),
                    provisioning_events::from_stage.eq(event.from.as_str()),
                    provisioning_events::to_stage.eq(event.to.as_str()),
                    provisioning_events::message.eq(event.message.as_ref().map(Prose::as_str)),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.audit(&event.act(next.org)).await
    }

    /// An org's vote for a wish; one that has voted votes anew.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a wish or org.
    pub async fn vote_for_provisioning(
        &mut self,
        id: ProvisioningRequestId,
        (org, user): (OrgId, UserId),
        size: OrgSize,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let vote = (
            provisioning_votes::user_id.eq(user.0),
            provisioning_votes::size.eq(size.as_str()),
            provisioning_votes::at.eq(at),
        );
        self.run(async |connection| {
            diesel::insert_into(provisioning_votes::table)
                .values((
                    provisioning_votes::request_id.eq(id.0),
                    provisioning_votes::org_id.eq(org.0),
                    vote,
                ))
                .on_conflict((provisioning_votes::request_id, provisioning_votes::org_id))
                .do_update()
                .set(vote)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
