//! Several submissions at once: what may be done with them, and how much of it.
//!
//! The network's rules name no figures; these are ours, and `docs/submissions.md` says why.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// The most submissions of one request.
pub const MOST_AT_ONCE: usize = 25;
/// The most submissions that one person changes in bulk on one day (UTC).
pub const MOST_A_DAY: u32 = 100;

crate::choices! {
    /// What may be done with several submissions at once. No decision is among it: whoever decides
    /// has looked at the one that it is about.
    BulkDeed as "bulk action" {
        /// Out of the queue, for the one who asks.
        Claim = "claim", "Claim";
        /// Back into the queue, by the one who has them.
        Release = "release", "Hand back";
        /// Kept for a reviewer, by a lead.
        Assign = "assign", "Assign to a reviewer";
    }
}

/// What is left to somebody of a day's bulk work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many submissions they may still change in bulk.
    pub left: u32,
    /// When they have all of [`MOST_A_DAY`] again: the end of the day (UTC).
    pub renews_at: DateTime<Utc>,
}

/// More was asked for than is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} of {MOST_A_DAY} are left until {}", .0.left, .0.renews_at)]
pub struct AllowanceUsed(pub Allowance);

/// The day that counts at `now`.
pub fn bulk_day(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive()
}

impl Allowance {
    /// What is left at `now` to somebody who has changed `made` submissions in bulk that day.
    pub fn after(made: u32, now: DateTime<Utc>) -> Self {
        let begun = bulk_day(now).and_time(chrono::NaiveTime::MIN).and_utc();
        Self {
            left: MOST_A_DAY.saturating_sub(made),
            renews_at: begun + TimeDelta::days(1),
        }
    }

    /// Checks that `asked` submissions may be changed: all of them, since nobody should find out
    /// afterwards which of them were left out.
    ///
    /// # Errors
    /// [`AllowanceUsed`] with what is left.
    pub fn lets(self, asked: usize) -> Result<(), AllowanceUsed> {
        if u32::try_from(asked).is_ok_and(|asked| asked <= self.left) {
            Ok(())
        } else {
            Err(AllowanceUsed(self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_has_a_hundred_and_ends_at_midnight() {
        let noon = at("2026-11-24T12:00:00Z");
        let fresh = Allowance::after(0, noon);
        assert_eq!((fresh.left, fresh.renews_at), (100, at("2026-11-25T00:00:00Z")));
        assert_eq!(fresh.lets(MOST_AT_ONCE), Ok(()));
        let late = Allowance::after(90, at("2026-11-24T23:59:59Z"));
        assert_eq!(late.lets(10), Ok(()));
        assert_eq!(late.lets(11), Err(AllowanceUsed(late)));
        assert_eq!(late.renews_at, fresh.renews_at);
        assert_eq!(Allowance::after(101, noon).left, 0, "never below nothing");
        assert_ne!(bulk_day(noon), bulk_day(fresh.renews_at));
    }
}
