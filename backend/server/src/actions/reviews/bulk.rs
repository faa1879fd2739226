//! Several submissions at once: each is judged on its own, as if it had come alone.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use oin_domain::account::StaffRole;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::review::{Allowance, BulkDeed, MOST_A_DAY, MOST_AT_ONCE, bulk_day};
use oin_domain::submission::{Action, Command, Person, Stage};
use oin_store::Tx;
use serde::{Deserialize, Serialize};

use super::assign::assignee;
use super::{Typed, hold};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::submissions::moving::carry_out_in_bulk;
use crate::actions::submissions::telling::name_of;
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// What is to be done, with which submissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAsked {
    /// What.
    pub deed: BulkDeed,
    /// With which.
    pub ids: Vec<SubmissionId>,
    /// Whom they are assigned to.
    pub to: Option<UserId>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkDone {
    /// What was asked for.
    pub deed: BulkDeed,
    /// Each submission, in the order in which they were named.
    pub items: Vec<BulkItem>,
    /// How many the person may still change in bulk on this day.
    pub left: u32,
    /// When that day ends.
    pub renews_at: DateTime<Utc>,
}

/// What became of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkItem {
    /// Which.
    pub id: SubmissionId,
    /// What it is called; nothing where the person may not see it.
    pub name: Option<String>,
    /// Where it is now, when it was done.
    pub stage: Option<Stage>,
    /// Why it was not done: the stable code and the sentence.
    pub refused: Option<(Code, String)>,
}

impl BulkDone {
    /// How many were done.
    pub fn done(&self) -> usize {
        self.items.iter().filter(|item| item.refused.is_none()).count()
    }
}

/// Does one thing with several submissions. Each is judged by the rules of its own: what may not be
/// done is listed with its reason, and the others are done. All in one transaction with the answer
/// that is remembered: whoever hears nothing sends it again, and nothing is done twice.
///
/// # Errors
/// `missing` and `bad_value` at `ids`, for none, for more than [`MOST_AT_ONCE`] and for one named
/// twice; `missing` and `bad_value` at `to`; `forbidden` for who assigns and is no lead; `bulk_limit`
/// when less than all of them is left of the day. Nothing is done then.
pub async fn bulk(
    ctx: &Ctx,
    who: &Reviewer,
    asked: &BulkAsked,
    again: Option<Idempotency>,
) -> Result<BulkDone, Failure> {
    if asked.deed == BulkDeed::Assign {
        who.has_any(&[StaffRole::Lead])?;
    }
    checked(&asked.ids)?;
    // Whoever holds several rows takes them in one order: two never wait for each other.
    let mut order: Vec<usize> = (0..asked.ids.len()).collect();
    order.sort_by_key(|place| asked.ids.get(*place));
    let (now, day) = (ctx.now(), bulk_day(ctx.now()));
    once(ctx, again.as_ref(), async |tx| {
        let to = match (asked.deed, asked.to) {
            (BulkDeed::Assign, Some(to)) => Some(assignee(tx, to).await?),
            (BulkDeed::Assign, None) => return Err(nobody()),
            _ => None,
        };
        let made = tx.hold_bulk_day(who.user(), day).await?;
        let allowance = Allowance::after(made, now);
        allowance.lets(asked.ids.len()).map_err(|used| too_many(used.0))?;
        let mut items = Vec::with_capacity(order.len());
        for place in &order {
            let Some(id) = asked.ids.get(*place) else { continue };
            items.push((*place, one(tx, ctx, who, *id, asked.deed, to.as_ref()).await?));
        }
        items.sort_by_key(|(place, _)| *place);
        let items: Vec<BulkItem> = items.into_iter().map(|(_, item)| item).collect();
        let done = items.iter().filter(|item| item.refused.is_none()).count();
        let done = u32::try_from(done).unwrap_or(u32::MAX);
        tx.count_bulk(who.user(), day, done).await?;
        let answer = BulkDone {
            deed: asked.deed,
            items,
            left: allowance.left.saturating_sub(done),
            renews_at: allowance.renews_at,
        };
        Ok(answer)
    })
    .await
}

/// One of them. What is refused was refused before anything was written.
async fn one(
    tx: &mut Tx,
    ctx: &Ctx,
    who: &Reviewer,
    id: SubmissionId,
    deed: BulkDeed,
    to: Option<&Person>,
) -> Result<BulkItem, Failure> {
    let mut item = BulkItem {
        id,
        name: None,
        stage: None,
        refused: None,
    };
    let moved = match hold(tx, who, id).await {
        Ok(mut stored) => {
            item.name = Some(name_of(&stored));
            let command = match (deed, to) {
                (BulkDeed::Claim, _) => Command::Claim,
                (BulkDeed::Release, _) => Command::Release(None),
                (BulkDeed::Assign, Some(to)) => Command::Assign(to.clone()),
                (BulkDeed::Assign, None) => return Err(nobody()),
            };
            carry_out_in_bulk(tx, ctx, &mut stored, command, &who.actor()).await
        }
        Err(failure) => Err(failure),
    };
    match moved {
        Ok(moved) => {
            if deed == BulkDeed::Release {
                // What was typed for handing it back by itself has no use any more.
                tx.keep_decision_draft(id, who.user(), Action::Release, &Typed::new(), ctx.now())
                    .await?;
            }
            item.stage = Some(moved.stage);
        }
        Err(Failure::Refused(code, why)) if code != Code::Stale => {
            item.refused = Some((code, why.into_owned()));
        }
        Err(Failure::NotFound(what)) => {
            item.refused = Some((Code::NotFound, format!("There is no such {what}.")));
        }
        Err(other) => return Err(other),
    }
    Ok(item)
}

fn checked(ids: &[SubmissionId]) -> Result<(), Failure> {
    let refused = |code, message: String| Err(Failure::field(FieldError::new("ids", code, message)));
    if ids.is_empty() {
        return refused(Code::Missing, "Choose at least one submission.".to_owned());
    }
    if ids.len() > MOST_AT_ONCE {
        let message = format!(
            "{} submissions were chosen; at most {MOST_AT_ONCE} are possible at once. Choose fewer.",
            ids.len()
        );
        return refused(Code::BadValue, message);
    }
    let mut seen = BTreeSet::new();
    match ids.iter().find(|id| !seen.insert(**id)) {
        None => Ok(()),
        Some(id) => refused(Code::BadValue, format!("{id} is named twice. Name each once.")),
    }
}

fn nobody() -> Failure {
    let message = "Say whom they are assigned to: choose one of the reviewers.";
    Failure::field(FieldError::new("to", Code::Missing, message))
}

fn too_many(allowance: Allowance) -> Failure {
    Failure::refused(
        Code::BulkLimit,
        format!(
            "A person changes at most {MOST_A_DAY} submissions a day in bulk, and {} are left to you until {}. Nothing was changed. Choose at most that many, or go on one by one.",
            allowance.left,
            allowance.renews_at.format("%-d %B %Y, %H:%M UTC")
        ),
    )
}
