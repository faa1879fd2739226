//! Business days: Monday to Friday in the network's time zone, without its
//! holidays.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// The days on which the network reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The network's time zone.
    pub zone: Tz,
    /// Days without reviews.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Whether reviews are done on `day`.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The end of the `days`-th business day after the local day of `from`:
    /// what is queued on Monday with three days is due when Thursday ends.
    ///
    /// With a calendar of nothing but holidays, the plain days are counted.
    pub fn due(&self, from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        let start = from.with_timezone(&self.zone).date_naive();
        let mut day = start;
        let mut left = days;
        // A year without a business day is no calendar.
        for _ in 0..(366 + days * 3) {
            if left == 0 {
                break;
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
            if self.is_business_day(day) {
                left -= 1;
            }
        }
        if left > 0 {
            day = start
                .checked_add_days(Days::new(u64::from(days)))
                .unwrap_or(start);
        }
        self.end_of(day)
    }

    /// The first moment of the next local day, whatever the clocks do at night.
    fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
        self.zone.from_local_datetime(&midnight).earliest().map_or_else(
            // Clocks skip midnight in some zones: an hour later exists.
            || {
                self.zone
                    .from_local_datetime(&(midnight + chrono::TimeDelta::hours(1)))
                    .earliest()
                    .map_or_else(|| midnight.and_utc(), |time| time.with_timezone(&Utc))
            },
            |time| time.with_timezone(&Utc),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        Calendar {
            zone: chrono_tz::Europe::Berlin,
            holidays: BTreeSet::from(["2026-12-25".parse().unwrap()]),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        // Tuesday → Friday.
        assert_eq!(
            calendar().due(at("2026-11-24T09:00:00Z"), 3),
            at("2026-11-27T23:00:00Z")
        );
        // Thursday before Christmas: Friday is a holiday, so Monday.
        assert_eq!(
            calendar().due(at("2026-12-24T09:00:00Z"), 1),
            at("2026-12-28T23:00:00Z")
        );
        // Saturday counts from Monday on.
        assert_eq!(
            calendar().due(at("2026-11-28T09:00:00Z"), 1),
            at("2026-11-30T23:00:00Z")
        );
        // 23:30 UTC on Monday is Tuesday in Berlin.
        assert_eq!(
            calendar().due(at("2026-11-23T23:30:00Z"), 1),
            at("2026-11-25T23:00:00Z")
        );
    }

    #[test]
    fn clocks_that_change_do_not_matter() {
        // Summer time ends on 25 October 2026.
        assert_eq!(
            calendar().due(at("2026-10-23T09:00:00Z"), 1),
            at("2026-10-26T23:00:00Z")
        );
        let beirut = Calendar {
            zone: chrono_tz::Asia::Beirut,
            holidays: BTreeSet::new(),
        };
        // Midnight of 29 March 2026 does not exist in Beirut.
        assert!(beirut.end_of("2026-03-28".parse().unwrap()) > at("2026-03-28T21:00:00Z"));
    }

    proptest! {
        #[test]
        fn due_dates_grow_with_days_and_end_business_days(minutes in 0i64..5_000_000, days in 1u32..15) {
            let from = at("2024-01-01T00:00:00Z") + chrono::TimeDelta::minutes(minutes);
            let due = calendar().due(from, days);
            prop_assert!(due > from);
            prop_assert!(calendar().due(from, days + 1) > due);
            let last = (due - chrono::TimeDelta::seconds(1)).with_timezone(&calendar().zone).date_naive();
            prop_assert!(calendar().is_business_day(last));
        }
    }
}
