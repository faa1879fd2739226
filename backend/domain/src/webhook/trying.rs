//! How often a message is sent, and when again.

use chrono::TimeDelta;

/// How often a message is sent before it is given up.
pub const TRIES: u32 = 8;

/// How long to wait after each try but the last: 72 hours and a quarter in all.
const WAITS: [TimeDelta; TRIES as usize - 1] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(10),
    TimeDelta::hours(1),
    TimeDelta::hours(5),
    TimeDelta::hours(12),
    TimeDelta::hours(24),
    TimeDelta::hours(30),
];

/// The longest wait that a receiver can ask for.
const LONGEST_WISH: TimeDelta = TimeDelta::hours(24);

/// How a receiver answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// With a status; the body does not matter.
    Status {
        /// The status.
        status: u16,
        /// How long it asks us to wait.
        wish: Option<TimeDelta>,
    },
    /// Not at all, or with what is no answer; or it must not be called.
    Nothing,
}

/// What follows from an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The message was taken.
    Delivered,
    /// The receiver wants no more messages.
    Gone,
    /// It is sent again after this time.
    Again(TimeDelta),
    /// It is given up.
    Failed,
}

/// What follows when the try of this number, the first being 1, was answered so. A `chance` from 0
/// to 1 spreads the next tries over a fifth of the wait, so that what failed together does not
/// come back together. Who is busy (429, 503) may ask for a longer wait, up to a day.
pub fn next(number: u32, answer: Answer, chance: f64) -> Next {
    let wish = match answer {
        Answer::Status {
            status: 200..=299, ..
        } => return Next::Delivered,
        Answer::Status { status: 410, .. } => return Next::Gone,
        Answer::Status {
            status: 429 | 503,
            wish,
        } => wish,
        _ => None,
    };
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(wait) = WAITS.get(place) else {
        return Next::Failed;
    };
    let spread = 0.9 + 0.2 * chance.clamp(0.0, 1.0);
    let wait = TimeDelta::milliseconds((wait.num_milliseconds() as f64 * spread) as i64);
    Next::Again(wish.map_or(wait, |wish| wait.max(wish.min(LONGEST_WISH))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKEN: Answer = Answer::Status {
        status: 500,
        wish: None,
    };

    #[test]
    fn row_71_eight_tries_over_about_three_days() {
        let mut hours = 0.0;
        for number in 1..TRIES {
            let Next::Again(wait) = next(number, BROKEN, 0.5) else {
                panic!("try {number} is not the last");
            };
            hours += wait.num_minutes() as f64 / 60.0;
        }
        assert!((71.0..74.0).contains(&hours), "{hours}");
        for number in [0, TRIES, TRIES + 1, u32::MAX] {
            let last = next(number, BROKEN, 0.5);
            assert_eq!(last == Next::Failed, number >= TRIES, "{number}");
        }
    }

    #[test]
    fn row_71_tries_that_failed_together_are_spread() {
        let wait = |chance| next(3, BROKEN, chance);
        assert_eq!(wait(0.0), Next::Again(TimeDelta::minutes(54)));
        assert_eq!(wait(1.0), Next::Again(TimeDelta::minutes(66)));
        assert_eq!(wait(9.0), wait(1.0));
    }

    #[test]
    fn row_71_who_is_busy_may_ask_for_a_longer_wait() {
        let busy = |status, wish| {
            let wish = Some(TimeDelta::seconds(wish));
            next(1, Answer::Status { status, wish }, 0.5)
        };
        for status in [429, 503] {
            assert_eq!(busy(status, 3600), Next::Again(TimeDelta::hours(1)));
            assert_eq!(busy(status, 5), Next::Again(TimeDelta::minutes(1)), "no sooner");
            assert_eq!(busy(status, 10_000_000), Next::Again(TimeDelta::hours(24)));
            assert_eq!(busy(status, -5), Next::Again(TimeDelta::minutes(1)));
        }
        assert_eq!(busy(500, 3600), Next::Again(TimeDelta::minutes(1)));
    }

    #[test]
    fn row_71_statuses() {
        let of = |status| next(1, Answer::Status { status, wish: None }, 0.5);
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(of(status), Next::Delivered);
        }
        assert_eq!(of(410), Next::Gone);
        for status in [100, 301, 302, 307, 308, 400, 401, 404, 429, 500, 503, 599] {
            assert!(matches!(of(status), Next::Again(_)), "{status}");
        }
        assert!(matches!(next(1, Answer::Nothing, 0.5), Next::Again(_)));
        assert_eq!(next(TRIES, Answer::Nothing, 0.5), Next::Failed);
    }
}
