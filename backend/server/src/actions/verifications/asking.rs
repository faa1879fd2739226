//! Asking the contacts of a verified integration again, once a year (PRODUCT §8).

use chrono::TimeDelta;
use oin_domain::draft::ContactRole;
use oin_domain::verification::Facts;
use oin_store::Tx;

use super::loaded::Loaded;
use crate::actions::submissions::contacts::{Named, ask};
use crate::actions::{Ctx, Failure};

/// How long after a letter without an answer the next one goes out.
const NEXT_LETTER: TimeDelta = TimeDelta::days(14);

/// Writes to the contacts whose last answer is a year old, until they answer.
pub(super) async fn ask_again(tx: &mut Tx, ctx: &Ctx, loaded: &Loaded) -> Result<(), Failure> {
    if !matches!(
        loaded.stored.verification.facts,
        Facts::Verified(_) | Facts::AtRisk(_)
    ) {
        return Ok(());
    }
    let now = ctx.now();
    let due = loaded.standing.contacts.iter().filter(|contact| {
        let again = contact.asked_again();
        !contact.bounces && again.is_some_and(|at| at <= now)
    });
    let due: Vec<ContactRole> = due.map(|contact| contact.role).collect();
    let Some((_, testing)) = loaded.live.submission.as_ref().filter(|_| !due.is_empty()) else {
        return Ok(());
    };
    let waits = |asked_at| now - asked_at < NEXT_LETTER;
    let known = tx.contact_mails(loaded.org).await?;
    let mut asked: Vec<Named> = Vec::new();
    for role in due {
        let contact = testing.contacts.of(role);
        let folded = contact.mail.folded();
        if let Some(other) = asked.iter_mut().find(|other| other.mail.folded() == folded) {
            other.roles.push(role);
        } else if !known
            .iter()
            .any(|one| one.mail.folded() == folded && waits(one.asked_at))
        {
            asked.push(Named {
                mail: contact.mail.clone(),
                name: Some(contact.name.to_string()),
                roles: vec![role],
            });
        }
    }
    for named in &asked {
        ask(tx, ctx, (loaded.org, &loaded.org_name), named).await?;
    }
    Ok(())
}
