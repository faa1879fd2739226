//! The same questions as plain SQL, straight to PostgreSQL: what a program
//! would ask that has no index of its own. What is counted is the processor
//! time of the connection's own server process.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use oin_domain::choice::Choice as _;
use oin_domain::text::fold;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use crate::mix::{Kind, Question};
use crate::process::cpu;

/// How many rows a page has.
const PAGE: i64 = 20;

const DETAIL: &str = "SELECT l.name, l.tier, l.tested, l.updated_at, v.content::text
    FROM integrations i
    JOIN listings l ON l.integration_id = i.id
    JOIN listing_versions v ON v.integration_id = l.integration_id AND v.version = l.version
    WHERE i.slug = $1";

/// The page, and the counts of each facet with its own filter left out. The
/// text ($1 folded, $2 as typed) is looked for once.
fn search(order: &str) -> String {
    format!(
        "WITH found AS MATERIALIZED (
            SELECT integration_id, name, name_folded, vendor, summary, categories, sign_on, flows, tier,
                   deployment, tested, automated, published_at, launches
            FROM listings
            WHERE stage IN ('live', 'degraded', 'retiring', 'retired')
              AND ($1::text IS NULL OR name_folded LIKE '%' || $1 || '%' OR vendor ILIKE '%' || $2 || '%'
                   OR EXISTS (SELECT FROM unnest(aliases) alias WHERE alias ILIKE '%' || $2 || '%'))),
        of_all AS (SELECT * FROM found
            WHERE ($3::text IS NULL OR $3 = ANY(categories)) AND ($4::text IS NULL OR $4 = ANY(sign_on))),
        page AS (SELECT integration_id, name, vendor, summary, categories, sign_on, tier FROM of_all
            ORDER BY {order}, integration_id OFFSET $5 LIMIT $6)
        SELECT 'page', name, NULL::bigint FROM page
        UNION ALL SELECT 'total', NULL, count(*) FROM of_all
        UNION ALL SELECT 'category', c, count(*) FROM found, unnest(categories) c
            WHERE $4::text IS NULL OR $4 = ANY(sign_on) GROUP BY c
        UNION ALL SELECT 'sign_on', s, count(*) FROM found, unnest(sign_on) s
            WHERE $3::text IS NULL OR $3 = ANY(categories) GROUP BY s
        UNION ALL SELECT 'flow', f, count(*) FROM of_all, unnest(flows) f GROUP BY f
        UNION ALL SELECT 'tier', tier, count(*) FROM of_all GROUP BY tier
        UNION ALL SELECT 'deployment', deployment, count(*) FROM of_all GROUP BY deployment
        UNION ALL SELECT 'health', tested, count(*) FROM of_all GROUP BY tested
        UNION ALL SELECT 'provisioning', automated::text, count(*) FROM of_all GROUP BY automated"
    )
}

fn order(question: &Question) -> &'static str {
    match (question.sort, &question.text) {
        ("newest", _) => "published_at DESC",
        ("launches", _) => "launches DESC",
        ("relevance", Some(_)) => {
            "CASE WHEN name_folded = $1 THEN 0 WHEN name_folded LIKE $1 || '%' THEN 1 ELSE 2 END, launches DESC"
        }
        ("relevance", None) => "launches DESC",
        _ => "name_folded",
    }
}

/// A connection that asks in SQL.
pub(crate) struct Sql {
    client: Client,
    process: u32,
}

impl Sql {
    /// Takes a connection for it.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn over(client: Client) -> anyhow::Result<Self> {
        client
            .batch_execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
            .await?;
        let process: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await?.get(0);
        Ok(Self {
            client,
            process: u32::try_from(process)?,
        })
    }

    /// The server's processor time per question of a kind; asks some of
    /// `questions`, as many as fit into `patience`.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn cost(
        &self,
        kind: Kind,
        questions: &[Question],
        patience: Duration,
    ) -> anyhow::Result<Duration> {
        let mut of_kind = questions.iter().filter(|question| question.kind == kind);
        // The first one of a connection pays for reading the tables' descriptions.
        if let Some(first) = of_kind.next() {
            self.ask(first).await?;
        }
        let started = Instant::now();
        let before = cpu(self.process)?;
        let mut asked = 0u32;
        for question in of_kind {
            self.ask(question).await?;
            asked += 1;
            if started.elapsed() > patience {
                break;
            }
        }
        let used = cpu(self.process)?.saturating_sub(before);
        used.checked_div(asked).context("there was no question of a kind")
    }

    async fn ask(&self, question: &Question) -> anyhow::Result<()> {
        if let Some(slug) = &question.slug {
            self.client.query(DETAIL, &[slug]).await?;
            return Ok(());
        }
        let folded = question.text.as_deref().map(fold);
        let mode = question.mode.map(|mode| mode.as_str());
        let before = PAGE * i64::try_from(question.pages_before)?;
        let values: [&(dyn ToSql + Sync); 6] =
            [&folded, &question.text, &question.category, &mode, &before, &PAGE];
        self.client
            .query(&search(order(question)), &values)
            .await
            .with_context(|| format!("asking {question:?}"))?;
        Ok(())
    }
}
