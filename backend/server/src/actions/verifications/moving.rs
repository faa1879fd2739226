//! Moving a verification: the move, what the catalog shows, the letters and the next look, in one
//! transaction.

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::ids::{IntegrationId, JobId};
use oin_domain::submission::Actor;
use oin_domain::verification::{Command, Facts};
use oin_domain::webhook::EventKind;
use oin_store::{NewJob, Tx};
use uuid::Uuid;

use super::asking::ask_again;
use super::loaded::Loaded;
use super::telling;
use super::watch::{CLASS, Watched};
use crate::actions::{Ctx, Failure, webhooks};

/// How often a verified integration is looked at, at least: a contact whose letters come back is
/// noticed within this.
const LOOK: TimeDelta = TimeDelta::hours(1);

/// Does `command`, keeps it, publishes the tier, writes the letters and promises the next look.
/// `loaded` must be held by `tx`; it is brought up to date.
pub(super) async fn carry_out(
    tx: &mut Tx,
    ctx: &Ctx,
    loaded: &mut Loaded,
    command: Command,
    actor: &Actor,
) -> Result<(), Failure> {
    let now = ctx.now();
    let (next, event) = loaded.stored.verification.clone().apply(command, actor, now)?;
    loaded.stored.revision = tx
        .advance_verification(&next, loaded.stored.revision, &event)
        .await?;
    loaded.stored.verification = next;
    publish(tx, ctx, loaded).await?;
    telling::write_letters(tx, ctx, loaded, &event).await?;
    if let Some(kind) = EventKind::of_verification(event.action) {
        let about = webhooks::About {
            id: loaded.live.id,
            slug: Some(loaded.live.slug.to_string()),
            name: loaded.name(),
            until: event.until,
        };
        let subject = webhooks::Subject::Verification(event.to);
        webhooks::announce(tx, ctx, loaded.org, kind, &about, subject, event.at).await?;
    }
    watch_on(tx, ctx, loaded).await
}

/// Publishes tier and health as they are now.
pub(super) async fn publish(tx: &mut Tx, ctx: &Ctx, loaded: &Loaded) -> Result<(), Failure> {
    let tier = loaded.stored.verification.tier();
    let health = loaded.standing.health();
    tx.set_tier(loaded.live.id, tier, health, ctx.now()).await?;
    Ok(())
}

/// Puts a verified integration at risk, takes it back or ends it, as it stands now, and asks its
/// contacts when that is due. It may be asked at any time and does nothing when nothing is due.
pub(super) async fn settle(tx: &mut Tx, ctx: &Ctx, loaded: &mut Loaded) -> Result<(), Failure> {
    ask_again(tx, ctx, loaded).await?;
    let command = match (&loaded.stored.verification.facts, loaded.standing.steady()) {
        (Facts::Verified(_), Err(risk)) => Command::Endanger(risk),
        (Facts::AtRisk(_), Ok(steady)) => Command::Recover(steady),
        (Facts::AtRisk(facts), Err(_)) if facts.until <= ctx.now() => Command::Lapse,
        _ => return watch_on(tx, ctx, loaded).await,
    };
    carry_out(tx, ctx, loaded, command, &Actor::System).await
}

/// Promises the next look at what is verified.
async fn watch_on(tx: &mut Tx, ctx: &Ctx, loaded: &Loaded) -> Result<(), Failure> {
    let soon = ctx.now() + LOOK;
    let ends = match &loaded.stored.verification.facts {
        Facts::Community(_) | Facts::Candidate(_) => return Ok(()),
        // A record counts up to its end: the look comes after it.
        Facts::Verified(_) => loaded.standing.next_end().map(|end| end + TimeDelta::seconds(1)),
        Facts::AtRisk(facts) => Some(facts.until),
    };
    let run_at = ends
        .map_or(soon, |end| end.min(soon))
        .max(ctx.now() + TimeDelta::seconds(1));
    tx.promise(&look_at(loaded.live.id, run_at, ctx.now())?).await?;
    Ok(())
}

/// A look at `run_at`.
pub(super) fn look_at(
    integration: IntegrationId,
    run_at: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<NewJob, Failure> {
    Ok(NewJob {
        id: JobId(Uuid::now_v7()),
        class: CLASS,
        payload: serde_json::to_value(Watched { integration })
            .map_err(|error| Failure::Broken(error.into()))?,
        dedup_key: Some(format!("{CLASS}:{integration}:{}", run_at.timestamp())),
        run_at,
        at,
    })
}
