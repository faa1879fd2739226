//! What a decision does, in words.

use oin_domain::choice::Choice as _;
use oin_domain::submission::Action;

/// What a decision does, in a sentence, for its page.
pub(super) fn about(action: Action) -> &'static str {
    match action {
        Action::Release => {
            "It goes back to the queue at its place. Leave a note for the next one; the ISV does not see it."
        }
        Action::Ask => {
            "Our clock stops and the ISV’s 30 days start. It keeps its place, and comes back to you."
        }
        Action::Approve => {
            "The checklist is complete. It is published next, or waits for the ISV’s own release."
        }
        Action::Reject => "It ends here. The ISV can begin again from a copy, or appeal for 180 days.",
        Action::Announce => {
            "The ISV has seven days to mend the cause and keeps its place then; else it is discarded."
        }
        Action::DiscardSpam => {
            "It is discarded at once, without a notice. For spam only; the ISV can appeal."
        }
        Action::Uphold => "The appeal was right: it goes back to the queue, for another reviewer.",
        Action::Dismiss => "The decision stays. The ISV reads why.",
        other => other.label(),
    }
}
