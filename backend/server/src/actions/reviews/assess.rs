//! Assessing what is queued: the risk, and what the queue shows.

use oin_domain::draft::Draft;
use oin_domain::listing::{Health, Tier};
use oin_domain::review::{REJECTIONS_COUNT, Risk, RiskFacts};
use oin_store::{Review, StoredSubmission, Tx};

use crate::actions::submissions::Names;
use crate::actions::{Ctx, Failure};

/// Assesses a submission that is being queued, by what was submitted.
pub(in crate::actions) async fn assess(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
) -> Result<(), Failure> {
    let about = stored.submission.about;
    let Some(submitted) = &stored.submitted else {
        return Err(Failure::Broken(anyhow::anyhow!(
            "{} was never submitted",
            about.id
        )));
    };
    let now = ctx.now();
    let content = &submitted.content;
    let history = tx
        .history_of(about.org, about.integration, now - REJECTIONS_COUNT)
        .await?;
    let context = tx.draft_context(about.org, about.integration).await?;
    let names = Names::of(ctx).await?;
    let alike: Vec<String> = names
        .alike(content.name.as_str(), about.integration)
        .into_iter()
        .map(|known| known.name.clone())
        .collect();
    let copy = |content| Draft::copy_of(content).map_err(|error| Failure::Broken(error.into()));
    let proposed = copy(content)?;
    let live = context.live.as_ref().map(|(_, live)| copy(live)).transpose()?;
    let green_days = history
        .listing
        .filter(|(_, tested, _)| *tested == Health::Ok)
        .map(|(_, _, since)| (now - since).num_days());
    let risk = Risk::assess(&RiskFacts {
        proposed: &proposed,
        live: live.as_ref(),
        proven: &context.proven_domains,
        alike: &alike,
        published: history.published,
        rejected: history.rejected,
        green_days,
        verified: history.listing.is_some_and(|(tier, ..)| tier == Tier::Verified),
    });
    let review = Review {
        name: content.name.clone(),
        sign_on: content.sign_on(),
        risk,
        assessed_at: now,
        proposal: None,
    };
    Ok(tx.keep_review(about.id, &review).await?)
}
