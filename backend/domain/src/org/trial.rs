//! The trial of a new org.

use chrono::{DateTime, TimeDelta, Utc};

/// How long the test identity provider of a new org works.
pub const TRIAL_LASTS: TimeDelta = TimeDelta::days(30);

/// Where an org stands with its trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// There is none: the org stays.
    None,
    /// It runs until then.
    Runs(DateTime<Utc>),
    /// Its days are over, but a submission is open or a listing is live: it goes on.
    Kept,
    /// It is over: the test identity provider is off, everything else stays.
    Over(DateTime<Utc>),
}

impl Trial {
    /// Judges the trial at `now`. `in_use`: a submission of the org is open or a listing is live.
    pub fn at(now: DateTime<Utc>, ends_at: Option<DateTime<Utc>>, in_use: bool) -> Self {
        match ends_at {
            None => Self::None,
            Some(end) if now < end => Self::Runs(end),
            Some(_) if in_use => Self::Kept,
            Some(end) => Self::Over(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_never_ends_over_open_work() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let later = now + TimeDelta::days(1);
        assert_eq!(Trial::at(now, None, false), Trial::None);
        assert_eq!(Trial::at(now, Some(later), false), Trial::Runs(later));
        assert_eq!(Trial::at(now, Some(now), true), Trial::Kept);
        assert_eq!(Trial::at(now, Some(now), false), Trial::Over(now));
    }
}
