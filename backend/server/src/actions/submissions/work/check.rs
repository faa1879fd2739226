//! Running the checks: what they find decides where a submission goes.

use chrono::{DateTime, Utc};
use oin_domain::check::{Finding, NetworkFacts, judge_network};
use oin_domain::ids::SubmissionId;
use oin_domain::integration::LaneDecision;
use oin_domain::submission::{Actor, Alone, AloneError, Command, Facts, Queueing, Stage};
use oin_domain::text::Line;
use oin_store::{CheckRun, StoredSubmission, Tx};
use uuid::Uuid;

use super::look::look;
use crate::actions::submissions::judge::{Judge, names};
use crate::actions::submissions::moving::carry_out;
use crate::actions::{Ctx, Failure};

/// Looks at the network and judges. What was submitted moves on; of a draft the result is kept.
pub(super) async fn check(ctx: &Ctx, id: SubmissionId) -> Result<(), Failure> {
    let stored = ctx
        .store
        .read(async |read| super::present(read, id).await)
        .await?;
    let Some(stored) = stored else { return Ok(()) };
    let was_submitted = stored.submission.stage() == Stage::Checking;
    match run(ctx, &stored).await {
        // The database is away: nothing can be noted either, the job is tried again.
        Err(Failure::Unavailable) => Err(Failure::Unavailable),
        Err(error) if was_submitted => fail(ctx, id, &error).await,
        done => done,
    }
}

async fn run(ctx: &Ctx, stored: &StoredSubmission) -> Result<(), Failure> {
    let names = names(ctx).await?;
    let asked_at = ctx.now();
    // Outside of any transaction.
    let facts = look(ctx, &stored.kept).await;
    let id = stored.submission.about.id;
    ctx.store
        .write(async |tx| {
            let mut now = tx.hold_submission(id).await?;
            if now.deleted_at.is_some() || now.kept.revision != stored.kept.revision {
                // It was changed meanwhile: whoever submitted that has promised another run.
                return Ok(());
            }
            let judge = Judge::of(ctx, tx, &now, names.clone()).await?;
            let network = judge_network(&now.kept.draft, &facts);
            keep_run(tx, ctx, &now, asked_at, &facts, &network).await?;
            if now.submission.stage() != Stage::Checking {
                return Ok(());
            }
            let (command, is_drawn) = verdict(ctx, &judge, &now, &network);
            if is_drawn {
                tx.add_audit_draw(id, ctx.now()).await?;
            }
            carry_out(tx, ctx, &mut now, command, &Actor::System).await?;
            Ok(())
        })
        .await
}

pub(super) async fn keep_run(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    asked_at: DateTime<Utc>,
    facts: &NetworkFacts,
    findings: &[Finding],
) -> Result<(), Failure> {
    let run = CheckRun {
        id: Uuid::now_v7(),
        submission: stored.submission.about.id,
        draft_revision: stored.kept.revision,
        asked_at,
        finished_at: ctx.now(),
        facts: facts.clone(),
        findings: findings.to_vec(),
    };
    Ok(tx.add_check_run(&run).await?)
}

/// Where the checks send a submission, and whether a person looks at it only because the random audit
/// drew it.
fn verdict(ctx: &Ctx, judge: &Judge, stored: &StoredSubmission, network: &[Finding]) -> (Command, bool) {
    let judged = judge.judge_with(&stored.kept, network);
    if judged.findings.iter().any(Finding::blocks) {
        return (Command::FindFixes(judged.findings), false);
    }
    let change = judge.change(&stored.kept.draft);
    if let Some(submitted) = &stored.submitted {
        let live = judge.beside.live.as_ref().map(|(_, live)| live);
        let asked = was_asked(stored);
        if let Some(unreviewed) = Alone::unreviewed(&submitted.content, live, change.as_ref(), asked) {
            return (Command::ApproveAlone(unreviewed), false);
        }
    }
    let alone = change.as_ref().map(|change| {
        Alone::decide(
            change,
            !stored.vendor_unconfirmed && owns_its_site(judge, stored),
            was_asked(stored),
            is_drawn(ctx, stored),
        )
    });
    if let Some(Ok(alone)) = alone {
        return (Command::ApproveAlone(alone), false);
    }
    let lane = LaneDecision::of(&stored.kept.draft, change.as_ref()).lane;
    let enqueue = Command::Enqueue {
        lane,
        due: ctx.calendar().due(ctx.now(), lane.business_days()),
    };
    (enqueue, matches!(alone, Some(Err(AloneError::Drawn))))
}

/// Whether the org has shown that the vendor's site is its own: by a domain that it has proven.
/// A mailbox there is not enough to change what customers use without a person's look.
fn owns_its_site(judge: &Judge, stored: &StoredSubmission) -> bool {
    let Some(site) = stored.kept.draft.text("website") else {
        return false;
    };
    let host = url::Url::parse(site)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let Some(host) = host else { return false };
    judge
        .beside
        .proven_domains
        .iter()
        .any(|domain| domain.covers(&host))
}

/// Whether a reviewer knows it already: then it goes back to that person.
fn was_asked(stored: &StoredSubmission) -> bool {
    matches!(
        &stored.submission.facts,
        Facts::Checking(facts) if matches!(facts.queueing, Queueing::Kept(_))
    )
}

/// Whether the random audit draws it: the same answer however often it is asked.
fn is_drawn(ctx: &Ctx, stored: &StoredSubmission) -> bool {
    let about = stored.submission.about.id.0.as_bytes();
    let hash = ctx.vault.keyed_hash("audit sample", about);
    let first = hash.first_chunk::<8>().copied().unwrap_or_default();
    u64::from_be_bytes(first) % 1_000 < 10 * u64::from(ctx.audit_sample())
}

/// Notes a fault of ours: it is tried again, and looks to nobody like a rejection.
async fn fail(ctx: &Ctx, id: SubmissionId, error: &Failure) -> Result<(), Failure> {
    tracing::error!(submission = %id, error = %chain(error), "the checks of a submission failed on our side");
    let fault = Line::parse("The checks ended with a fault; the log has it under this submission.")
        .map_err(|error| Failure::Broken(error.into()))?;
    ctx.store
        .write(async |tx| {
            let mut stored = tx.hold_submission(id).await?;
            if stored.submission.stage() == Stage::Checking {
                let command = Command::Fail(fault.clone());
                carry_out(tx, ctx, &mut stored, command, &Actor::System).await?;
            }
            Ok(())
        })
        .await
}

fn chain(failure: &Failure) -> String {
    match failure {
        Failure::Broken(error) => format!("{error:#}"),
        other => other.to_string(),
    }
}
