//! The clock of an application, which stands still unless a test moves it on.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::account::SessionPolicy;

use super::{Person, TestApp, now, wait};

impl TestApp {
    /// Moves the clock on, as `oin dev advance` does. Work that is due by then waits to be done.
    pub(crate) fn advance_days(&self, days: i64) {
        self.advance_minutes(TimeDelta::days(days).num_minutes());
    }

    /// The same by minutes.
    pub(crate) fn advance_minutes(&self, minutes: i64) {
        let seconds = TimeDelta::minutes(minutes).num_seconds();
        wait(self.store().write(async |tx| tx.move_clock_on(seconds).await)).unwrap();
        self.work_until_idle();
    }

    /// What time it is for the application.
    pub(crate) fn clock(&self) -> DateTime<Utc> {
        let ahead = wait(self.store().read(async |read| read.seconds_ahead().await)).unwrap();
        now() + TimeDelta::seconds(ahead)
    }

    /// The same person with a new session, since the old one has ended with time.
    pub(crate) fn again(&self, person: &Person<'_>, policy: SessionPolicy) -> Person<'_> {
        self.signed_in(person.user, &person.mail, person.org, policy, true)
    }
}
