//! Letters about listings, to those who own them.

use chrono::{DateTime, Utc};
use oin_domain::listing::{Action, Course, Step, Suspension};
use oin_domain::org::Act;
use oin_domain::text::Prose;
use oin_domain::webhook::EventKind;
use oin_store::{StoredCourse, Tx};

use crate::actions::letters::{self, Letter, Recipient};
use crate::actions::{Ctx, Failure, webhooks};

/// What a letter says of a listing.
struct Words {
    headline: &'static str,
    what: String,
    todo: &'static str,
    until: Option<DateTime<Utc>>,
}

/// Writes to the owners of a listing what happened to it, and tells their webhooks. A suspension
/// that is only proposed is no news yet.
pub(super) async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredCourse,
    next: &Course,
    step: &Step,
) -> Result<(), Failure> {
    let network = &ctx.brand().network;
    let announced = matches!(next.facts.suspension, Some(Suspension::Announced { .. }));
    let was_announced = matches!(stored.course.facts.suspension, Some(Suspension::Announced { .. }));
    if let (Some(owner), Some(kind)) = (
        stored.course.owner,
        EventKind::of_listing(step.action, was_announced, step.to),
    ) {
        let about = webhooks::About {
            id: stored.id,
            slug: Some(stored.slug.to_string()),
            name: stored.name.to_string(),
            until: step.until,
        };
        let subject = webhooks::Subject::Listing(step.to);
        webhooks::announce(tx, ctx, owner, kind, &about, subject, step.at).await?;
    }
    let words = match step.action {
        Action::Propose => return Ok(()),
        Action::CallOff if !was_announced => return Ok(()),
        Action::Degrade => Words {
            headline: "marked as degraded",
            what: "Its listing has a warning, and is found after others, until it works again.".to_owned(),
            todo: "Fix it, and answer this letter or send an update.",
            until: None,
        },
        Action::Recover => Words {
            headline: "no longer degraded",
            what: "The warning on its listing is gone.".to_owned(),
            todo: "",
            until: None,
        },
        Action::Approve if announced => Words {
            headline: "suspension announced",
            what: format!("{network} will take its listing out of the catalog."),
            todo: "Fix the cause before that day, and send an update or answer this letter.",
            until: step.until,
        },
        Action::Approve | Action::Suspend => Words {
            headline: "suspended",
            what: "Its listing is out of the catalog. It comes back when the cause is fixed.".to_owned(),
            todo: "Fix the cause, and send an update or answer this letter.",
            until: None,
        },
        Action::CallOff => Words {
            headline: "suspension called off",
            what: "Its listing stays in the catalog.".to_owned(),
            todo: "",
            until: None,
        },
        Action::Lift => Words {
            headline: "back in the catalog",
            what: "The suspension is lifted.".to_owned(),
            todo: "",
            until: None,
        },
        Action::Retire => Words {
            headline: "will be retired",
            what: "Its listing stays in the catalog, with its end date, until then.".to_owned(),
            todo: "Tell your customers, and answer this letter if the date is wrong.",
            until: step.until,
        },
        Action::EndRetirement => Words {
            headline: "retired",
            what: "It is no longer offered. The catalog still names it, so that people find what took its place.".to_owned(),
            todo: "",
            until: None,
        },
        Action::Remove => Words {
            headline: "removed",
            what: "Its listing was removed for legal reasons and does not come back.".to_owned(),
            todo: "",
            until: None,
        },
        Action::RollBack => Words {
            headline: "rolled back",
            what: "The catalog shows an earlier revision of it again.".to_owned(),
            todo: "Begin an update from the portal when the newer one is fixed.",
            until: None,
        },
    };
    write(tx, ctx, stored, words, step.reason.as_ref()).await
}

/// Warns for the last time before a suspension.
pub(super) async fn warn(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredCourse,
    reason: &Prose,
    takes_effect: DateTime<Utc>,
) -> Result<(), Failure> {
    let words = Words {
        headline: "last warning before its suspension",
        what: format!(
            "{} will take its listing out of the catalog in two days.",
            ctx.brand().network
        ),
        todo: "Fix the cause before that day, and send an update or answer this letter.",
        until: Some(takes_effect),
    };
    write(tx, ctx, stored, words, Some(reason)).await
}

async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredCourse,
    words: Words,
    reason: Option<&Prose>,
) -> Result<(), Failure> {
    let Some(owner) = stored.course.owner else {
        return Ok(());
    };
    let members = tx.members(owner).await?;
    for member in members.iter().filter(|member| member.role.may(Act::Submit)) {
        let letter = Letter::ListingChanged {
            integration: stored.name.to_string(),
            slug: stored.slug.to_string(),
            headline: words.headline.to_owned(),
            what: words.what.clone(),
            why: reason.map(ToString::to_string),
            todo: words.todo.to_owned(),
            until: words.until,
        };
        letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, ctx.now()).await?;
    }
    Ok(())
}
