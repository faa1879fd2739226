//! How the review is doing, for staff.

use chrono::TimeDelta;
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_store::{AuditMisses, Decided, LaneFigures, Lapses, OpenLane, ReviewWeek};

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
    /// What came into each lane in the last 90 days, and how long its first decisions took.
    pub lanes: Vec<LaneFigures>,
    /// What the random audit drew in the last 90 days.
    pub audit: AuditMisses,
    /// What ended in the last 90 days because nobody came.
    pub lapses: Lapses,
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
                lanes: read.figures_by_lane(now - PERIOD).await?,
                audit: read.audit_misses(now - PERIOD).await?,
                lapses: read.lapses(now - PERIOD).await?,
            })
        })
        .await
}
