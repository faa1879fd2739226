//! A letter in words, before it is sent.

use std::sync::OnceLock;

use oin_domain::choice::Choice as _;
use oin_domain::submission::Action;
use serde::Serialize;

use crate::actions::letters::Letter;
use crate::actions::{Ctx, Failure};
use crate::mail::{Frame, Words};

/// A letter as the ISV will read it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LetterView {
    subject: String,
    text: String,
}

/// Puts a letter into its words: the same templates that send it.
pub(super) fn view(ctx: &Ctx, letter: &Letter) -> Result<LetterView, Failure> {
    static WORDS: OnceLock<Words> = OnceLock::new();
    let words = match WORDS.get() {
        Some(words) => words,
        None => {
            let loaded = Words::load().map_err(Failure::Broken)?;
            WORDS.get_or_init(|| loaded)
        }
    };
    let payload = serde_json::to_value(letter).map_err(|error| Failure::Broken(error.into()))?;
    let frame = Frame {
        network: &ctx.brand().network,
        base: ctx.base_url(),
        accent: &ctx.brand().accent,
        name: None,
    };
    let rendered = words
        .render(letter.kind(), &payload, None, &frame)
        .map_err(Failure::Broken)?;
    Ok(LetterView {
        subject: rendered.subject,
        text: rendered.text,
    })
}

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
