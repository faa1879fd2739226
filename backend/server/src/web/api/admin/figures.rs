//! `GET /api/v1/review-figures`: how the review is doing.

use actix_web::HttpResponse;
use oin_domain::account::StaffScope;
use serde::Serialize;
use utoipa::ToSchema;

use super::Call;
use crate::actions::review_figures::{self, Figures};
use crate::web::api::refusals::CallRefusals;
use crate::web::error::api::ApiError;

/// How the review is doing.
#[derive(Serialize, ToSchema)]
pub struct FiguresBody {
    /// The open submissions by lane.
    pub open: Vec<OpenLaneBody>,
    /// The last twelve weeks, the present one last.
    pub weeks: Vec<ReviewWeekBody>,
    /// What was decided in the last 90 days.
    pub decided: DecidedBody,
    /// What came into each lane in the last 90 days, and how long its first decisions took; a lane
    /// without either is left out.
    pub lanes: Vec<LaneFiguresBody>,
    /// What the random audit drew in the last 90 days.
    pub audit: AuditMissesBody,
    /// What ended in the last 90 days because nobody came.
    pub lapses: LapsesBody,
}

/// A lane's last 90 days.
#[derive(Serialize, ToSchema)]
pub struct LaneFiguresBody {
    /// The lane.
    #[schema(example = "wizard")]
    pub lane: String,
    /// How many submissions came into the queue for the first time.
    pub came: i64,
    /// How many had their first decision: a question, an approval, a rejection or a discard.
    pub decided: i64,
    /// Hours from the queue to that decision, the middle one; null when there was none.
    pub median_hours: Option<f64>,
    /// Of ten, nine took less; null when there was none.
    pub p90_hours: Option<f64>,
}

/// What the random audit drew of the submissions that could have passed without a reviewer.
#[derive(Serialize, ToSchema)]
pub struct AuditMissesBody {
    /// How many were drawn.
    pub drawn: i64,
    /// How many of them a reviewer has decided on.
    pub decided: i64,
    /// How many of those should not have passed: the first decision was no approval.
    pub missed: i64,
}

/// What ended because nobody came.
#[derive(Serialize, ToSchema)]
pub struct LapsesBody {
    /// Claims of reviewers who were away.
    pub leases: i64,
    /// Integrations that lost the second tier because what was at risk was not mended in time.
    pub verifications: i64,
}

/// The open submissions of a lane.
#[derive(Serialize, ToSchema)]
pub struct OpenLaneBody {
    /// The lane.
    #[schema(example = "wizard")]
    pub lane: String,
    /// In the queue, nobody has them.
    pub queued: i64,
    /// With a reviewer.
    pub in_review: i64,
    /// With the ISV.
    pub with_isv: i64,
    /// Queued or with a reviewer after they were due.
    pub overdue: i64,
}

/// A week of the queue.
#[derive(Serialize, ToSchema)]
pub struct ReviewWeekBody {
    /// Its Monday.
    #[schema(format = Date, example = "2026-11-23")]
    pub from: String,
    /// How many submissions came into the queue.
    pub came: i64,
    /// How many were decided.
    pub decided: i64,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
pub struct DecidedBody {
    /// Approved by a reviewer.
    pub approved: i64,
    /// Approved without one.
    pub alone: i64,
    /// Rejected.
    pub rejected: i64,
    /// Discarded.
    pub discarded: i64,
    /// Appeals upheld.
    pub upheld: i64,
    /// Appeals dismissed.
    pub dismissed: i64,
    /// Hours from the queue to the decision, the middle one; null when nothing was decided.
    pub median_hours: Option<f64>,
    /// Of ten, nine took less; null when nothing was decided.
    pub p90_hours: Option<f64>,
}

impl From<Figures> for FiguresBody {
    fn from(figures: Figures) -> Self {
        let (open, weeks, decided) = (figures.open, figures.weeks, figures.decided);
        Self {
            open: open
                .into_iter()
                .map(|lane| OpenLaneBody {
                    lane: lane.lane,
                    queued: lane.queued,
                    in_review: lane.in_review,
                    with_isv: lane.with_isv,
                    overdue: lane.overdue,
                })
                .collect(),
            weeks: weeks
                .into_iter()
                .map(|week| ReviewWeekBody {
                    from: week.from.to_string(),
                    came: week.came,
                    decided: week.decided,
                })
                .collect(),
            decided: DecidedBody {
                approved: decided.approved,
                alone: decided.alone,
                rejected: decided.rejected,
                discarded: decided.discarded,
                upheld: decided.upheld,
                dismissed: decided.dismissed,
                median_hours: decided.median_hours,
                p90_hours: decided.p90_hours,
            },
            lanes: figures
                .lanes
                .into_iter()
                .map(|lane| LaneFiguresBody {
                    lane: lane.lane,
                    came: lane.came,
                    decided: lane.decided,
                    median_hours: lane.median_hours,
                    p90_hours: lane.p90_hours,
                })
                .collect(),
            audit: AuditMissesBody {
                drawn: figures.audit.drawn,
                decided: figures.audit.decided,
                missed: figures.audit.missed,
            },
            lapses: LapsesBody {
                leases: figures.lapses.leases,
                verifications: figures.lapses.verifications,
            },
        }
    }
}

/// Read how the review is doing
#[utoipa::path(
    get,
    path = "/api/v1/review-figures",
    tag = "reviews",
    operation_id = "get_review_figures",
    security(("token" = ["review:read"])),
    responses((status = 200, description = "The figures", body = FiguresBody), CallRefusals)
)]
pub async fn get(call: Call) -> Result<HttpResponse, ApiError> {
    call.serve_staff(StaffScope::ReviewRead, async |who| {
        let figures = review_figures::figures(&call.ctx, who).await?;
        call.ok(&FiguresBody::from(figures))
    })
    .await
}
