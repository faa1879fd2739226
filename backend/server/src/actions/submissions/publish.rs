//! The ISV's release switch: when an approved submission becomes public, and what customers are
//! told of it.

use chrono::NaiveDate;
use oin_domain::ids::SubmissionId;
use oin_domain::integration::Class;
use oin_domain::org::Act;
use oin_domain::submission::{Action, ReleaseError, ReleasePlan, WaitsFor};
use oin_domain::text::{Prose, TextError};
use oin_store::{Read, StoredSubmission};

use super::going_live::{go_live, outlook};
use super::moving::Moved;
use super::{find, hold};
use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

/// How a submission is to be released, as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedPlan {
    /// Whether the ISV publishes it by itself.
    pub held: bool,
    /// What customers are told of a breaking change; empty for nothing.
    pub notice: String,
    /// Up to which day the old settings work, as `2026-12-31`; empty with no notice.
    pub grace: String,
}

/// How a submission will be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseShown {
    /// What was said.
    pub plan: ReleasePlan,
    /// What it does to those who have installed what is live; nothing when nothing is live.
    pub class: Option<Class>,
    /// For what it waits, once it is approved; nothing when it is published by itself.
    pub waits_for: Option<WaitsFor>,
}

/// Keeps how a submission is to be released. It may be said and changed until it is published.
///
/// # Errors
/// `forbidden` for all but owners, `not_found`; `wrong_stage` when it is published or over;
/// `missing` and `bad_value` at `notice` and `grace`.
pub async fn plan_release(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    typed: &TypedPlan,
    again: Option<Idempotency>,
) -> Result<(), Failure> {
    who.may(Act::Withdraw)?;
    let plan = read_plan(ctx, typed)?;
    once(ctx, again.as_ref(), async |tx| {
        let stored = hold(tx, who, id).await?;
        if !stored.submission.stage().is_open() {
            return Err(Failure::refused(
                Code::WrongStage,
                "It is published or over, so there is nothing left to release. Begin an update instead.",
            ));
        }
        tx.set_release_plan(id, &plan, who.user(), ctx.now()).await?;
        if stored.submission.stage() == oin_domain::submission::Stage::Approved {
            // Whatever it waited for may be there now.
            tx.promise(&super::moving::publish_job(id, ctx.now())?).await?;
        }
        Ok(())
    })
    .await
}

/// Publishes an approved submission now, with the notice that was typed beside the button.
///
/// # Errors
/// `forbidden` for all but owners, `second_factor_required`, `step_up_required`, `not_found`,
/// `wrong_stage`; `missing` and `bad_value` at `notice` and `grace`.
pub async fn publish(
    ctx: &Ctx,
    who: &Member,
    id: SubmissionId,
    typed: &TypedPlan,
    again: Option<Idempotency>,
) -> Result<Moved, Failure> {
    who.may(Act::Withdraw)?;
    who.may(Act::Submit)?;
    let typed = read_plan(ctx, typed)?;
    once(ctx, again.as_ref(), async |tx| {
        let mut stored = hold(tx, who, id).await?;
        stored
            .submission
            .permits(Action::Publish, &who.actor(), ctx.now())?;
        let mut plan = tx.release_plan(id).await?;
        plan.notice = typed.notice.clone().or(plan.notice);
        tx.set_release_plan(id, &plan, who.user(), ctx.now()).await?;
        let outlook = outlook(tx, &stored).await?;
        let class = outlook.class.unwrap_or(Class::Text);
        let release = plan.by_hand(class, ctx.now()).map_err(needed)?;
        go_live(tx, ctx, &mut stored, outlook, release, &who.actor()).await
    })
    .await
}

/// How a submission of the asker's org will be released; nothing when it is published or over, or
/// was never submitted.
///
/// # Errors
/// `not_found`.
pub async fn release(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Option<ReleaseShown>, Failure> {
    who.may(Act::Read)?;
    ctx.store
        .read(async |read| {
            let stored = find(read, who, id).await?;
            if !stored.submission.stage().is_open() || stored.submitted.is_none() {
                return Ok(None);
            }
            release_of(ctx, read, &stored).await.map(Some)
        })
        .await
}

/// The same for whoever has the submission already.
pub(in crate::actions) async fn release_of(
    ctx: &Ctx,
    read: &mut Read,
    stored: &StoredSubmission,
) -> Result<ReleaseShown, Failure> {
    let plan = read.release_plan(stored.submission.about.id).await?;
    let class = outlook(read, stored).await?.class;
    let waits_for = plan.release(class.unwrap_or(Class::Text), ctx.now()).err();
    Ok(ReleaseShown {
        plan,
        class,
        waits_for,
    })
}

fn read_plan(ctx: &Ctx, typed: &TypedPlan) -> Result<ReleasePlan, Failure> {
    let mut errors = Vec::new();
    let notice = match Prose::parse(&typed.notice) {
        Ok(notice) => Some(notice),
        Err(TextError::Empty) => None,
        Err(error) => {
            errors.push(FieldError::new(
                "notice",
                Code::BadValue,
                format!("The notice {error}."),
            ));
            None
        }
    };
    let grace = match typed.grace.trim() {
        "" => None,
        text => match text.parse::<NaiveDate>() {
            Ok(day) if day > ctx.now().date_naive() => Some(day),
            Ok(_) => {
                errors.push(grace_in_future());
                None
            }
            Err(_) => {
                let message = "The grace date is written as 2026-12-31: year, month, day.";
                errors.push(FieldError::new("grace", Code::BadValue, message));
                None
            }
        },
    };
    if errors.is_empty() && notice.is_some() && grace.is_none() {
        let message = "A notice names the day up to which the old settings work. Choose a day after today.";
        errors.push(FieldError::new("grace", Code::Missing, message));
    }
    if errors.is_empty() && notice.is_none() && grace.is_some() {
        errors.push(notice_missing());
    }
    if errors.is_empty() {
        Ok(ReleasePlan {
            held: typed.held,
            notice: notice.zip(grace),
        })
    } else {
        Err(Failure::Invalid(errors))
    }
}

fn needed(error: ReleaseError) -> Failure {
    Failure::field(match error {
        ReleaseError::Notice => notice_missing(),
        ReleaseError::Grace => grace_in_future(),
    })
}

fn notice_missing() -> FieldError {
    FieldError::new(
        "notice",
        Code::Missing,
        "This changes what customers have installed. Tell them what they must do, and up to when.",
    )
}

fn grace_in_future() -> FieldError {
    FieldError::new(
        "grace",
        Code::BadValue,
        "The grace date must be in the future, so that customers have time. Choose a later day.",
    )
}
