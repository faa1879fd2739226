//! How long the first decision on a submission takes, lane by lane.

use chrono::TimeDelta;
use oin_domain::choice::Choice as _;
use oin_domain::integration::Lane;

use crate::actions::{Ctx, Failure};

/// Over how long the figures reach back.
pub const TIMES_OVER: TimeDelta = TimeDelta::days(90);
/// With fewer decisions than this there is nothing to say.
pub const ENOUGH: i64 = 5;

/// How long a lane took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneTime {
    /// The lane.
    pub lane: Lane,
    /// How many first decisions there were.
    pub decisions: i64,
    /// Half and nine of ten took no longer; nothing when there were too few to say.
    pub times: Option<(TimeDelta, TimeDelta)>,
}

/// How long each lane took lately.
///
/// # Errors
/// `unavailable` while the database is away.
pub async fn review_times(ctx: &Ctx) -> Result<Vec<LaneTime>, Failure> {
    let since = ctx.now() - TIMES_OVER;
    let found = ctx
        .store
        .read(async |read| read.review_times(since).await)
        .await?;
    let of = |lane: Lane| {
        let times = found.iter().find(|times| times.lane == lane);
        LaneTime {
            lane,
            decisions: times.map_or(0, |times| times.decisions),
            times: times
                .filter(|times| times.decisions >= ENOUGH)
                .map(|times| (times.median, times.p90)),
        }
    };
    Ok(Lane::ALL.iter().copied().map(of).collect())
}
