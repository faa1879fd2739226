//! The submission that a reviewer who asks for work gets.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::ids::SubmissionId;
use uuid::Uuid;

use super::queue::{ORDER, QueueFilter};
use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Tx;

impl Tx {
    /// The next submission that a reviewer may take, its row held until the transaction ends; those
    /// that others are taking at this moment are passed over. What the reviewer knows comes first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn next_of_queue(
        &mut self,
        filter: &QueueFilter,
        now: DateTime<Utc>,
    ) -> Result<Option<SubmissionId>, StoreError> {
        #[derive(QueryableByName)]
        struct Next {
            #[diesel(sql_type = SqlUuid)]
            id: Uuid,
        }
        let line = |from: &str, order: &str| {
            format!(
                "SELECT s.id FROM {from}
                LEFT JOIN listings l ON l.integration_id = s.integration_id
                WHERE s.stage = 'queued' {conditions} {order} LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED",
                conditions = filter.conditions(),
            )
        };
        let known = line(
            "submissions s JOIN reviews r ON r.submission_id = s.id",
            &format!(
                "AND s.facts #>> '{{place,reviewer}}' = $6 ORDER BY {}",
                ORDER.replace("$8", "$7")
            ),
        );
        // Both read `reviews_queue_idx` from its start, or from today on, until they have one.
        let queue = "reviews r JOIN submissions s ON s.id = r.submission_id";
        let day = "(r.queue_due_at AT TIME ZONE 'UTC')::date";
        let order = format!("ORDER BY {day}, r.risk DESC, r.queue_due_at, r.submission_id");
        let overdue = line(
            queue,
            &format!("AND r.queue_due_at < $7 AND {day} <= ($7 AT TIME ZONE 'UTC')::date {order}"),
        );
        let others = line(
            queue,
            &format!("AND r.queue_due_at >= $7 AND {day} >= ($7 AT TIME ZONE 'UTC')::date {order}"),
        );
        // Each is run only when those before it found nothing.
        let sql = format!(
            "WITH known AS ({known}), overdue AS ({overdue}), others AS ({others})
            SELECT id FROM known UNION ALL SELECT id FROM overdue UNION ALL SELECT id FROM others LIMIT 1"
        );
        let next: Option<Next> = self
            .run(async |connection| {
                Ok(diesel::sql_query(sql)
                    .bind::<Array<SqlUuid>, _>(filter.orgs())
                    .bind::<Nullable<Text>, _>(filter.lane.map(Choice::as_str))
                    .bind::<Nullable<Text>, _>(filter.tier.map(Choice::as_str))
                    .bind::<Nullable<Text>, _>(filter.mode.map(Choice::as_str))
                    .bind::<Nullable<Timestamptz>, _>(filter.queued_before)
                    .bind::<Text, _>(filter.reviewer.0.to_string())
                    .bind::<Timestamptz, _>(now)
                    .prepared()
                    .get_result(connection)
                    .await
                    .optional()?)
            })
            .await?;
        Ok(next.map(|next| SubmissionId(next.id)))
    }
}
