//! Every transition of a submission, in one place.
//!
//! Pages, the API, the documentation, the database's pairs and the tests read
//! this table; the typed moves beside it are proven to agree with it.

use super::Stage;

crate::choices! {
    /// What may be done with a submission.
    Action as "action" {
        /// `create`
        Create = "create", "Add an integration";
        /// `edit`
        Edit = "edit", "Edit";
        /// `submit`
        Submit = "submit", "Submit";
        /// `find_fixes`
        FindFixes = "find_fixes", "Send back with findings";
        /// `fail`
        Fail = "fail", "Record a fault on our side";
        /// `retry`
        Retry = "retry", "Run the checks again";
        /// `approve_alone`
        ApproveAlone = "approve_alone", "Approve without a reviewer";
        /// `enqueue`
        Enqueue = "enqueue", "Put into the queue";
        /// `back_to_draft`
        BackToDraft = "back_to_draft", "Back to the draft";
        /// `contest`
        Contest = "contest", "Contest the findings";
        /// `close_no_reply`
        CloseNoReply = "close_no_reply", "Close without reply";
        /// `reopen`
        Reopen = "reopen", "Open again";
        /// `claim`
        Claim = "claim", "Claim";
        /// `assign`
        Assign = "assign", "Assign to a reviewer";
        /// `renew`
        Renew = "renew", "Stay";
        /// `release`
        Release = "release", "Release";
        /// `lapse`
        Lapse = "lapse", "End the lease";
        /// `ask`
        Ask = "ask", "Ask the ISV";
        /// `answer`
        Answer = "answer", "Answer";
        /// `start_testing`
        StartTesting = "start_testing", "Start testing";
        /// `approve`
        Approve = "approve", "Approve";
        /// `reject`
        Reject = "reject", "Reject";
        /// `announce_discard`
        Announce = "announce_discard", "Announce the discard";
        /// `mend`
        Mend = "mend", "Submit the mended answers";
        /// `discard`
        Discard = "discard", "Discard";
        /// `discard_spam`
        DiscardSpam = "discard_spam", "Discard as spam";
        /// `appeal`
        Appeal = "appeal", "Appeal";
        /// `withdraw_appeal`
        WithdrawAppeal = "withdraw_appeal", "Take the appeal back";
        /// `uphold`
        Uphold = "uphold", "Uphold the appeal";
        /// `dismiss`
        Dismiss = "dismiss", "Dismiss the appeal";
        /// `publish`
        Publish = "publish", "Publish";
        /// `let_lapse`
        LetLapse = "let_lapse", "End the release period";
        /// `supersede`
        Supersede = "supersede", "Put a newer one in its place";
        /// `roll_back`
        RollBack = "roll_back", "Roll back";
        /// `withdraw`
        Withdraw = "withdraw", "Withdraw";
    }
}

crate::choices! {
    /// Who may do it.
    Party as "party" {
        /// The network itself.
        System = "system", "System";
        /// An editor or owner of the integration's org.
        Editor = "editor", "ISV editor";
        /// An owner of the integration's org.
        Owner = "owner", "ISV owner";
        /// A reviewer who does not belong to the integration's org.
        Reviewer = "reviewer", "Reviewer";
        /// The reviewer who has it.
        Holder = "holder", "The reviewer who has it";
        /// A lead who does not belong to the integration's org.
        Lead = "lead", "Lead";
        /// A lead who did not decide; an admin when the only lead did.
        Hearer = "hearer", "A lead who did not decide";
        /// Any of the staff.
        Staff = "staff", "Staff";
        /// An administrator.
        Admin = "admin", "Administrator";
    }
}

/// A transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From where; nothing at the beginning.
    pub from: Option<Stage>,
    /// By what.
    pub action: Action,
    /// To where.
    pub to: Stage,
    /// By whom: any of these.
    pub by: &'static [Party],
}

const fn row(from: Option<Stage>, action: Action, to: Stage, by: &'static [Party]) -> Transition {
    Transition { from, action, to, by }
}

/// Every transition.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    row(None, Action::Create, Stage::Draft, &[Party::Editor]),
    row(Some(Stage::Draft), Action::Edit, Stage::Draft, &[Party::Editor]),
    row(Some(Stage::Draft), Action::Submit, Stage::Checking, &[Party::Editor]),
    row(Some(Stage::Checking), Action::FindFixes, Stage::NeedsFixes, &[Party::System]),
    row(Some(Stage::Checking), Action::Fail, Stage::Errored, &[Party::System]),
    row(Some(Stage::Checking), Action::ApproveAlone, Stage::Approved, &[Party::System]),
    row(Some(Stage::Checking), Action::Enqueue, Stage::Queued, &[Party::System]),
    row(Some(Stage::NeedsFixes), Action::Edit, Stage::NeedsFixes, &[Party::Editor]),
    row(Some(Stage::NeedsFixes), Action::Submit, Stage::Checking, &[Party::Editor]),
    row(Some(Stage::NeedsFixes), Action::Contest, Stage::Queued, &[Party::Editor]),
    row(Some(Stage::NeedsFixes), Action::CloseNoReply, Stage::ClosedNoReply, &[Party::System]),
    row(Some(Stage::Errored), Action::Retry, Stage::Checking, &[Party::System]),
    row(Some(Stage::Errored), Action::BackToDraft, Stage::Draft, &[Party::Editor, Party::Staff]),
    row(Some(Stage::Queued), Action::Claim, Stage::InReview, &[Party::Reviewer]),
    row(Some(Stage::Queued), Action::Assign, Stage::Queued, &[Party::Lead]),
    row(Some(Stage::Queued), Action::Announce, Stage::DiscardNotice, &[Party::Reviewer]),
    row(Some(Stage::Queued), Action::DiscardSpam, Stage::Discarded, &[Party::Reviewer]),
    row(Some(Stage::InReview), Action::Renew, Stage::InReview, &[Party::Holder]),
    row(Some(Stage::InReview), Action::Release, Stage::Queued, &[Party::Holder]),
    row(Some(Stage::InReview), Action::Lapse, Stage::Queued, &[Party::System]),
    row(Some(Stage::InReview), Action::Ask, Stage::AwaitingIsv, &[Party::Holder]),
    row(Some(Stage::InReview), Action::StartTesting, Stage::Testing, &[Party::Holder]),
    row(Some(Stage::InReview), Action::Approve, Stage::Approved, &[Party::Holder]),
    row(Some(Stage::InReview), Action::Reject, Stage::Rejected, &[Party::Holder]),
    row(Some(Stage::InReview), Action::Announce, Stage::DiscardNotice, &[Party::Holder]),
    row(Some(Stage::InReview), Action::DiscardSpam, Stage::Discarded, &[Party::Holder]),
    row(Some(Stage::Testing), Action::Renew, Stage::Testing, &[Party::Holder]),
    row(Some(Stage::Testing), Action::Release, Stage::Queued, &[Party::Holder]),
    row(Some(Stage::Testing), Action::Lapse, Stage::Queued, &[Party::System]),
    row(Some(Stage::Testing), Action::Ask, Stage::AwaitingIsv, &[Party::Holder]),
    row(Some(Stage::Testing), Action::Approve, Stage::Approved, &[Party::Holder]),
    row(Some(Stage::Testing), Action::Reject, Stage::Rejected, &[Party::Holder]),
    row(Some(Stage::Testing), Action::Announce, Stage::DiscardNotice, &[Party::Holder]),
    row(Some(Stage::Testing), Action::DiscardSpam, Stage::Discarded, &[Party::Holder]),
    row(Some(Stage::AwaitingIsv), Action::Edit, Stage::AwaitingIsv, &[Party::Editor]),
    row(Some(Stage::AwaitingIsv), Action::Answer, Stage::Checking, &[Party::Editor]),
    row(Some(Stage::AwaitingIsv), Action::CloseNoReply, Stage::ClosedNoReply, &[Party::System]),
    row(Some(Stage::ClosedNoReply), Action::Reopen, Stage::Draft, &[Party::Editor]),
    row(Some(Stage::DiscardNotice), Action::Edit, Stage::DiscardNotice, &[Party::Editor]),
    row(Some(Stage::DiscardNotice), Action::Mend, Stage::Checking, &[Party::Editor]),
    row(Some(Stage::DiscardNotice), Action::Discard, Stage::Discarded, &[Party::System]),
    row(Some(Stage::Rejected), Action::Appeal, Stage::Rejected, &[Party::Owner]),
    row(Some(Stage::Rejected), Action::WithdrawAppeal, Stage::Rejected, &[Party::Owner]),
    row(Some(Stage::Rejected), Action::Dismiss, Stage::Rejected, &[Party::Hearer]),
    row(Some(Stage::Rejected), Action::Uphold, Stage::Queued, &[Party::Hearer]),
    row(Some(Stage::Discarded), Action::Appeal, Stage::Discarded, &[Party::Owner]),
    row(Some(Stage::Discarded), Action::WithdrawAppeal, Stage::Discarded, &[Party::Owner]),
    row(Some(Stage::Discarded), Action::Dismiss, Stage::Discarded, &[Party::Hearer]),
    row(Some(Stage::Discarded), Action::Uphold, Stage::Queued, &[Party::Hearer]),
    row(Some(Stage::Approved), Action::Publish, Stage::Published, &[Party::System, Party::Owner]),
    row(Some(Stage::Approved), Action::LetLapse, Stage::Withdrawn, &[Party::System]),
    row(Some(Stage::Published), Action::Supersede, Stage::Superseded, &[Party::System, Party::Admin]),
    row(Some(Stage::Superseded), Action::RollBack, Stage::Published, &[Party::Admin]),
    row(Some(Stage::Draft), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::Checking), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::NeedsFixes), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::Errored), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::Queued), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::InReview), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::AwaitingIsv), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::Testing), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::DiscardNotice), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
    row(Some(Stage::Approved), Action::Withdraw, Stage::Withdrawn, &[Party::Owner]),
];

/// Every pair of different stages that a transition joins, each once: what the
/// database lets through.
pub fn pairs() -> Vec<(Option<Stage>, Stage)> {
    let mut pairs: Vec<(Option<Stage>, Stage)> = TRANSITIONS
        .iter()
        .filter(|transition| transition.from != Some(transition.to))
        .map(|transition| (transition.from, transition.to))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
