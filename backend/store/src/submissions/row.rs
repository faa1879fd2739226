//! A submission's row, and the columns that are derived from its facts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use oin_domain::choice::Choice;
use oin_domain::draft::Kept;
use oin_domain::ids::{IntegrationId, OrgId, SubmissionId, UserId};
use oin_domain::integration::Slug;
use oin_domain::submission::{About, Facts, Submission};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::{StoredSubmission, Submitted};
use crate::error::StoreError;
use crate::schema::{integrations, submissions};

#[derive(Queryable, Selectable)]
#[diesel(table_name = submissions, check_for_backend(diesel::pg::Pg))]
pub(super) struct SubmissionRow {
    id: Uuid,
    integration_id: Uuid,
    org_id: Uuid,
    vendor_unconfirmed: bool,
    facts: Value,
    since: DateTime<Utc>,
    revision: i32,
    draft: Value,
    draft_beside: Value,
    draft_revision: i32,
    based_on: Option<i32>,
    content: Option<Value>,
    testing: Option<Value>,
    submitted_at: Option<DateTime<Utc>>,
    submitted_by: Option<Uuid>,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    updated_by: Uuid,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    #[diesel(select_expression = integrations::slug)]
    slug: Option<String>,
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(StoreError::broken)
}

impl TryFrom<SubmissionRow> for StoredSubmission {
    type Error = StoreError;

    fn try_from(row: SubmissionRow) -> Result<Self, StoreError> {
        let submitted = match (row.content, row.testing, row.submitted_at, row.submitted_by) {
            (Some(content), Some(testing), Some(at), Some(by)) => Some(Submitted {
                content: read(content)?,
                testing: read(testing)?,
                at,
                by: UserId(by),
            }),
            _ => None,
        };
        Ok(Self {
            submission: Submission {
                about: About {
                    id: SubmissionId(row.id),
                    integration: IntegrationId(row.integration_id),
                    org: OrgId(row.org_id),
                },
                since: row.since,
                facts: read(row.facts)?,
            },
            revision: row.revision,
            kept: Kept {
                draft: read(row.draft)?,
                beside: read(row.draft_beside)?,
                revision: row.draft_revision,
            },
            vendor_unconfirmed: row.vendor_unconfirmed,
            based_on: row.based_on,
            submitted,
            slug: row
                .slug
                .map(Slug::try_from)
                .transpose()
                .map_err(StoreError::broken)?,
            created_by: UserId(row.created_by),
            created_at: row.created_at,
            updated_by: UserId(row.updated_by),
            updated_at: row.updated_at,
            deleted_at: row.deleted_at,
        })
    }
}

/// What lists and deadlines read of a submission's facts. Every column is written on every move.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = submissions, treat_none_as_null = true)]
pub(super) struct Columns {
    stage: &'static str,
    facts: Value,
    since: DateTime<Utc>,
    lane: Option<&'static str>,
    queued_at: Option<DateTime<Utc>>,
    due_at: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Columns {
    pub(super) fn of(submission: &Submission) -> Result<Self, StoreError> {
        let place = submission.place();
        let until = match &submission.facts {
            Facts::NeedsFixes(facts) => Some(facts.closes_at),
            Facts::InReview(facts) => Some(facts.lease_until),
            Facts::Testing(facts) => Some(facts.lease_until),
            Facts::AwaitingIsv(facts) => Some(facts.closes_at),
            Facts::DiscardNotice(facts) => Some(facts.ends_at),
            Facts::ClosedNoReply(facts) => Some(facts.reopen_until),
            Facts::Approved(facts) => Some(facts.release_until),
            _ => None,
        };
        Ok(Self {
            stage: submission.stage().as_str(),
            facts: serde_json::to_value(&submission.facts).map_err(StoreError::broken)?,
            since: submission.since,
            lane: place.map(|place| place.lane.as_str()),
            queued_at: place.map(|place| place.queued_at),
            due_at: place.map(|place| place.due),
            until,
        })
    }
}
