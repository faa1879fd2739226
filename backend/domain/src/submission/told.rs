//! What happened to a submission, in words for the ISV.

use super::Action;

impl Action {
    /// What was done, as a participle: a history says “Put into the queue”, a
    /// notice “It was put into the queue”.
    pub fn told(self) -> &'static str {
        match self {
            Self::Create => "begun",
            Self::Edit => "edited",
            Self::Submit => "submitted",
            Self::FindFixes => "sent back with findings",
            Self::Fail => "held up by a fault on our side",
            Self::Retry => "checked again",
            Self::ApproveAlone => "approved without a reviewer",
            Self::Enqueue => "put into the queue",
            Self::BackToDraft => "taken back to the draft",
            Self::Contest => "put into the queue, its findings contested",
            Self::CloseNoReply => "closed without a reply",
            Self::Reopen => "opened again",
            Self::Claim => "claimed by a reviewer",
            Self::Assign => "given to a reviewer",
            Self::Renew => "kept by its reviewer",
            Self::Release => "given back to the queue",
            Self::Lapse => "given back to the queue, as its reviewer was away",
            Self::Ask => "sent back with a question",
            Self::Answer => "answered",
            Self::StartTesting => "taken into a test",
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::Announce => "given notice of a discard",
            Self::Mend => "submitted with the cause mended",
            Self::Discard => "discarded",
            Self::DiscardSpam => "discarded as spam",
            Self::Appeal => "appealed",
            Self::WithdrawAppeal => "left as decided, the appeal taken back",
            Self::Uphold => "put back into the queue, the appeal upheld",
            Self::Dismiss => "left as decided, the appeal dismissed",
            Self::Publish => "published",
            Self::LetLapse => "taken back, as nobody released it",
            Self::Supersede => "replaced by a newer one",
            Self::RollBack => "made public again",
            Self::Withdraw => "taken back",
        }
    }
}
