//! Submitting: what is ready is fixed as it stands and goes into the checks.

use oin_domain::ids::SubmissionId;
use oin_domain::integration::Slug;
use oin_domain::org::Act;
use oin_domain::submission::{Action, Command, Ready};
use oin_domain::text::{Prose, fold};
use oin_store::{StoredSubmission, Submitted, Tx};

use super::judge::{Judge, names};
use super::moving::{Moved, carry_out};
use super::{hold, refusal};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Ctx, Failure, Member};

/// A submit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submit {
    /// The draft's revision that the person has read; nothing when they submit whatever is there.
    pub base: Option<i32>,
    /// When the request may be sent twice.
    pub again: Option<Idempotency>,
}

/// An answer to a reviewer's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What the reviewer reads.
    pub message: String,
    /// The draft's revision that the person has read.
    pub base: Option<i32>,
    /// When the request may be sent twice.
    pub again: Option<Idempotency>,
}

/// Submits the draft. It is durable when this returns.
///
/// # Errors
/// `forbidden`, `second_factor_required`, `step_up_required`, `not_found`, `wrong_stage`;
/// `edit_conflict` when the draft was changed since the revision that was read; `blocking_finding`
/// at every field that stops it.
pub async fn submit(ctx: &Ctx, who: &Member, id: SubmissionId, submit: Submit) -> Result<Moved, Failure> {
    who.may(Act::Submit)?;
    hand_in(ctx, who, id, submit.base, submit.again, Action::Submit, |ready| {
        Command::Submit(ready)
    })
    .await
}

/// Answers a reviewer's questions, with the draft as it is now.
///
/// # Errors
/// As [`submit`]; `missing` or `bad_value` for the message.
pub async fn answer(ctx: &Ctx, who: &Member, id: SubmissionId, answer: Answer) -> Result<Moved, Failure> {
    who.may(Act::Submit)?;
    let message = Prose::parse(&answer.message).map_err(|error| refusal::text("message", &error))?;
    hand_in(
        ctx,
        who,
        id,
        answer.base,
        answer.again,
        Action::Answer,
        move |ready| Command::Answer {
            ready,
            message: message.clone(),
        },
    )
    .await
}

/// Submits with the cause of an announced discard mended.
///
/// # Errors
/// As [`submit`].
pub async fn mend(ctx: &Ctx, who: &Member, id: SubmissionId, submit: Submit) -> Result<Moved, Failure> {
    who.may(Act::Submit)?;
    hand_in(ctx, who, id, submit.base, submit.again, Action::Mend, |ready| {
        Command::Mend(ready)
    })
    .await
}

async fn hand_in(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    base: Option<i32>,
    again: Option<Idempotency>,
    action: Action,
    command: impl Fn(Ready) -> Command + Send + Sync,
) -> Result<Moved, Failure> {
    let names = names(ctx).await?;
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        stored.submission.permits(action, &who.actor(), ctx.now())?;
        if base.is_some_and(|base| base != stored.kept.revision) {
            return Err(refusal::changed_meanwhile());
        }
        let judge = Judge::of(ctx, tx, &stored, names.clone()).await?;
        let ready = judge
            .ready(&stored.kept)
            .map_err(|findings| refusal::blocking(&findings))?;
        keep_submitted(tx, ctx, who, &stored, &ready).await?;
        carry_out(tx, ctx, &mut stored, command(ready), &who.actor()).await
    })
    .await
}

/// Fixes what is submitted, and gives the integration its slug.
pub(super) async fn keep_submitted(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Member,
    stored: &StoredSubmission,
    ready: &Ready,
) -> Result<(), Failure> {
    let about = stored.submission.about;
    let proposal = ready.proposal();
    if stored.slug.is_none() {
        let wanted = slugs(proposal.content.name.as_str(), about.integration.0.as_u128());
        if tx.reserve_slug(about.integration, &wanted).await?.is_none() {
            return Err(Failure::Broken(anyhow::anyhow!(
                "no slug is free for {}",
                about.id
            )));
        }
    }
    let submitted = Submitted {
        content: proposal.content.clone(),
        testing: proposal.testing.clone(),
        at: ctx.now(),
        by: who.user(),
    };
    Ok(tx.keep_submitted(about.id, &submitted).await?)
}

/// What an integration of this name may be called in URLs, the nicest first; the last one is its
/// own for sure.
fn slugs(name: &str, id: u128) -> Vec<Slug> {
    let plain: String = fold(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let stem: String = words.join("-").chars().take(80).collect();
    let stem = match stem.trim_matches('-') {
        "" => "integration",
        stem => stem,
    };
    let numbered = (2..=9).map(|n| format!("{stem}-{n}"));
    std::iter::once(stem.to_owned())
        .chain(numbered)
        .chain([format!("{stem}-{:012x}", id & 0xffff_ffff_ffff)])
        .filter_map(|text| Slug::parse(&text).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::slugs;

    #[test]
    fn slugs_come_from_names_and_never_run_out() {
        let of = |name: &str| slugs(name, 0xabc)[0].as_str().to_owned();
        assert_eq!(of("Acme Pay"), "acme-pay");
        assert_eq!(of("Café & Crème!"), "cafe-creme");
        assert_eq!(of("ポケット"), "integration");
        assert_eq!(of(&"x".repeat(100)).len(), 80);
        assert_eq!(
            slugs("Acme", 0xabc)
                .last()
                .map(|slug| slug.as_str().to_owned())
                .as_deref(),
            Some("acme-000000000abc")
        );
    }
}
