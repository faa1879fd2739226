//! `/review-times`: how long the first decision takes, for everybody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::TimeDelta;
use oin_domain::choice::Choice as _;
use serde::Serialize;

use super::{PageError, Shell};
use crate::actions::catalog::{self, LaneTime};
use crate::templates::Page;
use crate::web::guard::Anyone;
use crate::web::pages::PageCall;

#[derive(Serialize)]
struct ReviewTimes {
    shell: Shell,
    lanes: Vec<LaneView>,
    days: i64,
    enough: i64,
}

impl Page for ReviewTimes {
    const TEMPLATE: &'static str = "pages/catalog/review-times";
}

#[derive(Serialize)]
struct LaneView {
    label: &'static str,
    promise: String,
    decisions: i64,
    /// Empty when there are too few to say.
    median: String,
    p90: String,
}

/// `GET /review-times`.
///
/// # Errors
/// The database is away.
pub async fn get(call: PageCall<Anyone>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let times = catalog::review_times(&call.ctx).await?;
        let page = ReviewTimes {
            shell: call.shell_here(
                "guide",
                "Review times",
                "How long the first decision on a submission takes.",
            ),
            lanes: times.iter().map(LaneView::new).collect(),
            days: catalog::TIMES_OVER.num_days(),
            enough: catalog::ENOUGH,
        };
        call.show(StatusCode::OK, &page)
    })
    .await
}

impl LaneView {
    fn new(time: &LaneTime) -> Self {
        let (median, p90) = match time.times {
            Some((median, p90)) => (words(median), words(p90)),
            None => (String::new(), String::new()),
        };
        Self {
            label: time.lane.label(),
            promise: match time.lane.business_days() {
                1 => "1 business day".to_owned(),
                days => format!("{days} business days"),
            },
            decisions: time.decisions,
            median,
            p90,
        }
    }
}

/// A span as people say it: whole hours up to two days, then days.
fn words(span: TimeDelta) -> String {
    let hours = (span.num_minutes() + 30) / 60;
    match hours {
        ..1 => "under an hour".to_owned(),
        1 => "1 hour".to_owned(),
        2..48 => format!("{hours} hours"),
        _ => {
            let tenths = (span.num_minutes() * 10 + 720) / 1_440;
            if tenths % 10 == 0 {
                format!("{} days", tenths / 10)
            } else {
                format!("{}.{} days", tenths / 10, tenths % 10)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_hours_and_days() {
        let said = [10, 60, 600, 2_880, 3_600].map(|minutes| words(TimeDelta::minutes(minutes)));
        assert_eq!(
            said,
            ["under an hour", "1 hour", "10 hours", "2 days", "2.5 days"]
        );
    }
}
