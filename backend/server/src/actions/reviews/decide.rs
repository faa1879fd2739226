//! Deciding, and seeing the letter before it is sent: both go the same way, so that what is shown
//! is what arrives.

use oin_domain::account::StaffRole;
use oin_domain::ids::{EvidenceId, SubmissionId};
use oin_domain::integration::{Change, Class};
use oin_domain::submission::{Action, Command, Facts, Stage};
use oin_store::{Read, StoredSubmission};

use super::intent::{Intent, Typed};
use super::start_testing::checklist;
use super::{find, hold, incomplete};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::letters::Letter;
use crate::actions::submissions::Moved;
use crate::actions::submissions::moving::carry_out;
use crate::actions::submissions::publish::release_of;
use crate::actions::submissions::telling::letter_of;
use crate::actions::{Code, Ctx, Failure, Reviewer, reasons};

/// How a decision is sent, beside what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// The revision that was read, if nothing may have moved since.
    pub base: Option<i32>,
    /// The key under which it may be sent twice.
    pub again: Option<Idempotency>,
}

/// Decides. Of many who decide at once one wins, the others are told what stage it is in by then.
///
/// # Errors
/// `not_found`, `own_org`, `wrong_stage`, `forbidden`, `appeal_state`; every field that cannot be
/// used; `checklist_incomplete` when it is approved too early; `edit_conflict` when it is not at
/// the revision that was named.
pub async fn decide(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    action: Action,
    typed: &Typed,
    sent: Sent,
) -> Result<Moved, Failure> {
    let words = reasons::words(ctx, who).await?;
    let intent = Intent::read(action, typed, &words)?;
    let again = sent.again.as_ref();
    once(ctx, again, async |tx| {
        let mut stored = hold(tx, who, id).await?;
        if sent.base.is_some_and(|base| base != stored.revision) {
            return Err(moved_on(stored.revision));
        }
        stored.submission.permits(action, &who.actor(), ctx.now())?;
        let command = command(tx, ctx, who, &stored, &intent).await?;
        let moved = carry_out(tx, ctx, &mut stored, command, &who.actor()).await?;
        // What was typed has arrived.
        tx.keep_decision_draft(id, who.user(), action, &Typed::new(), ctx.now())
            .await?;
        Ok(moved)
    })
    .await
}

fn moved_on(revision: i32) -> Failure {
    Failure::refused(
        Code::EditConflict,
        format!(
            "It has moved on since you read it and is at revision {revision} now. Look at it again, then decide."
        ),
    )
}

/// The letter that the decision would send; nothing when it sends none.
///
/// # Errors
/// As [`decide`].
pub async fn preview(
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    action: Action,
    typed: &Typed,
) -> Result<Option<Letter>, Failure> {
    let words = reasons::words(ctx, who).await?;
    let intent = Intent::read(action, typed, &words)?;
    ctx.store
        .read(async |read| {
            let (mut stored, _) = find(read, who, id).await?;
            let now = ctx.now();
            stored.submission.permits(action, &who.actor(), now)?;
            let command = command(read, ctx, who, &stored, &intent).await?;
            let (next, event) = stored.submission.clone().apply(command, &who.actor(), now)?;
            stored.submission = next;
            let is_silent = event.to == Stage::Queued && event.action != Action::Uphold;
            let waits = match event.to {
                Stage::Approved => release_of(ctx, read, &stored).await?.waits_for.is_some(),
                _ => false,
            };
            Ok((!is_silent)
                .then(|| letter_of(&stored, &event, &ctx.brand().network, waits, &words))
                .flatten())
        })
        .await
}

/// What is to be done, with all that it needs.
async fn command(
    read: &mut Read,
    ctx: &Ctx,
    who: &Reviewer,
    stored: &StoredSubmission,
    intent: &Intent,
) -> Result<Command, Failure> {
    Ok(match intent {
        Intent::Release(note) => Command::Release(note.clone()),
        Intent::Ask(asked) => Command::Ask {
            asked: asked.clone(),
            evidence: evidence(read, ctx, stored).await?,
        },
        Intent::Approve => approve(read, ctx, stored).await?,
        Intent::Reject(reasons, message) => Command::Reject {
            reasons: reasons.clone(),
            message: message.clone(),
            only_lead: is_only_lead(read, who).await?,
        },
        Intent::Announce(cause, message) => Command::Announce {
            cause: *cause,
            message: message.clone(),
            only_lead: is_only_lead(read, who).await?,
        },
        Intent::DiscardSpam(message) => Command::DiscardSpam {
            message: message.clone(),
            only_lead: is_only_lead(read, who).await?,
        },
        Intent::Uphold(message) => {
            let lane = match &stored.submission.facts {
                Facts::Rejected(facts) => facts.place.lane,
                Facts::Discarded(facts) => facts.place.lane,
                _ => return Err(Failure::NotFound("appeal")),
            };
            Command::Uphold {
                message: message.clone(),
                due: ctx.calendar().due(ctx.now(), lane.business_days()),
            }
        }
        Intent::Dismiss(message) => Command::Dismiss(message.clone()),
    })
}

/// Runs of what was last submitted that failed: what is asked rests on them.
async fn evidence(read: &mut Read, ctx: &Ctx, stored: &StoredSubmission) -> Result<Vec<EvidenceId>, Failure> {
    let Some(submitted) = &stored.submitted else {
        return Ok(Vec::new());
    };
    let desk = read.desk(stored.submission.about.id, ctx.now()).await?;
    let failed = desk
        .runs
        .iter()
        .filter(|run| !run.passed && run.submitted_at == submitted.at);
    Ok(failed.map(|run| run.id).collect())
}

async fn approve(read: &mut Read, ctx: &Ctx, stored: &StoredSubmission) -> Result<Command, Failure> {
    let about = stored.submission.about;
    let (Some(submitted), Some(place)) = (&stored.submitted, stored.submission.place()) else {
        return Err(Failure::NotFound("submission"));
    };
    let desk = read.desk(about.id, ctx.now()).await?;
    let content = &submitted.content;
    let passed = checklist(&desk, submitted)
        .conclude(place.lane, &content.sign_on(), &content.flows())
        .map_err(|missing| incomplete(&missing))?;
    let live = read.draft_context(about.org, about.integration).await?.live;
    let class = match &live {
        // Nobody has installed what was never published.
        None => Class::Safe,
        Some((_, live)) => Change::between(live, content, &[])
            .map_err(|error| Failure::Broken(error.into()))?
            .class()
            .unwrap_or(Class::Text),
    };
    Ok(Command::Approve { passed, class })
}

/// Whether this is the only lead there is: then an admin hears appeals.
async fn is_only_lead(read: &mut Read, who: &Reviewer) -> Result<bool, Failure> {
    let mut leads = read.staff().await?;
    leads.retain(|(_, role)| *role == StaffRole::Lead);
    Ok(leads.len() == 1 && leads.iter().all(|(user, _)| user.id == who.user()))
}
