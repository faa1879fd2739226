//! Letters about submissions, posted in the transaction of what they tell.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice;
use oin_domain::draft::Field;
use oin_domain::event::Event;
use oin_domain::ids::UserId;
use oin_domain::org::{Act, OrgRole};
use oin_domain::submission::{Action, By, Facts, Stage};
use oin_store::{StoredSubmission, Tx};

use super::publish::release_of;
use crate::actions::letters::{self, About, Letter, Point, Recipient};
use crate::actions::{Ctx, Failure};

/// Writes to everybody whom the event concerns.
pub(super) async fn write_letters(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    let about = || About {
        submission: event.submission,
        integration: name_of(stored),
    };
    let members = match event.to {
        Stage::Checking if event.action != Action::Retry => tx.members(event.org).await?,
        Stage::NeedsFixes if event.action == Action::FindFixes => tx.members(event.org).await?,
        Stage::Queued if matches!(event.action, Action::Enqueue | Action::Contest) => {
            tx.members(event.org).await?
        }
        Stage::Withdrawn | Stage::ClosedNoReply | Stage::Approved => tx.members(event.org).await?,
        Stage::Published if event.action == Action::Publish => tx.members(event.org).await?,
        Stage::Errored if event.until.is_none() => return alert_staff(tx, ctx, stored, event).await,
        _ => return Ok(()),
    };
    let by = match event.by {
        By::System => ctx.brand().network.clone(),
        By::Person(user) => members
            .iter()
            .find(|member| member.user.id == user)
            .map_or_else(|| "A colleague".to_owned(), |member| member.user.name.to_string()),
    };
    let waits_for_release =
        event.to == Stage::Approved && release_of(ctx, tx, stored).await?.waits_for.is_some();
    for member in members
        .iter()
        .filter(|member| concerns(event, member.user.id, member.role))
    {
        let letter = match &stored.submission.facts {
            Facts::Checking(_) => Letter::SubmissionReceived {
                about: about(),
                by: by.clone(),
            },
            Facts::NeedsFixes(facts) => Letter::NeedsFixes {
                about: about(),
                points: facts
                    .findings
                    .iter()
                    .filter(|finding| finding.blocks())
                    .map(|finding| Point {
                        what: finding.message.clone(),
                        fix: Some(finding.fix.clone()),
                        field: Field::at(&finding.field).map(|field| field.label.to_owned()),
                    })
                    .collect(),
                until: facts.closes_at,
            },
            Facts::Queued(facts) => Letter::Queued {
                about: about(),
                lane: format!("{} lane", facts.place.lane.label().to_lowercase()),
                due: facts.place.due,
            },
            Facts::ClosedNoReply(facts) => Letter::ClosedNoReply {
                about: about(),
                reopen_until: facts.reopen_until,
            },
            Facts::Approved(_) => Letter::Approved {
                about: about(),
                waits_for_release,
            },
            Facts::Published(_) => Letter::Published {
                about: about(),
                slug: stored.slug.as_ref().map(ToString::to_string).unwrap_or_default(),
            },
            Facts::Withdrawn(_) => Letter::SubmissionWithdrawn {
                about: about(),
                by: by.clone(),
            },
            _ => continue,
        };
        letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, event.at).await?;
    }
    Ok(())
}

/// Receipt goes to the one who submitted; the rest to everybody who may go on with it.
fn concerns(event: &Event, user: UserId, role: OrgRole) -> bool {
    if event.to == Stage::Checking {
        return event.by == By::Person(user);
    }
    role.may(Act::Submit)
}

async fn alert_staff(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    let Facts::Errored(facts) = &stored.submission.facts else {
        return Ok(());
    };
    let mut told = BTreeSet::new();
    for (user, _) in tx.staff().await? {
        if told.insert(user.id) {
            let letter = Letter::ErroredStaff {
                about: About {
                    submission: event.submission,
                    integration: name_of(stored),
                },
                tries: u32::from(facts.tries),
                problem: facts.fault.to_string(),
            };
            letters::post(tx, &ctx.vault, &Recipient::from(&user), &letter, event.at).await?;
        }
    }
    Ok(())
}

/// Reminds everybody who may go on with it that a submission waits for the org until `until`.
pub(super) async fn remind(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    until: DateTime<Utc>,
) -> Result<(), Failure> {
    let (waits_for, then) = match stored.submission.stage() {
        Stage::AwaitingIsv => ("Our reviewers wait for your answer.", "it is closed"),
        Stage::NeedsFixes => ("The checks found something that you must mend.", "it is closed"),
        Stage::DiscardNotice => (
            "The cause of the announced discard must be mended.",
            "it is discarded",
        ),
        Stage::Approved => (
            "It is approved and waits for you to publish it.",
            "it is taken back",
        ),
        _ => return Ok(()),
    };
    let members = tx.members(stored.submission.about.org).await?;
    for member in members.iter().filter(|member| member.role.may(Act::Submit)) {
        let letter = Letter::Reminder {
            about: About {
                submission: stored.submission.about.id,
                integration: name_of(stored),
            },
            waits_for: waits_for.to_owned(),
            then: then.to_owned(),
            until,
        };
        letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, ctx.now()).await?;
    }
    Ok(())
}

/// What a submission is called: its draft's name, or words for none.
pub(super) fn name_of(stored: &StoredSubmission) -> String {
    stored
        .kept
        .draft
        .text("name")
        .map_or_else(|| "Untitled integration".to_owned(), str::to_owned)
}
