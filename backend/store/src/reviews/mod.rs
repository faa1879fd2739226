//! Reviews: what the queue knows of a submission, and its order.

mod appeals;
mod desk;
mod history;
mod next;
mod queue;
mod reveals;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::connection::SignOn;
use oin_domain::ids::SubmissionId;
use oin_domain::review::{Cause, Risk, RiskItem};
use oin_domain::text::Name;
use serde_json::Value;

use crate::error::{StoreError, or};
use crate::prepared::Prepare as _;
use crate::schema::reviews;
use crate::tx::{Read, Tx};

pub use appeals::OpenAppeal;
pub use desk::{DecisionDraft, Desk, ManualRun, Present, Tick};
pub use history::History;
pub use queue::{QueueFilter, QueueNumbers, QueuePlace, QueueRow, Whose};
pub use reveals::Reveal;

/// What the queue knows of a submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// What it was called when it was queued.
    pub name: Name,
    /// How it signs people on.
    pub sign_on: Vec<SignOn>,
    /// Its risk.
    pub risk: Risk,
    /// When that was assessed.
    pub assessed_at: DateTime<Utc>,
    /// What the network proposes.
    pub proposal: Option<Proposed>,
}

/// A discard that the network proposes, for a reviewer to announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// For what.
    pub cause: Cause,
    /// What was seen, a sentence.
    pub why: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reviews, check_for_backend(diesel::pg::Pg))]
struct ReviewRow {
    name: String,
    sign_on: Vec<String>,
    risk_version: i32,
    risk_items: Value,
    assessed_at: DateTime<Utc>,
    proposed_cause: Option<String>,
    proposed_why: Option<String>,
    proposed_at: Option<DateTime<Utc>>,
}

impl TryFrom<ReviewRow> for Review {
    type Error = StoreError;

    fn try_from(row: ReviewRow) -> Result<Self, StoreError> {
        let proposal = match (row.proposed_cause, row.proposed_why, row.proposed_at) {
            (Some(cause), Some(why), Some(at)) => Some(Proposed {
                cause: cause.parse().map_err(StoreError::broken)?,
                why,
                at,
            }),
            _ => None,
        };
        let items: Vec<RiskItem> = serde_json::from_value(row.risk_items).map_err(StoreError::broken)?;
        Ok(Self {
            name: Name::try_from(row.name).map_err(StoreError::broken)?,
            sign_on: modes(&row.sign_on)?,
            risk: Risk {
                version: row.risk_version,
                items,
            },
            assessed_at: row.assessed_at,
            proposal,
        })
    }
}

/// Sign-on modes out of their stable values.
fn modes(texts: &[String]) -> Result<Vec<SignOn>, StoreError> {
    texts
        .iter()
        .map(|text| text.parse().map_err(StoreError::broken))
        .collect()
}

impl Read {
    /// What the queue knows of a submission; nothing when it was never queued.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn review(&mut self, submission: SubmissionId) -> Result<Option<Review>, StoreError> {
        let row: Option<ReviewRow> = self
            .run(async |connection| {
                Ok(reviews::table
                    .find(submission.0)
                    .select(ReviewRow::as_select())
                    .first(connection)
                    .await
                    .optional()?)
            })
            .await?;
        row.map(Review::try_from).transpose()
    }
}

impl Tx {
    /// Keeps what the queue knows of a submission, instead of what it knew.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn keep_review(&mut self, submission: SubmissionId, review: &Review) -> Result<(), StoreError> {
        let items = serde_json::to_value(&review.risk.items).map_err(StoreError::broken)?;
        let sign_on: Vec<&str> = review.sign_on.iter().map(|mode| mode.as_str()).collect();
        let columns = (
            reviews::name.eq(review.name.as_str()),
            reviews::sign_on.eq(sign_on),
            reviews::risk.eq(review.risk.score()),
            reviews::risk_version.eq(review.risk.version),
            reviews::risk_items.eq(items),
            reviews::assessed_at.eq(review.assessed_at),
            reviews::proposed_cause.eq(review.proposal.as_ref().map(|proposed| proposed.cause.as_str())),
            reviews::proposed_why.eq(review.proposal.as_ref().map(|proposed| proposed.why.as_str())),
            reviews::proposed_at.eq(review.proposal.as_ref().map(|proposed| proposed.at)),
        );
        self.run(async |connection| {
            diesel::insert_into(reviews::table)
                .values((reviews::submission_id.eq(submission.0), columns.clone()))
                .on_conflict(reviews::submission_id)
                .do_update()
                .set(columns)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Keeps what the look again in the queue proposes (`None`: nothing any more).
    ///
    /// # Errors
    /// [`StoreError::Absent`] when the submission was never queued.
    pub async fn propose_discard(
        &mut self,
        submission: SubmissionId,
        proposed: Option<&Proposed>,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            let kept = diesel::update(reviews::table.find(submission.0))
                .set((
                    reviews::proposed_cause.eq(proposed.map(|proposed| proposed.cause.as_str())),
                    reviews::proposed_why.eq(proposed.map(|proposed| proposed.why.as_str())),
                    reviews::proposed_at.eq(proposed.map(|proposed| proposed.at)),
                ))
                .prepared()
                .execute(connection)
                .await?;
            or(kept, StoreError::Absent)
        })
        .await
    }
}
