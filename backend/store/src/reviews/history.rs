//! What is known of an org and its listing when a submission is judged.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::{IntegrationId, OrgId};
use oin_domain::listing::{Health, Tier};

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// What is known of an org and its listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// How many submissions of the org were ever published.
    pub published: i64,
    /// How many were rejected or discarded since the time asked for.
    pub rejected: i64,
    /// The listing's tier, its last tests, and since when it is listed; nothing while it is not.
    pub listing: Option<(Tier, Health, DateTime<Utc>)>,
}

const HISTORY: &str = "SELECT
    (SELECT count(*) FROM submissions WHERE org_id = $1 AND stage IN ('published', 'superseded')) AS published,
    (SELECT count(DISTINCT e.submission_id) FROM submission_events e JOIN submissions s ON s.id = e.submission_id
        WHERE s.org_id = $1 AND e.action IN ('reject', 'discard', 'discard_spam') AND e.at > $3) AS rejected,
    l.tier, l.tested, l.published_at
FROM (SELECT 1) AS one LEFT JOIN listings l ON l.integration_id = $2 AND l.stage IN ('live', 'degraded')";

impl Read {
    /// What is known of `org` and the listing of `integration`; rejections count after `since`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn history_of(
        &mut self,
        org: OrgId,
        integration: IntegrationId,
        since: DateTime<Utc>,
    ) -> Result<History, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            published: i64,
            #[diesel(sql_type = BigInt)]
            rejected: i64,
            #[diesel(sql_type = Nullable<Text>)]
            tier: Option<String>,
            #[diesel(sql_type = Nullable<Text>)]
            tested: Option<String>,
            #[diesel(sql_type = Nullable<Timestamptz>)]
            published_at: Option<DateTime<Utc>>,
        }
        let row: Row = self
            .run(async |connection| {
                Ok(diesel::sql_query(HISTORY)
                    .bind::<SqlUuid, _>(org.0)
                    .bind::<SqlUuid, _>(integration.0)
                    .bind::<Timestamptz, _>(since)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        let listing = match (row.tier, row.tested, row.published_at) {
            (Some(tier), Some(tested), Some(at)) => Some((
                tier.parse().map_err(StoreError::broken)?,
                tested.parse().map_err(StoreError::broken)?,
                at,
            )),
            _ => None,
        };
        Ok(History {
            published: row.published,
            rejected: row.rejected,
            listing,
        })
    }
}
