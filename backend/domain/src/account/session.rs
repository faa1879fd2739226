//! How long a sign-in lasts.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a proof of the second factor counts for sensitive acts.
pub const STEP_UP_LASTS: TimeDelta = TimeDelta::minutes(10);

/// How long a browser from which somebody signed in is remembered as theirs.
pub const KNOWN_DEVICE_LASTS: TimeDelta = TimeDelta::days(90);

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Without a request.
    pub idle: TimeDelta,
    /// In all.
    pub longest: TimeDelta,
}

impl SessionPolicy {
    /// For people with a staff role.
    pub const STAFF: Self = Self {
        idle: TimeDelta::minutes(30),
        longest: TimeDelta::hours(12),
    };
    /// For everybody else.
    pub const MEMBER: Self = Self {
        idle: TimeDelta::hours(12),
        longest: TimeDelta::days(14),
    };
    /// While the second factor is still asked for.
    pub const AWAITING_FACTOR: Self = Self {
        idle: TimeDelta::minutes(10),
        longest: TimeDelta::minutes(10),
    };
}

/// Whether a second factor was proven recently enough for a sensitive act.
pub fn is_stepped_up(proven: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // A proof from the future is a clock that was set back: ask again.
    proven.is_some_and(|at| at <= now && now - at <= STEP_UP_LASTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_up_wears_out_after_ten_minutes() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert!(!is_stepped_up(None, now));
        assert!(is_stepped_up(Some(now), now));
        assert!(is_stepped_up(Some(now - TimeDelta::minutes(10)), now));
        assert!(!is_stepped_up(Some(now - TimeDelta::seconds(601)), now));
        assert!(!is_stepped_up(Some(now + TimeDelta::seconds(1)), now));
    }
}
