//! Comparing a draft with what is live.

use oin_domain::ids::SubmissionId;
use oin_domain::integration::{Change, Class, Difference};
use oin_domain::org::Act;

use super::{find, refusal};
use crate::actions::{Ctx, Failure, Member};

/// What a draft changes of what is live.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The live revision; nothing when nothing is live: then there is nothing to compare.
    pub live: Option<i32>,
    /// Whether that is another one than the draft was copied from.
    pub live_moved_on: bool,
    /// What the changes do to customers; nothing when nothing differs.
    pub class: Option<Class>,
    /// Field by field.
    pub differences: Vec<Difference>,
}

/// Compares.
///
/// # Errors
/// `not_found`; `blocking_finding` at each field that must be filled in before the two can be
/// compared.
pub async fn compare(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Comparison, Failure> {
    who.may(Act::Read)?;
    let (stored, live) = ctx
        .store
        .read(async |read| {
            let stored = find(read, who, id).await?;
            let about = stored.submission.about;
            let live = read.draft_context(about.org, about.integration).await?.live;
            Ok::<_, Failure>((stored, live))
        })
        .await?;
    let Some((version, live)) = live else {
        return Ok(Comparison {
            live: None,
            live_moved_on: false,
            class: None,
            differences: Vec::new(),
        });
    };
    let proposal = stored
        .kept
        .draft
        .complete()
        .map_err(|findings| refusal::blocking(&findings))?;
    let change =
        Change::between(&live, &proposal.content, &[]).map_err(|error| Failure::Broken(error.into()))?;
    Ok(Comparison {
        live: Some(version),
        live_moved_on: stored.based_on != Some(version),
        class: change.class(),
        differences: change.differences,
    })
}
