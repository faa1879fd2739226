//! What happened to submissions, and who is told of it on their pages.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice;
use oin_domain::event::Event;
use oin_domain::ids::{EvidenceId, SubmissionId, UserId};
use oin_domain::review::Reason;
use oin_domain::submission::{Action, By, Stage};
use oin_domain::text::Prose;
use uuid::Uuid;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::{private_notes, submission_events};
use crate::tx::{Read, Tx};

/// Something that happened to a submission, as its owners may read it: a note for colleagues is
/// kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastEvent {
    /// Counts up.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
    /// What.
    pub action: Action,
    /// From where; nothing at the beginning.
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
    /// The coded reasons.
    pub reasons: Vec<Reason>,
    /// What the ISV reads.
    pub message: Option<Prose>,
    /// The records it rests on.
    pub evidence: Vec<EvidenceId>,
    /// When the new stage ends by itself.
    pub until: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = submission_events, check_for_backend(diesel::pg::Pg))]
struct EventRow {
    id: i64,
    at: DateTime<Utc>,
    user_id: Option<Uuid>,
    action: String,
    from_stage: Option<String>,
    to_stage: String,
    reasons: Vec<String>,
    message: Option<String>,
    evidence: Vec<Uuid>,
    until: Option<DateTime<Utc>>,
}

fn parse<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> Result<T, StoreError> {
    text.parse().map_err(StoreError::broken)
}

impl TryFrom<EventRow> for PastEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            at: row.at,
            by: row.user_id.map_or(By::System, |user| By::Person(UserId(user))),
            action: parse(&row.action)?,
            from: row.from_stage.as_deref().map(parse).transpose()?,
            to: parse(&row.to_stage)?,
            reasons: row
                .reasons
                .iter()
                .map(|reason| parse(reason))
                .collect::<Result<_, _>>()?,
            message: row
                .message
                .map(Prose::try_from)
                .transpose()
                .map_err(StoreError::broken)?,
            evidence: row.evidence.into_iter().map(EvidenceId).collect(),
            until: row.until,
        })
    }
}

impl Read {
    /// What happened to a submission, the first thing first.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn events_of(&mut self, submission: SubmissionId) -> Result<Vec<PastEvent>, StoreError> {
        let rows: Vec<EventRow> = self
            .run(async |connection| {
                Ok(submission_events::table
                    .filter(submission_events::submission_id.eq(submission.0))
                    .order(submission_events::id)
                    .select(EventRow::as_select())
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(PastEvent::try_from).collect()
    }
}

/// Everybody of the org who may edit, but the one who did it.
const NOTIFY: &str = "INSERT INTO notifications (user_id, submission_id, at, action, to_stage)
    SELECT m.user_id, $2, $3, $4, $5 FROM memberships m
    WHERE m.org_id = $1 AND m.role IN ('editor', 'owner') AND m.user_id IS DISTINCT FROM $6";

impl Tx {
    /// Writes down what happened to a submission, and into the audit trail. Call it in the transaction that makes it happen.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such a submission.
    pub async fn append_event(&mut self, event: &Event) -> Result<(), StoreError> {
        let user = match event.by {
            By::System => None,
            By::Person(user) => Some(user.0),
        };
        let reasons: Vec<&str> = event.reasons.iter().map(|reason| reason.as_str()).collect();
        let evidence: Vec<Uuid> = event.evidence.iter().map(|evidence| evidence.0).collect();
        self.run(async |connection| {
            diesel::insert_into(submission_events::table)
                .values((
                    submission_events::submission_id.eq(event.submission.0),
                    submission_events::at.eq(event.at),
                    submission_events::user_id.eq(user),
                    submission_events::action.eq(event.action.as_str()),
                    submission_events::from_stage.eq(event.from.map(Stage::as_str)),
                    submission_events::to_stage.eq(event.to.as_str()),
                    submission_events::reasons.eq(reasons),
                    submission_events::message.eq(event.message.as_ref().map(Prose::as_str)),
                    submission_events::evidence.eq(evidence),
                    submission_events::until.eq(event.until),
                ))
                .execute(connection)
                .await?;
            if let Some(note) = &event.note {
                diesel::insert_into(private_notes::table)
                    .values((
                        private_notes::submission_id.eq(event.submission.0),
                        private_notes::at.eq(event.at),
                        private_notes::user_id.eq(user),
                        private_notes::text.eq(note.0.as_str()),
                    ))
                    .execute(connection)
                    .await?;
            }
            Ok(())
        })
        .await?;
        self.audit_submission(event).await
    }

    /// Tells the members of its org on their pages, but the one who did it.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn notify_org(&mut self, event: &Event) -> Result<(), StoreError> {
        let user = match event.by {
            By::System => None,
            By::Person(user) => Some(user.0),
        };
        self.run(async |connection| {
            diesel::sql_query(NOTIFY)
                .bind::<SqlUuid, _>(event.org.0)
                .bind::<SqlUuid, _>(event.submission.0)
                .bind::<Timestamptz, _>(event.at)
                .bind::<Text, _>(event.action.as_str())
                .bind::<Text, _>(event.to.as_str())
                .bind::<Nullable<SqlUuid>, _>(user)
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
