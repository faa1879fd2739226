//! A message of each kind as an example, for people who write a receiver.

use chrono::{DateTime, TimeDelta};
use oin_domain::ids::{IntegrationId, SubmissionId};
use oin_domain::listing::Stage as Listing;
use oin_domain::review::Reason;
use oin_domain::submission::Stage as Submission;
use oin_domain::verification::Stage as Verification;
use oin_domain::webhook::EventKind as Kind;
use uuid::Uuid;

use super::payload::{About, Subject, write, write_test};
use crate::actions::Failure;

/// What an installation at `base` would send.
///
/// # Errors
/// What JSON cannot hold, which is a mistake of ours.
pub fn sample(base: &str, kind: Kind) -> Result<String, Failure> {
    let at = DateTime::from_timestamp(1_795_514_400, 0).unwrap_or_default();
    let Some((subject, days)) = subject(kind) else {
        return write_test(at);
    };
    let about = About {
        id: IntegrationId(id(1)),
        slug: Some("roadrunner".to_owned()),
        name: "Roadrunner".to_owned(),
        until: days.map(|days| at + TimeDelta::days(days)),
    };
    write(base, kind, &about, subject, at)
}

fn id(low: u128) -> Uuid {
    Uuid::from_u128(0x0193_5e6c_0000_7000_8000_0000_0000_0000 + low)
}

/// What has changed, and after how many days something follows by itself; nothing for a test.
fn subject(kind: Kind) -> Option<(Subject<'static>, Option<i64>)> {
    let submission = |stage| Subject::Submission(SubmissionId(id(2)), stage, &[]);
    let because = |stage| Subject::Submission(SubmissionId(id(2)), stage, &[Reason::AcsMismatch]);
    let (listing, verification) = (Subject::Listing, Subject::Verification);
    Some(match kind {
        Kind::SubmissionReceived => (submission(Submission::Checking), None),
        Kind::SubmissionNeedsFixes => (submission(Submission::NeedsFixes), Some(90)),
        Kind::SubmissionQueued => (submission(Submission::Queued), Some(7)),
        Kind::SubmissionQuestionAsked => (because(Submission::AwaitingIsv), Some(30)),
        Kind::SubmissionDiscardAnnounced => (because(Submission::DiscardNotice), Some(7)),
        Kind::SubmissionDiscarded => (because(Submission::Discarded), Some(30)),
        Kind::SubmissionClosed => (submission(Submission::ClosedNoReply), Some(180)),
        Kind::SubmissionRejected => (because(Submission::Rejected), Some(30)),
        Kind::SubmissionApproved => (submission(Submission::Approved), Some(90)),
        Kind::SubmissionPublished => (submission(Submission::Published), None),
        Kind::SubmissionWithdrawn => (submission(Submission::Withdrawn), None),
        Kind::ListingPublished
        | Kind::ListingUpdated
        | Kind::ListingRolledBack
        | Kind::ListingRecovered
        | Kind::ListingSuspensionCalledOff
        | Kind::ListingRestored => (listing(Listing::Live), None),
        Kind::ListingDegraded => (listing(Listing::Degraded), None),
        Kind::ListingSuspensionAnnounced => (listing(Listing::Live), Some(14)),
        Kind::ListingSuspended => (listing(Listing::Suspended), None),
        Kind::ListingRetiring => (listing(Listing::Retiring), Some(37)),
        Kind::ListingRetired => (listing(Listing::Retired), None),
        Kind::ListingRemoved => (listing(Listing::Removed), None),
        Kind::VerificationApplied | Kind::VerificationUpheld => (verification(Verification::Candidate), None),
        Kind::VerificationApproved | Kind::VerificationRecovered => {
            (verification(Verification::Verified), None)
        }
        Kind::VerificationAtRisk => (verification(Verification::AtRisk), Some(21)),
        Kind::VerificationWithdrawn
        | Kind::VerificationRefused
        | Kind::VerificationLapsed
        | Kind::VerificationRevoked
        | Kind::VerificationDismissed => (verification(Verification::Community), None),
        Kind::Test => return None,
    })
}
