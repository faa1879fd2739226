//! Keeping what a reviewer types for a decision: nothing typed is lost.

use oin_domain::ids::SubmissionId;
use oin_domain::submission::Action;
use oin_store::DecisionDraft;

use super::intent::{DECISIONS, Typed};
use super::{find, hold};
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// The most characters of all fields together.
const LONGEST: usize = 32_768;

/// Keeps what was typed for a decision, for this reviewer alone; empty fields are left out.
///
/// # Errors
/// `not_found`, `own_org`; `bad_value` for more than 32,768 characters.
pub async fn keep_draft(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    action: Action,
    typed: &Typed,
) -> Result<(), Failure> {
    if !DECISIONS.contains(&action) {
        return Err(Failure::NotFound("page"));
    }
    if let Some((field, text)) = typed.iter().find(|(_, text)| text.contains('\0')) {
        let message = format!(
            "The field holds a NUL among {} characters. Take it out.",
            text.chars().count()
        );
        return Err(Failure::field(FieldError::new(
            field.clone(),
            Code::BadValue,
            message,
        )));
    }
    let length: usize = typed.values().map(|text| text.chars().count()).sum();
    if length > LONGEST {
        let message = format!("The form holds {length} characters; at most {LONGEST} are kept. Shorten it.");
        return Err(Failure::field(FieldError::new(
            "message",
            Code::BadValue,
            message,
        )));
    }
    let filled: Typed = typed
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(field, text)| (field.clone(), text.clone()))
        .collect();
    ctx.store
        .write(async |tx| {
            hold(tx, who, id).await?;
            tx.keep_decision_draft(id, who.user(), action, &filled, ctx.now())
                .await?;
            Ok(())
        })
        .await
}

/// What this reviewer has typed for a decision.
///
/// # Errors
/// `not_found`, `own_org`.
pub async fn draft(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    action: Action,
) -> Result<DecisionDraft, Failure> {
    ctx.store
        .read(async |read| {
            find(read, who, id).await?;
            Ok(read.decision_draft(id, who.user(), action).await?)
        })
        .await
}
