//! Messages to webhooks: what is sent, as it is sent, and how that was last answered.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{OrgId, WebhookEventId, WebhookId};
use oin_domain::webhook::{DeliveryState, EventKind};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::webhook_deliveries;
use crate::tx::{Read, Tx};

/// Something that happened, for webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhookEvent {
    /// Which; the id of the message, too.
    pub id: WebhookEventId,
    /// What.
    pub kind: EventKind,
    /// What is sent, JSON.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A message to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// To which.
    pub webhook: WebhookId,
    /// What it is about; the same for every webhook that is told.
    pub event: WebhookEventId,
    /// What happened.
    pub kind: EventKind,
    /// What is sent, as it is sent at every try.
    pub body: String,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// Where it is.
    pub state: DeliveryState,
    /// How often it was sent, since somebody last asked for it.
    pub tries: i32,
    /// When it is sent next; nothing when it waits no more.
    pub next_at: Option<DateTime<Utc>>,
    /// When it was last sent.
    pub tried_at: Option<DateTime<Utc>>,
    /// With which status that was answered.
    pub status: Option<i32>,
    /// The beginning of that answer, at most 1,024 bytes.
    pub answer: Option<String>,
    /// Why it was not taken, a sentence.
    pub problem: Option<String>,
}

/// A place in the list of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryPlace {
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// Which.
    pub event: WebhookEventId,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries, check_for_backend(diesel::pg::Pg))]
struct DeliveryRow {
    webhook_id: Uuid,
    event_id: Uuid,
    kind: String,
    body: String,
    created_at: DateTime<Utc>,
    state: String,
    tries: i32,
    next_at: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    status: Option<i32>,
    answer: Option<String>,
    problem: Option<String>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        Ok(Self {
            webhook: WebhookId(row.webhook_id),
            event: WebhookEventId(row.event_id),
            kind: row.kind.parse().map_err(StoreError::broken)?,
            body: row.body,
            created_at: row.created_at,
            state: row.state.parse().map_err(StoreError::broken)?,
            tries: row.tries,
            next_at: row.next_at,
            tried_at: row.tried_at,
            status: row.status,
            answer: row.answer,
            problem: row.problem,
        })
    }
}

/// One message for each webhook of the org that is told of such events. A disabled one is told
/// nothing; what a paused one is told waits. One that is being removed is waited for and then not
/// there.
const ANNOUNCE: &str = "INSERT INTO webhook_deliveries
        (webhook_id, event_id, kind, body, created_at, state, next_at)
    SELECT id, $2, $3, $4, $5, 'waiting', $5 FROM webhooks
    WHERE org_id = $1 AND state <> 'disabled' AND $3 = ANY (kinds)
    ORDER BY id FOR KEY SHARE
    RETURNING webhook_id";

const WAITING: &str = "waiting";

impl Read {
    /// The messages to a webhook that are due at `now`, the longest due first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn due_deliveries(
        &mut self,
        webhook: WebhookId,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let rows: Vec<DeliveryRow> = self
            .run(async |connection| {
                Ok(webhook_deliveries::table
                    .filter(webhook_deliveries::webhook_id.eq(webhook.0))
                    .filter(webhook_deliveries::state.eq(WAITING))
                    .filter(webhook_deliveries::next_at.le(now))
                    .order((webhook_deliveries::next_at, webhook_deliveries::event_id))
                    .limit(i64::from(limit))
                    .select(DeliveryRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Delivery::try_from).collect()
    }

    /// When the next message to a webhook is due; nothing when none waits.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn next_delivery(&mut self, webhook: WebhookId) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.run(async |connection| {
            let next: Option<Option<DateTime<Utc>>> = webhook_deliveries::table
                .filter(webhook_deliveries::webhook_id.eq(webhook.0))
                .filter(webhook_deliveries::state.eq(WAITING))
                .order(webhook_deliveries::next_at)
                .select(webhook_deliveries::next_at)
                .first(connection)
                .await
                .optional()?;
            Ok(next.flatten())
        })
        .await
    }

    /// What was sent to a webhook, or is to be, the newest first, `after` a place.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn deliveries(
        &mut self,
        webhook: WebhookId,
        after: Option<DeliveryPlace>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let rows: Vec<DeliveryRow> = self
            .run(async |connection| {
                let all = webhook_deliveries::table
                    .filter(webhook_deliveries::webhook_id.eq(webhook.0))
                    .order((
                        webhook_deliveries::created_at.desc(),
                        webhook_deliveries::event_id.desc(),
                    ))
                    .limit(i64::from(limit))
                    .select(DeliveryRow::as_select())
                    .into_boxed();
                let all = match after {
                    None => all,
                    Some(place) => all.filter(
                        webhook_deliveries::created_at.lt(place.created_at).or(
                            webhook_deliveries::created_at
                                .eq(place.created_at)
                                .and(webhook_deliveries::event_id.lt(place.event.0)),
                        ),
                    ),
                };
                Ok(all.load(connection).await?)
            })
            .await?;
        rows.into_iter().map(Delivery::try_from).collect()
    }

    /// One message.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when this webhook was told nothing of the kind.
    pub async fn delivery(
        &mut self,
        webhook: WebhookId,
        event: WebhookEventId,
    ) -> Result<Delivery, StoreError> {
        self.run(async |connection| {
            Ok(webhook_deliveries::table
                .find((webhook.0, event.0))
                .select(DeliveryRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }
}

impl Tx {
    /// Keeps a message for each webhook of the org that is told of such events; says which, in the
    /// order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn announce_to_webhooks(
        &mut self,
        org: OrgId,
        event: &NewWebhookEvent,
    ) -> Result<Vec<WebhookId>, StoreError> {
        #[derive(QueryableByName)]
        struct Told {
            #[diesel(sql_type = SqlUuid)]
            webhook_id: Uuid,
        }
        let told: Vec<Told> = self
            .run(async |connection| {
                Ok(diesel::sql_query(ANNOUNCE)
                    .bind::<SqlUuid, _>(org.0)
                    .bind::<SqlUuid, _>(event.id.0)
                    .bind::<Text, _>(event.kind.as_str())
                    .bind::<Text, _>(&event.body)
                    .bind::<Timestamptz, _>(event.at)
                    .prepared()
                    .load(connection)
                    .await?)
            })
            .await?;
        Ok(told.into_iter().map(|one| WebhookId(one.webhook_id)).collect())
    }

    /// Keeps a message for one webhook, whatever it is told else.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is no such webhook.
    pub async fn add_delivery(
        &mut self,
        webhook: WebhookId,
        event: &NewWebhookEvent,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(webhook_deliveries::table)
                .values((
                    webhook_deliveries::webhook_id.eq(webhook.0),
                    webhook_deliveries::event_id.eq(event.id.0),
                    webhook_deliveries::kind.eq(event.kind.as_str()),
                    webhook_deliveries::body.eq(&event.body),
                    webhook_deliveries::created_at.eq(event.at),
                    webhook_deliveries::state.eq(WAITING),
                    webhook_deliveries::next_at.eq(event.at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Keeps how a try ended that began when `tries` had been made.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when another one ended meanwhile, or it waits no more.
    pub async fn settle_delivery(&mut self, delivery: &Delivery, tries: i32) -> Result<(), StoreError> {
        self.run(async |connection| {
            let row = webhook_deliveries::table.find((delivery.webhook.0, delivery.event.0));
            let settled = diesel::update(row)
                .filter(webhook_deliveries::state.eq(WAITING))
                .filter(webhook_deliveries::tries.eq(tries))
                .set((
                    webhook_deliveries::state.eq(delivery.state.as_str()),
                    webhook_deliveries::tries.eq(delivery.tries),
                    webhook_deliveries::next_at.eq(delivery.next_at),
                    webhook_deliveries::tried_at.eq(delivery.tried_at),
                    webhook_deliveries::status.eq(delivery.status),
                    webhook_deliveries::answer.eq(&delivery.answer),
                    webhook_deliveries::problem.eq(&delivery.problem),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(settled, StoreError::Stale)
        })
        .await
    }

    /// Lets a message wait for its first try again; one that waits is sent next.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when this webhook was told nothing of the kind.
    pub async fn send_again(
        &mut self,
        webhook: WebhookId,
        event: WebhookEventId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let again = diesel::update(webhook_deliveries::table.find((webhook.0, event.0)))
                .set((
                    webhook_deliveries::state.eq(WAITING),
                    webhook_deliveries::tries.eq(0),
                    webhook_deliveries::next_at.eq(at),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(again, StoreError::Absent)
        })
        .await
    }

    /// Gives up what waits for a webhook.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn give_up_deliveries(&mut self, webhook: WebhookId, problem: &str) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::update(webhook_deliveries::table)
                .filter(webhook_deliveries::webhook_id.eq(webhook.0))
                .filter(webhook_deliveries::state.eq(WAITING))
                .set((
                    webhook_deliveries::state.eq(DeliveryState::Failed.as_str()),
                    webhook_deliveries::next_at.eq(None::<DateTime<Utc>>),
                    webhook_deliveries::problem.eq(problem),
                ))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes away what happened before `before`, sent or not.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_deliveries(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::delete(webhook_deliveries::table)
                .filter(webhook_deliveries::created_at.lt(before))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
