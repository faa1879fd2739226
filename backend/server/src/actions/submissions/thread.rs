//! The thread between an org and the reviewers: whoever writes, the other side gets a letter.

use oin_domain::ids::UserId;
use oin_domain::org::Act;
use oin_domain::submission::{Facts, Side};
use oin_store::{Message, StoreError, StoredSubmission, Tx};

use super::telling::name_of;
use crate::actions::letters::{self, About, Letter, Recipient};
use crate::actions::{Ctx, Failure};

/// Adds a message to the thread of a submission, and writes to the other side: to everybody of the
/// org who may go on with it, or to the reviewer who has it (also while it waits for the org).
///
/// # Errors
/// As of any write.
pub(in crate::actions) async fn add_message(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    message: &Message,
) -> Result<(), Failure> {
    tx.add_message(stored.submission.about.id, message).await?;
    match message.side {
        Side::Isv => tell_reviewer(tx, ctx, stored, message).await,
        _ => tell_org(tx, ctx, stored, message).await,
    }
}

async fn tell_reviewer(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    message: &Message,
) -> Result<(), Failure> {
    let Some(reviewer) = reviewer_of(stored) else {
        return Ok(());
    };
    let reviewer = match tx.user(reviewer).await {
        // An account that is gone reads nothing.
        Err(StoreError::Absent) => return Ok(()),
        found => found?,
    };
    let org = tx.org(stored.submission.about.org).await?;
    let names = tx.names_of(&[message.by]).await?;
    let name = names.first().map_or("A colleague", |(_, name)| name.as_str());
    let letter = Letter::MessageFromIsv {
        about: about(stored),
        by: format!("{name}, {}", org.name),
        message: message.text.to_string(),
    };
    Ok(letters::post(tx, &ctx.vault, &Recipient::from(&reviewer), &letter, message.at).await?)
}

async fn tell_org(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    message: &Message,
) -> Result<(), Failure> {
    let letter = Letter::MessageFromReviewer {
        about: about(stored),
        message: message.text.to_string(),
    };
    let members = tx.members(stored.submission.about.org).await?;
    for member in members.iter().filter(|member| member.role.may(Act::Submit)) {
        letters::post(
            tx,
            &ctx.vault,
            &Recipient::from(&member.user),
            &letter,
            message.at,
        )
        .await?;
    }
    Ok(())
}

/// The reviewer who has it or will have it again.
fn reviewer_of(stored: &StoredSubmission) -> Option<UserId> {
    let submission = &stored.submission;
    match &submission.facts {
        Facts::AwaitingIsv(facts) => Some(facts.reviewer),
        _ => submission.holder(),
    }
}

fn about(stored: &StoredSubmission) -> About {
    About {
        submission: stored.submission.about.id,
        integration: name_of(stored),
    }
}
