//! A webhook: an address of an org's that is told what happens to its submissions, listings and
//! verifications, and how often that is tried.

mod kind;
mod trying;

use chrono::TimeDelta;

pub use kind::EventKind;
pub use trying::{Answer, Next, TRIES, next};

/// The most webhooks of an org.
pub const MOST: usize = 10;
/// How long messages are signed with the secret before, too, after it was changed.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);
/// How long it is kept what was sent and how that was answered.
pub const LOG_LASTS: TimeDelta = TimeDelta::days(30);
/// The most bytes that are kept of an answer.
pub const LONGEST_ANSWER: usize = 1024;
/// The most bytes of a webhook's address.
pub const LONGEST_URL: usize = 2048;

crate::choices! {
    /// Whether a webhook is called.
    State as "webhook state" {
        /// It is called.
        Active = "active", "Active";
        /// Its owner has paused it: what happens meanwhile is kept and sent afterwards.
        Paused = "paused", "Paused";
        /// The network calls it no more: what happens meanwhile is not kept.
        Disabled = "disabled", "Disabled";
    }
}

crate::choices! {
    /// Why the network calls a webhook no more.
    Cause as "webhook cause" {
        /// It answered that it is gone.
        Gone = "gone", "It answered 410 Gone";
        /// A message failed to its last try, and no other arrived meanwhile.
        Failing = "failing", "It took no message over all tries";
    }
}

crate::choices! {
    /// Where a message to a webhook is.
    DeliveryState as "delivery state" {
        /// It is still to be sent, for the first time or again.
        Waiting = "waiting", "Waiting";
        /// It was taken.
        Delivered = "delivered", "Delivered";
        /// It is not tried any more.
        Failed = "failed", "Failed";
    }
}
