//! What happened to accounts, sessions, rights and secrets. The application adds and reads.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use oin_domain::account::SecurityKind;
use oin_domain::choice::Choice;
use oin_domain::ids::{OrgId, UserId};
use serde_json::Value;
use uuid::Uuid;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::security_events;
use crate::tx::{Read, Tx};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityEvent {
    /// What.
    pub kind: SecurityKind,
    /// To whom.
    pub user: Option<UserId>,
    /// To which org.
    pub org: Option<OrgId>,
    /// Who did it, when it was somebody else.
    pub actor: Option<UserId>,
    /// The peer's address; forgotten after 30 days.
    pub peer: Option<String>,
    /// What the browser calls itself, at most 400 characters; forgotten after 30 days.
    pub agent: Option<String>,
    /// The request, as the log names it.
    pub request_id: Option<String>,
    /// More, a JSON object. Of a secret it says that it changed, never what it is.
    pub detail: Value,
}

/// An event that was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// Its number; numbers may have gaps.
    pub id: i64,
    /// When, by the database's clock.
    pub at: DateTime<Utc>,
    /// What.
    pub event: SecurityEvent,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = security_events, check_for_backend(diesel::pg::Pg))]
struct EventRow {
    id: i64,
    at: DateTime<Utc>,
    kind: String,
    user_id: Option<Uuid>,
    org_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    peer: Option<String>,
    agent: Option<String>,
    request_id: Option<String>,
    detail: Value,
}

impl TryFrom<EventRow> for RecordedEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            at: row.at,
            event: SecurityEvent {
                kind: row.kind.parse().map_err(StoreError::broken)?,
                user: row.user_id.map(UserId),
                org: row.org_id.map(OrgId),
                actor: row.actor_id.map(UserId),
                peer: row.peer,
                agent: row.agent,
                request_id: row.request_id,
                detail: row.detail,
            },
        })
    }
}

impl Read {
    /// The last `limit` events about a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn events_of_user(
        &mut self,
        user: UserId,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let rows: Vec<EventRow> = self
            .run(async |connection| {
                Ok(security_events::table
                    .filter(security_events::user_id.eq(user.0))
                    .order(security_events::id.desc())
                    .limit(i64::from(limit))
                    .select(EventRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(RecordedEvent::try_from).collect()
    }

    /// The last `limit` events about an org, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn events_of_org(&mut self, org: OrgId, limit: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        let rows: Vec<EventRow> = self
            .run(async |connection| {
                Ok(security_events::table
                    .filter(security_events::org_id.eq(org.0))
                    .order(security_events::id.desc())
                    .limit(i64::from(limit))
                    .select(EventRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(RecordedEvent::try_from).collect()
    }
}

impl Tx {
    /// Writes an event down, in the transaction of what it tells, and into the audit trail when it
    /// belongs there. A refusal that rolls its
    /// transaction back needs one of its own.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn record(&mut self, event: &SecurityEvent) -> Result<(), StoreError> {
        let detail = self.signed(event.detail.clone());
        self.run(async |connection| {
            diesel::insert_into(security_events::table)
                .values((
                    security_events::kind.eq(event.kind.as_str()),
                    security_events::user_id.eq(event.user.map(|user| user.0)),
                    security_events::org_id.eq(event.org.map(|org| org.0)),
                    security_events::actor_id.eq(event.actor.map(|user| user.0)),
                    security_events::peer.eq(&event.peer),
                    security_events::agent.eq(&event.agent),
                    security_events::request_id.eq(&event.request_id),
                    security_events::detail.eq(&detail),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await?;
        self.audit_security(event).await
    }

    /// Takes peers and agents out of the events of an erased person; it does nothing while their
    /// account is there.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_events_of(&mut self, user: UserId) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::sql_query("SELECT forget_security_peers_of($1)")
                .bind::<diesel::sql_types::Uuid, _>(user.0)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes peers and agents out of events that are older than 30 days; says of how many. It is
    /// all that the application can change in an event.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_peers(&mut self) -> Result<i64, StoreError> {
        #[derive(QueryableByName)]
        struct Shortened {
            #[diesel(sql_type = BigInt)]
            events: i64,
        }
        self.run(async |connection| {
            let shortened: Shortened = diesel::sql_query("SELECT forget_security_peers() AS events")
                .prepared()
                .get_result(connection)
                .await?;
            Ok(shortened.events)
        })
        .await
    }
}
