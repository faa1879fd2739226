//! What the checks must know beside a draft, in one statement: it is asked on every save.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::{IntegrationId, OrgId};
use oin_domain::integration::Content;
use oin_domain::org::DomainName;
use serde_json::Value;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::tx::Read;

/// What the checks must know beside a draft.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftContext {
    /// The domains of its org's confirmed mail addresses and those it has proven, in lower case.
    pub mail_domains: BTreeSet<String>,
    /// The domains that it has proven.
    pub proven_domains: Vec<DomainName>,
    /// Contacts' mail addresses that answered and do not bounce, in lower case.
    pub confirmed: BTreeSet<String>,
    /// What is live of the integration, with its revision's number.
    pub live: Option<(i32, Content)>,
}

/// Members who may submit stand for their org: viewers may be guests. The mail addresses of
/// members are confirmed already.
const CONTEXT: &str = "SELECT
    ARRAY(SELECT DISTINCT split_part(u.mail_folded, '@', 2)
        FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.org_id = $1 AND m.role IN ('editor', 'owner') AND u.confirmed_at IS NOT NULL
        UNION SELECT domain FROM org_domains WHERE org_id = $1 AND proven_at IS NOT NULL) AS mail_domains,
    ARRAY(SELECT domain FROM org_domains WHERE org_id = $1 AND proven_at IS NOT NULL) AS proven_domains,
    ARRAY(SELECT mail_folded FROM contact_mails
        WHERE org_id = $1 AND confirmed_at IS NOT NULL AND bounced_at IS NULL
        UNION SELECT u.mail_folded FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.org_id = $1 AND u.confirmed_at IS NOT NULL) AS confirmed,
    live.version, live.content
FROM (SELECT 1) AS one
LEFT JOIN (SELECT v.version, v.content FROM listings l
    JOIN listing_versions v ON v.integration_id = l.integration_id AND v.version = l.version
    WHERE l.integration_id = $2) AS live ON true";

impl Read {
    /// What the checks must know beside a draft of `org` for `integration`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn draft_context(
        &mut self,
        org: OrgId,
        integration: IntegrationId,
    ) -> Result<DraftContext, StoreError> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Array<Text>)]
            mail_domains: Vec<String>,
            #[diesel(sql_type = Array<Text>)]
            proven_domains: Vec<String>,
            #[diesel(sql_type = Array<Text>)]
            confirmed: Vec<String>,
            #[diesel(sql_type = Nullable<Integer>)]
            version: Option<i32>,
            #[diesel(sql_type = Nullable<Jsonb>)]
            content: Option<Value>,
        }
        let row: Row = self
            .run(async |connection| {
                Ok(diesel::sql_query(CONTEXT)
                    .bind::<SqlUuid, _>(org.0)
                    .bind::<SqlUuid, _>(integration.0)
                    .prepared()
                    .get_result(connection)
                    .await?)
            })
            .await?;
        let live = match row.version.zip(row.content) {
            Some((version, content)) => {
                let content = serde_json::from_value(content).map_err(StoreError::broken)?;
                Some((version, content))
            }
            None => None,
        };
        Ok(DraftContext {
            mail_domains: row.mail_domains.into_iter().collect(),
            proven_domains: row
                .proven_domains
                .into_iter()
                .map(DomainName::try_from)
                .collect::<Result<_, _>>()
                .map_err(StoreError::broken)?,
            confirmed: row.confirmed.into_iter().collect(),
            live,
        })
    }
}
