//! What is live of an integration, with what reviewers and tests need beside it.

use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::draft::Testing;
use oin_domain::ids::{IntegrationId, OrgId, SubmissionId};
use oin_domain::integration::{Content, Slug};
use oin_domain::listing::{Stage, Tier};
use serde_json::Value;
use uuid::Uuid;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// What is live of an integration.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveIntegration {
    /// Which.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// The org that owns it, with its name; nobody does when it was made from facts.
    pub org: Option<(OrgId, String)>,
    /// Where the listing is in its life.
    pub stage: Stage,
    /// Its tier.
    pub tier: Tier,
    /// What it says.
    pub content: Content,
    /// The submission that it came from, with what reviewers and tests need; none for facts.
    pub submission: Option<(SubmissionId, Testing)>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    org_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    org_name: Option<String>,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Text)]
    tier: String,
    #[diesel(sql_type = Jsonb)]
    content: Value,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    submission: Option<Uuid>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    testing: Option<Value>,
}

const LIVE: &str = "SELECT i.id, i.slug, i.org_id, o.name AS org_name, l.stage, l.tier, v.content,
    s.id AS submission, s.testing
FROM integrations i
JOIN listings l ON l.integration_id = i.id
JOIN listing_versions v ON v.integration_id = i.id AND v.version = l.version
LEFT JOIN orgs o ON o.id = i.org_id
LEFT JOIN submissions s ON s.integration_id = i.id AND s.stage = 'published'
WHERE i.slug = $1 OR i.id = $2";

impl Read {
    /// What is live under a slug, public or not.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when nothing was ever published there.
    pub async fn live_integration(&mut self, slug: &Slug) -> Result<LiveIntegration, StoreError> {
        self.live(Some(slug), None).await
    }

    /// What is live of an integration, public or not.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when nothing of it was ever published.
    pub async fn live_integration_of(&mut self, id: IntegrationId) -> Result<LiveIntegration, StoreError> {
        self.live(None, Some(id)).await
    }

    async fn live(
        &mut self,
        slug: Option<&Slug>,
        id: Option<IntegrationId>,
    ) -> Result<LiveIntegration, StoreError> {
        let row: Row = self
            .run(async |connection| {
                Ok(diesel::sql_query(LIVE)
                    .bind::<Nullable<Text>, _>(slug.map(Slug::as_str))
                    .bind::<Nullable<SqlUuid>, _>(id.map(|id| id.0))
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        let testing = row.testing.map(serde_json::from_value).transpose();
        let testing: Option<Testing> = testing.map_err(StoreError::broken)?;
        Ok(LiveIntegration {
            id: IntegrationId(row.id),
            slug: Slug::try_from(row.slug).map_err(StoreError::broken)?,
            org: row.org_id.map(OrgId).zip(row.org_name),
            stage: row.stage.parse().map_err(StoreError::broken)?,
            tier: row.tier.parse().map_err(StoreError::broken)?,
            content: serde_json::from_value(row.content).map_err(StoreError::broken)?,
            submission: row.submission.map(SubmissionId).zip(testing),
        })
    }
}
