//! Letters about submissions, posted in the transaction of what they tell.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice;
use oin_domain::draft::Field;
use oin_domain::event::Event;
use oin_domain::ids::UserId;
use oin_domain::org::{Act, OrgRole};
use oin_domain::review::Ask;
use oin_domain::submission::{Action, By, Facts, Stage};
use oin_store::{StoredSubmission, Tx};

use super::publish::release_of;
use crate::actions::letters::{self, About, Letter, Point, Recipient};
use crate::actions::reasons::Words;
use crate::actions::{Ctx, Failure};

/// Writes to everybody whom the event concerns.
pub(super) async fn write_letters(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredSubmission,
    event: &Event,
) -> Result<(), Failure> {
    if event.to == Stage::Errored && event.until.is_none() {
        return alert_staff(tx, ctx, stored, event).await;
    }
    if !is_written(event) {
        return Ok(());
    }
    let members = tx.members(event.org).await?;
    let by = match event.by {
        By::System => ctx.brand().network.clone(),
        By::Person(user) => members
            .iter()
            .find(|member| member.user.id == user)
            .map_or_else(|| "A colleague".to_owned(), |member| member.user.name.to_string()),
    };
    let waits_for_release =
        event.to == Stage::Approved && release_of(ctx, tx, stored).await?.waits_for.is_some();
    let words = Words::read(tx).await?;
    for member in members
        .iter()
        .filter(|member| concerns(event, member.user.id, member.role))
    {
        let Some(letter) = letter_of(stored, event, &by, waits_for_release, &words) else {
            continue;
        };
        letters::post(tx, &ctx.vault, &Recipient::from(&member.user), &letter, event.at).await?;
    }
    Ok(())
}

/// Whether the org is written to. What it did itself a moment ago it knows, but for receipts.
fn is_written(event: &Event) -> bool {
    match event.to {
        Stage::Checking => event.action != Action::Retry,
        Stage::NeedsFixes => event.action == Action::FindFixes,
        Stage::Queued => matches!(event.action, Action::Enqueue | Action::Contest | Action::Uphold),
        Stage::AwaitingIsv => event.action == Action::Ask,
        Stage::DiscardNotice => event.action == Action::Announce,
        Stage::Rejected => matches!(event.action, Action::Reject | Action::Dismiss),
        Stage::Discarded => matches!(
            event.action,
            Action::Discard | Action::DiscardSpam | Action::Dismiss
        ),
        Stage::Published => event.action == Action::Publish,
        Stage::Withdrawn | Stage::ClosedNoReply | Stage::Approved => true,
        _ => false,
    }
}

/// The letter that tells of `event`, which has led to `stored`; `by` is who did it, for the reader.
pub(in crate::actions) fn letter_of(
    stored: &StoredSubmission,
    event: &Event,
    by: &str,
    waits_for_release: bool,
    words: &Words,
) -> Option<Letter> {
    let about = || About {
        submission: event.submission,
        integration: name_of(stored),
    };
    let reasons = || {
        event
            .reasons
            .iter()
            .map(|reason| words.of(*reason).into())
            .collect()
    };
    let message = || event.message.as_ref().map(ToString::to_string);
    Some(match &stored.submission.facts {
        Facts::Checking(_) => Letter::SubmissionReceived {
            about: about(),
            by: by.to_owned(),
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
        Facts::Queued(_) if event.action == Action::Uphold => Letter::AppealDecided {
            about: about(),
            upheld: true,
            message: message(),
        },
        Facts::Rejected(_) | Facts::Discarded(_) if event.action == Action::Dismiss => {
            Letter::AppealDecided {
                about: about(),
                upheld: false,
                message: message(),
            }
        }
        Facts::AwaitingIsv(facts) => Letter::QuestionAsked {
            about: about(),
            points: facts.asked.iter().map(|ask| asked(ask, words)).collect(),
            message: None,
            until: facts.closes_at,
        },
        Facts::DiscardNotice(facts) => Letter::DiscardAnnounced {
            about: about(),
            points: vec![words.of(facts.cause.reason()).into()],
            message: message(),
            until: facts.ends_at,
        },
        Facts::Discarded(facts) => Letter::Discarded {
            about: about(),
            points: match message() {
                Some(what) => vec![Point {
                    what,
                    fix: None,
                    field: None,
                }],
                None => reasons(),
            },
            appeal_until: facts.appeal_until,
        },
        Facts::Rejected(facts) => Letter::Rejected {
            about: about(),
            points: reasons(),
            message: message(),
            appeal_until: facts.appeal_until,
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
            by: by.to_owned(),
        },
        _ => return None,
    })
}

/// What a reviewer asked, as a point of a letter.
fn asked(ask: &Ask, words: &Words) -> Point {
    let message = ask.message.to_string();
    Point {
        what: ask
            .reason
            .map_or_else(|| message.clone(), |reason| words.of(reason).sentence),
        fix: ask.reason.map(|_| message),
        field: Field::at(&ask.field).map(|field| field.label.to_owned()),
    }
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
        Stage::NeedsFixes => ("The checks found something that you must fix.", "it is closed"),
        Stage::DiscardNotice => (
            "The cause of the announced discard must be fixed.",
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
pub(in crate::actions) fn name_of(stored: &StoredSubmission) -> String {
    stored
        .kept
        .draft
        .text("name")
        .map_or_else(|| "Untitled integration".to_owned(), str::to_owned)
}
