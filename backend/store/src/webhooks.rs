//! Addresses of orgs that are told what happens. Their secrets are sealed elsewhere, in the place
//! [`WEBHOOK_SECRETS`].

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::{OrgId, WebhookId};
use oin_domain::webhook::{Cause, EventKind, State};
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::memberships::hold_org;
use crate::prepared::Prepare as _;
use crate::schema::{sealed_secrets, webhooks};
use crate::tx::{Read, Tx};

/// The place of webhooks' secrets.
pub const WEBHOOK_SECRETS: &str = "webhooks";

/// A webhook, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Which.
    pub id: WebhookId,
    /// Whose.
    pub org: OrgId,
    /// What is called.
    pub url: String,
    /// What it is told; at least one.
    pub kinds: Vec<EventKind>,
    /// Whether it is called.
    pub state: State,
    /// Of a disabled one: why, and since when.
    pub disabled: Option<(Cause, DateTime<Utc>)>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Until when messages are signed with the secret before, too.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When a message last arrived.
    pub delivered_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhooks, check_for_backend(diesel::pg::Pg))]
struct WebhookRow {
    id: Uuid,
    org_id: Uuid,
    url: String,
    kinds: Vec<String>,
    state: String,
    cause: Option<String>,
    disabled_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    old_secret_until: Option<DateTime<Utc>>,
    delivered_at: Option<DateTime<Utc>>,
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = StoreError;

    fn try_from(row: WebhookRow) -> Result<Self, StoreError> {
        let kinds = row.kinds.iter().map(|text| text.parse());
        let cause = row.cause.map(|text| text.parse()).transpose();
        Ok(Self {
            id: WebhookId(row.id),
            org: OrgId(row.org_id),
            url: row.url,
            kinds: kinds.collect::<Result<_, _>>().map_err(StoreError::broken)?,
            state: row.state.parse().map_err(StoreError::broken)?,
            disabled: cause.map_err(StoreError::broken)?.zip(row.disabled_at),
            created_at: row.created_at,
            old_secret_until: row.old_secret_until,
            delivered_at: row.delivered_at,
        })
    }
}

fn names(kinds: &[EventKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.as_str()).collect()
}

impl Read {
    /// The webhooks of an org, the first added first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn webhooks(&mut self, org: OrgId) -> Result<Vec<Webhook>, StoreError> {
        let rows: Vec<WebhookRow> = self
            .run(async |connection| {
                Ok(webhooks::table
                    .filter(webhooks::org_id.eq(org.0))
                    .order((webhooks::created_at, webhooks::id))
                    .select(WebhookRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(Webhook::try_from).collect()
    }

    /// A webhook.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn webhook(&mut self, id: WebhookId) -> Result<Webhook, StoreError> {
        self.run(async |connection| {
            Ok(webhooks::table
                .find(id.0)
                .select(WebhookRow::as_select())
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }
}

impl Tx {
    /// A webhook, held until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn hold_webhook(&mut self, id: WebhookId) -> Result<Webhook, StoreError> {
        self.run(async |connection| {
            Ok(webhooks::table
                .find(id.0)
                .select(WebhookRow::as_select())
                .for_no_key_update()
                .first(connection)
                .await?)
        })
        .await?
        .try_into()
    }

    /// The webhooks of an org, which gets no other meanwhile.
    ///
    /// # Errors
    /// As [`Read::webhooks`].
    pub async fn hold_webhooks(&mut self, org: OrgId) -> Result<Vec<Webhook>, StoreError> {
        self.run(async |connection| hold_org(connection, org).await)
            .await?;
        self.webhooks(org).await
    }

    /// Adds a webhook.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org.
    pub async fn add_webhook(&mut self, webhook: &Webhook) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(webhooks::table)
                .values((
                    webhooks::id.eq(webhook.id.0),
                    webhooks::org_id.eq(webhook.org.0),
                    webhooks::url.eq(&webhook.url),
                    webhooks::kinds.eq(names(&webhook.kinds)),
                    webhooks::state.eq(webhook.state.as_str()),
                    webhooks::created_at.eq(webhook.created_at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Keeps what may change of a webhook that is held: what it is told, whether it is called, and
    /// how long its secret before counts.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when it is gone.
    pub async fn set_webhook(&mut self, webhook: &Webhook) -> Result<(), StoreError> {
        let (cause, disabled_at) = webhook.disabled.unzip();
        self.run(async |connection| {
            let changed = diesel::update(webhooks::table.find(webhook.id.0))
                .set((
                    webhooks::kinds.eq(names(&webhook.kinds)),
                    webhooks::state.eq(webhook.state.as_str()),
                    webhooks::cause.eq(cause.map(Choice::as_str)),
                    webhooks::disabled_at.eq(disabled_at),
                    webhooks::old_secret_until.eq(webhook.old_secret_until),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(changed, StoreError::Absent)
        })
        .await
    }

    /// Notes that a message arrived.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn note_arrival(&mut self, id: WebhookId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::update(webhooks::table.find(id.0))
                .set(webhooks::delivered_at.eq(at))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes a webhook away, with its secrets and all that was sent to it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn remove_webhook(&mut self, id: WebhookId) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(WEBHOOK_SECRETS))
                .filter(sealed_secrets::row_id.eq(id.0))
                .execute(connection)
                .await?;
            let gone = diesel::delete(webhooks::table.find(id.0))
                .execute(connection)
                .await?;
            or(gone, StoreError::Absent)
        })
        .await
    }

    /// Drops the secrets before of webhooks whose overlap has ended.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_old_webhook_secrets(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(async |connection| {
            let ended = webhooks::table
                .filter(webhooks::old_secret_until.le(now))
                .select(webhooks::id);
            diesel::delete(sealed_secrets::table)
                .filter(sealed_secrets::place.eq(WEBHOOK_SECRETS))
                .filter(sealed_secrets::field.eq(OLD_SECRET))
                .filter(sealed_secrets::row_id.eq_any(ended))
                .execute(connection)
                .await?;
            diesel::update(webhooks::table.filter(webhooks::old_secret_until.le(now)))
                .set(webhooks::old_secret_until.eq(None::<DateTime<Utc>>))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}

/// The field of the secret before.
pub const OLD_SECRET: &str = "old_secret";
