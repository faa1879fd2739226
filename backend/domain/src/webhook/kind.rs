//! What webhooks are told.

use crate::choice::Choice as _;
use crate::event::Event;
use crate::submission::{Action, Stage};
use crate::{listing, verification};

crate::choices! {
    /// What happened, as a message to a webhook names it.
    EventKind as "webhook event" {
        /// It was submitted.
        SubmissionReceived = "submission.received", "Submitted; the checks run";
        /// The checks found something that blocks.
        SubmissionNeedsFixes = "submission.needs_fixes", "Sent back with findings of the checks";
        /// It waits for a reviewer.
        SubmissionQueued = "submission.queued", "Put into the queue";
        /// A reviewer asks the ISV.
        SubmissionQuestionAsked = "submission.question_asked", "A reviewer asks, and waits for you";
        /// It will be discarded unless the cause is mended.
        SubmissionDiscardAnnounced = "submission.discard_announced", "Its discard was announced";
        /// It was discarded.
        SubmissionDiscarded = "submission.discarded", "Discarded";
        /// It was closed, since nobody answered.
        SubmissionClosed = "submission.closed_no_reply", "Closed without a reply";
        /// It was rejected.
        SubmissionRejected = "submission.rejected", "Rejected";
        /// It was approved.
        SubmissionApproved = "submission.approved", "Approved";
        /// It is in the catalog.
        SubmissionPublished = "submission.published", "Published";
        /// It was taken back.
        SubmissionWithdrawn = "submission.withdrawn", "Taken back";
        /// The integration is in the catalog for the first time.
        ListingPublished = "listing.published", "In the catalog for the first time";
        /// The catalog shows a newer revision.
        ListingUpdated = "listing.updated", "A newer revision is shown";
        /// An earlier revision is shown again.
        ListingRolledBack = "listing.rolled_back", "An earlier revision is shown again";
        /// Its readers are warned.
        ListingDegraded = "listing.degraded", "Marked as degraded";
        /// They are not warned any more.
        ListingRecovered = "listing.recovered", "No longer degraded";
        /// It will be suspended unless the cause is mended.
        ListingSuspensionAnnounced = "listing.suspension_announced", "Its suspension was announced";
        /// It will not be suspended.
        ListingSuspensionCalledOff = "listing.suspension_called_off", "Its suspension was called off";
        /// It is out of the catalog.
        ListingSuspended = "listing.suspended", "Suspended";
        /// It is in the catalog again.
        ListingRestored = "listing.restored", "Back in the catalog";
        /// Its end was announced.
        ListingRetiring = "listing.retiring", "Its retirement was announced";
        /// It is no longer offered.
        ListingRetired = "listing.retired", "Retired";
        /// It was removed for legal reasons.
        ListingRemoved = "listing.removed", "Removed for legal reasons";
        /// The org has applied for the second tier.
        VerificationApplied = "verification.applied", "Applied for";
        /// The application was taken back.
        VerificationWithdrawn = "verification.withdrawn", "The application was taken back";
        /// The application was refused.
        VerificationRefused = "verification.refused", "The application was refused";
        /// It has the second tier.
        VerificationApproved = "verification.approved", "Verified";
        /// It is about to lose it.
        VerificationAtRisk = "verification.at_risk", "At risk";
        /// What was lost is there again.
        VerificationRecovered = "verification.recovered", "No longer at risk";
        /// It was lost with time.
        VerificationLapsed = "verification.lapsed", "Lapsed";
        /// It was ended by decision.
        VerificationRevoked = "verification.revoked", "Ended by decision";
        /// An appeal was right: it is a candidate again.
        VerificationUpheld = "verification.appeal_upheld", "An appeal was upheld";
        /// An appeal was heard and not followed.
        VerificationDismissed = "verification.appeal_dismissed", "An appeal was dismissed";
        /// Nothing: somebody wants to see a message arrive.
        Test = "webhook.test", "A test";
    }
}

impl EventKind {
    /// Those that a webhook can be told; a test is sent when somebody asks for it.
    pub fn chosen() -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(|kind| *kind != Self::Test)
    }

    /// What it is about: the part before the dot.
    pub fn subject(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// What a webhook is told of an event of a submission. Drafts, and what reviewers do among
    /// themselves, concern nobody outside.
    pub fn of_submission(event: &Event) -> Option<Self> {
        Some(match (event.to, event.action) {
            (Stage::Checking, action) if action != Action::Retry => Self::SubmissionReceived,
            (Stage::NeedsFixes, Action::FindFixes) => Self::SubmissionNeedsFixes,
            (Stage::Queued, Action::Enqueue | Action::Contest | Action::Uphold) => Self::SubmissionQueued,
            (Stage::AwaitingIsv, Action::Ask) => Self::SubmissionQuestionAsked,
            (Stage::DiscardNotice, Action::Announce) => Self::SubmissionDiscardAnnounced,
            (Stage::Discarded, Action::Discard | Action::DiscardSpam) => Self::SubmissionDiscarded,
            (Stage::ClosedNoReply, _) => Self::SubmissionClosed,
            (Stage::Rejected, Action::Reject) => Self::SubmissionRejected,
            (Stage::Approved, _) => Self::SubmissionApproved,
            (Stage::Published, Action::Publish) => Self::SubmissionPublished,
            (Stage::Withdrawn, _) => Self::SubmissionWithdrawn,
            _ => return None,
        })
    }

    /// What a webhook is told of a step in a listing's life. A suspension that only staff know of
    /// is no news: `announced` says whether the owner knows of it, before the step or after it.
    pub fn of_listing(action: listing::Action, announced: bool, to: listing::Stage) -> Option<Self> {
        use listing::Action as Do;
        Some(match action {
            Do::Propose => return None,
            Do::CallOff if !announced => return None,
            Do::CallOff => Self::ListingSuspensionCalledOff,
            Do::Approve if to != listing::Stage::Suspended => Self::ListingSuspensionAnnounced,
            Do::Approve | Do::Suspend => Self::ListingSuspended,
            Do::Degrade => Self::ListingDegraded,
            Do::Recover => Self::ListingRecovered,
            Do::Lift => Self::ListingRestored,
            Do::Retire => Self::ListingRetiring,
            Do::EndRetirement => Self::ListingRetired,
            Do::Remove => Self::ListingRemoved,
            Do::RollBack => Self::ListingRolledBack,
        })
    }

    /// What a webhook is told of a move of a verification.
    pub fn of_verification(action: verification::Action) -> Option<Self> {
        use verification::Action as Do;
        Some(match action {
            Do::Propose | Do::Appeal => return None,
            Do::Apply => Self::VerificationApplied,
            Do::Withdraw => Self::VerificationWithdrawn,
            Do::Refuse => Self::VerificationRefused,
            Do::Approve => Self::VerificationApproved,
            Do::Endanger => Self::VerificationAtRisk,
            Do::Recover => Self::VerificationRecovered,
            Do::Lapse => Self::VerificationLapsed,
            Do::Revoke => Self::VerificationRevoked,
            Do::Uphold => Self::VerificationUpheld,
            Do::Dismiss => Self::VerificationDismissed,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::choice::Choice;

    #[test]
    fn every_kind_is_about_one_of_three_things_or_a_test() {
        let subjects: BTreeSet<_> = EventKind::chosen().map(EventKind::subject).collect();
        assert_eq!(
            subjects.into_iter().collect::<Vec<_>>(),
            ["listing", "submission", "verification"]
        );
        assert_eq!(EventKind::chosen().count() + 1, EventKind::ALL.len());
        assert_eq!(EventKind::Test.subject(), "webhook");
    }

    #[test]
    fn what_staff_prepare_is_no_news() {
        let of = EventKind::of_listing;
        let live = listing::Stage::Live;
        assert_eq!(of(listing::Action::Propose, false, live), None);
        assert_eq!(of(listing::Action::CallOff, false, live), None);
        assert_eq!(
            of(listing::Action::CallOff, true, live),
            Some(EventKind::ListingSuspensionCalledOff)
        );
        assert_eq!(
            of(listing::Action::Approve, true, live),
            Some(EventKind::ListingSuspensionAnnounced)
        );
        assert_eq!(
            of(listing::Action::Approve, false, listing::Stage::Suspended),
            Some(EventKind::ListingSuspended)
        );
        assert_eq!(EventKind::of_verification(verification::Action::Propose), None);
        let told: BTreeSet<_> = verification::Action::ALL
            .iter()
            .filter_map(|action| EventKind::of_verification(*action))
            .collect();
        assert_eq!(told.len(), 10);
    }
}
