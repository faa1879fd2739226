//! The reports that wait for an answer.

use chrono::{DateTime, Utc};
use oin_domain::account::StaffRole;
use oin_domain::ids::ReportId;
use oin_domain::integration::Slug;
use oin_domain::listing::Topic;
use oin_domain::text::Prose;

use crate::actions::{Ctx, Failure, Reviewer};

/// How many are listed.
const SHOWN: u32 = 200;

/// A report that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: ReportId,
    /// The listing's name in URLs.
    pub slug: Slug,
    /// What it is called.
    pub name: String,
    /// When it came.
    pub at: DateTime<Utc>,
    /// What kind of problem.
    pub topic: Topic,
    /// What is wrong.
    pub text: Prose,
    /// Who reported it: their address, and whether they were signed in.
    pub from: (String, bool),
}

/// The reports that wait, the oldest first.
///
/// # Errors
/// `not_found` for who is no staff.
pub async fn list(ctx: &Ctx, who: &Reviewer) -> Result<Vec<Row>, Failure> {
    who.has_any(&[StaffRole::Reviewer, StaffRole::Lead, StaffRole::Admin])?;
    let open = ctx
        .store
        .read(async |read| read.open_reports(SHOWN).await)
        .await?;
    let rows = open.into_iter().map(|open| Row {
        id: open.report.id,
        slug: open.slug,
        name: open.name,
        at: open.report.at,
        topic: open.report.topic,
        text: open.report.text,
        from: (open.report.mail.as_str().to_owned(), open.report.user.is_some()),
    });
    Ok(rows.collect())
}
