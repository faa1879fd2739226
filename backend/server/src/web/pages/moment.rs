//! Times and turns in words.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::submission::Side;
use serde::Serialize;

/// A time: how far away it is, with the exact time beside it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Moment {
    text: String,
    exact: String,
    iso: String,
}

impl Moment {
    /// `at` seen from `now`.
    pub(super) fn new(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            text: distance(at - now),
            exact: exact(at),
            iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

/// The exact time, zone included.
pub(super) fn exact(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// The time of day, for what was saved a moment ago.
pub(super) fn clock(at: DateTime<Utc>) -> String {
    at.format("%H:%M:%S").to_string()
}

/// Whose turn it is, as the ISV reads it.
pub(super) fn whose_turn(side: Side) -> &'static str {
    match side {
        Side::Isv => "Your turn",
        Side::Staff => "Our reviewers' turn",
        Side::System => "Our machines' turn",
        Side::Nobody => "Nobody's turn",
    }
}

/// What the end of a turn is called: what reviewers owe is due, a period of the ISV ends.
pub(super) fn end_of(side: Side) -> &'static str {
    match side {
        Side::Staff => "due",
        Side::Isv | Side::System | Side::Nobody => "ends",
    }
}

fn distance(delta: TimeDelta) -> String {
    let minutes = delta.num_minutes().abs();
    let (count, unit) = match minutes {
        0 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if delta < TimeDelta::zero() {
        format!("{count} {unit}{plural} ago")
    } else {
        format!("in {count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_now() {
        let texts =
            [0, 90, -90, 7_200, -86_400, 30 * 86_400].map(|seconds| distance(TimeDelta::seconds(seconds)));
        let told = [
            "just now",
            "in 1 minute",
            "1 minute ago",
            "in 2 hours",
            "1 day ago",
            "in 30 days",
        ];
        assert_eq!(texts, told);
    }
}
