//! How the review is doing, for staff.

use chrono::TimeDelta;
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_store::{Decided, OpenLane, ReviewWeek};

use super::{Ctx, Failure, Reviewer};

/// Over how long decisions are counted.
pub const PERIOD: TimeDelta = TimeDelta::days(90);

/// The figures.
pub struct Figures {
    /// The open submissions by lane.
    pub open: Vec<OpenLane>,
    /// The last twelve weeks, the present one last.
    pub weeks: Vec<ReviewWeek>,
    /// What was decided in the last 90 days.
    pub decided: Decided,
}

/// Counts.
///
/// # Errors
/// `not_found` for who is not of the staff.
pub async fn figures(ctx: &Ctx, who: &Reviewer) -> Result<Figures, Failure> {
    who.has_any(StaffRole::ALL)?;
    let now = ctx.now();
    ctx.store
        .read(async |read| {
            Ok(Figures {
                open: read.open_by_lane(now).await?,
                weeks: read.review_weeks(now).await?,
                decided: read.decided_since(now - PERIOD).await?,
            })
        })
        .await
}
