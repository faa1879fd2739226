//! Taking a listing on in its life.

use chrono::NaiveDate;
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::integration::Slug;
use oin_domain::listing::{Action, Command, LAST_WARNING, Retirement, Stage, Suspension};
use oin_store::{StoreError, StoredCourse, Tx};

use super::{due, find, reason, telling};
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// What somebody wants done with a listing, as they typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Why.
    pub reason: String,
    /// Of a suspension: whether it is for abuse.
    pub abuse: bool,
    /// Of a retirement: the last day, as `2026-12-31`.
    pub ends_on: String,
    /// Of a retirement: the slug of what takes its place; empty for nothing.
    pub successor: String,
}

/// Takes a listing on.
///
/// # Errors
/// `not_found` for who is no lead or administrator; `second_factor_required`,
/// `step_up_required`, `forbidden`, `own_org`, `same_person`, `wrong_stage`, `too_early`; `missing`
/// and `bad_value` at what was typed.
pub async fn take(
    ctx: &Ctx,
    who: &Reviewer,
    slug: &str,
    action: Action,
    typed: &Typed,
) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Lead, StaffRole::Admin])?;
    who.decides()?;
    let command = read_command(action, typed)?;
    ctx.store
        .write(async |tx| {
            let id = find(tx, slug).await?.id;
            if let Command::Retire(Retirement {
                successor: Some(successor),
                ..
            }) = &command
            {
                is_offered(tx, successor).await?;
            }
            let stored = tx.hold_course(id).await?;
            carry_out(tx, ctx, &stored, command.clone(), &who.actor()).await
        })
        .await
}

/// Does `command` with a listing that is held, tells of it and promises what follows.
pub(super) async fn carry_out(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &StoredCourse,
    command: Command,
    actor: &oin_domain::submission::Actor,
) -> Result<(), Failure> {
    let (next, step) = stored.course.clone().apply(command, actor, ctx.now())?;
    tx.advance_course(stored, &next, &step).await?;
    if let Some(until) = step.until {
        if matches!(next.facts.suspension, Some(Suspension::Announced { .. })) {
            tx.promise(&due::job(stored.id, until - LAST_WARNING, ctx.now())?)
                .await?;
        }
        tx.promise(&due::job(stored.id, until, ctx.now())?).await?;
    }
    telling::tell(tx, ctx, stored, &next, &step).await
}

fn read_command(action: Action, typed: &Typed) -> Result<Command, Failure> {
    let why = || reason(&typed.reason);
    Ok(match action {
        Action::Degrade => Command::Degrade(why()?),
        Action::Recover => Command::Recover(why()?),
        Action::Propose => Command::Propose {
            abuse: typed.abuse,
            reason: why()?,
        },
        Action::Approve => Command::Approve,
        Action::CallOff => Command::CallOff(why()?),
        Action::Lift => Command::Lift(why()?),
        Action::Remove => Command::Remove(why()?),
        Action::Retire => Command::Retire(Retirement {
            reason: why()?,
            ends_on: day(&typed.ends_on)?,
            successor: successor(&typed.successor)?,
        }),
        Action::Suspend | Action::EndRetirement | Action::RollBack => {
            return Err(Failure::refused(
                Code::Forbidden,
                format!("“{}” is not done here.", action.label()),
            ));
        }
    })
}

fn day(text: &str) -> Result<NaiveDate, Failure> {
    let text = text.trim();
    if text.is_empty() {
        let message = "A retirement names its last day. Write it as 2026-12-31.";
        return Err(Failure::field(FieldError::new("ends_on", Code::Missing, message)));
    }
    text.parse().map_err(|_| {
        let message = "The last day is written as 2026-12-31: year, month, day.";
        Failure::field(FieldError::new("ends_on", Code::BadValue, message))
    })
}

fn successor(text: &str) -> Result<Option<Slug>, Failure> {
    // People paste the address of the page.
    let slug = text.trim().trim_end_matches('/');
    let slug = slug.rsplit('/').next().unwrap_or_default();
    if slug.is_empty() {
        return Ok(None);
    }
    Slug::parse(slug).map(Some).map_err(|_| no_successor())
}

async fn is_offered(tx: &mut Tx, successor: &Slug) -> Result<(), Failure> {
    match tx.entry(successor).await {
        Ok(entry) if !matches!(entry.stage, Stage::Retiring | Stage::Retired) => Ok(()),
        Ok(_) | Err(StoreError::Absent) => Err(no_successor()),
        Err(error) => Err(error.into()),
    }
}

fn no_successor() -> Failure {
    let message =
        "The catalog offers no such integration. Give the address of one that it does, or leave it empty.";
    Failure::field(FieldError::new("successor", Code::BadValue, message))
}
