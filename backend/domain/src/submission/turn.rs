//! Whose turn it is, since when, until when, and why.

use chrono::{DateTime, Utc};

use super::{Appeal, Facts, Submission};

crate::choices! {
    /// Who acts next.
    Side as "side" {
        /// The ISV.
        Isv = "isv", "You";
        /// The network's staff.
        Staff = "staff", "Our reviewers";
        /// The network itself.
        System = "system", "Our machines";
        /// Nobody: it is over.
        Nobody = "nobody", "Nobody";
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Who acts next.
    pub who: Side,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when; nothing when there is no date.
    pub until: Option<DateTime<Utc>>,
    /// Why, in a sentence.
    pub why: &'static str,
}

impl Submission {
    /// Whose turn it is at `now`. What could be done until a moment that is over is not named.
    pub fn turn(&self, now: DateTime<Utc>) -> Turn {
        let (who, until, why) = match &self.facts {
            Facts::Draft(_) => (Side::Isv, None, "The draft waits to be finished and submitted."),
            Facts::Checking(_) => (Side::System, None, "The checks are running."),
            Facts::NeedsFixes(facts) => (
                Side::Isv,
                Some(facts.closes_at),
                "The checks found something that must be mended.",
            ),
            Facts::Errored(facts) if facts.tries < super::TRIES => (
                Side::System,
                None,
                "A fault on our side; the checks will run again.",
            ),
            Facts::Errored(_) => (
                Side::Staff,
                None,
                "A fault on our side that a person must look at.",
            ),
            Facts::Queued(facts) => (Side::Staff, Some(facts.place.due), "It waits for a reviewer."),
            Facts::InReview(facts) => (Side::Staff, Some(facts.place.due), "A reviewer looks at it."),
            Facts::Testing(facts) => (Side::Staff, Some(facts.place.due), "A reviewer tests it."),
            Facts::AwaitingIsv(facts) => (
                Side::Isv,
                Some(facts.closes_at),
                "A reviewer has asked something.",
            ),
            Facts::DiscardNotice(facts) => (
                Side::Isv,
                Some(facts.ends_at),
                "It will be discarded unless the cause is mended.",
            ),
            Facts::Approved(facts) => (
                Side::Isv,
                Some(facts.release_until),
                "It is good and waits to be published.",
            ),
            Facts::ClosedNoReply(facts) if facts.reopen_until <= now => (
                Side::Isv,
                None,
                "Nobody answered; it can be begun again as a copy.",
            ),
            Facts::ClosedNoReply(facts) => (
                Side::Isv,
                Some(facts.reopen_until),
                "Nobody answered; it can be opened again.",
            ),
            Facts::Rejected(super::Rejected {
                appeal, appeal_until, ..
            })
            | Facts::Discarded(super::Discarded {
                appeal, appeal_until, ..
            }) => match appeal {
                Appeal::Open { .. } => (Side::Staff, None, "A lead hears the appeal."),
                Appeal::None if now < *appeal_until => (
                    Side::Isv,
                    Some(*appeal_until),
                    "It can be begun again or appealed.",
                ),
                Appeal::None | Appeal::Dismissed | Appeal::Withdrawn => {
                    (Side::Isv, None, "It can be begun again.")
                }
            },
            Facts::Published(_) => (Side::Nobody, None, "It is what the catalog shows."),
            Facts::Superseded(_) => (Side::Nobody, None, "A newer one is in its place."),
            Facts::Withdrawn(_) => (Side::Nobody, None, "It was taken back."),
        };
        Turn {
            who,
            since: self.since,
            until,
            why,
        }
    }
}
