//! Reports of a problem with a listing, and their answers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::account::MailAddress;
use oin_domain::choice::Choice;
use oin_domain::ids::{IntegrationId, ReportId, UserId};
use oin_domain::integration::Slug;
use oin_domain::listing::Topic;
use oin_domain::text::Prose;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::{integrations, listings, problem_reports};
use crate::tx::{Read, Tx};

/// A report of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemReport {
    /// Which.
    pub id: ReportId,
    /// About what.
    pub integration: IntegrationId,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of problem.
    pub topic: Topic,
    /// What is wrong.
    pub text: Prose,
    /// Where the answer goes.
    pub mail: MailAddress,
    /// The account of who reported it, when they had one.
    pub user: Option<UserId>,
}

/// A report that waits for its answer, with the listing that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The report.
    pub report: ProblemReport,
    /// The listing's name in URLs.
    pub slug: Slug,
    /// What it is called.
    pub name: String,
}

type Row = (
    Uuid,
    Uuid,
    DateTime<Utc>,
    String,
    String,
    String,
    Option<Uuid>,
    String,
    String,
);

fn open_report(row: Row) -> Result<OpenReport, StoreError> {
    let (id, integration, at, topic, text, mail, user, slug, name) = row;
    Ok(OpenReport {
        report: ProblemReport {
            id: ReportId(id),
            integration: IntegrationId(integration),
            at,
            topic: topic.parse().map_err(StoreError::broken)?,
            text: Prose::try_from(text).map_err(StoreError::broken)?,
            mail: MailAddress::try_from(mail).map_err(StoreError::broken)?,
            user: user.map(UserId),
        },
        slug: Slug::try_from(slug).map_err(StoreError::broken)?,
        name,
    })
}

macro_rules! open_reports {
    () => {
        problem_reports::table
            .inner_join(integrations::table)
            .inner_join(listings::table.on(listings::integration_id.eq(problem_reports::integration_id)))
            .filter(problem_reports::answer.is_null())
            .select((
                problem_reports::id,
                problem_reports::integration_id,
                problem_reports::at,
                problem_reports::topic,
                problem_reports::text,
                problem_reports::mail,
                problem_reports::user_id,
                integrations::slug.assume_not_null(),
                listings::name,
            ))
    };
}

impl Read {
    /// The reports that wait for an answer, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn open_reports(&mut self, limit: u32) -> Result<Vec<OpenReport>, StoreError> {
        let rows: Vec<Row> = self
            .run(async |connection| {
                Ok(open_reports!()
                    .order((problem_reports::at, problem_reports::id))
                    .limit(i64::from(limit))
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(open_report).collect()
    }

    /// A report that waits for an answer.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none with this id.
    pub async fn open_report(&mut self, id: ReportId) -> Result<OpenReport, StoreError> {
        let row: Row = self
            .run(async |connection| {
                Ok(open_reports!()
                    .filter(problem_reports::id.eq(id.0))
                    .first(connection)
                    .await?)
            })
            .await?;
        open_report(row)
    }
}

impl Tx {
    /// Keeps a report.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an integration.
    pub async fn add_report(&mut self, report: &ProblemReport) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::insert_into(problem_reports::table)
                .values((
                    problem_reports::id.eq(report.id.0),
                    problem_reports::integration_id.eq(report.integration.0),
                    problem_reports::at.eq(report.at),
                    problem_reports::topic.eq(report.topic.as_str()),
                    problem_reports::text.eq(report.text.as_str()),
                    problem_reports::mail.eq(report.mail.as_str()),
                    problem_reports::user_id.eq(report.user.map(|user| user.0)),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Closes a report with its answer.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody has answered it.
    pub async fn answer_report(
        &mut self,
        id: ReportId,
        answer: &Prose,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let answered = diesel::update(problem_reports::table.find(id.0))
                .filter(problem_reports::answer.is_null())
                .set((
                    problem_reports::answer.eq(answer.as_str()),
                    problem_reports::answered_at.eq(at),
                    problem_reports::answered_by.eq(by.0),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(answered, StoreError::Stale)
        })
        .await
    }
}
