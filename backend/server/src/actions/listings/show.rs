//! A listing's life, for staff and, in a sentence, for everybody.

use chrono::{DateTime, NaiveDate, Utc};
use oin_domain::account::StaffRole;
use oin_domain::ids::{IntegrationId, SubmissionId};
use oin_domain::integration::{Class, Slug};
use oin_domain::listing::{Action, Course, Stage};
use oin_domain::submission::By;
use oin_domain::text::{Name, Prose};
use oin_store::StoreError;
use uuid::Uuid;

use super::find;
use crate::actions::{Ctx, Failure, Reviewer};

/// A listing as its administrators see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The integration.
    pub id: IntegrationId,
    /// Its name in URLs.
    pub slug: Slug,
    /// What it is called.
    pub name: Name,
    /// The org that owns it; nothing when nobody does.
    pub owner: Option<String>,
    /// Where it is.
    pub course: Course,
    /// What this person may do now.
    pub actions: Vec<Action>,
    /// Its published revisions, the newest first.
    pub revisions: Vec<Version>,
    /// What happened, the newest first.
    pub steps: Vec<StepShown>,
}

/// A published revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number.
    pub version: i32,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// Whether it is shown now.
    pub shown: bool,
    /// What it did to those who had the one before.
    pub class: Option<Class>,
    /// The submission that it was made from; nothing for facts.
    pub submission: Option<SubmissionId>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct StepShown {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    /// What.
    pub action: Action,
    /// To where; nothing when it stayed.
    pub to: Option<Stage>,
    /// Why.
    pub reason: Option<Prose>,
    /// When something followed by itself.
    pub until: Option<DateTime<Utc>>,
}

/// Shows a listing to leads and administrators.
///
/// # Errors
/// `not_found` for others, and when nothing was published under the slug.
pub async fn show(ctx: &Ctx, who: &Reviewer, slug: &str) -> Result<Shown, Failure> {
    who.has_any(&[StaffRole::Lead, StaffRole::Admin])?;
    ctx.store
        .read(async |read| {
            let stored = find(read, slug).await?;
            let steps = read.steps_of(stored.id).await?;
            let people: Vec<_> = steps
                .iter()
                .filter_map(|step| match step.by {
                    By::Person(user) => Some(user),
                    By::System => None,
                })
                .collect();
            let names = read.names_of(&people).await?;
            let owner = match stored.course.owner {
                Some(owner) => Some(read.org(owner).await?.name.to_string()),
                None => None,
            };
            let revisions = read.history(stored.id).await?;
            let network = &ctx.brand().network;
            let steps = steps.into_iter().rev().map(|step| StepShown {
                at: step.at,
                by: match step.by {
                    By::System => network.clone(),
                    By::Person(user) => names
                        .iter()
                        .find(|(id, _)| *id == user)
                        .map_or_else(|| "Somebody who has left".to_owned(), |(_, name)| name.clone()),
                },
                action: step.action,
                to: (step.from != step.to).then_some(step.to),
                reason: step.reason,
                until: step.until,
            });
            Ok(Shown {
                owner,
                actions: stored.course.actions_for(&who.actor(), ctx.now()),
                revisions: revisions
                    .into_iter()
                    .map(|revision| Version {
                        version: revision.version,
                        at: revision.published_at,
                        shown: revision.version == stored.version,
                        class: revision.class,
                        submission: Uuid::parse_str(&revision.source).ok().map(SubmissionId),
                    })
                    .collect(),
                steps: steps.collect(),
                id: stored.id,
                slug: stored.slug,
                name: stored.name,
                course: stored.course,
            })
        })
        .await
}

/// What every reader of a listing should know of its life.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Where it is.
    pub stage: Stage,
    /// Why.
    pub reason: Option<Prose>,
    /// The last day on which it is offered.
    pub ends_on: Option<NaiveDate>,
    /// What takes its place.
    pub successor: Option<Slug>,
}

/// The notice of a listing that has one. While the database is away, a page without it is better
/// than none.
pub async fn notice(ctx: &Ctx, slug: &str) -> Option<Notice> {
    let slug = Slug::parse(slug).ok()?;
    let found = ctx.store.read(async |read| read.course(&slug).await).await;
    let course = match found {
        Ok(stored) => stored.course,
        Err(StoreError::Absent) => return None,
        Err(error) => {
            tracing::debug!(%error, "a listing is shown without its notice");
            return None;
        }
    };
    let retirement = course.facts.retirement;
    matches!(course.stage, Stage::Degraded | Stage::Retiring | Stage::Retired).then(|| Notice {
        stage: course.stage,
        reason: course
            .facts
            .reason
            .or_else(|| retirement.as_ref().map(|end| end.reason.clone())),
        ends_on: retirement.as_ref().map(|end| end.ends_on),
        successor: retirement.and_then(|end| end.successor),
    })
}
