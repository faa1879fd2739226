//! `/review/stats`: how the review is doing.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use oin_domain::choice::Choice as _;
use oin_domain::integration::Lane;
use serde::Serialize;

use super::{PageError, Shell};
use crate::actions::review_figures::{self, Figures};
use crate::templates::Page;
use crate::web::guard::SignedIn;
use crate::web::pages::PageCall;

/// The chart's inner height, in its own units.
const HEIGHT: i64 = 120;
/// The width of a week.
const WEEK: i64 = 48;

#[derive(Serialize)]
struct StatsPage {
    shell: Shell,
    open: i64,
    overdue: i64,
    lanes: Vec<LaneLine>,
    weeks: Vec<WeekLine>,
    chart: Chart,
    figures: Vec<Figure>,
    times: Vec<TimesLine>,
}

/// How a lane did.
#[derive(Serialize)]
struct TimesLine {
    lane: &'static str,
    came: i64,
    decided: i64,
    median: String,
    p90: String,
}

impl Page for StatsPage {
    const TEMPLATE: &'static str = "pages/review/stats";
}

#[derive(Serialize)]
struct LaneLine {
    lane: &'static str,
    queued: i64,
    in_review: i64,
    with_isv: i64,
    overdue: i64,
    total: i64,
}

#[derive(Serialize)]
struct WeekLine {
    from: String,
    came: i64,
    decided: i64,
}

/// Bars, in the units of the drawing.
#[derive(Serialize)]
struct Chart {
    width: i64,
    most: i64,
    bars: Vec<Bar>,
    labels: Vec<Label>,
}

#[derive(Serialize)]
struct Bar {
    x: i64,
    y: i64,
    height: i64,
    came: bool,
}

#[derive(Serialize)]
struct Label {
    x: i64,
    text: String,
}

#[derive(Serialize)]
struct Figure {
    name: &'static str,
    value: String,
    about: String,
}

/// `GET /review/stats`.
///
/// # Errors
/// `not_found` for who is not of the staff.
pub async fn get(call: PageCall<SignedIn>) -> Result<HttpResponse, PageError> {
    call.answer(async {
        let figures = review_figures::figures(&call.ctx, &call.asker().reviewer()?).await?;
        call.show(StatusCode::OK, &page(&call, &figures))
    })
    .await
}

fn page(call: &PageCall<SignedIn>, figures: &Figures) -> StatsPage {
    let lanes: Vec<LaneLine> = figures
        .open
        .iter()
        .map(|lane| LaneLine {
            lane: Lane::parse(&lane.lane).map_or("Unknown", Lane::label),
            queued: lane.queued,
            in_review: lane.in_review,
            with_isv: lane.with_isv,
            overdue: lane.overdue,
            total: lane.queued + lane.in_review + lane.with_isv,
        })
        .collect();
    StatsPage {
        shell: call.shell_at(
            "/review/stats",
            "review",
            "Review figures",
            "How the review is doing.",
        ),
        open: lanes.iter().map(|lane| lane.total).sum(),
        overdue: lanes.iter().map(|lane| lane.overdue).sum(),
        lanes,
        weeks: figures
            .weeks
            .iter()
            .map(|week| WeekLine {
                from: week.from.format("%-d %B").to_string(),
                came: week.came,
                decided: week.decided,
            })
            .collect(),
        chart: chart(figures),
        figures: shares(figures),
        times: figures
            .lanes
            .iter()
            .map(|lane| TimesLine {
                lane: Lane::parse(&lane.lane).map_or("Unknown", Lane::label),
                came: lane.came,
                decided: lane.decided,
                median: time(lane.median_hours),
                p90: time(lane.p90_hours),
            })
            .collect(),
    }
}

fn chart(figures: &Figures) -> Chart {
    let weeks = &figures.weeks;
    let most = weeks.iter().map(|week| week.came.max(week.decided)).max();
    let most = most.unwrap_or_default().max(1);
    let bar = |x, count: i64, came| {
        let height = count * HEIGHT / most;
        Bar {
            x,
            y: HEIGHT - height,
            height,
            came,
        }
    };
    let mut bars = Vec::new();
    let mut labels = Vec::new();
    for (place, week) in (0_i64..).zip(weeks) {
        let x = place * WEEK;
        bars.push(bar(x + 4, week.came, true));
        bars.push(bar(x + 24, week.decided, false));
        labels.push(Label {
            x: x + WEEK / 2,
            text: week.from.format("%-d.%-m.").to_string(),
        });
    }
    Chart {
        width: WEEK * weeks.len() as i64,
        most,
        bars,
        labels,
    }
}

fn shares(figures: &Figures) -> Vec<Figure> {
    let decided = &figures.decided;
    let people = decided.approved + decided.rejected + decided.discarded;
    let approvals = decided.approved + decided.alone;
    let appeals = decided.upheld + decided.dismissed;
    vec![
        Figure {
            name: "Middle time to a decision",
            value: time(decided.median_hours),
            about: format!("{people} decisions, from the queue on; the ISV's own time is in it"),
        },
        Figure {
            name: "Nine of ten within",
            value: time(decided.p90_hours),
            about: "the same decisions".to_owned(),
        },
        Figure {
            name: "Approved",
            value: share(decided.approved, people),
            about: format!(
                "{} approved, {} rejected, {} discarded by people",
                decided.approved, decided.rejected, decided.discarded
            ),
        },
        Figure {
            name: "Approved without a reviewer",
            value: share(decided.alone, approvals),
            about: format!("{} of {approvals} approvals", decided.alone),
        },
        Figure {
            name: "Appeals upheld",
            value: share(decided.upheld, appeals),
            about: format!("{} of {appeals} heard", decided.upheld),
        },
        Figure {
            name: "Missed by the checks alone",
            value: share(figures.audit.missed, figures.audit.decided),
            about: format!(
                "{} of {} that the random audit drew ({} more wait): a reviewer did not simply approve them",
                figures.audit.missed,
                figures.audit.decided,
                figures.audit.drawn - figures.audit.decided
            ),
        },
        Figure {
            name: "Claims that ran out",
            value: figures.lapses.leases.to_string(),
            about: "back in the queue, as their reviewer was away".to_owned(),
        },
        Figure {
            name: "Lapses of the second tier",
            value: figures.lapses.verifications.to_string(),
            about: "what was at risk was not mended in time".to_owned(),
        },
    ]
}

fn time(hours: Option<f64>) -> String {
    match hours {
        None => "–".to_owned(),
        Some(hours) if hours < 48.0 => format!("{hours:.1} h"),
        Some(hours) => format!("{:.1} days", hours / 24.0),
    }
}

fn share(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{} %", (part * 100 + whole / 2) / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_times_are_told_as_people_read_them() {
        assert_eq!([share(0, 0), share(1, 3), share(2, 3)], ["–", "33 %", "67 %"]);
        assert_eq!(
            [time(None), time(Some(5.25)), time(Some(60.0))],
            ["–", "5.2 h", "2.5 days"]
        );
    }
}
