//! An org's submissions: what needs it first.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use oin_domain::check::{NameIndex, judge_network};
use oin_domain::ids::{IntegrationId, SubmissionId};
use oin_domain::integration::Slug;
use oin_domain::org::Act;
use oin_domain::submission::{Action, Side, Stage, Turn};
use oin_store::{Listed, Read, StoredSubmission, SubmissionPlace, SubmissionsOf};

use super::delete::RESTORABLE;
use super::judge::{Judge, names};
use super::show::still_true;
use super::telling::name_of;
use crate::actions::{Ctx, Failure, Member};

/// How many submissions are listed.
const SHOWN: usize = 500;

/// A submission in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub id: SubmissionId,
    /// Its integration.
    pub integration: IntegrationId,
    /// The integration's slug, once it has one.
    pub slug: Option<Slug>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub stage: Stage,
    /// Whose turn it is, since when, until when, and why.
    pub turn: Turn,
    /// When a reviewer will have looked, while it has a place in the queue.
    pub due: Option<DateTime<Utc>>,
    /// How complete the draft is, from 0 to 100; nothing while it is not the org's to write. What
    /// the last look at the network found counts once the draft was submitted.
    pub percent: Option<u8>,
    /// What this person may do with it.
    pub actions: Vec<Action>,
    /// Whether it changes what is live already.
    pub is_update: bool,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When the draft was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Until when a deleted draft can be brought back.
    pub restorable_until: Option<DateTime<Utc>>,
}

/// What a page of submissions shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageAsked {
    /// Only those at this stage.
    pub stage: Option<Stage>,
    /// The deleted drafts that can be brought back, instead of the others.
    pub deleted: bool,
    /// The place of the last one on the page before.
    pub after: Option<SubmissionPlace>,
    /// How many at most.
    pub limit: usize,
}

/// A page of an org's submissions.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The last changed first.
    pub rows: Vec<Row>,
    /// How many there are on all pages.
    pub total: i64,
    /// The place behind which the next page begins; nothing on the last one.
    pub next: Option<SubmissionPlace>,
}

/// The org's submissions: first those that wait for it, the most urgent at the front, then the
/// others, the last changed first.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn list(ctx: &Ctx, who: &Member) -> Result<Vec<Row>, Failure> {
    let mut rows = rows(ctx, who, Listed::Kept).await?;
    // What only waits to be written is less urgent than what closes by itself.
    rows.sort_by_key(|row| match (row.turn.who, row.turn.until) {
        (Side::Isv, Some(until)) if row.stage.is_open() => (0, until.timestamp()),
        (Side::Isv, None) if row.stage.is_open() => (1, -row.updated_at.timestamp()),
        _ => (2, -row.updated_at.timestamp()),
    });
    Ok(rows)
}

/// The org's drafts that were deleted and can be brought back.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn deleted(ctx: &Ctx, who: &Member) -> Result<Vec<Row>, Failure> {
    rows(ctx, who, Listed::DeletedAfter(ctx.now() - RESTORABLE)).await
}

/// A page of the org's submissions, the last changed first. One that is changed while pages are
/// read moves to the front, where the next list begins; all others keep their places.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn page(ctx: &Ctx, who: &Member, asked: &PageAsked) -> Result<Page, Failure> {
    who.may(Act::Read)?;
    let submissions = SubmissionsOf {
        org: who.org,
        listed: if asked.deleted {
            Listed::DeletedAfter(ctx.now() - RESTORABLE)
        } else {
            Listed::Kept
        },
        stage: asked.stage,
    };
    let names = names(ctx).await?;
    let (after, limit) = (asked.after, asked.limit);
    ctx.store
        .read(async |read| {
            // One more says whether there is another page.
            let mut found = read.submissions_of(submissions, after, limit + 1).await?;
            let total = read.count_submissions_of(submissions).await?;
            let more = found.len() > limit;
            found.truncate(limit);
            let last = found.last().filter(|_| more);
            let next = last.map(|last| SubmissionPlace {
                updated_at: last.updated_at,
                id: last.submission.about.id,
            });
            let rows = judged(ctx, who, read, found, &names).await?;
            Ok(Page { rows, total, next })
        })
        .await
}

async fn rows(ctx: &Ctx, who: &Member, listed: Listed) -> Result<Vec<Row>, Failure> {
    who.may(Act::Read)?;
    let all = SubmissionsOf {
        org: who.org,
        listed,
        stage: None,
    };
    let names = names(ctx).await?;
    ctx.store
        .read(async |read| {
            let found = read.submissions_of(all, None, SHOWN).await?;
            judged(ctx, who, read, found, &names).await
        })
        .await
}

/// The rows of what was found, in its order.
async fn judged(
    ctx: &Ctx,
    who: &Member,
    read: &mut Read,
    found: Vec<StoredSubmission>,
    names: &Arc<NameIndex>,
) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::with_capacity(found.len());
    // What judges new integrations knows of the org alone, so it is asked once.
    let mut new: Option<Judge> = None;
    for stored in found {
        if !is_written(&stored) {
            rows.push(row(ctx, who, stored, None));
            continue;
        }
        let seen = match stored.submission.stage() {
            // Nobody has looked at the network for it.
            Stage::Draft => None,
            _ => read.last_check_run(stored.submission.about.id).await?,
        };
        let network = seen.map_or_else(Vec::new, |run| {
            judge_network(&stored.kept.draft, &still_true(&stored.kept, &run))
        });
        let own;
        let judge = if stored.based_on.is_some() {
            own = Judge::of(ctx, read, &stored, names.clone()).await?;
            &own
        } else {
            let judge = match &mut new {
                Some(judge) => judge,
                None => new.insert(Judge::of(ctx, read, &stored, names.clone()).await?),
            };
            judge.integration = stored.submission.about.integration;
            &*judge
        };
        let judged = judge.judge_with(&stored.kept, &network);
        rows.push(row(ctx, who, stored, Some(judged.completeness.percent)));
    }
    Ok(rows)
}

/// Whether the org writes on it at the moment.
fn is_written(stored: &StoredSubmission) -> bool {
    let stage = stored.submission.stage();
    let theirs = matches!(
        stage,
        Stage::Draft | Stage::NeedsFixes | Stage::AwaitingIsv | Stage::DiscardNotice
    );
    theirs && stored.deleted_at.is_none()
}

fn row(ctx: &Ctx, who: &Member, stored: StoredSubmission, percent: Option<u8>) -> Row {
    let submission = &stored.submission;
    let actions = if stored.deleted_at.is_some() {
        Vec::new()
    } else {
        submission.actions_for(&who.actor(), ctx.now())
    };
    Row {
        id: submission.about.id,
        integration: submission.about.integration,
        name: name_of(&stored),
        stage: submission.stage(),
        turn: submission.turn(ctx.now()),
        due: submission.place().map(|place| place.due),
        percent,
        actions,
        is_update: stored.based_on.is_some(),
        updated_at: stored.updated_at,
        restorable_until: stored.deleted_at.map(|at| at + RESTORABLE),
        deleted_at: stored.deleted_at,
        slug: stored.slug,
    }
}
