//! Letters about verifications, posted in the transaction of what they tell.

use std::collections::BTreeSet;

use oin_domain::org::Act;
use oin_domain::verification::{Action, Event, Facts};
use oin_store::Tx;

use super::loaded::Loaded;
use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Ctx, Failure};

/// Writes to everybody whom the event concerns: who may act for the org, and, when the tier is at
/// stake, the three contacts.
pub(super) async fn write_letters(
    tx: &mut Tx,
    ctx: &Ctx,
    loaded: &Loaded,
    event: &Event,
) -> Result<(), Failure> {
    if matches!(event.action, Action::Propose | Action::Appeal) {
        return Ok(());
    }
    let contacts_too = matches!(
        event.action,
        Action::Endanger | Action::Recover | Action::Lapse | Action::Revoke
    );
    let mut told = BTreeSet::new();
    let mut to = Vec::new();
    for member in tx.members(loaded.org).await? {
        if member.role.may(Act::Submit) && told.insert(member.user.mail.folded()) {
            to.push(Recipient::from(&member.user));
        }
    }
    if let (true, Some((_, testing))) = (contacts_too, &loaded.live.submission) {
        let contacts = &testing.contacts;
        for contact in [&contacts.technical, &contacts.support, &contacts.business] {
            if told.insert(contact.mail.folded()) {
                to.push(Recipient::named(contact.mail.clone(), contact.name.to_string()));
            }
        }
    }
    for recipient in &to {
        let letter = letter(ctx, loaded, event);
        letters::post(tx, &ctx.vault, recipient, &letter, event.at).await?;
    }
    Ok(())
}

fn letter(ctx: &Ctx, loaded: &Loaded, event: &Event) -> Letter {
    let (integration, slug) = (loaded.name(), loaded.live.slug.to_string());
    let tier = ctx.brand().verified.clone();
    let message = event.message.as_ref().map(ToString::to_string);
    if let Facts::AtRisk(facts) = &loaded.stored.verification.facts {
        return Letter::VerificationAtRisk {
            integration,
            slug,
            tier,
            risk: facts.risk.says.clone(),
            until: facts.until,
        };
    }
    let (says, next) = match event.action {
        Action::Apply => (
            format!("{integration} is a candidate for {tier}"),
            "ours. Reviewers test it; you need not do anything now. Keep the two test logins working.",
        ),
        Action::Withdraw => (
            format!("The application of {integration} for {tier} was taken back"),
            "yours, if you want to go on. You can apply again at any time.",
        ),
        Action::Refuse => (
            format!("The application of {integration} for {tier} was refused"),
            "yours. Fix what is named, then apply again.",
        ),
        Action::Approve => (
            format!("{integration} is {tier} from now on"),
            "nobody's. The catalog and your badge show it. It stays so while its tests are green; we write to you and your contacts when they are not.",
        ),
        Action::Recover => (
            format!("{integration} stays {tier}: what was lost is there again"),
            "nobody's.",
        ),
        Action::Lapse => (
            format!("{integration} is no longer {tier}"),
            "yours. What was lost was not restored in 21 days. Fix it and apply again, or appeal within 180 days.",
        ),
        Action::Revoke => (
            format!("We ended {tier} for {integration}"),
            "yours. You can appeal within 180 days; somebody else then looks at it.",
        ),
        Action::Uphold => (
            format!("Your appeal was upheld: {integration} is a candidate for {tier} again"),
            "ours. Reviewers test it.",
        ),
        _ => (
            format!("Your appeal for {integration} was dismissed"),
            "yours, if you want to go on. You can apply again at any time.",
        ),
    };
    let message = message.or_else(|| match (&loaded.stored.verification.facts, event.action) {
        (Facts::Community(facts), Action::Lapse) => facts.fallen.as_ref().map(|fallen| fallen.says.clone()),
        _ => None,
    });
    Letter::VerificationMoved {
        integration,
        slug,
        says,
        next: next.to_owned(),
        message,
    }
}
