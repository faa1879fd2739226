//! A letter in words, before it is sent.

use std::sync::OnceLock;

use serde::Serialize;

use crate::actions::letters::Letter;
use crate::actions::{Ctx, Failure};
use crate::mail::{Frame, Words};

/// A letter as it will be read.
#[derive(Debug, Clone, Serialize)]
pub struct LetterView {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Puts a letter into its words: the same templates that send it.
///
/// # Errors
/// A template that cannot be read, which is a mistake of ours.
pub fn view(ctx: &Ctx, letter: &Letter) -> Result<LetterView, Failure> {
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
