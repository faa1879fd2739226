//! The queue.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::connection::SignOn;
use oin_domain::integration::Lane;
use oin_domain::listing::Tier;
use oin_domain::review::Allowance;
use oin_store::{QueueFilter, QueueNumbers, QueuePlace, QueueRow, SavedView, Whose};

use super::assign::{Colleague, colleagues};
use crate::actions::{Ctx, Failure, Reviewer};

/// How many lines a page of the queue has.
const PAGE: u32 = 50;
/// How deep the queue is read page by page: filters lead further.
const DEEPEST: u32 = 10_000;

oin_domain::choices! {
    /// Since when a submission waits.
    Age as "age" {
        /// For a day or longer.
        Day = "1", "1 day or longer";
        /// For three days or longer.
        Days = "3", "3 days or longer";
        /// For a week or longer.
        Week = "7", "7 days or longer";
    }
}

impl Age {
    fn days(self) -> TimeDelta {
        TimeDelta::days(match self {
            Self::Day => 1,
            Self::Days => 3,
            Self::Week => 7,
        })
    }
}

/// What somebody wants to see of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueAsked {
    /// Of one lane.
    pub lane: Option<Lane>,
    /// Of one tier.
    pub tier: Option<Tier>,
    /// With this sign-on mode.
    pub mode: Option<SignOn>,
    /// Waiting for so long.
    pub age: Option<Age>,
    /// Whose.
    pub whose: Whose,
    /// Which page, from 0.
    pub page: u32,
}

impl QueueAsked {
    /// What is filtered, by the name of the filter; nothing for everything.
    pub fn filters(&self) -> Vec<(&'static str, &'static str)> {
        let whose = match self.whose {
            Whose::All => None,
            Whose::Mine => Some("mine"),
            Whose::Unclaimed => Some("unclaimed"),
        };
        let all = [
            ("lane", self.lane.map(|lane| lane.as_str())),
            ("tier", self.tier.map(|tier| tier.as_str())),
            ("mode", self.mode.map(|mode| mode.as_str())),
            ("age", self.age.map(|age| age.as_str())),
            ("whose", whose),
        ];
        let chosen = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        chosen.collect()
    }

    /// The same for the store.
    pub(super) fn filter(&self, who: &Reviewer, now: DateTime<Utc>) -> QueueFilter {
        QueueFilter {
            reviewer: who.user(),
            own_orgs: who.person.orgs.iter().map(|(org, _)| *org).collect(),
            lane: self.lane,
            tier: self.tier,
            mode: self.mode,
            queued_before: self.age.map(|age| now - age.days()),
            whose: self.whose,
        }
    }
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its lines: overdue first, then by the day on which they are due, then by risk.
    pub rows: Vec<QueueRow>,
    /// Whether there are more.
    pub more: bool,
    /// How much there is to do, whatever is filtered.
    pub numbers: QueueNumbers,
    /// The reviewer's own views, by name.
    pub views: Vec<SavedView>,
    /// What is left to the reviewer of today's bulk work.
    pub allowance: Allowance,
    /// Whom it can be assigned to; nobody for those who do not assign.
    pub reviewers: Vec<Colleague>,
}

/// What is left of a day's bulk work.
fn allowance(numbers: &QueueNumbers, now: DateTime<Utc>) -> Allowance {
    Allowance::after(u32::try_from(numbers.in_bulk).unwrap_or(u32::MAX), now)
}

/// Shows the queue.
///
/// # Errors
/// The database's.
pub async fn queue(ctx: &Ctx, who: &Reviewer, asked: &QueueAsked) -> Result<Queue, Failure> {
    let now = ctx.now();
    let filter = asked.filter(who, now);
    let skip = asked.page.saturating_mul(PAGE).min(DEEPEST);
    ctx.store
        .read(async |read| {
            let mut rows = read.queue(&filter, now, skip, PAGE + 1).await?;
            let more = rows.len() > PAGE as usize;
            rows.truncate(PAGE as usize);
            let numbers = read.queue_numbers(who.user(), now).await?;
            let views = read.saved_views(who.user()).await?;
            let reviewers = match who.person.is_any(&[StaffRole::Lead]) {
                true => colleagues(read).await?,
                false => Vec::new(),
            };
            Ok(Queue {
                allowance: allowance(&numbers, now),
                reviewers,
                rows,
                more,
                numbers,
                views,
            })
        })
        .await
}

/// A page of the queue for programs, which go on where the page before ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePage {
    /// Its lines, in the order of the queue.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins; nothing on the last one.
    pub next: Option<QueuePlace>,
    /// How much there is to do, whatever is filtered.
    pub numbers: QueueNumbers,
}

/// Shows `limit` lines of the queue after a place in it. The order is the one of the first page's
/// moment, so that nothing is skipped or shown twice because it became overdue meanwhile;
/// `asked.page` does not count here.
///
/// # Errors
/// The database's.
pub async fn queue_page(
    ctx: &Ctx,
    who: &Reviewer,
    asked: &QueueAsked,
    after: Option<QueuePlace>,
    limit: u32,
) -> Result<QueuePage, Failure> {
    let now = ctx.now();
    let filter = asked.filter(who, now);
    let as_of = after.map_or(now, |place| place.as_of);
    ctx.store
        .read(async |read| {
            let mut rows = read.queue_after(&filter, as_of, after, limit + 1).await?;
            let more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let last = rows.last().filter(|_| more);
            let next = last.map(|row| QueuePlace {
                as_of,
                due: row.due,
                risk: row.risk,
                id: row.id,
            });
            let numbers = read.queue_numbers(who.user(), now).await?;
            Ok(QueuePage { rows, next, numbers })
        })
        .await
}
